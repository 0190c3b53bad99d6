using Bot.Domain.Notices;

namespace Bot.Domain.Tickets;

/// <summary>暂缓 only with proof: the resident was asked, a part is awaited, a department is consulted. It has an end, at which work goes on by itself.</summary>
public static class PauseTicket
{
    /// <param name="reason">"等配件 灯具": the kind of proof and what goes with it.</param>
    /// <param name="message">Id of the message that asked the resident, where one is quoted; without it the bot asks with the words of the reason.</param>
    /// <param name="kind">Where it is told apart from the reason.</param>
    public static Decision Decide(Ticket ticket, string? reason, DateTimeOffset? until, Scene scene, string? message = null, PauseKind? kind = null)
    {
        if (WorkTicket.InHand(ticket, scene) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        var rules = scene.Rules.Pauses;
        var words = reason?.Trim() ?? "";
        if ((kind ?? (words.Length == 0 ? null : rules.KindOf(words))) is not { } shown)
        {
            return Decision.Refuse(TicketErrors.ProofMissing(ticket));
        }

        if (until is not { } end)
        {
            return Decision.Refuse(TicketErrors.TimeMissing);
        }

        if (end <= scene.Now)
        {
            return Decision.Refuse(TicketErrors.TimePast);
        }

        var rule = rules.For(shown);
        if (Used(ticket, shown) + (end - scene.Now) > TimeSpan.FromDays(rule.Days))
        {
            return Decision.Refuse(TicketErrors.PauseTooLong(rule.Name, rule.Days));
        }

        var detail = rules.DetailOf(shown, words);
        var asks = shown == PauseKind.Resident && message is null;
        if (asks && (detail.Length == 0 || !words.Contains(rule.Name, StringComparison.Ordinal) || ticket.Asked.Count == 0))
        {
            return Decision.Refuse(TicketErrors.ResidentNotAsked(ticket));
        }

        if (shown == PauseKind.Department && detail.Length == 0)
        {
            return Decision.Refuse(TicketErrors.DepartmentMissing(ticket));
        }

        var key = $"ticket:{ticket.Number}:asked:{ticket.Version}";
        var proof = new PauseProof(shown, detail.Length > 0 ? detail : rule.Name, shown == PauseKind.Resident ? message ?? key : null);
        var suspended = new Suspended(words.Length > 0 ? words : rule.Name, end) { Proof = proof, StopsOnSite = rule.StopsOnSite };
        var after = ticket with { Pause = new(scene.Now, end, suspended.Reason) { Proof = proof } };
        var decision = Decision.Of([.. ConfirmTicket.First(ticket, scene), suspended]).Saying(scene.Reply(TicketWords.Suspended(after, scene.Now), ticket.Number));
        return asks ? decision.Saying(Ask(ticket, detail, key)) : decision;
    }

    /// <summary>How long the ticket has been paused for this reason in the present episode.</summary>
    private static TimeSpan Used(Ticket ticket, PauseKind kind) => ticket.Suspensions
        .Where(pause => pause.Proof?.Kind == kind)
        .Aggregate(TimeSpan.Zero, (sum, pause) => sum + (pause.Until - pause.From));

    /// <summary>The bot asks in the worker's words, so that the question is on record; of a private matter each is asked alone.</summary>
    private static IEnumerable<Notice> Ask(Ticket ticket, string words, string key)
    {
        var notice = new Notice(key, Address.Group(ticket.GroupId), "ask", TicketWords.AskResident(ticket, ticket.Asked, words))
        {
            Mentions = ticket.Asked.Select(person => person.Id).ToList(),
            Tickets = [ticket.Number],
            WaitsForMorning = true,
        };
        return ticket.Private
            ? ticket.Asked.Select(person => notice with
            {
                Key = $"{key}:{person.Id}",
                To = Address.Person(person.Id),
                Text = TicketWords.AskResident(ticket, [], words),
                Mentions = [],
            })
            : [notice];
    }
}
