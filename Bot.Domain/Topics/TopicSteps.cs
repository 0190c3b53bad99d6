using System.Buffers;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Topics;

/// <summary>What becomes of a topic: how it stands then, the journal's line, what is told, and what whoever did it is answered.</summary>
/// <param name="Kind">Of the journal's line, in snake case.</param>
/// <param name="Data">What a recount needs.</param>
public sealed record TopicStep(Topic Topic, string Kind, object Data)
{
    public Refusal? Refusal { get; init; }

    public IReadOnlyList<Notice> Notices { get; init; } = [];

    public string Answer { get; init; } = "";

    public IReadOnlyList<TopicClock> Clocks { get; init; } = [];

    public static TopicStep Refuse(Topic topic, Refusal refusal) => new(topic, "", new { }) { Refusal = refusal, Answer = refusal.Text };
}

/// <summary>The steps of a topic that more depends on than one row: each is pure and says all that follows.</summary>
public static class TopicSteps
{
    public const string Vote = "vote", Follow = "follow", Review = "review";

    private const int FewestOptions = 2, MostOptions = 10, LongestOption = 30, MostMentioned = 5, LongestObjection = 60;
    private static readonly TimeSpan LongestVote = TimeSpan.FromDays(60), ReviewTime = TimeSpan.FromDays(7);
    private static readonly TimeOnly Morning = new(9, 0), Evening = new(20, 0);
    private static readonly SearchValues<char> Days = SearchValues.Create("今明后周星礼月日号底");

    /// <summary>提出. Staff who could confirm it need nobody's confirmation.</summary>
    public static TopicStep Propose(Topic topic, Actor actor, string gridId)
    {
        if (topic.Title.Length > Topic.LongestTitle)
        {
            return TopicStep.Refuse(topic, TopicErrors.TitleTooLong);
        }

        if (actor.Steers)
        {
            return Pass(topic, actor) with { Kind = "topic_proposed", Data = new { topic.Title, topic.FromTicket, passed = true } };
        }

        var ask = new Notice($"topic:{topic.Number}:new", Address.Staff(gridId), "topic", TopicWords.ProposedForStaff(topic)) { WaitsForMorning = true };
        return new TopicStep(topic, "topic_proposed", new { topic.Title, topic.FromTicket, passed = false }) { Answer = TopicWords.Proposed(topic), Notices = [ask] };
    }

    public static TopicStep Pass(Topic topic, Actor actor)
    {
        if (Steered(topic, actor, TopicStage.Proposed) is { } refusal)
        {
            return TopicStep.Refuse(topic, refusal);
        }

        var after = topic with { Stage = TopicStage.Discussing };
        return new TopicStep(after, "topic_passed", new { }) { Notices = Tell(after, "opened", TopicWords.Opened(after)), Answer = TopicWords.PassedForStaff(after) };
    }

    public static TopicStep RefuseIt(Topic topic, string reason, Actor actor)
    {
        if (Steered(topic, actor, TopicStage.Proposed) is { } refusal)
        {
            return TopicStep.Refuse(topic, refusal);
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return TopicStep.Refuse(topic, TopicErrors.ReasonMissing);
        }

        var after = topic with { Stage = TopicStage.Refused };
        var told = topic.ProposedIn is { } there
            ? [new Notice($"topic:{topic.Number}:refused", Address.Group(there), "topic", TopicWords.RefusedForProposer(topic, reason))
            {
                Mentions = [topic.By.Id],
                WaitsForMorning = true,
            }]
            : Array.Empty<Notice>();
        return new TopicStep(after, "topic_refused", new { reason }) { Notices = told, Answer = TopicWords.RefusedForStaff(topic) };
    }

    /// <param name="terms">"按户 周五20:00截止"; without a time it ends on the third day at 20:00.</param>
    public static TopicStep OpenVote(Topic topic, string terms, IReadOnlyList<string> options, Actor actor, DateTimeOffset now)
    {
        var said = DueWords.FindLast(terms, terms, now) is { } word && word.Words.AsSpan().ContainsAny(Days) ? word.At : null;
        var byHousehold = terms.Contains("按户", StringComparison.Ordinal) || terms.Contains("一户一票", StringComparison.Ordinal);
        return OpenVote(topic, options, byHousehold, said ?? ShanghaiTime.At(ShanghaiTime.DateOf(now).AddDays(3), Evening), actor, now);
    }

