namespace Bot.Domain.Understanding;

/// <summary>Forms of houses that are called by letters.</summary>
internal static partial class DoorForms
{
    /// <summary>A3栋, B座, building 8, T2, B1507, A3二单元.</summary>
    public static bool TryLetterHouse(ReadOnlySpan<char> text, int start, bool nickname, out string? building, out int end)
    {
        building = null;
        end = start;
        if (text[start] is not (>= 'a' and <= 'z') || (start > 0 && char.IsAsciiLetterOrDigit(text[start - 1])))
        {
            return false;
        }

        foreach (var word in (ReadOnlySpan<string>)["building", "bldg", "block", "tower"])
        {
            if (text[start..].StartsWith(word))
            {
                var at = start + word.Length;
                at = at < text.Length && text[at] is ' ' or '#' or '.' ? at + 1 : at;
                var stop = Numerals.EndOfRun(text, Math.Min(at, text.Length));
                building = stop > at ? Numerals.ToText(text[at..stop]) : null;
                if (building is null && at < text.Length && text[at] is >= 'a' and <= 'h' && (at + 1 >= text.Length || !char.IsAsciiLetterOrDigit(text[at + 1])))
                {
                    building = char.ToUpperInvariant(text[at]).ToString();
                    stop = at + 1;
                }

                end = stop;
                return building is not null;
            }
        }

        var run = Numerals.EndOfRun(text, start + 1);
        var letter = char.ToUpperInvariant(text[start]).ToString();
        if (IsLetterRoom(text, start, run))
        {
            building = letter;
            end = start + 1;
            return true;
        }

        if (run - start > 3)
        {
            return false;
        }

        var marker = HouseMarker(text[run..], "9", text, start);
        if (marker == 0 && !IsBareLetterHouse(text, start, run, nickname))
        {
            return false;
        }

        building = run == start + 1 ? letter : letter + Numerals.ToText(text[(start + 1)..run]);
        end = run + marker;
        return true;
    }

    /// <summary>B<b>1507</b>: a flat behind the letter of its house; no car's place (地库B135), no plate, no bus.</summary>
    private static bool IsLetterRoom(ReadOnlySpan<char> text, int start, int run) =>
        run - start is 4 or 5 && text[start] <= 'h' && Numerals.IsDigit(text[start + 1]) && IsPlausibleRoom(Numerals.ToNumber(text[(start + 1)..run])) && !IsMeasured(text, run)
        && !(run < text.Length && (char.IsAsciiLetterOrDigit(text[run]) || text[run] is '-' or '车'))
        && !(start > 0 && text[start - 1] is '·' or '库' or '位' or '区' or '牌' or '车' or '桩' or '号' or '京' or '沪' or '津' or '渝' or '苏' or '浙' or '粤' or '川' or '鄂' or '湘' or '鲁' or '豫' or '冀' or '皖' or '闽' or '赣' or '陕' or '辽' or '吉' or '黑' or '桂' or '云' or '贵' or '蒙' or '宁' or '青' or '新' or '藏' or '琼' or '甘' or '晋');

    /// <summary>T2大堂, A3二单元, A1楼, and in a nickname B3鸡飞狗跳: a letter and a digit that name a house without saying so.</summary>
    private static bool IsBareLetterHouse(ReadOnlySpan<char> text, int start, int run, bool nickname)
    {
        if (run == start + 1 || !Numerals.IsDigit(text[start + 1]) || text[start] is not (<= 'h' or 't'))
        {
            return false;
        }

        var rest = text[run..];
        if (!rest.IsEmpty && (char.IsAsciiLetterOrDigit(rest[0]) || rest[0] is '次' or '航' or '线' or '路' or '区'))
        {
            return false;
        }

        var unit = Numerals.EndOfRun(rest, 0);
        var floor = unit > 0 && unit < rest.Length && rest[unit] is '楼' or '层' || rest.StartsWith("宿舍");
        return floor || nickname && !(rest.Length > 1 && rest[0] == '-' && char.IsAsciiLetterOrDigit(rest[1])) || text[start] == 't' && run == start + 2 || unit > 0 && rest[unit..].StartsWith("单元") || text[start] != 'b' && rest.StartsWith("楼");
    }

    /// <summary>C-1811: the letter of the house, then the flat.</summary>
    private static bool TryLetterDash(ReadOnlySpan<char> text, int start, out DoorMention mention)
    {
        mention = default;
        if (text[start] is not (>= 'a' and <= 'h') || start + 4 >= text.Length || text[start + 1] != '-' || start > 0 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '库' or '位' or '区'))
        {
            return false;
        }

        var run = Numerals.EndOfRun(text, start + 2);
        if (run - start is not (5 or 6) || !Numerals.IsDigit(text[start + 2]) || !IsPlausibleRoom(Numerals.ToNumber(text[(start + 2)..run])) || run < text.Length && (text[run] == '-' || char.IsAsciiLetterOrDigit(text[run])))
        {
            return false;
        }

        mention.Building = char.ToUpperInvariant(text[start]).ToString();
        mention.Room = Numerals.ToText(text[(start + 2)..run]);
        mention.End = run;
        return true;
    }
}
