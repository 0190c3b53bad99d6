using Bot.Domain.Understanding;

namespace Bot.Domain.Rates;

/// <summary>How a matter stands or ended, as far as rates tell it apart. 办结 is not 解决: only residents' words make that.</summary>
public enum Ending
{
    /// <summary>In hand; the worker has not said that it is done, or residents objected.</summary>
    Open,

    /// <summary>The worker says it is done; the residents' 72 hours run.</summary>
    InCheck,

    /// <summary>销号; what the residents said stands in the counts.</summary>
    Closed,

    /// <summary>不予受理</summary>
    Rejected,

    /// <summary>Rejected because it was no matter at all: a joke, a test, read wrongly by the bot.</summary>
    NotAMatter,

    /// <summary>Withdrawn by who reported it.</summary>
    Withdrawn,

    /// <summary>Withdrawn by staff: gains nothing.</summary>
    CancelledByStaff,

    /// <summary>Joined to another ticket, which is counted in its stead.</summary>
    Merged,
}

/// <summary>One ticket as rates see it, drawn from its events alone. All instants with their offset, all counts of households or events.</summary>
public sealed record TicketFact
{
    public required string Number { get; init; }
    public required string GridId { get; init; }

    /// <summary>As last corrected.</summary>
    public required string Category { get; init; }
    public required Urgency Urgency { get; init; }
    public bool Private { get; init; }

    /// <summary>The instant up to which the log was read.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>登记: the day of this instant in Shanghai decides to which period the ticket belongs.</summary>
    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>响应: the first act or word of somebody responsible; never the bot's, the clock's, or a resident's. Null for none.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Until when it had to be answered, as the log has it at the answer; null where no rule says.</summary>
    public DateTimeOffset? AnswerDueAt { get; init; }

    /// <summary>到场: when somebody first said that he is there, or what he has done there, before any reopening. Null for never.</summary>
    public DateTimeOffset? OnSiteAt { get; init; }

    /// <summary>Until when somebody had to be there; null where no rule says.</summary>
    public DateTimeOffset? OnSiteDueAt { get; init; }

    /// <summary>Nobody has been there, and need not have been: the time is not up, stands still, or was not up when the ticket ended without work.</summary>
    public bool OnSitePending { get; init; }

    /// <summary>办结 as it stands; null again after a reopening.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Whether the worker ever said that it was done, and so residents were asked.</summary>
    public bool EverResolved { get; init; }

    /// <summary>Some limit of it ran out before the work was said to be done, in whatever episode.</summary>
    public bool Overdue { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public Ending Ending { get; init; }

    /// <summary>Somebody of the residents reported it; false for what staff filed by themselves, where nobody can be asked.</summary>
    public bool ByResident { get; init; }

    /// <summary>拆出: the ticket it was split off; that one was registered and answered.</summary>
    public string? SplitFrom { get; init; }
    public int Extensions { get; init; }

    /// <summary>How often residents or staff had it done again.</summary>
    public int Reopened { get; init; }

    /// <summary>Whether a household ever said 没好, before or after closing.</summary>
    public bool Objected { get; init; }

    /// <summary>Households that are asked, and what each last said of the present episode: these four add up to it.</summary>
    public int Asked { get; init; }
    public int Solved { get; init; }
    public int Unsolved { get; init; }
    public int Unclear { get; init; }

    /// <summary>未评价: silence, and what the very one who reported the work done entered in a resident's name.</summary>
    public int Unanswered { get; init; }

    /// <summary>1 to 5, one per household that gave any.</summary>
    public IReadOnlyList<int> Stars { get; init; } = [];

    /// <summary>30 or 90: so soon after its closing the same kind was reported at the same place (假闭环); null for neither.</summary>
    public int? CameBackWithin { get; init; }

    /// <summary>Itself the return of a closed one, within 30 or 90 days.</summary>
    public int? ReturnWithin { get; init; }
}
