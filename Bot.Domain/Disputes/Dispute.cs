using Bot.Domain.Clocks;
using Bot.Domain.Grids;

namespace Bot.Domain.Disputes;

/// <summary>矛盾纠纷: where it stands. What it is about is kept apart and sealed.</summary>
public enum DisputeState
{
    Open,

    /// <summary>达成协议</summary>
    Agreed,

    /// <summary>未达成</summary>
    Failed,

    /// <summary>已回访: the agreement was looked after.</summary>
    FollowedUp,
}

/// <summary>What is kept secret of a dispute.</summary>
/// <param name="Parties">Person ids or words, as whoever opened it told them.</param>
public sealed record DisputeContent(string Text, IReadOnlyList<string> Parties);

/// <summary>One dispute without what it says.</summary>
/// <param name="MediatorId">调解员</param>
/// <param name="FollowUpOn">The day of the follow-up visit, in Shanghai; null before an agreement.</param>
public sealed record Dispute(string Number, string NodeId, string OpenedBy, DateTimeOffset OpenedAt, string MediatorId, string? Ticket, DisputeState State, DateOnly? FollowUpOn)
{
    /// <summary>Where nobody says after how many days somebody goes and looks whether the agreement holds.</summary>
    public const int FollowUpAfter = 7;

    public const int LatestFollowUp = 180;

    private static readonly TimeOnly Morning = new(7, 0);

    /// <summary>The mediator and who opened it, while they hold a post there, and whoever steers above the grid.</summary>
    /// <param name="actor">With the posts held for the dispute's node.</param>
    public bool IsSeenBy(Actor actor) => (actor.Steers && (actor.Id == MediatorId || actor.Id == OpenedBy)) || actor.Grants;

    /// <summary>The mediator is reminded on the day and once more two days later.</summary>
    public IReadOnlyList<(string Kind, DateTimeOffset At)> Reminders => FollowUpOn is { } day && State == DisputeState.Agreed
        ? [("follow_up", ShanghaiTime.At(day, Morning)), ("follow_up_again", ShanghaiTime.At(day.AddDays(2), Morning))]
        : [];

    /// <summary>What a step makes of it; null where it does not go with how the dispute stands.</summary>
    public DisputeState? After(DisputeStep step) => (State, step) switch
    {
        (DisputeState.Open or DisputeState.Failed, DisputeStep.Progress) => DisputeState.Open,
        (DisputeState.Open or DisputeState.Failed, DisputeStep.Agreed) => DisputeState.Agreed,
        (DisputeState.Open, DisputeStep.Failed) => DisputeState.Failed,
        (DisputeState.Agreed, DisputeStep.FollowedUp) => DisputeState.FollowedUp,

        // Somebody looked and it did not hold: it begins anew.
        (DisputeState.Agreed, DisputeStep.Progress) => DisputeState.Open,
        _ => null,
    };
}

/// <summary>进展, 协议, 未达成, 回访</summary>
public enum DisputeStep
{
    Progress,
    Agreed,
    Failed,
    FollowedUp,
}
