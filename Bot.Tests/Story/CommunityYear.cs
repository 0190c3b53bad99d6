using System.Text.RegularExpressions;
using Bot.Domain.Clocks;
using Bot.Domain.Meetings;
using Bot.Host.Bulletins;
using Bot.Host.Channels;
using Bot.Host.Drawings;
using Bot.Host.Jobs;
using Bot.Host.Meetings;
using Bot.Tests.Bulletins;
using Bot.Tests.Clocks;
using Bot.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bot.Tests.Story;

/// <summary>What a conversation read, and when (Shanghai).</summary>
internal sealed record Read(DateTimeOffset At, OutgoingMessage Message);

/// <summary>Under which number and kind the bot took a matter.</summary>
internal sealed record Registered(string Number, string Category);

/// <summary>
/// The year 2026 of 桂香园, lived once for all tests of a class: from one due instant to the next, with the daily jobs, clocks and chats that the program has.
/// It goes on until 15 January 2027, when the year's summary is out.
/// </summary>
public sealed partial class CommunityYear : IAsyncLifetime
{
    public static readonly DateTimeOffset Begins = Clock.At("2026-01-01 00:00"), Ends = Clock.At("2027-01-15 21:00");
    private readonly PostgresDatabase database = new();
    private readonly PriorityQueue<Func<Task>, DateTimeOffset> acts = new();
    private readonly List<Read> read = [];
    private readonly List<string> drafts = [];
    private readonly Dictionary<Matter, Registered> registered = [];
    private BulletinHouse bulletins = null!;
    private PostgresHouse house = null!;

    internal IReadOnlyList<Read> AllRead => read;

    /// <summary>Each matter as its reporter was told.</summary>
    internal IReadOnlyDictionary<Matter, Registered> AllRegistered => registered;

    internal PostgresHouse House => house;

    /// <summary>As they are kept, all of them.</summary>
    internal Task<IReadOnlyList<KeptBulletin>> Kept() => bulletins.Store.List(house.Settings.District, null, CancellationToken.None);

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();

        // As on a machine without the program that draws: its pictures would take a fifth of the year's time, and are looked at elsewhere.
        bulletins = await BulletinHouse.Open(database, "2026-01-01 00:00", new SvgConverter(NullLogger<SvgConverter>.Instance, "no-pictures"));
        house = bulletins.House;
        house.Channel.Answer = Hear;
        await Plan();
        await house.Execute(
            """
            INSERT INTO person (district, person_id, name) SELECT @District, person, '邻居' || substr(person, 2) FROM unnest(@people) AS person;
            INSERT INTO member (district, group_id, person_id) SELECT @District, * FROM unnest(@groups, @people) AS line;
            """,
            new { people = YearsMatters.All.Select(matter => matter.Resident).ToArray(), groups = YearsMatters.All.Select(matter => matter.Group).ToArray() });
        house.Host.Maps.Forget();
        foreach (var matter in YearsMatters.All)
        {
            acts.Enqueue(() => Complain(matter), matter.At);
        }

        foreach (var meeting in YearOnPaper.Meetings.Where(YearsMatters.HasMinutes))
        {
            acts.Enqueue(() => Say(meeting.Host, YearsMatters.Minutes, "demo-1"), At(meeting.At.AddHours(2)));
        }

        await Live();
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    internal static DateTimeOffset At(DateTime wall) => new(wall, ShanghaiTime.Offset);

    /// <summary>The evening talk of the first grid comes with the demo district.</summary>
    private async Task Plan()
    {
        var series = new SeriesStore(house.Source, house.Host.Meetings);
        foreach (var (id, node, title, rule, holidays, time) in new[]
        {
            ("evening-2", "grid-2", "邻里夜话会", "每周四", "假日顺延", new TimeOnly(19, 30)),
            ("courtyard", "guixiangyuan", "月中院坝会", "每月月中", "假日顺延", new TimeOnly(10, 0)),
            ("report", "guixiangyuan", "月底报告会", "每月月底", "休息日提前", new TimeOnly(15, 0)),
        })
        {
            var planned = new MeetingSeries(id, node, title, SeriesRule.Parse(rule), HolidayRule.Parse(holidays), time, "4栋楼下凉亭", null, []);
            await series.Put(house.Settings.District, planned, CancellationToken.None);
        }
    }

