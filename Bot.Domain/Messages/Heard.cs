using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Messages;

/// <summary>A message that has been read: who said it where, and what the reader made of it.</summary>
/// <param name="WorkerSees">Whether the grid's worker reads this conversation.</param>
/// <param name="QuotedTickets">Numbers of the tickets that the quoted message belongs to.</param>
/// <param name="InTalk">Numbers of the tickets the conversation has lately spoken of, the last one first.</param>
/// <param name="JustSpokenOf">Those of the lines directly before.</param>
public sealed record Heard(
    string GroupId,
    bool IsPrivateChat,
    bool WorkerSees,
    string MessageId,
    Person Sender,
    string Text,
    IReadOnlyList<Media> Media,
    IReadOnlyList<string> QuotedTickets,
    IReadOnlyList<string> InTalk,
    IReadOnlyList<string> JustSpokenOf,
    Reading Reading)
{
    /// <summary>Id of the message it quotes, where staff wrote that one: the proof that a resident was asked.</summary>
    public string? QuotedOfStaff { get; init; }

    /// <summary>The platform's content check calls its words risky.</summary>
    public bool IsWithheld { get; init; }

    public Report ReportAt(DateTimeOffset now, string text, bool byStaff) =>
        new(Sender.Id, Reading.Anonymous ? TicketWords.Anonymous : Sender.Name, Household.Of(Sender.Id, Sender.Name), text, now, MessageId) { Media = Media, ByStaff = byStaff, Homes = Reading.Households ?? 1 };
}

/// <summary>One ticket and what is decided about it; <paramref name="Before"/> is null for a new one.</summary>
public sealed record TicketStep(string Number, Ticket? Before, Decision Decision);
