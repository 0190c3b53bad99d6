using Bot.Domain.Tickets;

namespace Bot.Domain.Messages;

/// <summary>What a resident's message does to a ticket that exists.</summary>
public static class ResidentReaction
{
    public static IReadOnlyList<TicketStep> Decide(Heard heard, IReadOnlyList<Ticket> tickets, IReadOnlyList<string> numbers, Scene scene)
    {
        if (tickets.Count == 0)
        {
            return [];
        }

        var ticket = tickets[0];
        var reading = heard.Reading;
        var decision = reading.Action switch
        {
            "reopen" => null,

            // "3" and "不清楚" are read as filling in what was asked.
            "fill" when reading.Unclear => Check(heard, ticket, scene),
            "fill" or "update" => CorrectTicket.Decide(ticket, null, null, reading.Location, scene),
            "close" when reading.Intent == "cancel" => EndTicket.Cancel(ticket, heard.Text, scene),
            "rate" when reading.Score is { } stars && ticket.Answers.TryGetValue(heard.Sender.Id, out var answer) && answer.Value == 1 => AnswerCheck.Rate(ticket, heard.Sender, stars, scene),
            "close" or "rate" or "answer" or "confirm" or "fill_check" => Check(heard, ticket, scene),
            "urge" => Urge(heard, ticket, scene),
            "escalate" => Join(heard, ticket, scene),
            "none" => Decision.Nothing,
            _ => Join(heard, ticket, scene),
        };
        return decision is null
            ? [Return(heard, ticket, numbers[0], scene)]
            : [new TicketStep(ticket.Number, ticket, decision)];
    }

    /// <summary>An answer to the question whether it is solved. Said of a ticket that nobody has finished yet, it is only noted.</summary>
    private static Decision Check(Heard heard, Ticket ticket, Scene scene)
    {
        var reading = heard.Reading;
        var value = reading.Unclear ? 3 : reading.Satisfied switch { true => 1, false => 2, null => 0 };
        if (value == 0)
        {
            value = reading.Intent == "confirm" ? 1 : 3;
        }

        var affected = ticket.Reports.Any(report => report.ReporterId == heard.Sender.Id);
        if (!affected || (ticket.State.IsOpen() && value != 2))
        {
            return ticket.State.IsOpen() ? Join(heard, ticket, scene) : Decision.Nothing;
        }

        if (value == 2 && ticket.State.IsOpen())
        {
            return Urge(heard, ticket, scene);
        }

        return AnswerCheck.Decide(ticket, heard.Sender, value, scene);
    }

    private static Decision Join(Heard heard, Ticket ticket, Scene scene)
    {
        if (!ticket.State.IsOpen() && ticket.State != TicketState.Resolved)
        {
            return Decision.Nothing;
        }

        return JoinTicket.Decide(ticket, heard.ReportAt(scene.Now, heard.Text, scene.Actor.IsStaff), heard.Reading.Urgency, heard.Reading.Hotline, scene, heard.Reading.Category);
    }

    /// <summary>Who urges is told where it stands; the voice is kept.</summary>
    private static Decision Urge(Heard heard, Ticket ticket, Scene scene) =>
        Join(heard, ticket, scene).Saying(scene.Reply(TicketWords.State(ticket, scene.Now), ticket.Number));

    /// <summary>It is back: within seven days the closing is objected to, within thirty a ticket that knows its forerunner is opened, before closing it is one voice more.</summary>
    private static TicketStep Return(Heard heard, Ticket ticket, string number, Scene scene)
    {
        if (ticket.State.IsOpen())
        {
            return new TicketStep(ticket.Number, ticket, Urge(heard, ticket, scene));
        }

        var recently = ticket.State == TicketState.Resolved || (ticket.State == TicketState.Closed && scene.Now - ticket.ClosedAt <= TicketRules.ObjectionTime);
        if (!recently)
        {
            return Reaction.Open(heard, new(heard.Reading.Intent, heard.Reading.Category ?? ticket.Category, Known(heard, ticket), heard.Reading.Urgency ?? ticket.Urgency, heard.Reading.Summary ?? heard.Text), number, ticket.Number, [], scene);
        }

        if (ticket.Reports.Any(report => report.ReporterId == heard.Sender.Id))
        {
            return new TicketStep(ticket.Number, ticket, AnswerCheck.Decide(ticket, heard.Sender, 2, scene));
        }

        // A neighbour who says that it is not solved is affected too: counted first, then heard.
        var report = heard.ReportAt(scene.Now, heard.Text, scene.Actor.IsStaff);
        var joined = ticket with { Reports = [.. ticket.Reports, report] };
        var objection = AnswerCheck.Decide(joined, heard.Sender, 2, scene);
        return new TicketStep(ticket.Number, ticket, objection with { Events = [new Joined(report), .. objection.Events] });
    }

    private static Understanding.Location Known(Heard heard, Ticket ticket) => heard.Reading.Location.IsKnown ? heard.Reading.Location : ticket.Location;
}
