using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;

namespace Bot.Domain.Wishes;

/// <summary>All that a step may look at.</summary>
/// <param name="Actor">With the posts held for the wish's grid.</param>
/// <param name="Reaches">Whether a person's private chat is open.</param>
/// <param name="Groups">The groups in which the wish is told.</param>
public sealed record WishScene(DateTimeOffset Now, Actor Actor, Roster Roster, Func<string, bool> Reaches, IReadOnlyList<string> Groups)
{
    public string? Worker => Roster.InCharge?.Name;
}

/// <summary>What follows from a step: the wish as it stands then and what is to be told, or a refusal and nothing else.</summary>
/// <param name="Kind">What the journal calls it.</param>
/// <param name="Answer">What whoever asked for the step reads.</param>
public sealed record WishDecision(Refusal? Refusal, Wish? After, string Kind, string Answer, IReadOnlyList<Notice> Notices)
{
    public static WishDecision Not(Refusal refusal) => new(refusal, null, "", refusal.Text, []);
}

/// <summary>The steps of a wish, one function each. Who reviews is on the roster of the grid or above; anybody may claim.</summary>
public static class WishSteps
{
    public static WishDecision Propose(Wish wish, WishScene scene) =>
        new(null, wish, "wish_proposed", WishWords.Received(wish), [ToWorker(wish, "review", WishWords.AskReview(wish, again: false), scene)]);

    public static WishDecision Approve(Wish wish, bool wide, string? wording, WishScene scene)
    {
        if (Steering(wish, scene, WishState.Proposed) is { } refused)
        {
            return refused;
        }

        var after = Next(wish) with { State = WishState.Approved, Wide = wide, Wording = wording };
        return new(null, after, "wish_approved", WishWords.Approved(after), [.. ToPerson(after, after.Teller.Id, "approved", WishWords.ApprovedForTeller(after), scene)]);
    }

    public static WishDecision Refuse(Wish wish, string reason, WishScene scene)
    {
        if (Steering(wish, scene, WishState.Proposed) is { } refused)
        {
            return refused;
        }

        if (reason.Length == 0)
        {
            return WishDecision.Not(WishErrors.ReasonMissing(wish));
        }

        var after = Next(wish) with { State = WishState.Refused };
        return new(null, after, "wish_refused", WishWords.RefusedBy(after), [.. ToPerson(after, after.Teller.Id, "refused", WishWords.RefusedForTeller(after, reason), scene)]);
    }

    /// <summary>One of a batch; the batch's one notice to each group is made by <see cref="Announce"/>.</summary>
    public static WishDecision Publish(Wish wish) => new(null, Next(wish) with { State = WishState.Published }, "wish_published", "", []);

    public static Notice Announce(IReadOnlyList<Wish> wishes, string group) =>
        new($"wish:{wishes[0].Number}:published:{group}:v{wishes[0].Version}", Address.Group(group), "wish", WishWords.Published(wishes)) { Tickets = [.. wishes.Select(wish => wish.Number)], WaitsForMorning = true };

    /// <summary>The first one has it. The caller holds the wish's row, so that of any number at once one is the first.</summary>
    public static WishDecision Claim(Wish wish, Person by, WishScene scene)
    {
        if (wish.State is WishState.Claimed or WishState.Done)
        {
            return WishDecision.Not(WishErrors.Taken(wish));
        }

        if (wish.State != WishState.Published)
        {
            return WishDecision.Not(WishErrors.NotOpenToClaim(wish));
        }

        if (wish.Teller.Id == by.Id && wish.For is null)
        {
            return WishDecision.Not(WishErrors.OwnWish(wish));
        }

        var after = Next(wish) with { State = WishState.Claimed, Claimant = by, ClaimedUntil = scene.Now + WishClocks.ClaimTime };
        return new(null, after, "wish_claimed", WishWords.Claimed(after, scene.Reaches(by.Id)),
        [
            .. ToPerson(after, by.Id, "claimed_claimant", WishWords.ClaimedForClaimant(after, scene.Worker, scene.Now), scene, waits: false),
            .. ToPerson(after, after.Teller.Id, "claimed_teller", WishWords.ClaimedForTeller(after, scene.Worker), scene),
            ToWorker(after, "claimed_worker", WishWords.ClaimedForWorker(after), scene),
        ]);
    }

    public static WishDecision GiveBack(Wish wish, WishScene scene)
    {
        if (InHand(wish, scene) is { } refused)
        {
            return refused;
        }

        var after = Free(wish);
        return new(null, after, "wish_given_back", WishWords.GivenBack(after), [.. ToPerson(after, after.Teller.Id, "free", WishWords.FreeAgainForTeller(after), scene)]);
    }

    /// <summary>By the clock: the claim's time is over.</summary>
    public static WishDecision Lapse(Wish wish, WishScene scene)
    {
        var after = Free(wish);
        return new(null, after, "wish_lapsed", "",
        [
            .. ToPerson(after, wish.Claimant!.Id, "lapsed", WishWords.LapsedForClaimant(after), scene),
            .. ToPerson(after, after.Teller.Id, "free", WishWords.FreeAgainForTeller(after), scene),
        ]);
    }

    /// <summary>By the claimant or the worker; the teller is then asked, once.</summary>
    public static WishDecision Finish(Wish wish, WishScene scene)
    {
        if (InHand(wish, scene) is { } refused)
        {
            return refused;
        }

        var asked = scene.Reaches(wish.Teller.Id) ? wish.Teller.Id : scene.Roster.InCharge?.PersonId;
        var after = Next(wish) with { State = WishState.Done, DoneAt = scene.Now, AskedId = asked };
        return new(null, after, "wish_done", WishWords.Finished(after), asked is null ? [] : [Private(after, asked, "check", WishWords.AskCheck(after), waits: true)]);
    }

