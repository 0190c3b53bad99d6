using System.Numerics;
using System.Runtime.InteropServices;

namespace Bot.Domain.Understanding;

/// <summary>Sums whose length is a whole number of vectors.</summary>
internal static class FloatVectors
{
    /// <summary>What lies between two running sums, scaled.</summary>
    public static void Difference(ReadOnlySpan<float> end, ReadOnlySpan<float> start, float factor, Span<float> target)
    {
        var upper = MemoryMarshal.Cast<float, Vector<float>>(end);
        var lower = MemoryMarshal.Cast<float, Vector<float>>(start);
        var to = MemoryMarshal.Cast<float, Vector<float>>(target);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = (upper[i] - lower[i]) * factor;
        }
    }
}
