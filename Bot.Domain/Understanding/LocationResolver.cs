namespace Bot.Domain.Understanding;

/// <summary>Puts doors, landmarks, the community's name and the nickname together to one location.</summary>
internal sealed class LocationResolver(Vocabulary vocabulary)
{
    /// <summary>From so many characters on a text tells a story.</summary>
    private const int LongText = 50;

    /// <summary>What a landmark of a floor begins with: 大厅, 走廊, 楼道, 过道, 电梯间, 防火门 …</summary>
    private const string BeginsPlaces = "大走楼过电门消防水拐转平公厕那通";
    private readonly PlaceFinder places = new(vocabulary);

    /// <summary>What the whole text says.</summary>
    public Location FromText(ScannedText scan, GroupProfile group, out bool inside)
    {
        if (scan.FoundPlace is { } found && ReferenceEquals(found.Group, group))
        {
            inside = found.Inside;
            return found.Location;
        }

        var location = FromText(scan, group, out inside, 0, int.MaxValue);
        scan.FoundPlace = (location, inside, group);
        return location;
    }

    /// <summary>What the text says within the given stretch of the masked text.</summary>
    public Location FromText(ScannedText scan, GroupProfile group, out bool inside, int from, int to)
    {
        var place = places.Find(scan, out inside, from, to);

        // One character is a scrap of another word ("下" of 下水道), no landmark anybody could walk to.
        place = place is { Length: 1 } ? null : place;
        string? building = null, unit = null, floor = null, room = null;
        var foundRange = false;
        var first = from == 0 ? 0 : scan.OriginOf(from);
        var last = to >= scan.MaskedLength ? scan.Length : scan.OriginOf(to);
        foreach (var door in scan.Doors)
        {
            if (door.IsDenied || door.Start < first || door.Start >= last)
            {
                continue;
            }

            if (place is not null && place.Length > door.End - door.Start && place.AsSpan().StartsWith(scan.Raw.AsSpan(door.Start, door.End - door.Start), StringComparison.Ordinal))
            {
                // "7栋到菜场": the way between them.
                foundRange = true;
                continue;
            }

            if (IsOwn(scan.Folded, door) && NamesAnother(scan.Doors, door, last))
            {
                continue;
            }

            if (IsByTheWay(scan, door))
            {
                continue;
            }

            foundRange |= door.IsRange;
            if (door.Building is not null && building is not null && door.Building != building)
            {
                continue;
            }

            building ??= door.Building;
            unit ??= door.Unit;
            floor ??= door.Floor;
            room ??= door.Room;
        }

        var community = CommunityIn(scan.Folded, group, shortForms: group.Default is null);
        return building is null && unit is null && floor is null && room is null && place is null && community is null
            ? Location.Nowhere
            : new Location(community, foundRange ? null : building, unit, floor, room, place);
    }

    /// <summary>
    /// A floor said apart from the house: "一楼开饭馆，油烟全上来" tells who, "停在6楼" how far. In a long text, and of the ground floor, it mostly is no place, unless one follows.
    /// </summary>
    private static bool IsByTheWay(ScannedText scan, in DoorMention door)
    {
        if (door.Floor is null || (door.Building ?? door.Unit ?? door.Room) is not null || door.End < scan.Length && BeginsPlaces.Contains(scan.Folded[door.End], StringComparison.Ordinal))
        {
            return false;
        }

        var isLong = scan.Length >= LongText;
        var isGround = door.Floor == "1";
        return isGround && isLong || (isGround || isLong) && scan.Doors.Exists(other => other.Building is not null && !other.IsDenied);
    }

    /// <summary>"我是9栋的，看到对面8栋…": who writes, not where.</summary>
    private static bool IsOwn(ReadOnlySpan<char> text, in DoorMention door) =>
        door.Building is not null && door.End < text.Length && text[door.End] is '的' or ',' or ' ' or '.' or '。' && door.Start >= 2
        && text[(door.Start - 2)..door.Start] is "我是" or "俺是" or "里是" or "我住" or "家住" or "俺住" or "头是" or "家是";

