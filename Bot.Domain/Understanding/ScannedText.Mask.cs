namespace Bot.Domain.Understanding;

/// <summary>Brings the folded text into the form the words are looked up in: doors, numbers, names and marks are replaced by signs.</summary>
internal sealed partial class ScannedText
{
    private void Mask()
    {
        var writer = new MaskWriter(masked, origin);
        var door = 0;
        var i = 0;
        while (i < Length)
        {
            while (door < Doors.Count && Doors[door].End <= i)
            {
                door++;
            }

            if (door < Doors.Count && Doors[door].Start <= i)
            {
                Tags.Add(Doors[door].IsRange ? tagNames.Range : tagNames.Door);
                writer.Put('§', i);
                i = Doors[door].End;
                continue;
            }

            i = MaskOne(ref writer, i);
        }

        MaskedLength = writer.Length;
        Substance = writer.Substance;
    }

    private int MaskOne(ref MaskWriter writer, int i)
    {
        var c = folded[i];
        var text = Folded;
        switch (c)
        {
            case '[' when TextMarks.TryBracket(text, i, out var mark, out var after):
                HasPicture |= mark == TextMarks.Mark.Picture;
                HasVoice |= mark == TextMarks.Mark.Voice;
                if (mark == TextMarks.Mark.Keep)
                {
                    break;
                }

                writer.Space(i);
                return after;
            case '@':
                var end = TextMarks.EndOfName(text, i + 1);
                var name = text[(i + 1)..end];
                Tags.Add(TextMarks.IsBot(name) ? tagNames.ToBot : TextMarks.IsAll(name) ? tagNames.ToAll : tagNames.ToSomebody);
                writer.Space(i);
                return end;
            case '#' when i + 1 < Length && Numerals.IsDigit(text[i + 1]):
                var run = Numerals.EndOfRun(text, i + 1);
                return TicketNumber(ref writer, i, i + 1, run);
            case >= '0' and <= '9':
                return MaskNumber(ref writer, i);
            case 'h' when text[i..].StartsWith("http"):
                Tags.Add(tagNames.Link);
                var stop = text[i..].IndexOfAny(' ', '\n');
                writer.Space(i);
                return stop < 0 ? Length : i + stop;
        }

        if (TextMarks.IsBreak(c))
        {
            if (c is '?' or '【')
            {
                Tags.Add(c == '?' ? tagNames.Question : tagNames.Heading);
            }

            writer.Space(i);
        }
        else
        {
            writer.Put(c, i);
        }

        return i + 1;
    }

    private int MaskNumber(ref MaskWriter writer, int i)
    {
        var text = Folded;
        var run = Numerals.EndOfRun(text, i);
        var digits = text[i..run];
        if (digits is "110" or "119" or "120" or "122" or "12345" || (digits is "1" && i > 0 && text[i - 1] == '+'))
        {
            for (var k = i; k < run; k++)
            {
                writer.Put(text[k], k);
            }

            return run;
        }

        if (digits.Length >= 7)
        {
            Tags.Add(tagNames.Phone);
        }

        if (digits.Length is 3 or 4)
        {
            Numbers.Add(digits.ToString());
        }

        writer.Put('0', i);
        return run;
    }

    private int TicketNumber(ref MaskWriter writer, int at, int from, int to)
    {
        Numbers.Add(Folded[from..to].ToString());
        Tags.Add(tagNames.TicketNumber);
        writer.Put('№', at);
        return to;
    }
}
