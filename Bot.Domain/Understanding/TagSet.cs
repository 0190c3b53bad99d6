using System.Runtime.Intrinsics;

namespace Bot.Domain.Understanding;

/// <summary>A set of at most 512 tags (concepts of the word files), as bits.</summary>
public struct TagSet
{
    public const int Capacity = 512;
    private Bits bits;

    [System.Runtime.CompilerServices.InlineArray(Capacity / 64)]
    private struct Bits
    {
        private ulong element;
    }

    /// <returns>True where the tag was not there before.</returns>
    public bool Add(int tag)
    {
        ref var word = ref bits[tag >> 6];
        var bit = 1UL << (tag & 63);
        var isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }

    public readonly bool Has(int tag) => tag >= 0 && (bits[tag >> 6] & (1UL << (tag & 63))) != 0;

    public readonly bool HasAll(in TagSet others)
    {
        ReadOnlySpan<ulong> mine = bits;
        ReadOnlySpan<ulong> wanted = others.bits;
        for (var i = 0; i < Capacity / 64; i += 4)
        {
            var part = Vector256.Create(wanted[i..]);
            if ((Vector256.Create(mine[i..]) & part) != part)
            {
                return false;
            }
        }

        return true;
    }

    public readonly bool HasAny(in TagSet others)
    {
        ReadOnlySpan<ulong> mine = bits;
        ReadOnlySpan<ulong> wanted = others.bits;
        for (var i = 0; i < Capacity / 64; i += 4)
        {
            if ((Vector256.Create(mine[i..]) & Vector256.Create(wanted[i..])) != Vector256<ulong>.Zero)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether both sets share a tag that is one of <paramref name="among"/>.</summary>
    public readonly bool HasAnyOf(in TagSet others, in TagSet among)
    {
        for (var i = 0; i < Capacity / 64; i++)
        {
            if ((bits[i] & others.bits[i] & among.bits[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    public void AddAll(in TagSet others)
    {
        for (var i = 0; i < Capacity / 64; i++)
        {
            bits[i] |= others.bits[i];
        }
    }

    /// <summary>The lowest tag from <paramref name="start"/> on, -1 where none is left.</summary>
    public readonly int FirstFrom(int start)
    {
        for (var i = start >> 6; i < Capacity / 64; i++)
        {
            var word = bits[i] & (i == start >> 6 ? ulong.MaxValue << (start & 63) : ulong.MaxValue);
            if (word != 0)
            {
                return (i << 6) + System.Numerics.BitOperations.TrailingZeroCount(word);
            }
        }

        return -1;
    }

    public void Clear() => bits = default;
}
