using System.Text.Json.Serialization;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>What one person said of the matter. <paramref name="Household"/> is the key that tells households apart, never shown.</summary>
public sealed record Report(string ReporterId, string ReporterName, string Household, string Text, DateTimeOffset At, string? MessageId = null)
{
    public IReadOnlyList<Media> Media { get; init; } = [];

    /// <summary>A worker who files what somebody told him is not a household: he is not asked whether it is solved.</summary>
    public bool ByStaff { get; init; }

    /// <summary>代报: filed by staff for somebody who has no chat with the bot; whoever filed it is told the outcome and passes it on.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault)]
    public bool ForOthers { get; init; }

    /// <summary>For how many homes the reporter said he speaks ("我们十几户都没水"); at least his own.</summary>
    public int Homes { get; init; } = 1;
}

public sealed record Media(MediaKind Kind, string Url);

public sealed record Person(string Id, string Name);

/// <summary>整改时限, and how it came about.</summary>
/// <param name="From">When this limit was set running; reminders stand between it and <paramref name="At"/>.</param>
/// <param name="Limit">"5wd", "24h" ...; null where a person set the instant.</param>
/// <param name="Rule">The rule's name and version, or who set it.</param>
/// <param name="Trace">The steps of the computation, in Chinese.</param>
public sealed record Deadline(DateTimeOffset At, DateTimeOffset From, string? Limit, bool Provisional, string Rule, IReadOnlyList<string> Trace)
{
    /// <summary>In which no time counted.</summary>
    public IReadOnlyList<Pause> Pauses { get; init; } = [];

    /// <summary>What a person set, where pauses have moved it since; null in all other cases.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SetAt { get; init; }

    /// <summary>
    /// What the papers said of the days between <see cref="From"/> and <see cref="At"/> when it was measured: a paper that is corrected moves what was measured
    /// by it. None for a clock that runs on; null where no calendar was asked, and in events of before this was kept.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SpecialDay>? SpecialDays { get; init; }
}

/// <summary>Until when somebody must have answered (首次答复) and be there (到场); null where no rule sets a limit.</summary>
public sealed record StepDeadlines(Deadline? FirstAnswer, Deadline? OnSite)
{
    public static readonly StepDeadlines None = new(null, null);

    public Deadline? Of(LimitStep step) => step == LimitStep.FirstAnswer ? FirstAnswer : step == LimitStep.OnSite ? OnSite : null;

    public StepDeadlines With(LimitStep step, Deadline? deadline) => step == LimitStep.FirstAnswer ? this with { FirstAnswer = deadline } : this with { OnSite = deadline };
}

/// <summary>What one asked person said of the work: 1 solved, 2 not solved, 3 unclear; stars 1 to 5 only after a 1.</summary>
public sealed record Answer(int Value, DateTimeOffset At, int? Stars = null);

public sealed record ExtensionRequest(Person By, DateTimeOffset Until, string Reason);

public sealed record Suspension(DateTimeOffset From, DateTimeOffset Until, string Reason)
{
    /// <summary>Null only for pauses of before a proof was asked for.</summary>
    public PauseProof? Proof { get; init; }

    /// <summary>Whether it holds the clock of 到场 too, by the rule of its kind when it began.</summary>
    public bool StopsOnSite { get; init; }

    /// <summary>Since when it has held the clock of 到场 as that one now stands; null: since <see cref="From"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? OnSiteFrom { get; init; }

    /// <summary>When it ends where it is ended now: an end that is found late, after a time in which no host ran, is still the end.</summary>
    public DateTimeOffset EndAt(DateTimeOffset now) => now < Until ? now : Until;
}

/// <summary>协办单位: called to a ticket (吹哨); <paramref name="By"/> and <paramref name="At"/> are null until it has reported in (报到).</summary>
public sealed record CalledUnit(string Name, DateTimeOffset CalledAt, Person? By = null, DateTimeOffset? At = null);

/// <summary>A closed ticket of the same place and kind. <paramref name="Within"/> is 30 or 90: so many days lie at most between its closing and the new report.</summary>
public sealed record Earlier(string Number, DateTimeOffset ClosedAt, int Within);

/// <summary>工单: one matter at one place, with everybody it touches. Built by folding its events; see <see cref="TicketHistory"/>.</summary>
public sealed record Ticket
{
    public required string Number { get; init; }
    public TicketState State { get; init; }
    public Level Level { get; init; }
    public Urgency Urgency { get; init; }
    public required string Category { get; init; }

    /// <summary>情形, as the first words tell it or a worker put it right; empty where none is known.</summary>
    public string Condition { get; init; } = "";
    public required string GridId { get; init; }

    /// <summary>The conversation it came from, and in which its residents are asked.</summary>
    public required string GroupId { get; init; }
    public Location Location { get; init; } = Location.Nowhere;
    public required string Summary { get; init; }

    /// <summary>Violence at home, a will to die: no group ever hears of it.</summary>
    public bool Private { get; init; }

    /// <summary>Private because the platform's content check calls its words risky: staff read them, no group does.</summary>
    public bool Withheld { get; init; }