    public static TopicStep OpenVote(Topic topic, IReadOnlyList<string> options, bool byHousehold, DateTimeOffset until, Actor actor, DateTimeOffset now)
    {
        var refusal = Steered(topic, actor, TopicStage.Discussing)
            ?? (topic.IsVoting ? TopicErrors.VoteRuns(topic)
                : options.Count is < FewestOptions or > MostOptions || options.Any(option => option.Length is 0 or > LongestOption) ? TopicErrors.OptionsUnclear
                : until <= now || until - now > LongestVote ? TopicErrors.UntilRefused
                : null);
        if (refusal is not null)
        {
            return TopicStep.Refuse(topic, refusal);
        }

        var ballot = new Ballot((topic.Ballot?.Round ?? 0) + 1, options, byHousehold, until);
        var after = topic with { Ballot = ballot };
        return new TopicStep(after, "topic_vote_opened", new { ballot.Round, ballot.Options, ballot.ByHousehold, ballot.Until })
        {
            Notices = Tell(after, $"vote:{ballot.Round}", TopicWords.VoteOpened(after, now)),
            Answer = TopicWords.VoteOpenedForStaff(after, now),
            Clocks = [new TopicClock(Vote, ballot.Round, until)],
        };
    }

    /// <summary>Why this person's vote is not taken; null where it is.</summary>
    public static Refusal? MayVote(Topic topic, int choice, Actor actor, DateTimeOffset now) =>
        topic.Stage != TopicStage.Discussing || topic.Ballot is not { } ballot ? TopicErrors.NoVote(topic)
        : ballot.Until <= now || ballot.Counts is not null ? TopicErrors.VoteOver(topic, now)
        : actor.IsStaff ? TopicErrors.ResidentsOnly
        : choice < 1 || choice > ballot.Options.Count ? TopicErrors.NoSuchOption(ballot)
        : null;

    /// <param name="choices">One each of who voted, from 1.</param>
    public static TopicStep CloseVote(Topic topic, IReadOnlyCollection<int> choices)
    {
        int[] counts = [.. Enumerable.Range(1, topic.Ballot!.Options.Count).Select(option => choices.Count(choice => choice == option))];
        var after = topic with { Ballot = topic.Ballot with { Counts = counts } };
        return new TopicStep(after, "topic_vote_counted", new { topic.Ballot.Round, counts }) { Notices = Tell(after, $"tally:{topic.Ballot.Round}", TopicWords.Tally(after)) };
    }

    /// <summary>Why nothing can be decided of it by this person; null where it can. Asked before the ticket is opened.</summary>
    public static Refusal? MayResolve(Topic topic, Actor actor) => Steered(topic, actor, TopicStage.Discussing, TopicStage.Implementing);

    /// <summary>决议: begins 监督落实, or adds to it. A vote that still runs is over with it.</summary>
    /// <param name="residents">Nicknames of those who live there: a group hears no decision that names one.</param>
    public static TopicStep Resolve(Topic topic, Resolution resolution, IEnumerable<string> residents, DateTimeOffset now)
    {
        var begins = topic.Stage != TopicStage.Implementing;
        var after = topic with { Stage = TopicStage.Implementing, Resolutions = [.. topic.Resolutions, resolution], Looks = begins ? topic.Looks + 1 : topic.Looks };
        return new TopicStep(after, "topic_resolved", new { resolution.Text, responsible = resolution.Responsible?.Id, resolution.DueAt, resolution.Ticket, resolution.Meeting })
        {
            Notices = Tell(after, $"resolved:{after.Resolutions.Count}", TopicWords.Resolved(after, resolution, residents, now), resolution.Ticket),
            Answer = TopicWords.ResolvedForStaff(after, resolution),
            Clocks = begins ? [NextLook(after, now)] : [],
        };
    }

    public static TopicStep Supervise(Topic topic, IReadOnlyList<Person> people)
    {
        if (topic.Stage is not (TopicStage.Discussing or TopicStage.Implementing))
        {
            return TopicStep.Refuse(topic, TopicErrors.WrongStage(topic));
        }

        var after = topic with { Supervisors = [.. topic.Supervisors.Concat(people).DistinctBy(person => person.Id)] };
        return new TopicStep(after, "topic_supervised", new { people = people.Select(person => person.Id) }) { Answer = TopicWords.Supervised(after) };
    }

    /// <summary>What a supervisor finds undone is worked on again, as if a resident who reported it had said so.</summary>
    public static Decision Reopen(Ticket ticket, Person by, string text, Scene scene) => ReopenTicket.Reopen(ticket, by, $"监督人说：{text}", [], scene);

