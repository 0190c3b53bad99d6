namespace Bot.Domain.Understanding;

/// <summary>The names of a model's features, in the order of its rows. All in one text: a hundred thousand strings would take longer to make than to use.</summary>
public sealed class FeatureNames
{
    private readonly string text;
    private readonly int[] ends;

    public FeatureNames(IReadOnlyCollection<string> names)
    {
        text = string.Concat(names);
        ends = EndsOf([.. names.Select(name => (byte)name.Length)]);
    }

    /// <param name="text">All names, one after the other.</param>
    /// <param name="lengths">How many characters each has.</param>
    /// <exception cref="FormatException">The lengths are not those of the text.</exception>
    public FeatureNames(string text, ReadOnlySpan<byte> lengths)
    {
        this.text = text;
        ends = EndsOf(lengths);
        if ((ends.Length == 0 ? 0 : ends[^1]) != text.Length)
        {
            throw new FormatException("names and their lengths differ");
        }
    }

    public int Count => ends.Length;

    public ReadOnlySpan<char> this[int row] => text.AsSpan(row == 0 ? 0 : ends[row - 1], LengthOf(row));

    /// <summary>In characters.</summary>
    public byte LengthOf(int row) => (byte)(ends[row] - (row == 0 ? 0 : ends[row - 1]));

    private static int[] EndsOf(ReadOnlySpan<byte> lengths)
    {
        var ends = new int[lengths.Length];
        var end = 0;
        for (var i = 0; i < lengths.Length; i++)
        {
            ends[i] = end += lengths[i];
        }

        return ends;
    }
}
