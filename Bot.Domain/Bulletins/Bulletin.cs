using System.Globalization;
using System.Text.Json.Serialization;

namespace Bot.Domain.Bulletins;

/// <summary>Something behind a number, without name, door or phone.</summary>
/// <param name="Number">"1023" for a ticket or what else has a number people say, "meeting:12" for a meeting.</param>
/// <param name="Kind">The kind of its event or journal line.</param>
public sealed record LineBehind(string Number, DateTimeOffset At, string Kind);

/// <summary>One number of a bulletin.</summary>
/// <param name="Key">"registered", "rate:响应率", "category:供水", "wish_claimed" ...: by it the lines behind are had.</param>
/// <param name="Group">What stands together: <see cref="Bulletin.Rates"/>, <see cref="Bulletin.Tickets"/> ..., or the group of its kind.</param>
/// <param name="Of">The denominator, for a rate only.</param>
public sealed record BulletinNumber(string Key, string Group, string Name, int Value, string Unit, int? Of = null)
{
    /// <summary>"85.7%", rounded half up; "—" where there was nothing to count.</summary>
    [JsonIgnore]
    public string Percent => Of is > 0 and var of
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round((decimal)Value * 100 / of, 1, MidpointRounding.AwayFromZero):0.0}%")
        : "—";
}

/// <summary>What was counted for a node and a period: numbers only, so that it can be shown to everybody.</summary>
public sealed record Bulletin(string Title, string NodeName, Period Period, DateTimeOffset AsOf, IReadOnlyList<BulletinNumber> Numbers)
{
    public const string Rates = "rates", Tickets = "tickets", Categories = "categories", Months = "months", Nodes = "nodes", Meetings = "meetings";
    private static readonly HashSet<string> OfTickets = [Rates, Tickets, Categories, Months, Nodes];

    public IEnumerable<BulletinNumber> In(string group) => Numbers.Where(number => number.Group == group);

    public int this[string key] => Numbers.FirstOrDefault(number => number.Key == key)?.Value ?? 0;

    /// <summary>Everything beside tickets, group after group as they were counted; what did not happen is left out.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Group, IReadOnlyList<BulletinNumber> Numbers)> Rooms =>
        [.. Numbers.Where(number => !OfTickets.Contains(number.Group) && number.Value > 0).GroupBy(number => number.Group).Select(group => (group.Key, (IReadOnlyList<BulletinNumber>)[.. group]))];

    [JsonIgnore]
    public bool IsEmpty => Numbers.All(number => number.Value == 0 && number.Of is null or 0);
}
