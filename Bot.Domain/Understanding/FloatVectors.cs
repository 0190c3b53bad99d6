using System.Numerics;
using System.Runtime.InteropServices;

namespace Bot.Domain.Understanding;

/// <summary>Sums whose length is a whole number of vectors.</summary>
internal static class FloatVectors
{
    public static void Add(ReadOnlySpan<float> source, Span<float> target)
    {
        var from = MemoryMarshal.Cast<float, Vector<float>>(source);
        var to = MemoryMarshal.Cast<float, Vector<float>>(target);
        for (var i = 0; i < from.Length; i++)
        {
            to[i] += from[i];
        }
    }

    public static void Scale(Span<float> target, float factor)
    {
        foreach (ref var part in MemoryMarshal.Cast<float, Vector<float>>(target))
        {
            part *= factor;
        }
    }
}
