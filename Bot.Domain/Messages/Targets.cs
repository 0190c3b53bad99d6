using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Messages;

/// <summary>Which tickets a message means: what it names, else what it quotes, else the one that fits a worker's bare word.</summary>
public static class Targets
{
    /// <param name="known">Tickets of the conversation, those changed last first.</param>
    public static IReadOnlyList<string> Of(Heard heard, IReadOnlyList<Ticket> known)
    {
        var reading = heard.Reading;
        if (heard.QuotedTickets.Count > 0 && reading.Coarse is Coarse.Worker or Coarse.Link or Coarse.Query && !Names(heard, known))
        {
            return reading.Action == "merge" && reading.Coarse == Coarse.Worker ? [.. heard.QuotedTickets, .. reading.Refs.Except(heard.QuotedTickets)] : heard.QuotedTickets;
        }

        if (IsBare(heard) && LastSpokenOf(heard, known) is { } last)
        {
            return [last.Number];
        }

        var isConfirmation = reading.Coarse == Coarse.Worker && reading.Reasons.Contains(WorkerReader.BareConfirmation);
        if (reading.Coarse != Coarse.Worker || (reading.Refs.Count > 0 && !isConfirmation))
        {
            return reading.Refs;
        }

        var fitting = reading.Action switch
        {
            "accept" or "confirm" => known.Where(ticket => ticket.State == TicketState.Assigned && ticket.IsWith(heard.Sender.Id))
                .Concat(known.Where(ticket => ticket.State == TicketState.Reported)),
            "grant" or "refuse" => known.Where(ticket => ticket.ExtensionRequest is not null),
            "resume" => known.Where(ticket => ticket.State == TicketState.Paused),
            "merge" or "query" or "why" => [],
            _ => known.Where(ticket => ticket.State.IsInHand() && ticket.IsWith(heard.Sender.Id)),
        };

        // One that fits is meant; of several none may be guessed.
        var candidates = fitting.Take(2).ToList();
        return candidates.Count == 1 ? [candidates[0].Number] : candidates.Count == 0 ? reading.Refs : [];
    }

    /// <summary>"收到", "我家也是", "+1": words that say nothing of what or where mean what was last spoken of.</summary>
    private static bool IsBare(Heard heard)
    {
        const int fewWords = 8;
        var reading = heard.Reading;
        return heard.Text.Length <= fewWords && (heard.Text.TrimStart() is "+1" or "＋1" || !heard.Text.Any(char.IsAsciiDigit))
            && (reading is { Coarse: Coarse.Worker, Action: "accept" } or { Coarse: Coarse.Link, Action: "merge" });
    }

    private static Ticket? LastSpokenOf(Heard heard, IReadOnlyList<Ticket> known) => heard.InTalk
        .Select(number => known.FirstOrDefault(ticket => ticket.Number == number))
        .OfType<Ticket>()
        .FirstOrDefault(ticket => heard.Reading.Coarse == Coarse.Worker
            ? ticket.State == TicketState.Reported || (ticket.State == TicketState.Assigned && ticket.IsWith(heard.Sender.Id))
            : ticket.State.IsOpen() && ticket.Reports.All(report => report.ReporterId != heard.Sender.Id));

    /// <summary>Whether the text itself carries a number of a known ticket; that is stronger than what it quotes.</summary>
    private static bool Names(Heard heard, IReadOnlyList<Ticket> known) =>
        heard.Reading.Refs.Any(number => heard.Text.Contains(number, StringComparison.Ordinal) && known.Any(ticket => ticket.Number == number));
}
