using System.Numerics;
using System.Runtime.InteropServices;

namespace Bot.Domain.Understanding;

/// <summary>Arithmetic on many numbers at once.</summary>
internal static class FloatVectors
{
    /// <summary>What lies between two running sums, scaled; their length is a whole number of vectors.</summary>
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

    /// <summary>The sum of the products.</summary>
    public static float Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var width = Vector<float>.Count;
        var sums = Vector<float>.Zero;
        var at = 0;
        for (; at + width <= one.Length; at += width)
        {
            sums += new Vector<float>(one[at..]) * new Vector<float>(other[at..]);
        }

        var sum = Vector.Sum(sums);
        for (; at < one.Length; at++)
        {
            sum += one[at] * other[at];
        }

        return sum;
    }

    /// <summary>Adds the values, each times the factor, to the first of the target.</summary>
    public static void AddScaled(ReadOnlySpan<float> values, float factor, Span<float> target)
    {
        var width = Vector<float>.Count;
        var at = 0;
        for (; at + width <= values.Length; at += width)
        {
            (new Vector<float>(target[at..]) + new Vector<float>(values[at..]) * factor).CopyTo(target[at..]);
        }

        for (; at < values.Length; at++)
        {
            target[at] += values[at] * factor;
        }
    }

    /// <summary>The logarithm of a chance over its counterpart; what is nearer to 0 or 1 than <paramref name="least"/> counts as that near.</summary>
    public static float LogOdds(float chance, float least)
    {
        var kept = Math.Clamp(chance, least, 1 - least);
        return MathF.Log(kept / (1 - kept));
    }

    /// <summary>The same of all.</summary>
    public static void LogOdds(Span<float> chances, float least)
    {
        var at = 0;
        for (; at + Vector<float>.Count <= chances.Length; at += Vector<float>.Count)
        {
            var kept = Vector.Clamp(new Vector<float>(chances[at..]), new Vector<float>(least), new Vector<float>(1 - least));
            Vector.Log(kept / (Vector<float>.One - kept)).CopyTo(chances[at..]);
        }

        for (; at < chances.Length; at++)
        {
            chances[at] = LogOdds(chances[at], least);
        }
    }

    /// <summary>How much two rows of chances fall on the same: the sum of the roots of their products, 0 to 1.</summary>
    public static float Likeness(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var width = Vector<float>.Count;
        var sums = Vector<float>.Zero;
        var at = 0;
        for (; at + width <= one.Length; at += width)
        {
            sums += Vector.SquareRoot(new Vector<float>(one[at..]) * new Vector<float>(other[at..]));
        }

        var sum = Vector.Sum(sums);
        for (; at < one.Length; at++)
        {
            sum += MathF.Sqrt(one[at] * other[at]);
        }

        return sum;
    }

    /// <summary>The highest value; the lowest number there is where there are none.</summary>
    public static float Highest(ReadOnlySpan<float> values)
    {
        var highest = float.MinValue;
        var width = Vector<float>.Count;
        if (values.Length < width)
        {
            foreach (var value in values)
            {
                highest = Math.Max(highest, value);
            }

            return highest;
        }

        // The last vector begins where it still fits, and so meets some values twice.
        var most = new Vector<float>(values[^width..]);
        for (var at = 0; at + width <= values.Length; at += width)
        {
            most = Vector.MaxNative(most, new Vector<float>(values[at..]));
        }

        for (var i = 0; i < width; i++)
        {
            highest = Math.Max(highest, most[i]);
        }

        return highest;
    }

    /// <summary>Chances out of sums: what a class's power of e is of them all. <paramref name="target"/> may not overlap <paramref name="sums"/>.</summary>
    public static void Softmax(ReadOnlySpan<float> sums, Span<float> target)
    {
        var highest = Highest(sums);
        var width = Vector<float>.Count;
        var total = 0f;
        var at = 0;
        for (; at + width <= sums.Length; at += width)
        {
            var part = Vector.Exp(new Vector<float>(sums[at..]) - new Vector<float>(highest));
            part.CopyTo(target[at..]);
            total += Vector.Sum(part);
        }

        for (; at < sums.Length; at++)
        {
            target[at] = MathF.Exp(sums[at] - highest);
            total += target[at];
        }

        var share = 1 / total;
        for (at = 0; at + width <= target.Length; at += width)
        {
            (new Vector<float>(target[at..]) * share).CopyTo(target[at..]);
        }

        for (; at < target.Length; at++)
        {
            target[at] *= share;
        }
    }
}