    /// <param name="value">1 好了, 2 没好: then it goes back to whoever claimed it, with half the time.</param>
    public static WishDecision Answer(Wish wish, int value, WishScene scene)
    {
        if (wish.State != WishState.Done)
        {
            return WishDecision.Not(WishErrors.NotNow(wish));
        }

        if (scene.Actor.Id != wish.AskedId && !scene.Actor.Steers)
        {
            return WishDecision.Not(WishErrors.NotYours);
        }

        if (value == 1)
        {
            var fulfilled = Next(wish) with { State = WishState.Fulfilled, Answer = 1 };
            return new(null, fulfilled, "wish_answered", WishWords.Thanks(fulfilled), Outcome(fulfilled, scene));
        }

        var again = Next(wish) with { State = WishState.Claimed, Answer = 2, DoneAt = null, ClaimedUntil = scene.Now + (WishClocks.ClaimTime / 2) };
        return new(null, again, "wish_answered", WishWords.NotSolved(again),
        [
            .. ToPerson(again, again.Claimant!.Id, "unsolved_claimant", WishWords.NotSolvedForClaimant(again, scene.Now), scene),
            ToWorker(again, "unsolved_worker", WishWords.NotSolvedForWorker(again), scene),
        ]);
    }

    /// <summary>By the clock: nobody has answered. 未评价, and never counted as satisfied.</summary>
    public static WishDecision EndUnrated(Wish wish, WishScene scene)
    {
        var after = Next(wish) with { State = WishState.Fulfilled, Answer = null };
        return new(null, after, "wish_unrated", "", Outcome(after, scene));
    }

    public static WishDecision Withdraw(Wish wish, WishScene scene)
    {
        if (scene.Actor.Id != wish.Teller.Id && !scene.Actor.Steers)
        {
            return WishDecision.Not(WishErrors.NotYours);
        }

        if (wish.State >= WishState.Done)
        {
            return WishDecision.Not(WishErrors.NotNow(wish));
        }

        var after = Next(wish) with { State = WishState.Withdrawn };
        return new(null, after, "wish_withdrawn", WishWords.Withdrawn(after), wish.Claimant is { } claimant ? [.. ToPerson(after, claimant.Id, "withdrawn", WishWords.WithdrawnForClaimant(after), scene)] : []);
    }

    /// <summary>What a clock has to say that changes nothing: the worker's review, the claimant's term.</summary>
    public static IReadOnlyList<Notice> Remind(Wish wish, string kind, WishScene scene) => kind == "review"
        ? [ToWorker(wish, "review_again", WishWords.AskReview(wish, again: true), scene)]
        : [.. ToPerson(wish, wish.Claimant!.Id, "remind", WishWords.Reminder(wish, scene.Now), scene)];

    private static Wish Next(Wish wish) => wish with { Version = wish.Version + 1 };

    /// <summary>Told again with the next batch.</summary>
    private static Wish Free(Wish wish) => Next(wish) with { State = WishState.Approved, Claimant = null, ClaimedUntil = null, Answer = null };

    private static WishDecision? Steering(Wish wish, WishScene scene, WishState state) =>
        !scene.Actor.Steers ? WishDecision.Not(WishErrors.NotYours) : wish.State != state ? WishDecision.Not(WishErrors.NotNow(wish)) : null;

    private static WishDecision? InHand(Wish wish, WishScene scene) =>
        !scene.Actor.Steers && !wish.IsClaimants(scene.Actor.Id) ? WishDecision.Not(WishErrors.NotClaimant(wish))
        : wish.State != WishState.Claimed ? WishDecision.Not(WishErrors.NotNow(wish)) : null;

    private static IReadOnlyList<Notice> Outcome(Wish wish, WishScene scene) =>
        [.. scene.Groups.Select(group => new Notice($"wish:{wish.Number}:outcome:{group}:v{wish.Version}", Address.Group(group), "outcome", WishWords.Outcome(wish)) { Tickets = [wish.Number], WaitsForMorning = true })];

    /// <summary>Nothing where the person has no open private chat, since what is private is said nowhere else, and nothing beside the answer to whoever took the step himself.</summary>
    private static IEnumerable<Notice> ToPerson(Wish wish, string person, string about, string text, WishScene scene, bool waits = true) =>
        scene.Reaches(person) && (person != scene.Actor.Id || !waits) ? [Private(wish, person, about, text, waits)] : [];

    /// <summary>Whose wish it is the worker alone learns, and the staff group only where he cannot be written to.</summary>
    private static Notice ToWorker(Wish wish, string about, string text, WishScene scene) =>
        scene.Roster.InCharge is { } worker && scene.Reaches(worker.PersonId)
            ? Private(wish, worker.PersonId, about, text, waits: true)
            : new Notice($"wish:{wish.Number}:{about}:v{wish.Version}", Address.Staff(wish.GridId), "wish", text) { Tickets = [wish.Number], WaitsForMorning = true };

    private static Notice Private(Wish wish, string person, string about, string text, bool waits) =>
        new($"wish:{wish.Number}:{about}:v{wish.Version}", Address.Person(person), "wish", text) { Tickets = [wish.Number], WaitsForMorning = waits };
}
