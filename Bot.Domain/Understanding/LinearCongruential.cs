namespace Bot.Domain.Understanding;

/// <summary>A small generator whose numbers are the same on every machine and in every version, so that learning can be repeated exactly.</summary>
internal struct LinearCongruential(uint seed)
{
    private uint state = seed;

    public int Next(int below)
    {
        state = state * 1664525 + 1013904223;
        return (int)((ulong)(state >> 8) * (ulong)below >> 24);
    }
}