    /// <summary>Read from words that only half sound like a matter.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Unsure { get; init; }
    public IReadOnlyList<Report> Reports { get; init; } = [];

    /// <summary>挂牌负责人</summary>
    public Person? Responsible { get; init; }

    /// <summary>To whom it is passed on and who has not taken it yet; until then the first receiver stays in charge (首接负责).</summary>
    public Person? HandedTo { get; init; }

    /// <summary>Who works on it together under the one in charge, in the order they were called.</summary>
    public IReadOnlyList<CalledUnit> Units { get; init; } = [];

    /// <summary>整改措施</summary>
    public string? Measures { get; init; }

    /// <summary>整改责任</summary>
    public string? Responsibility { get; init; }
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>Since when the rule's limit counts: the first report, or the last reopening.</summary>
    public DateTimeOffset CountsFrom { get; init; }

    /// <summary>整改时限</summary>
    public required Deadline Deadline { get; init; }

    /// <summary>首次答复 and 到场 of the present episode. What has been met keeps the deadline it was met by.</summary>
    public StepDeadlines Steps { get; init; } = StepDeadlines.None;

    /// <summary>响应: when somebody responsible first acted or spoke in the present episode; never the bot, the clock or a resident.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>到场: when somebody first said, in the present episode, that he is there or what he has done there.</summary>
    public DateTimeOffset? OnSiteAt { get; init; }

    /// <summary>The round with which the present episode began. Unlike <see cref="Episode"/> it is never used twice, though a reopening be taken back.</summary>
    public int StepsRound { get; init; } = 1;

    /// <summary>Rises with every reopening.</summary>
    public int Episode { get; init; } = 1;

    /// <summary>Rises with every new deadline; each reminder belongs to one round, so that a moved deadline is reminded of anew.</summary>
    public int Round { get; init; } = 1;

    /// <summary>The highest round ever begun, those taken back included.</summary>
    public int RoundsUsed { get; init; } = 1;

    /// <summary>Clocks that have fired, as "kind:round".</summary>
    public IReadOnlyList<string> Fired { get; init; } = [];
    public Suspension? Pause { get; init; }

    /// <summary>The pauses of the present episode that are over.</summary>
    public IReadOnlyList<Pause> Pauses { get; init; } = [];

    /// <summary>The same pauses with their proofs, and when each really ended.</summary>
    public IReadOnlyList<Suspension> Suspensions { get; init; } = [];
    public int Extensions { get; init; }
    public ExtensionRequest? ExtensionRequest { get; init; }
    public DateTimeOffset? ResolvedAt { get; init; }
    public string? Outcome { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Since when no time counts because it is done or over; a clock that goes on after a reopening goes on from here.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>By person id, of the present episode.</summary>
    public IReadOnlyDictionary<string, Answer> Answers { get; init; } = new Dictionary<string, Answer>();
    public string? MergedInto { get; init; }

    /// <summary>The closed ticket of which this is the return.</summary>
    public string? ReturnOf { get; init; }

    /// <summary>复发: what was closed at the same place, of the same kind, not long before; the closing of those was 假闭环. The last closed first.</summary>
    public IReadOnlyList<Earlier> Recurs { get; init; } = [];
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>How many events it is built from.</summary>
    public int Version { get; init; }

    /// <summary>What its limits depend on.</summary>
    [JsonIgnore]
    public LimitCase Case => new(Category, Urgency, Level, Condition);

    [JsonIgnore]
    public int Households => Math.Max(Reports.Select(report => report.Household).Distinct().Count(), Reports.Select(report => report.Homes).DefaultIfEmpty().Max());

    /// <summary>Those who are asked whether it is solved: each person who reported, staff who filed for others left out.</summary>
    [JsonIgnore]
    public IReadOnlyList<Person> Asked =>
        Reports.Where(report => !report.ByStaff).DistinctBy(report => report.Household).Select(report => new Person(report.ReporterId, report.ReporterName)).ToList();

    /// <summary>What the household of this person answered: whoever of it wrote last speaks for it. Null for silence.</summary>
    public Answer? AnswerOf(Person asked)
    {
        var households = Reports.Where(report => report.ReporterId == asked.Id).Select(report => report.Household).ToHashSet();
        return Reports.Where(report => households.Contains(report.Household))
            .Select(report => Answers.GetValueOrDefault(report.ReporterId))
            .OfType<Answer>()
            .MaxBy(answer => answer.At);
    }

    /// <summary>In this person's hands, or offered to them.</summary>
    public bool IsWith(string personId) => Responsible?.Id == personId || HandedTo?.Id == personId;

    /// <summary>The group has not been told of it, and will not be before one of the staff has taken it for a matter.</summary>
    [JsonIgnore]
    public bool IsUnspoken => Unsure && State == TicketState.Reported;

    /// <summary>Past its due time. A pause begun before then holds the clock; one begun after changes nothing.</summary>
    public bool IsOverdue(DateTimeOffset now) => State.IsOpen() && Deadline.At <= now && !ClockIsHeld;

    [JsonIgnore]
    public bool ClockIsHeld => State == TicketState.Paused && Pause is { } pause && pause.From < Deadline.At;
}
