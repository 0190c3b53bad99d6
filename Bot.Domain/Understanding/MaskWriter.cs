namespace Bot.Domain.Understanding;

/// <summary>Writes the masked text: doors as one sign, numbers as 0, marks as one blank, and never more than three of the same in a row.</summary>
internal ref struct MaskWriter(Span<char> target, Span<int> origin)
{
    private readonly Span<char> target = target;
    private readonly Span<int> origin = origin;

    public int Length { get; private set; }
    public int Substance { get; private set; }

    public void Put(char c, int from)
    {
        if (Length >= 3 && target[Length - 1] == c && target[Length - 2] == c && target[Length - 3] == c)
        {
            return;
        }

        origin[Length] = from;
        target[Length++] = c;
        // Emoji and signs carry mood; only words count as something said.
        Substance += char.IsLetterOrDigit(c) || c is '§' or '№' or '+' ? 1 : 0;
    }

    public void Space(int from)
    {
        if (Length > 0 && target[Length - 1] != ' ')
        {
            origin[Length] = from;
            target[Length++] = ' ';
        }
    }
}