    /// <summary>A supervisor says that it is not done. What has come to 复盘 goes back; the ticket that is opened again tells the staff itself.</summary>
    /// <param name="reopened">Number of the ticket that is worked on again; null where none was done.</param>
    public static TopicStep TakeObjection(Topic topic, string text, string? reopened, string gridId, string key, DateTimeOffset now)
    {
        var back = topic.Stage == TopicStage.Reviewing;
        var after = back ? topic with { Stage = TopicStage.Implementing, Looks = topic.Looks + 1 } : topic;
        var words = TopicWords.ObjectedForStaff(topic, TicketWords.Brief(text, LongestObjection));
        var told = new Notice($"topic:{topic.Number}:objected:{key}", Address.Staff(gridId), "topic", words) { WaitsForMorning = true };
        return new TopicStep(after, "topic_objected", new { text, reopened })
        {
            Notices = reopened is null ? [told] : [],
            Answer = reopened is null ? TopicWords.ObjectionNoted(topic) : "",
            Clocks = back ? [NextLook(after, now)] : [],
        };
    }

    /// <summary>The morning's look: nothing but the next look while a ticket is still open.</summary>
    public static TopicStep LookAgain(Topic topic, DateTimeOffset now)
    {
        var after = topic with { Looks = topic.Looks + 1 };
        return new TopicStep(after, "", new { }) { Clocks = [NextLook(after, now)] };
    }

    /// <summary>All tickets are over: whoever spoke or voted is asked once. Who spoke did so openly and is named; that somebody voted is told nobody, so he is asked alone.</summary>
    public static TopicStep BeginReview(Topic topic, IReadOnlyList<Person> spoke, IEnumerable<string> alone, int asked, DateTimeOffset now)
    {
        var after = topic with { Stage = TopicStage.Reviewing, Reviews = topic.Reviews + 1 };
        IReadOnlyList<Person> mentioned = spoke.Count <= MostMentioned ? spoke : [];
        var all = Tell(after, $"review:{after.Reviews}", TopicWords.Review(after, mentioned)).Select(notice => notice with { Mentions = [.. mentioned.Select(person => person.Id)] });
        var each = alone.Select(person => new Notice($"topic:{topic.Number}:review:{after.Reviews}:{person}", Address.Person(person), "topic", TopicWords.ReviewAlone(after))
        {
            WaitsForMorning = true,
        });
        return new TopicStep(after, "topic_review_begun", new { round = after.Reviews, asked })
        {
            Notices = [.. all, .. each],
            Clocks = [new TopicClock(Review, after.Reviews, ShanghaiTime.NotByNight(now + ReviewTime))],
        };
    }

    public static TopicStep EndReview(Topic topic, ReviewCount count)
    {
        var after = topic with { Stage = TopicStage.Done };
        return new TopicStep(after, "topic_done", new { round = topic.Reviews, count.Good, count.Bad, count.Unclear, count.Silent, tickets = topic.Tickets })
        {
            Notices = [.. Tell(after, "outcome", TopicWords.Outcome(topic, count)).Select(notice => notice with { Kind = "outcome", Tickets = [.. topic.Tickets] })],
        };
    }

    /// <summary>Worked on again while the review ran: the morning's look goes on.</summary>
    public static TopicStep TakeBack(Topic topic, DateTimeOffset now)
    {
        var after = topic with { Stage = TopicStage.Implementing, Looks = topic.Looks + 1 };
        return new TopicStep(after, "topic_taken_back", new { round = topic.Reviews }) { Clocks = [NextLook(after, now)] };
    }

    private static TopicClock NextLook(Topic topic, DateTimeOffset now) => new(Follow, topic.Looks, ShanghaiTime.At(ShanghaiTime.DateOf(now).AddDays(1), Morning));

    private static Refusal? Steered(Topic topic, Actor actor, params ReadOnlySpan<TopicStage> stages) =>
        !actor.Steers ? TicketErrors.NotSteering : !stages.Contains(topic.Stage) ? TopicErrors.WrongStage(topic) : null;

    private static IReadOnlyList<Notice> Tell(Topic topic, string part, string text, string? ticket = null) =>
        [.. topic.GroupIds.Select(group => new Notice($"topic:{topic.Number}:{part}:{group}", Address.Group(group), "topic", text)
        {
            Tickets = ticket is null ? [] : [ticket],
            WaitsForMorning = true,
        })];
}
