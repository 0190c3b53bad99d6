using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <param name="Hotline">Whom to call first, where life is in danger.</param>
/// <param name="Missing">What must be asked: "building", "community".</param>
/// <param name="WorkerSees">Whether the grid's worker reads the conversation it came from; if not, the staff group is told.</param>
public sealed record OpenTicketCommand(
    string Number,
    string GroupId,
    string Category,
    Urgency Urgency,
    Location Location,
    string Summary,
    Report Report,
    bool Private,
    string? Hotline,
    IReadOnlyList<string> Missing,
    bool WorkerSees,
    string? ReturnOf = null)
{
    /// <summary>Kept from all groups because the platform's content check calls its words risky.</summary>
    public bool Withheld { get; init; }

    /// <summary>The words only half sound like a matter: the staff look at it before the group hears of it.</summary>
    public bool Unsure { get; init; }
}

/// <summary>登记: a matter becomes a ticket, and whoever wrote it learns so in one line.</summary>
public static class OpenTicket
{
    public static Decision Decide(OpenTicketCommand command, Scene scene)
    {
        var condition = scene.Rules.Conditions.Of(command.Category, $"{command.Summary} {command.Report.Text}");
        var matter = new LimitCase(command.Category, command.Urgency, Condition: condition);
        var opened = new Opened(
            scene.Roster.GridId,
            command.GroupId,
            command.Category,
            command.Urgency,
            command.Location,
            command.Summary,
            command.Private || command.Withheld,
            command.Report,
            scene.Rules.DeadlineFor(matter, scene.Now),
            command.ReturnOf)
        {
            Steps = scene.Rules.StepsFor(matter, scene.Now),
            Condition = condition.Length > 0 ? condition : null,
            Withheld = command.Withheld,
            Unsure = command.Unsure,
        };
        var ticket = TicketHistory.Apply(null, new RecordedEvent(command.Number, 1, 1, scene.Now, scene.Actor.Id, opened));
        var decision = Decision.Of(opened);
        if (ticket.Withheld && !command.Private)
        {
            return decision.Saying(Withheld(ticket, command, scene));
        }

        if (ticket.Private)
        {
            return decision.Saying(Privately(ticket, command, scene));
        }

        if (ticket.Urgency == Urgency.Critical)
        {
            return decision.Saying(Danger.Tell(ticket, command.Hotline, scene));
        }

        if (ticket.IsUnspoken)
        {
            return decision.Saying(ForStaff(ticket, TicketWords.UnsureForStaff(ticket, InCharge(scene))));
        }

        var worker = scene.Roster.First(SpeakerRole.GridWorker);
        decision = command.Missing.Count == 0
            ? decision.Saying(scene.Reply(TicketWords.Registered(ticket, worker?.Name), ticket.Number))
            : decision.Saying(Ask(ticket, command, scene));
        return command.WorkerSees
            ? decision
            : decision.Saying(ForStaff(ticket, TicketWords.NewForStaff(ticket, InCharge(scene))));

        Notice ForStaff(Ticket ticket, string words) => new($"ticket:{ticket.Number}:new", Address.Staff(ticket.GridId), "new", words)
        {
            Mentions = InCharge(scene).Select(person => person.Id).ToList(),
            Tickets = [ticket.Number],
            WaitsForMorning = true,
        };

        static IEnumerable<Person> InCharge(Scene scene) => scene.Roster.InCharge is { } post ? [new Person(post.PersonId, post.Name)] : [];
    }

    /// <summary>Violence at home and a will to die: the group sees nothing of it, whoever wrote it and wherever.</summary>
    public static bool IsPrivate(string? category) => category is "家暴" or "轻生风险";

    /// <summary>The key under which the question for the place waits, so that it can be withdrawn once the place is known.</summary>
    public static string QuestionKey(string number) => $"ticket:{number}:ask";

