using Bot.Domain.Clocks;
using Bot.Domain.Tickets;
using Bot.Host.Channels;

namespace Bot.Host.Tickets;

/// <param name="Episode">The round it belongs to.</param>
public sealed record ClockView(string Kind, DateTimeOffset DueAt, string State, int Episode);

/// <summary>A ticket as the staff API shows it.</summary>
public static class TicketView
{
    public static Dictionary<string, object?> Of(Ticket ticket, IReadOnlyList<ClockView> clocks, IReadOnlyList<RecordedEvent>? events = null, IReadOnlyDictionary<string, KeptMedia.Standing>? media = null)
    {
        var answers = ticket.Asked.Select(person => ticket.AnswerOf(person)).ToList();
        var asked = ticket.State is TicketState.Resolved or TicketState.Closed;
        var view = new Dictionary<string, object?>
        {
            ["no"] = ticket.Number,
            ["state"] = TicketStore.Word(ticket.State),
            ["level"] = TicketStore.Word(ticket.Level),
            ["category"] = ticket.Category,
            ["condition"] = ticket.Condition.Length > 0 ? ticket.Condition : null,
            ["urgency"] = TicketWords.Of(ticket.Urgency),
            ["grid"] = ticket.GridId,
            ["group"] = ticket.GroupId,
            ["place"] = new { ticket.Location.Community, ticket.Location.Building, ticket.Location.Unit, ticket.Location.Floor, ticket.Location.Room, ticket.Location.Place },
            ["summary"] = ticket.Summary,
            ["reports"] = ticket.Reports.Select(report => new { reporter = report.ReporterId, report.Text, at = ShanghaiTime.Of(report.At), media = report.Media.Select(one => Of(one, media)).ToList() }).ToList(),
            ["households"] = ticket.Households,
            ["responsible"] = ticket.Responsible,
            ["handedTo"] = ticket.HandedTo,
            ["units"] = ticket.Units.Select(unit => new { unit.Name, calledAt = ShanghaiTime.Of(unit.CalledAt), checkedInBy = unit.By, checkedInAt = unit.At is { } at ? ShanghaiTime.Of(at) : (DateTimeOffset?)null }).ToList(),
            ["measures"] = ticket.Measures,
            ["responsibility"] = ticket.Responsibility,
            ["dueAt"] = ShanghaiTime.Of(ticket.Deadline.At),
            ["provisional"] = ticket.Deadline.Provisional,
            ["mergedInto"] = ticket.MergedInto,
            ["satisfaction"] = new
            {
                solved = answers.Count(answer => answer?.Value == 1),
                unsolved = answers.Count(answer => answer?.Value == 2),
                unclear = answers.Count(answer => answer?.Value == 3),
                unanswered = asked ? answers.Count(answer => answer is null) : 0,
                stars = answers.Select(answer => answer?.Stars).OfType<int>().ToList(),
            },
            ["private"] = ticket.Private,
            ["withheld"] = ticket.Withheld,
            ["openedAt"] = ShanghaiTime.Of(ticket.OpenedAt),
            ["episode"] = ticket.Episode,
            ["returnOf"] = ticket.ReturnOf,
            ["recurs"] = ticket.Recurs.Count == 0 ? null : new { text = TicketWords.Times(ticket.Recurs), of = ticket.Recurs.Select(earlier => new { no = earlier.Number, closedAt = ShanghaiTime.Of(earlier.ClosedAt), earlier.Within }).ToList() },
            ["dueBecause"] = new { ticket.Deadline.Rule, ticket.Deadline.Limit, ticket.Deadline.Trace },
            ["pause"] = ticket.State == TicketState.Paused && ticket.Pause is { } running ? Of(running) : null,
            ["pauses"] = ticket.Suspensions.Select(Of).ToList(),
            ["extensions"] = ticket.Extensions,
            ["steps"] = new { firstAnswer = Of(ticket, LimitStep.FirstAnswer), onSite = Of(ticket, LimitStep.OnSite) },
            ["clocks"] = clocks.Select(clock => clock with { DueAt = DueOf(ticket, clock) }).ToList(),
        };
        if (events is not null)
        {
            view["events"] = events.Select(recorded => new
            {
                at = ShanghaiTime.Of(recorded.At),
                kind = KindOf(recorded.Event),
                recorded.Actor,
                text = TicketWords.Say(recorded.Event, recorded.At),
            }).ToList();
        }

        return view;
    }

    /// <summary>Null where it has no such limit.</summary>
    private static object? Of(Ticket ticket, LimitStep step) => ticket.Steps.Of(step) is { } deadline
        ? new
        {
            dueAt = ShanghaiTime.Of(deadline.At),
            deadline.Provisional,
            metAt = TicketSteps.MetAt(ticket, step) is { } met ? ShanghaiTime.Of(met) : (DateTimeOffset?)null,
            missed = ticket.Fired.Contains($"{TicketSteps.All.First(one => one.Step == step).Kind}:{ticket.StepsRound}") || TicketSteps.MetAt(ticket, step) > deadline.At,
            because = new { deadline.Rule, deadline.Limit, deadline.Trace },
        }
        : null;

    /// <summary>A step is shown with its own time, though its reminder may wait for the morning.</summary>
    private static DateTimeOffset DueOf(Ticket ticket, ClockView clock) =>
        clock.Episode == ticket.StepsRound && TicketSteps.Find(clock.Kind) is { } step && ticket.Steps.Of(step) is { } deadline ? ShanghaiTime.Of(deadline.At) : clock.DueAt;

    /// <summary>What the bot had to fetch tells whether it is there: "waiting", "kept", or "lost" with the reason.</summary>
    private static Dictionary<string, object?> Of(Media media, IReadOnlyDictionary<string, KeptMedia.Standing>? standings)
    {
        var view = new Dictionary<string, object?> { ["kind"] = media.Kind, ["url"] = media.Url };
        if (standings?.GetValueOrDefault(media.Url) is { } standing)
        {
            (view["state"], view["reason"]) = (standing.State, standing.Reason);
        }

        return view;
    }

    private static object Of(Suspension pause) => new { from = ShanghaiTime.Of(pause.From), until = ShanghaiTime.Of(pause.Until), pause.Reason, pause.Proof };

    private static string KindOf(TicketEvent happened) =>
        System.Text.Json.JsonSerializer.SerializeToElement(happened, BotJson.Options).GetProperty("kind").GetString()!;
}
