using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Understanding;

namespace Bot.Domain.Registers;

/// <summary>三张清单: 重点人员, 重点场所, 重点事项.</summary>
public enum RegisterKind
{
    People,
    Places,
    Matters,
}

/// <summary>What is kept secret of an entry.</summary>
/// <param name="PersonId">The person it is about, where that person is known here.</param>
public sealed record RegisterContent(string Text, Location Place, string? PersonId);

/// <summary>One line of a register, without what it says.</summary>
/// <param name="OwnerId">包联人: the worker who visits.</param>
/// <param name="VisitedAt">The last visit; before the first one, when it was added.</param>
/// <param name="Round">Counts the visits, and changes of rhythm or owner.</param>
public sealed record RegisterEntry(string Number, RegisterKind Kind, string NodeId, string OwnerId, int EveryDays, DateTimeOffset VisitedAt, int Round, bool IsClosed)
{
    public const int LongestRhythm = 400;

    private static readonly TimeOnly Morning = new(7, 0);

    /// <summary>The day of the next visit, in Shanghai.</summary>
    public DateOnly DueOn => ShanghaiTime.DateOf(VisitedAt).AddDays(EveryDays);

    /// <summary>Three mornings: the owner on the day, the owner once more on the next, the level above on the one after.</summary>
    public IReadOnlyList<(string Kind, DateTimeOffset At)> Reminders =>
        [("due", ShanghaiTime.At(DueOn, Morning)), ("overdue", ShanghaiTime.At(DueOn.AddDays(1), Morning)), ("late", LateAt)];

    /// <summary>From when the level above counts it.</summary>
    public DateTimeOffset LateAt => ShanghaiTime.At(DueOn.AddDays(2), Morning);

    /// <summary>Who goes and is told now: the owner, or while the owner is on leave whoever stands in for him there; a helper, who is told nothing private, never does.</summary>
    public string CarriedBy(Roster roster) => roster.WithoutHelpers.StandInFor(OwnerId)?.PersonId ?? OwnerId;

    /// <summary>The owner while he holds a post there, whoever stands in for him, and whoever steers above the grid: no other worker.</summary>
    /// <param name="actor">With the posts held for the entry's node.</param>
    public bool IsSeenBy(Actor actor, Roster roster) => ((actor.Id == OwnerId || actor.Id == CarriedBy(roster)) && actor.Steers) || actor.Grants;

    /// <summary>Who is told when nobody goes: the nearest above the grid who should not have gone himself. Null where there is nobody.</summary>
    public Post? Above(Roster roster) => roster.Posts.FirstOrDefault(post =>
        post.PersonId != OwnerId && post.PersonId != CarriedBy(roster) && post.Role is (SpeakerRole.Community or SpeakerRole.Street or SpeakerRole.District));
}