    /// <summary>Each job is woken at its time of day, as by the engines, and what is due happens at its instant.</summary>
    private async Task Live()
    {
        var runner = house.Runner(
            new PlanMeetings(new SeriesStore(house.Source, house.Host.Meetings), house.Host.Maps, house.Rules),
            bulletins.Job,
            new SendDigest(house.Source, house.Host.Maps, house.Host.Dispatcher),
            new TidyUp(house.Source, house.Settings));
        await runner.RunDue(CancellationToken.None);
        for (var now = runner.Next(Begins); now <= Ends;)
        {
            house.Time.Now = now;
            foreach (var job in runner.Catalogue.Where(job => job.Schedule is Schedule.Daily daily && ShanghaiTime.At(ShanghaiTime.DateOf(now), daily.At) == now))
            {
                await runner.Run(job, CancellationToken.None);
            }

            while (acts.TryPeek(out var act, out var at) && at <= now)
            {
                acts.Dequeue();
                await act();
            }

            var due = await FirstDue();
            if (due <= now)
            {
                await house.MoveTo(now);
                due = await FirstDue();
                Assert.True(due is null || due > now, $"at {now:O} something is left that was due at {due:O}");
            }

            now = new[] { runner.Next(now), due ?? Ends.AddDays(1), acts.TryPeek(out _, out var next) ? next : Ends.AddDays(1) }.Min();
        }

        // A job that fails is only logged.
        Assert.Empty(await house.Rows<string>("SELECT job || ' of ' || occurrence FROM job_run WHERE district = @District AND error IS NOT NULL"));
    }

    private async Task<DateTimeOffset?> FirstDue() => await house.One<DateTime?>(
        """
        SELECT LEAST(
          (SELECT min(due_at) FROM inbox WHERE district = @District AND state = 'pending'),
          (SELECT min(due_at) FROM clock WHERE district = @District AND state = 'running'),
          (SELECT min(next_due_at) FROM lane WHERE district = @District))
        """) is { } due ? new DateTimeOffset(due) : null;

    /// <summary>Everything is read at once; the community's post answers each draft, as a rule within the hour.</summary>
    private Task<Delivery> Hear(OutgoingMessage message)
    {
        lock (read)
        {
            read.Add(new Read(ShanghaiTime.Of(house.Time.Now), message));
            if (message.LaneId == "dm-c1" && Release().Match(message.Text) is { Success: true } draft && !drafts.Contains(draft.Value))
            {
                drafts.Add(draft.Value);
                acts.Enqueue(() => Say("c1", draft.Value, "dm-c1"), ReleasedAt(house.Time.Now, message.Text));
            }
        }

        return Task.FromResult<Delivery>(new Delivery.Sent($"out-{message.Key}"));
    }

    /// <summary>Each quarter's late in the evening, July's report only after a reminder, the rest after fifty minutes.</summary>
    internal static DateTimeOffset ReleasedAt(DateTimeOffset drafted, string text) =>
        text.Contains("一季一公示", StringComparison.Ordinal) ? drafted.AddHours(14)
        : text.StartsWith("【我向群众月报告】桂香园社区 2026年7月", StringComparison.Ordinal) ? drafted.AddDays(2)
        : drafted.AddMinutes(50);

    private async Task Say(string person, string text, string group, string? quote = null)
    {
        await house.Say(person, text, group, quote);
        await house.Dispatch();
    }

    /// <summary>A matter goes its way; who is asked whether it is good answers the question itself.</summary>
    private async Task Complain(Matter matter)
    {
        var before = read.Count;
        await Say(matter.Resident, matter.Text, matter.Group);
        Later(0.05, () =>
        {
            var heard = read.Skip(before).Where(one => one.Message.LaneId == matter.Group);
            var answer = heard.Select(one => Acknowledgement().Match(one.Message.Text)).First(match => match.Success);
            registered[matter] = new Registered(answer.Groups["number"].Value, answer.Groups["category"].Value);
            return Say(matter.Worker, $"{Number()} 收到，我来处理", matter.Group);
        });
        switch (matter.Fate)
        {
            case Fate.Solved:
                Done(1.02);
                Answered(1.06, "1");
                break;
            case Fate.SolvedAtLast:
                Done(1.02);
                Answered(1.06, "2");
                Done(2.02);
                Answered(2.06, "1");
                break;
            case Fate.Silent:
                Done(1.02);
                break;
            case Fate.Late:
                Done(16.02);
                Answered(16.06, "1");
                break;
        }

        string Number() => registered[matter].Number;
        void Later(double days, Func<Task> act) => acts.Enqueue(act, matter.At.AddDays(days));
        void Done(double days) => Later(days, () => Say(matter.Worker, $"{Number()} 办好了", matter.Group));
        void Answered(double days, string word) => Later(days, () => Say(matter.Resident, word, matter.Group, Question(Number())));
    }

    private string Question(string number)
    {
        var asked = read.Where(one => one.Message.Text.Contains("解决了吗", StringComparison.Ordinal));
        return "out-" + asked.Last(one => one.Message.Text.Contains($"#{number} ", StringComparison.Ordinal)).Message.Key;
    }

    [GeneratedRegex("发布 通报 [0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Release();

    [GeneratedRegex("^已登记 #(?<number>[0-9]+) (?<category>[^｜]+)｜", RegexOptions.CultureInvariant)]
    private static partial Regex Acknowledgement();
}
