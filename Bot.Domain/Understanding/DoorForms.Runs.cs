namespace Bot.Domain.Understanding;

/// <summary>Forms of several numbers in a row: doors with dashes, and ranges of houses.</summary>
internal static partial class DoorForms
{
    /// <summary>8-3-601, 3-501, and after a house 2-501.</summary>
    public static bool TryDashes(ReadOnlySpan<char> text, int start, in DoorMention before, bool nickname, out DoorMention mention)
    {
        mention = default;
        if (TryLetterDash(text, start, out mention))
        {
            return true;
        }

        if (!Numerals.IsDigit(text[start]) && !(text[start] is >= 'a' and <= 'h' && start + 1 < text.Length && Numerals.IsDigit(text[start + 1])) || !before.HasDoor && !StartsNumber(text, start))
        {
            return false;
        }

        Span<int> from = stackalloc int[3];
        Span<int> to = stackalloc int[3];
        var count = 0;
        var at = start;
        while (count < 3)
        {
            var digits = count == 0 && !Numerals.IsDigit(text[at]) ? at + 1 : at;
            var run = Numerals.EndOfRun(text, digits);
            if (run == digits || !Numerals.IsDigit(text[digits]))
            {
                break;
            }

            from[count] = at;
            to[count++] = run;
            at = run;
            if (count == 3 || at + 1 >= text.Length || text[at] is not ('-' or '~' or '_') || !Numerals.IsDigit(text[at + 1]))
            {
                break;
            }

            at++;
        }

        if (count < 2 || (at < text.Length && (text[at] == '-' && !(nickname && count == 2 && at + 1 < text.Length && !char.IsAsciiLetterOrDigit(text[at + 1])) || Numerals.IsDigit(text[at]) || Measures.Contains(text[at]) || text[at] is '栋' or '幢')))
        {
            return false;
        }

        var last = text[from[count - 1]..to[count - 1]];
        mention.End = at + (at < text.Length && text[at] is '室' or '房' ? 1 : 0);
        if (count == 3)
        {
            mention.Building = House(text[from[0]..to[0]]);
            mention.Unit = Numerals.ToText(text[from[1]..to[1]]);
            mention.Room = Numerals.ToText(last);
            return last.Length is >= 3 and <= 4 && to[0] - from[0] <= 3 && to[1] - from[1] <= 2;
        }

        if (nickname && last.Length == 1 && to[0] - from[0] <= 2 && !before.HasDoor)
        {
            // "7-4老曲", "7-2-老崔": house and unit; in a text two small numbers are a score or a span.
            mention.Building = House(text[from[0]..to[0]]);
            mention.Unit = Numerals.ToText(last);
            return true;
        }

        if (last.Length is < 3 or > 4 || to[0] - from[0] > 3 || !IsPlausibleRoom(Numerals.ToNumber(last)))
        {
            return false;
        }

        mention.Room = Numerals.ToText(last);
        if (before.Building is not null && before.Unit is null)
        {
            mention.Unit = Numerals.ToText(text[from[0]..to[0]]);
        }
        else
        {
            mention.Building = House(text[from[0]..to[0]]);
        }

        return before.Building is null || mention.Unit is not null;
    }

    /// <summary>1到6栋, 3栋至6栋, 6-10幢, 4栋和5栋中间.</summary>
    public static bool TryRange(ReadOnlySpan<char> text, int start, out int end, out bool units)
    {
        end = start;
        units = false;
        var run = Numerals.EndOfRun(text, start);
        if (run == start || run - start > 3 || !StartsNumber(text, start))
        {
            return false;
        }

        var marker = HouseMarker(text[run..], "9", text, start);
        var at = run + marker;
        var several = false;
        while (at < text.Length && IsLink(text[at], marker > 0))
        {
            // "1幢2幢之间": houses one after the other need no word between them.
            var link = text[at];
            var next = Numerals.IsDigit(link) ? at : at + 1;
            var nextRun = Numerals.EndOfRun(text, Math.Min(next, text.Length));
            if (nextRun == next || nextRun - next > 3)
            {
                break;
            }

            var nextMarker = HouseMarker(text[nextRun..], "9", text, next);
            if (nextMarker == 0)
            {
                if (next == at)
                {
                    break;
                }

                if (link is '、' or '-' or '~' or '到' or '至' or '和' && marker == 0 && nextRun < text.Length && text[nextRun] is '、' or '和')
                {
                    at = nextRun;
                    continue;
                }

                units = text[nextRun..].StartsWith("单元") && marker == 0;
                end = units ? nextRun + 2 : start;
                return units;
            }

            if (link == ' ')
            {
                break;
            }

            marker = nextMarker;
            at = nextRun + nextMarker;
            end = at;
            several = true;
        }

        return several;
    }

    private static bool IsLink(char character, bool afterHouse) =>
        character is '到' or '至' or '-' or '~' or '和' or '与' or '跟' or '同' or '及' or '、' || afterHouse && (character == ' ' || Numerals.IsDigit(character));

    private static bool IsPlausibleRoom(int value) => value is >= 101 and <= 6999 && value % 100 is >= 1 and <= 40;

    private static string? House(ReadOnlySpan<char> written) =>
        Numerals.IsDigit(written[0]) ? Numerals.ToText(written) : char.ToUpperInvariant(written[0]) + Numerals.ToText(written[1..]);
}
