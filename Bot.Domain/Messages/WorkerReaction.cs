using Bot.Domain.Clocks;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Messages;

/// <summary>What a worker's words do. Each command needs a ticket; where none can be told, the worker is asked for the number.</summary>
public static class WorkerReaction
{
    /// <summary>Below this a worker's words are taken for talk, and the question for the number would only be noise.</summary>
    private const double SureEnoughToAsk = 0.7;

    /// <summary>A ticket's number has at least so many digits; "2楼换了灯泡" begins with none.</summary>
    private const int FewestDigits = 3;

    public static IReadOnlyList<TicketStep> Decide(Heard heard, IReadOnlyList<Ticket> tickets, IReadOnlyList<string> numbers, IReadOnlyList<Ticket> open, Scene scene)
    {
        var reading = heard.Reading;
        if (reading.Action == "report_list")
        {
            return Reaction.Say(TicketWords.List(open, scene.Now), scene);
        }

        if (tickets.Count == 0)
        {
            var waiting = open.Where(one => one.State == TicketState.Reported).ToList();
            if (reading.Reasons.Contains(WorkerReader.BareConfirmation) && scene.Actor.IsStaff && waiting.Count > 1)
            {
                return Reaction.Say(TicketWords.WhichToConfirm(waiting), scene);
            }

            // What the reader guessed for a bare word is no number that anybody wrote.
            return reading.Refs.Count > 0 && !reading.Reasons.Contains(WorkerReader.BareConfirmation)
                ? Reaction.Say(TicketErrors.Unknown(reading.Refs[0]).Text, scene)
                : scene.Actor.IsStaff && NeedsTicket(reading.Action) && open.Count > 1 && reading.Confidence >= SureEnoughToAsk ? Reaction.Say(TicketErrors.WhichTicket.Text, scene) : [];
        }

        var ticket = tickets[0];
        if (reading.Action == "merge")
        {
            var unknown = reading.Refs.FirstOrDefault(number => tickets.All(known => known.Number != number));
            return unknown is not null ? Reaction.Say(TicketErrors.Unknown(unknown).Text, scene)
                : tickets.Count < 2 ? Reaction.Say(TicketErrors.WhichTicket.Text, scene)
                : Merge(heard, tickets, scene);
        }

        if (reading.Action == "split")
        {
            var pair = MergeTickets.Split(ticket, null, numbers[0], scene);
            return pair.Second.Events.Count == 0
                ? [new TicketStep(ticket.Number, ticket, pair.First)]
                : [new TicketStep(ticket.Number, ticket, pair.First), new TicketStep(numbers[0], null, pair.Second)];
        }

        return [.. tickets.Select(one => new TicketStep(one.Number, one, One(heard, one, scene)))];
    }

    /// <summary>The words of a worker who gives a bare "收到": it confirms what is reported, starts what is his, and else only says so.</summary>
    private static Decision Accept(Heard heard, Ticket ticket, Scene scene)
    {
        var decision = ticket.State switch
        {
            TicketState.Reported => ConfirmTicket.Decide(ticket, scene),
            TicketState.Accepted or TicketState.Assigned or TicketState.Working when ticket.HandedTo?.Id == scene.Actor.Id => WorkTicket.Start(ticket, scene),
            TicketState.Assigned or TicketState.Accepted when ticket.Responsible?.Id == scene.Actor.Id => WorkTicket.Start(ticket, scene),

            // What was opened again awaits an answer once more.
            TicketState.Working when ticket.Responsible?.Id == scene.Actor.Id => TicketSteps.Runs(ticket, LimitStep.FirstAnswer) ? WorkTicket.Start(ticket, scene) : Decision.Nothing,
            _ => ConfirmTicket.Decide(ticket, scene),
        };
        var onSite = scene.Rules.Presence.IsSaid(heard.Text);
        return (heard.Reading.PromiseAt is not null || onSite) && decision.Refusal is null && decision.Events.Count > 0
            ? decision.Also(new Progressed(heard.Text, heard.Reading.PromiseAt) { OnSite = onSite })
            : decision;
    }

    private static Decision One(Heard heard, Ticket ticket, Scene scene)
    {
        var reading = heard.Reading;
        var reason = reading.Summary ?? heard.Text;
        return reading.Action switch
        {
            "accept" or "confirm" => Accept(heard, ticket, scene),
            "assign" => AssignTicket.Decide(ticket, reading.To ?? "", reading.UntilAt ?? reading.PromiseAt, scene),
            "update" or "progress" => WorkTicket.Progress(ticket, Told(heard), reading.PromiseAt, scene),
            "done" or "close" => ResolveTicket.Decide(ticket, Told(heard), heard.Media, scene),
            "transfer" => TransferTicket.Decide(ticket, reading.To, reason, scene),
            "extend" => ExtendTicket.Ask(ticket, reading.UntilAt ?? reading.PromiseAt, reason, scene),
            "grant" => ExtendTicket.Grant(ticket, scene),
            "refuse" => ExtendTicket.Refuse(ticket, reason, scene),
            "reject" => EndTicket.Reject(ticket, reason, scene),
            "pause" => PauseTicket.Decide(ticket, reason, reading.UntilAt ?? reading.PromiseAt, scene, heard.QuotedOfStaff),
            "whistle" => WhistleTicket.Decide(ticket, reason, scene),
            "check_in" => WhistleTicket.CheckIn(ticket, reason, scene),
            "resume" => WorkTicket.Resume(ticket, scene),
            "reopen" => ReopenTicket.Decide(ticket, reason, scene),
            "urge" => Decision.Nothing.Saying(scene.Reply(TicketWords.State(ticket, scene.Now), ticket.Number)),
            "query" => Decision.Nothing.Saying(scene.Reply(TicketWords.State(ticket, scene.Now), ticket.Number)),
            "correct" => CorrectTicket.Decide(ticket, null, null, null, scene, reason),
            "why" => Decision.Nothing.Saying(scene.Reply(TicketWords.Why(ticket, scene.Now), ticket.Number)),
            _ => Decision.Nothing,
        };
    }

    /// <summary>What a worker tells of a ticket, without the number by which he called it: that is how residents read it later.</summary>
    private static string Told(Heard heard)
    {
        if (heard.Reading.Summary is { Length: > 0 } told)
        {
            return told;
        }

        var text = heard.Text.AsSpan().Trim();
        var rest = text.TrimStart('#');
        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        rest = digits >= FewestDigits ? rest[digits..].TrimStart(" ，,：:。") : text;
        return rest.IsEmpty ? heard.Text : rest.ToString();
    }

    /// <summary>"1162并到1160": the last one named stays.</summary>
    private static List<TicketStep> Merge(Heard heard, IReadOnlyList<Ticket> tickets, Scene scene)
    {
        var refs = heard.Reading.Refs;
        var into = tickets.FirstOrDefault(ticket => ticket.Number == (heard.Reading.To ?? (refs.Count > 0 ? refs[^1] : null))) ?? tickets[^1];
        // One merge a message keeps every step undoable by one word.
        var from = tickets.FirstOrDefault(ticket => ticket.Number != into.Number) ?? into;
        var pair = MergeTickets.Merge(from, into, scene);
        return pair.Second.Events.Count == 0
            ? [new TicketStep(from.Number, from, pair.First)]
            : [new TicketStep(from.Number, from, pair.First), new TicketStep(into.Number, into, pair.Second)];
    }

    private static bool NeedsTicket(string action) => action is "accept" or "confirm" or "assign" or "done" or "transfer" or "extend" or "reject" or "merge" or "pause" or "resume" or "grant" or "refuse" or "split" or "undo" or "whistle" or "check_in";
}