    /// <summary>One question; by night only a line that the matter is registered, and the question at 07:00.</summary>
    private static IEnumerable<Notice> Ask(Ticket ticket, OpenTicketCommand command, Scene scene)
    {
        if (ShanghaiTime.IsNight(scene.Now))
        {
            foreach (var line in scene.Reply(TicketWords.RegisteredAskLater(ticket), ticket.Number))
            {
                yield return line;
            }
        }

        var question = TicketWords.AskPlace(ticket, command.Report.ReporterName, command.Missing.Contains("community"));
        yield return new Notice(QuestionKey(ticket.Number), Address.Group(ticket.GroupId), "ask", question)
        {
            Mentions = [command.Report.ReporterId],
            Tickets = [ticket.Number],
            Quote = command.Report.MessageId,
            WaitsForMorning = true,
        };
    }

    /// <summary>Staff are told where to read it, not what it says: their group is a chat of the platform too. Where life is in danger they read it, each alone.</summary>
    private static IEnumerable<Notice> Withheld(Ticket ticket, OpenTicketCommand command, Scene scene)
    {
        var isCritical = ticket.Urgency == Urgency.Critical;
        var worker = scene.Roster.First(SpeakerRole.GridWorker);
        foreach (var line in scene.Reply(isCritical ? TicketWords.Danger(ticket, command.Hotline ?? "119", worker?.Name) : TicketWords.WithheldTold(ticket), ticket.Number))
        {
            yield return line;
        }

        foreach (var post in isCritical ? scene.Roster.Confidants : [])
        {
            yield return new Notice($"ticket:{ticket.Number}:private:{post.PersonId}", Address.Person(post.PersonId), "private", TicketWords.PrivateForStaff(ticket, command.Report.ReporterName)) { Tickets = [ticket.Number] };
        }

        yield return new Notice($"ticket:{ticket.Number}:new", Address.Staff(ticket.GridId), "new", TicketWords.WithheldForStaff(ticket))
        {
            Mentions = scene.Roster.InCharge is { } inCharge ? [inCharge.PersonId] : [],
            Tickets = [ticket.Number],
            WaitsForMorning = !isCritical,
        };
    }

    private static IEnumerable<Notice> Privately(Ticket ticket, OpenTicketCommand command, Scene scene)
    {
        yield return new Notice($"ticket:{ticket.Number}:private", Address.Person(command.Report.ReporterId), "private", TicketWords.PrivateHelp(command.Hotline ?? "110"));
        foreach (var post in scene.Roster.Confidants)
        {
            yield return new Notice($"ticket:{ticket.Number}:private:{post.PersonId}", Address.Person(post.PersonId), "private", TicketWords.PrivateForStaff(ticket, command.Report.ReporterName))
            {
                Tickets = [ticket.Number],
            };
        }
    }
}

/// <summary>What is said when life is in danger: at any hour, to the group and to the staff.</summary>
public static class Danger
{
    public static IEnumerable<Notice> Tell(Ticket ticket, string? hotline, Scene scene)
    {
        var worker = scene.Roster.First(SpeakerRole.GridWorker);
        yield return new Notice($"ticket:{ticket.Number}:danger:{ticket.Version}", Address.Group(ticket.GroupId), "danger", TicketWords.Danger(ticket, hotline ?? "119", worker?.Name))
        {
            Tickets = [ticket.Number],
            Quote = scene.ReplyTo?.MessageId,
        };
        var called = scene.Roster.With(SpeakerRole.GridWorker).Concat(scene.Roster.With(SpeakerRole.Community)).Select(post => new Person(post.PersonId, post.Name)).DistinctBy(person => person.Id).ToList();
        yield return new Notice($"ticket:{ticket.Number}:danger:{ticket.Version}:staff", Address.Staff(ticket.GridId), "danger", TicketWords.DangerForStaff(ticket, called))
        {
            Mentions = called.Select(person => person.Id).ToList(),
            Tickets = [ticket.Number],
        };
    }
}
