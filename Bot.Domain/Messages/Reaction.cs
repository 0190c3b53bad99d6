using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Messages;

/// <summary>What the bot does about a message that has been read. Pure: everything it needs has been loaded before.</summary>
public static class Reaction
{
    /// <summary>How many fresh ticket numbers the reaction will use at most.</summary>
    public static int NumbersNeeded(Heard heard) => heard.Reading switch
    {
        { Coarse: Coarse.New } => 1,
        { Coarse: Coarse.Split, Items.Count: var count } => count,
        { Coarse: Coarse.Link, Action: "reopen" or "new" } => 1,
        { Coarse: Coarse.Worker, Action: "split" } => 1,
        _ => 0,
    };

    /// <param name="tickets">Those the message means, loaded and locked, in the order it names them.</param>
    /// <param name="numbers">As many as <see cref="NumbersNeeded"/> says.</param>
    /// <param name="open">Open tickets of the conversation, for lists.</param>
    public static IReadOnlyList<TicketStep> Decide(Heard heard, IReadOnlyList<Ticket> tickets, IReadOnlyList<string> numbers, IReadOnlyList<Ticket> open, Scene scene)
    {
        // A private matter is unknown to all but staff and who told it.
        tickets = tickets.Where(ticket => !ticket.Private || scene.Actor.IsStaff || ticket.Reports.Any(report => report.ReporterId == heard.Sender.Id)).ToList();
        var steps = heard.Reading.Coarse switch
        {
            Coarse.New => [Open(heard, numbers[0], null, scene)],
            Coarse.Split => OpenAll(heard, numbers, scene),
            Coarse.Link => ResidentReaction.Decide(heard, tickets, numbers, scene),
            Coarse.Query => Query(heard, tickets, scene),
            Coarse.Worker => WorkerReaction.Decide(heard, tickets, numbers, open, scene),
            Coarse.Inquiry or Coarse.Deny => Say(heard.Reading.Reply, scene),
            _ => [],
        };
        var vague = heard.Reading.Coarse == Coarse.Link && !Certainty.IsExplicit(heard);
        return steps.Select(step => Explain(step, vague, scene)).Select(step => KeepPrivate(step, heard)).ToList();
    }

    /// <summary>What is answered about a private matter goes to the writer alone, wherever he wrote.</summary>
    private static TicketStep KeepPrivate(TicketStep step, Heard heard)
    {
        if (step.Before?.Private != true || heard.IsPrivateChat)
        {
            return step;
        }

        var notices = step.Decision.Notices
            .Select(notice => notice.To == Address.Group(heard.GroupId) ? notice with { To = Address.Person(heard.Sender.Id), Quote = null, Mentions = [] } : notice)
            .ToList();
        return step with { Decision = step.Decision with { Notices = notices } };
    }

    /// <summary>A line without a ticket; nothing where there is nothing to say.</summary>
    internal static IReadOnlyList<TicketStep> Say(string? words, Scene scene) =>
        string.IsNullOrEmpty(words) ? [] : [new TicketStep("", null, Decision.Nothing.Saying(scene.Reply(words)))];

    internal static TicketStep Open(Heard heard, string number, string? returnOf, Scene scene)
    {
        var reading = heard.Reading;
        var matter = new Matter(reading.Intent, reading.Category, reading.Location, reading.Urgency, reading.Summary ?? heard.Text);
        return Open(heard, matter, number, returnOf, reading.Missing, scene);
    }

    internal static TicketStep Open(Heard heard, Matter matter, string number, string? returnOf, IReadOnlyList<string> missing, Scene scene)
    {
        var reading = heard.Reading;
        var command = new OpenTicketCommand(
            number,
            heard.GroupId,
            matter.Category ?? "其他",
            matter.Urgency ?? Urgency.Normal,
            matter.Location,
            matter.Text,
            heard.ReportAt(scene.Now, matter.Text, scene.Actor.IsStaff),
            OpenTicket.IsPrivate(matter.Category),
            reading.Hotline,
            missing,
            heard.WorkerSees,
            returnOf)
        {
            Withheld = heard.IsWithheld,

            // Who writes to the bot alone, and who works here, is answered.
            Unsure = reading.IsUnsure && !heard.IsPrivateChat && !scene.Actor.IsStaff,
        };
        return new TicketStep(number, null, OpenTicket.Decide(command, scene));
    }

    /// <summary>Several matters in one message: several tickets, one line.</summary>
    private static List<TicketStep> OpenAll(Heard heard, IReadOnlyList<string> numbers, Scene scene)
    {
        var steps = heard.Reading.Items.Select((item, index) => Open(heard, item, numbers[index], null, [], scene)).ToList();
        var quiet = steps.Where(step => step.Decision.Notices.All(notice => notice.Kind == "reply")).ToList();
        if (quiet.Count < 2)
        {
            return steps;
        }

        var together = TicketWords.RegisteredTogether(quiet.Select(step => (step.Number, heard.Reading.Items[steps.IndexOf(step)].Category ?? "其他")));
        var line = scene.Reply(together, null, ":together").Select(notice => notice with { Tickets = quiet.Select(step => step.Number).ToList() });
        return steps
            .Select(step => quiet.Contains(step) ? step with { Decision = step.Decision with { Notices = [] } } : step)
            .Append(new TicketStep("", null, Decision.Nothing.Saying(line)))
            .ToList();
    }

    private static IReadOnlyList<TicketStep> Query(Heard heard, IReadOnlyList<Ticket> tickets, Scene scene)
    {
        if (tickets.Count == 0)
        {
            return heard.Reading.Refs.Count > 0
                ? Say(TicketErrors.Unknown(heard.Reading.Refs[0]).Text, scene)
                : Say(heard.IsPrivateChat ? TicketErrors.WhichTicket.Text : null, scene);
        }

        var ticket = tickets[0];
        var words = heard.Reading.Action == "why" ? TicketWords.Why(ticket, scene.Now) : TicketWords.State(ticket, scene.Now);
        return [new TicketStep(ticket.Number, ticket, Decision.Nothing.Saying(scene.Reply(words, ticket.Number)))];
    }

    /// <summary>A refusal is said to who asked, politely, and nothing else happens; who only seemed to ask for something is not told no.</summary>
    private static TicketStep Explain(TicketStep step, bool vague, Scene scene) => step.Decision.Refusal is { } refusal
        ? step with { Decision = (vague ? Decision.Nothing : Decision.Nothing.Saying(Refuse(step, refusal, scene))) with { Refusal = refusal } }
        : step;

    /// <summary>A question has a key of its own for as long as the ticket stands as it does: asked again for the same, the bot does not ask again.</summary>
    private static IEnumerable<Notice> Refuse(TicketStep step, Refusal refusal, Scene scene) => refusal.IsQuestion && step.Before is { } ticket
        ? scene.Reply(refusal.Text, ticket.Number).Select(notice => notice with { Key = $"ask:{ticket.Number}:{refusal.Code}:{scene.Actor.Id}:{ticket.Version}" })
        : scene.Reply(refusal.Text);
}
