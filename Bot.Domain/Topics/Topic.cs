using Bot.Domain.Tickets;

namespace Bot.Domain.Topics;

public enum TopicStage
{
    /// <summary>提出: not public before the grid's worker has read it.</summary>
    Proposed,

    /// <summary>协商: opinions and votes.</summary>
    Discussing,

    /// <summary>监督落实: decided; each resolution is a ticket.</summary>
    Implementing,

    /// <summary>复盘: all tickets are over, those who took part are asked how it went.</summary>
    Reviewing,

    /// <summary>已完结: the outcome has been told.</summary>
    Done,

    /// <summary>不公开: the worker said no, with a reason.</summary>
    Refused,
}

/// <summary>投票. The options are told from 1; <paramref name="Counts"/> stand in their order once it is closed.</summary>
/// <param name="Round">Rises with every vote on the topic; votes belong to one.</param>
public sealed record Ballot(int Round, IReadOnlyList<string> Options, bool ByHousehold, DateTimeOffset Until, IReadOnlyList<int>? Counts = null);

/// <summary>决议, and the ticket it became; null where that is private.</summary>
/// <param name="Meeting">The meeting whose minutes hold it; null where it was decided elsewhere.</param>
public sealed record Resolution(string Text, Person? Responsible, DateTimeOffset? DueAt, string? Ticket, string? Meeting, DateTimeOffset At);

/// <summary>议题: a matter that is talked through by many. 提出 → 协商 → 监督落实 → 复盘.</summary>
/// <param name="NodeId">The grid or community that it concerns.</param>
/// <param name="GroupIds">The residents' groups that take part; never empty.</param>
/// <param name="By">A person, or "api:NAME".</param>
/// <param name="ProposedIn">The conversation in which it was proposed; null for the API.</param>
/// <param name="FromTicket">The complaint that it grew out of.</param>
public sealed record Topic(string Number, string NodeId, IReadOnlyList<string> GroupIds, string Title, Person By, DateTimeOffset ProposedAt, string? ProposedIn = null, string? FromTicket = null)
{
    public const int LongestTitle = 60;

    public TopicStage Stage { get; init; }

    /// <summary>The title as a group may read it: whoever proposed it may have written names and doors.</summary>
    public string Shown => TicketWords.Nameless(Title);

    /// <summary>The last one; null where nobody has voted yet.</summary>
    public Ballot? Ballot { get; init; }

    public IReadOnlyList<Person> Supervisors { get; init; } = [];

    public IReadOnlyList<Resolution> Resolutions { get; init; } = [];

    /// <summary>How often it has been looked at whether its tickets are over: the clock's episode.</summary>
    public int Looks { get; init; }

    /// <summary>How often it has come to 复盘: an objection takes it back.</summary>
    public int Reviews { get; init; }

    public IEnumerable<string> Tickets => Resolutions.Select(resolution => resolution.Ticket).OfType<string>();

    public bool IsVoting => Stage == TopicStage.Discussing && Ballot is { Counts: null };
}

/// <summary>Clocks of a topic: "vote" closes the vote, "follow" looks each morning whether its tickets are over, "review" ends the review.</summary>
public sealed record TopicClock(string Kind, int Episode, DateTimeOffset DueAt);
