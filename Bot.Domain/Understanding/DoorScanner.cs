namespace Bot.Domain.Understanding;

/// <summary>
/// Finds doors by hand-written rules, in one pass and without backtracking: 3栋2单元501, 3-2-501, 3#501, 15弄6号301, 负二楼, 1到6栋 …
/// It leaves alone what only looks like a door: 502胶水, 110块, 2-1赢了, 11月28日.
/// </summary>
internal static class DoorScanner
{
    private enum Part
    {
        None,
        Building,
        Unit,
        Floor,
        Room,
        Lane,
    }

    /// <summary>Appends what it finds to <paramref name="found"/>, in order. <paramref name="text"/> must be folded.</summary>
    /// <param name="nickname">A nickname says doors more briefly ("3门-小何", "13-602"), and nothing else in it is a number.</param>
    public static void Scan(ReadOnlySpan<char> text, List<DoorMention> found, bool nickname = false)
    {
        var i = 0;
        while (i < text.Length)
        {
            var c = text[i];
            if (!Numerals.IsDigit(c) && !Numerals.IsChinese(c) && c is not (>= 'a' and <= 'z') and not '负' and not '-' and not '地')
            {
                i++;
                continue;
            }

            var end = TryMention(text, i, found, nickname);
            if (end > i)
            {
                i = end;
                continue;
            }

            // A number that is no door is passed over whole, so that its tail is not taken for one.
            var run = Numerals.EndOfRun(text, i);
            i = Math.Max(run, i + 1);
        }
    }

    private static int TryMention(ReadOnlySpan<char> text, int start, List<DoorMention> found, bool nickname)
    {
        if (DoorForms.TryRange(text, start, out var rangeEnd, out var unitRange))
        {
            found.Add(new DoorMention { Start = start, End = rangeEnd, IsRange = !unitRange });
            return rangeEnd;
        }

        if (DoorForms.TryDashes(text, start, default, nickname, out var dashed))
        {
            dashed.Start = start;
            return Finish(text, dashed, found, nickname);
        }

        var part = TryPart(text, start, nickname, default, out var value, out var end);
        if (part == Part.None)
        {
            return start;
        }

        var mention = new DoorMention { Start = start, End = end };
        if (part != Part.Lane)
        {
            Set(ref mention, part, value);
        }

        return Finish(text, mention, found, nickname, afterLane: part == Part.Lane);
    }

    /// <summary>Takes further parts as long as they go downwards: house, unit, floor, room.</summary>
    private static int Finish(ReadOnlySpan<char> text, DoorMention mention, List<DoorMention> found, bool nickname, bool afterLane = false)
    {
        while (true)
        {
            var next = SkipJoin(text, mention.End);
            if (next >= text.Length)
            {
                break;
            }

            if (afterLane && DoorForms.TryLaneHouse(text, next, out var house, out var houseEnd))
            {
                mention.Building = house;
                mention.End = houseEnd;
                afterLane = false;
                continue;
            }

            if (DoorForms.TryDashes(text, next, mention, nickname, out var dashed) && Goes(mention, dashed))
            {
                dashed.Building ??= mention.Building;
                dashed.Start = mention.Start;
                mention = dashed;
                continue;
            }

            var part = TryPart(text, next, nickname, mention, out var value, out var end);
            if (part is Part.None or Part.Lane || !Below(mention, part))
            {
                break;
            }

            Set(ref mention, part, value);
            mention.End = end;
        }

        mention.IsDenied = mention.Start >= 2 && text[(mention.Start - 2)..mention.Start] is "不是" || mention.Start >= 4 && text[(mention.Start - 4)..mention.Start] is "不是我们";
        if (mention.HasDoor)
        {
            found.Add(mention);
            return mention.End;
        }

        return mention.Start;
    }

    private static bool Goes(in DoorMention mention, in DoorMention dashed) => mention.Room is null && dashed.Building is null && (mention.Unit is null || dashed.Unit is null);

    private static bool Below(in DoorMention mention, Part part) => part switch
    {
        Part.Building => false,
        Part.Unit => mention.Unit is null && mention.Floor is null && mention.Room is null,
        Part.Floor => mention.Floor is null && mention.Room is null,
        _ => mention.Room is null,
    };

    private static void Set(ref DoorMention mention, Part part, string? value)
    {
        switch (part)
        {
            case Part.Building: mention.Building = value; break;
            case Part.Unit: mention.Unit = value; break;
            case Part.Floor: mention.Floor = value; break;
            case Part.Room: mention.Room = value; break;
        }
    }

    private static int SkipJoin(ReadOnlySpan<char> text, int at)
    {
        var skipped = 0;
        while (at < text.Length && skipped < 2 && text[at] is ' ' or '-' or '的' or ',' or '.')
        {
            at++;
            skipped++;
            if (at >= text.Length)
            {
                break;
            }
        }

        return at;
    }

    private static Part TryPart(ReadOnlySpan<char> text, int start, bool nickname, in DoorMention before, out string? value, out int end)
    {
        value = null;
        end = start;
        if (before.HasDoor && (text[start..].StartsWith("底楼") || text[start..].StartsWith("首层") || text[start..].StartsWith("底层")))
        {
            (value, end) = ("1", start + 2);
            return Part.Floor;
        }

        if (DoorForms.TryLetterHouse(text, start, nickname, out value, out end))
        {
            return Part.Building;
        }

        if (DoorForms.TryBasement(text, start, out value, out end))
        {
            return Part.Floor;
        }

        var run = Numerals.EndOfRun(text, start);
        if (run == start || !before.HasDoor && !DoorForms.StartsNumber(text, start))
        {
            return Part.None;
        }

        var number = text[start..run];
        var after = run < text.Length && text[run] == ' ' ? run + 1 : run;
        var rest = text[after..];
        value = Numerals.ToText(number);
        if (value is null)
        {
            return Part.None;
        }

        var house = DoorForms.HouseMarker(rest, number, text, start);
        if (house > 0)
        {
            end = after + house;
            return Part.Building;
        }

        if (run < text.Length - 1 && text[run] is >= 'a' and <= 'f' && text[run + 1] is '栋' or '幢' or '座')
        {
            value += char.ToUpperInvariant(text[run]);
            end = run + 2;
            return Part.Building;
        }

        if (rest.StartsWith("弄"))
        {
            end = after + 1;
            return Part.Lane;
        }

        if (rest.StartsWith("单元") || rest.StartsWith("単元"))
        {
            end = after + 2;
            return Part.Unit;
        }

        if (DoorForms.IsUnitDoor(text, start, run, before.Building is not null, nickname))
        {
            end = run + 1;
            return Part.Unit;
        }

        if (DoorForms.IsHouseNumber(text, start, run, nickname, out end))
        {
            return Part.Building;
        }

        if (DoorForms.IsFloor(text, start, run, before.HasDoor))
        {
            end = run + 1;
            return Part.Floor;
        }

        return DoorForms.IsRoom(text, start, run, before, nickname, out end) ? Part.Room : Part.None;
    }
}
