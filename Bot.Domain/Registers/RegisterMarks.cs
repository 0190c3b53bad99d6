using System.Text.RegularExpressions;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Registers;

/// <summary>
/// By which words an entry and a ticket are found to touch. They are compared as keyed hashes only (see <see cref="Seal.Mark"/>), so they must be written the
/// same way on both sides.
/// </summary>
public static partial class RegisterMarks
{
    /// <summary>An entry's place as exactly as it is known, and its person.</summary>
    /// <param name="area">The estate, where the place does not name one: house numbers repeat from estate to estate.</param>
    public static IEnumerable<string> Of(RegisterContent content, string area)
    {
        if (PlacesOf(content.Place, area).LastOrDefault() is { } exact)
        {
            yield return exact;
        }

        if (content.PersonId is { Length: > 0 } person)
        {
            yield return OfPerson(person);
        }
    }

    /// <summary>A ticket's place and all that it lies in, the doors of its reporters, and the reporters.</summary>
    public static IEnumerable<string> Of(Ticket ticket, string area) =>
        PlacesOf(ticket.Location, area)
            .Concat(ticket.Reports.SelectMany(report => DoorIn(report.Household) is { Room: not null } home ? PlacesOf(home, ticket.Location.Community ?? area).TakeLast(1) : []))
            .Concat(ticket.Reports.Select(report => OfPerson(report.ReporterId)))
            .Distinct();

    /// <summary>The first door that words name: 4栋1单元302, 4-1-302, 5栋. Nowhere where they name none.</summary>
    public static Location DoorIn(string words) => Door().Match(words) is { Success: true } door
        ? new Location(Building: door.Groups["building"].Value, Unit: Known(door.Groups["unit"]), Room: Known(door.Groups["room"]))
        : Location.Nowhere;

    private static string OfPerson(string person) => $"person|{person}";

    /// <summary>From the house to the room, then the landmark.</summary>
    private static IEnumerable<string> PlacesOf(Location place, string area)
    {
        var estate = place.Community ?? area;
        if (place.Building is { } building)
        {
            var house = $"place|{estate}|{Bare(building)}";
            yield return house;
            if (place.Unit is { } unit)
            {
                yield return house + $"|{Bare(unit)}";
            }

            if (place.Room is { } room)
            {
                yield return house + $"|{Bare(place.Unit ?? "")}|{Bare(room)}";
            }
        }
        else if (place.Place is { Length: > 0 } landmark)
        {
            yield return $"place|{estate}|{landmark.Trim()}";
        }
    }

    private static string Bare(string number) => number.Trim().TrimEnd('栋', '幢', '楼', '号', '座', '单', '元', '室', '门', '#').ToUpperInvariant();

    private static string? Known(Group group) => group.Success ? group.Value : null;

    [GeneratedRegex(@"(?<![\dA-Za-z])(?<building>[A-Za-z]?\d{1,3})\s*(?:(?:栋|幢|号楼|座)(?:\s*(?<unit>\d{1,2})\s*(?:单元|门))?(?:\s*(?<room>\d{3,4})(?:室|号)?(?!\d))?|-(?<unit>\d{1,2})-(?<room>\d{3,4})(?!\d))", RegexOptions.CultureInvariant)]
    private static partial Regex Door();
}
