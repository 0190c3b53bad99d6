using Bot.Domain.Clocks;
using Bot.Domain.Tickets;

namespace Bot.Domain.Wishes;

/// <summary>提出 → 审核 → 公示 → 认领 → 完成 → 回访, and the ways out.</summary>
public enum WishState
{
    /// <summary>待审核</summary>
    Proposed,

    /// <summary>待公示: approved, or given back by whoever had claimed it; told with the next batch.</summary>
    Approved,

    /// <summary>待认领</summary>
    Published,

    /// <summary>已认领</summary>
    Claimed,

    /// <summary>待回访</summary>
    Done,

    /// <summary>已实现</summary>
    Fulfilled,

    /// <summary>未通过</summary>
    Refused,

    /// <summary>已撤回</summary>
    Withdrawn,
}

/// <summary>微心愿: a small wish that a neighbour fulfils.</summary>
/// <param name="Teller">Who proposed it.</param>
/// <param name="For">Whose wish it is where the teller speaks for another: a name as it was said, known to staff alone. Null for the teller's own.</param>
/// <param name="Text">The teller's own words; they may name people and are never shown in a group.</param>
public sealed record Wish(string Number, string GridId, Person Teller, string? For, string Text, DateTimeOffset ProposedAt)
{
    private const int LongestShown = 60;

    public WishState State { get; init; }

    /// <summary>Rises with every step; clocks and notices belong to one version.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The words that the worker puts in place of the teller's.</summary>
    public string? Wording { get; init; }

    /// <summary>Told in all groups of the community, not of the grid alone.</summary>
    public bool Wide { get; init; }

    public Person? Claimant { get; init; }
    public DateTimeOffset? ClaimedUntil { get; init; }
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Whom the bot asked whether it is fulfilled: the teller, or the worker where the teller cannot be written to. Nobody else's "1" counts.</summary>
    public string? AskedId { get; init; }

    /// <summary>1 好了, 2 没好; null where nobody has answered (未评价).</summary>
    public int? Answer { get; init; }

    /// <summary>What a group may read: without doors, names, numbers of phones and papers, whoever wrote it.</summary>
    public string Shown => TicketWords.Brief(TicketWords.Nameless(Wording ?? Text, For, Teller.Name).ReplaceLineEndings(" "), LongestShown);

    public string Subject => $"wish:{Number}";

    public bool IsClaimants(string person) => Claimant?.Id == person;
}

/// <param name="Kind">"review" for the worker, "claim_remind" for the claimant, "claim_lapse" and "check_end" for nobody.</param>
public sealed record WishClock(string Kind, DateTimeOffset DueAt);

/// <summary>What runs while a wish stands as it does.</summary>
public static class WishClocks
{
    /// <summary>Two days without review, then the worker is reminded once.</summary>
    public static readonly TimeSpan ReviewTime = TimeSpan.FromDays(2);

    /// <summary>How long a claimant has; then the wish is free again.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromDays(14);

    /// <summary>So long before the end the claimant is reminded.</summary>
    public static readonly TimeSpan RemindBefore = TimeSpan.FromDays(3);

    /// <summary>Without an answer until then: 未评价.</summary>
    public static readonly TimeSpan CheckTime = TimeSpan.FromHours(72);

    public static IReadOnlyList<WishClock> Of(Wish wish) => wish switch
    {
        { State: WishState.Proposed } => [new("review", ShanghaiTime.NotByNight(wish.ProposedAt + ReviewTime))],
        { State: WishState.Claimed, ClaimedUntil: { } until } => [new("claim_remind", ShanghaiTime.NotByNight(until - RemindBefore, until)), new("claim_lapse", until)],
        { State: WishState.Done, DoneAt: { } done } => [new("check_end", ShanghaiTime.NotByNight(done + CheckTime))],
        _ => [],
    };
}
