using Bot.Domain.Grids;
using Bot.Domain.Notices;

namespace Bot.Domain.Tickets;

/// <summary>Where an answer goes: the conversation in which the command was written. Absent when it came through the API.</summary>
/// <param name="Key">The message's key; answers to one message are told apart by a count behind it.</param>
public sealed record ReplyTo(string GroupId, string Key, string MessageId);

/// <summary>All that a decision may look at beside the ticket: who acts, when, who answers for the grid, and the rules in force.</summary>
public sealed record Scene(DateTimeOffset Now, Actor Actor, Roster Roster, TicketRules Rules, ReplyTo? ReplyTo = null)
{
    /// <summary>Whether a person no longer reads a conversation (group, person) but can be reached alone; whoever is asked then is asked there.</summary>
    public Func<string, string, bool> HasLeft { get; init; } = (_, _) => false;

    /// <summary>An answer in the conversation that the command came from; nothing where it came through the API.</summary>
    public IEnumerable<Notice> Reply(string text, string? number = null, string part = "", params IReadOnlyList<string> mentions)
    {
        if (ReplyTo is { } to)
        {
            yield return new Notice($"reply:{to.Key}{part}{(number is null ? "" : ":" + number)}", Address.Group(to.GroupId), "reply", text)
            {
                Mentions = mentions,
                Tickets = number is null ? [] : [number],
                Quote = to.MessageId,
            };
        }
    }
}