    private static bool NamesAnother(List<DoorMention> doors, in DoorMention own, int last)
    {
        foreach (var door in doors)
        {
            if (door.Start > own.Start && door.Start < last && !door.IsDenied && door.Building is not null && door.Building != own.Building)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The door a nickname carries ("5-1-1203 老周"), and the community it begins with where several share the group.</summary>
    public static Location FromNickname(ScannedText scan, string nickname, GroupProfile group, List<DoorMention> doors)
    {
        doors.Clear();
        Span<char> folded = stackalloc char[64];
        folded = folded[..Math.Min(nickname.Length, folded.Length)];
        scan.Fold(nickname.AsSpan(0, folded.Length), folded);
        DoorScanner.Scan(folded, doors, nickname: true);
        var community = group.Default is null ? CommunityIn(folded, group, shortForms: true) : null;
        if (doors.Count == 0 || doors[0].IsRange)
        {
            return community is null ? Location.Nowhere : new Location(Community: community, From: "nickname");
        }

        var door = doors[0];
        return new Location(community, door.Building, door.Unit, null, door.Room, null, "nickname");
    }

    /// <summary>
    /// The place of a matter: the text first; the nickname only where the text names no house and no public landmark.
    /// A nickname's flat counts only for what happens at home.
    /// </summary>
    public Location WithNickname(in Location text, in Location nickname, bool inside, PlaceNeed need, ScannedText scan)
    {
        var community = text.Community ?? nickname.Community;
        if (text.Floor?.StartsWith('-') == true && text.Building is null && nickname.Building is ['b' or 'B', ..] && nickname.Building[1..] == text.Floor[1..])
        {
            // Where houses are called B4, nobody means the fourth basement.
            return text with { Community = community, Building = nickname.Building, Floor = null };
        }

        // Who says a floor and no house means his own, whatever else he names.
        var isPublic = text.Place is not null && text.Floor is null && !inside && !scan.Has(vocabulary.Tags.ThisHouse);
        if (text.Building is not null || isPublic || need == PlaceNeed.None || (nickname.Building ?? nickname.Room) is null || scan.Has(vocabulary.Tags.Range))
        {
            return community == text.Community ? text : text with { Community = community };
        }

        var tags = vocabulary.Tags;
        var atHome = text.Floor is null && !scan.Has(tags.ThisHouse) && (scan.Has(tags.Home)
            ? need == PlaceNeed.Home || !scan.Has(tags.Shared)
            : need == PlaceNeed.Home && !scan.Has(tags.Shared) && !scan.Has(tags.NextDoor));
        return text with
        {
            Community = community,
            Building = nickname.Building,
            Unit = text.Unit ?? nickname.Unit,
            Room = text.Room ?? (atHome && text.Unit is null ? nickname.Room : null),
            From = "nickname",
        };
    }

    private static string? CommunityIn(ReadOnlySpan<char> text, GroupProfile group, bool shortForms)
    {
        foreach (var name in group.Communities)
        {
            if (text.IndexOf(name) >= 0)
            {
                return name;
            }
        }

        if (!shortForms)
        {
            return null;
        }

        foreach (var name in group.Communities)
        {
            if (name.Length >= 4 && (IsUnique(name[..2], group) && text.IndexOf(name.AsSpan(0, 2)) >= 0 || IsUnique(name[^2..], group) && text.IndexOf(name.AsSpan(name.Length - 2)) >= 0))
            {
                return name;
            }

            // "枫-3-201": one character and a dash before the door.
            if (text.Length > 2 && text[1] == '-' && text[0] == name[0] && IsUnique(name[..1], group))
            {
                return name;
            }
        }

        return null;
    }

    private static bool IsUnique(string part, GroupProfile group)
    {
        var seen = 0;
        foreach (var name in group.Communities)
        {
            seen += name.Contains(part, StringComparison.Ordinal) ? 1 : 0;
        }

        return seen == 1;
    }
}
