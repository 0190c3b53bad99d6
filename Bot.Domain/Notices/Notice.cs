using Bot.Domain.Tickets;

namespace Bot.Domain.Notices;

public enum AddressKind
{
    /// <summary>A group by its id.</summary>
    Group,

    /// <summary>The staff group that serves a grid, by the grid's id.</summary>
    Staff,

    /// <summary>One person's private chat with the bot, by the person's id.</summary>
    Person,
}

/// <summary>Where a notice goes. The host turns it into the lane of a real conversation.</summary>
public readonly record struct Address(AddressKind Kind, string Id)
{
    public static Address Group(string groupId) => new(AddressKind.Group, groupId);

    public static Address Staff(string gridId) => new(AddressKind.Staff, gridId);

    public static Address Person(string personId) => new(AddressKind.Person, personId);
}

/// <summary>
/// One thing to say. <paramref name="Key"/> is its business key, unique in the district: whoever decides the same twice says it once.
/// </summary>
/// <param name="Kind">"ack", "ask", "check", "outcome", "due" ...: for those who look after delivery.</param>
public sealed record Notice(string Key, Address To, string Kind, string Text)
{
    /// <summary>Person ids that the text names with @.</summary>
    public IReadOnlyList<string> Mentions { get; init; } = [];

    /// <summary>Numbers of the tickets it speaks of, so that a reply that quotes it finds them.</summary>
    public IReadOnlyList<string> Tickets { get; init; } = [];

    /// <summary>The message it answers, where it answers one.</summary>
    public string? Quote { get; init; }

    /// <summary>Id of the picture that goes with it where the channel can send one; the text says everything by itself.</summary>
    public string? Picture { get; init; }

    /// <summary>Reminders and questions wait for 07:00; an answer to what somebody has just written and danger to life do not.</summary>
    public bool WaitsForMorning { get; init; }

    /// <summary>Set where it tells of a rung: such a notice is not sent as it is but gathered with its like; see <see cref="TellReminders"/>.</summary>
    public Reminder? Reminder { get; init; }
}
