using Bot.Domain.Meetings;
using Bot.Host.Jobs;
using Bot.Host.Meetings;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Meetings;

public sealed class MeetingStoreTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static async Task<Meeting> Create(PostgresHouse house, string at = "2026-03-05 19:30") =>
        (await house.Host.Meetings.Create(await house.Map(), new MeetingStore.Draft(["demo-1"], "夜话会", Clock.At(at), "凉亭", null), house.Host.Clock.Now))!;

    private static async Task Change(PostgresHouse house, string id, Func<Meeting, Meeting> change) =>
        Assert.NotNull(await house.Host.Meetings.Change(await house.Map(), id, change, house.Host.Clock.Now));

    /// <summary>Lets time stand still at each of these instants in turn, and returns all that was said.</summary>
    private static async Task<List<string>> Said(PostgresHouse house, params string[] instants)
    {
        foreach (var instant in instants)
        {
            house.Time.Now = Clock.At(instant);
            await Task.WhenAll(house.Host.Sweep.Run(CancellationToken.None), house.NewHost().Sweep.Run(CancellationToken.None));
            await house.Dispatch();
        }

        return house.Channel.Accepted.Select(message => message.Text).ToList();
    }

    [Fact]
    public async Task Members_are_reminded_a_day_and_an_hour_before_each_once()
    {
        var house = await PostgresHouse.Open(database);
        await Create(house);
        var said = await Said(house, "2026-03-04 19:29", "2026-03-04 19:30", "2026-03-04 20:00", "2026-03-05 18:30", "2026-03-05 19:30");
        Assert.Equal(["【会议提醒】夜话会：明天19:30，凉亭，欢迎来说说", "【会议提醒】夜话会马上开始：今天19:30，凉亭，欢迎来说说"], said);
    }

    [Fact]
    public async Task A_moved_meeting_is_told_once_and_reminded_only_at_the_new_time()
    {
        var house = await PostgresHouse.Open(database);
        var meeting = await Create(house);
        await Change(house, meeting.Id, one => one with { At = Clock.At("2026-03-06 19:30") });
        var said = await Said(house, "2026-03-02 09:00", "2026-03-04 19:30", "2026-03-05 18:30");
        Assert.Equal("【会议变动】夜话会改到3月6日19:30，凉亭（原定3月5日19:30，凉亭），请互相转告", Assert.Single(said));
        said = await Said(house, "2026-03-05 19:30", "2026-03-06 18:30");
        Assert.Equal(3, said.Count);
    }

    [Fact]
    public async Task A_cancelled_meeting_is_told_once_and_its_reminders_die()
    {
        var house = await PostgresHouse.Open(database);
        var meeting = await Create(house);
        await Change(house, meeting.Id, one => one with { Cancelled = true });
        await Change(house, meeting.Id, one => one with { Cancelled = true });
        var said = await Said(house, "2026-03-02 09:00", "2026-03-04 19:30", "2026-03-05 18:30");
        Assert.Equal(["【会议取消】夜话会（原定3月5日19:30，凉亭）不开了，请互相转告"], said);
    }

    [Fact]
    public async Task Held_after_all_it_is_reminded_again()
    {
        var house = await PostgresHouse.Open(database);
        var meeting = await Create(house);
        await Change(house, meeting.Id, one => one with { Cancelled = true });
        await Change(house, meeting.Id, one => one with { Cancelled = false });
        Assert.Equal(2, await house.One<int>("SELECT count(*)::int FROM clock WHERE district = @District AND state = 'running'"));
    }

    [Fact]
    public async Task A_clock_that_outlived_its_meetings_change_is_moot()
    {
        var house = await PostgresHouse.Open(database);
        var meeting = await Create(house);
        await Change(house, meeting.Id, one => one with { At = Clock.At("2026-03-06 19:30") });
        await house.Execute("UPDATE clock SET state = 'running' WHERE district = @District AND episode = 1 AND kind = 'day_before'");
        await Said(house, "2026-03-04 19:30");
        Assert.Equal("moot", await house.One<string>("SELECT state FROM clock WHERE district = @District AND episode = 1 AND kind = 'day_before'"));
    }

    [Fact]
    public async Task A_change_by_night_is_told_in_the_morning_and_only_as_it_stands_then()
    {
        var house = await PostgresHouse.Open(database, "2026-03-02 23:00");
        var meeting = await Create(house);
        await Change(house, meeting.Id, one => one with { Place = "活动室" });
        await Change(house, meeting.Id, one => one with { Cancelled = true });
        Assert.Empty(await Said(house, "2026-03-02 23:30"));
        Assert.StartsWith("【会议取消】", Assert.Single(await Said(house, "2026-03-03 07:00")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_downtime_only_the_reminder_that_still_says_something_is_given()
    {
        var house = await PostgresHouse.Open(database);
        await Create(house);
        Assert.Equal(["【会议提醒】夜话会马上开始：今天19:30，凉亭，欢迎来说说"], await Said(house, "2026-03-05 18:45"));
    }

    [Fact]
    public async Task Planning_twice_and_by_two_hosts_at_once_makes_each_meeting_once()
    {
        var house = await PostgresHouse.Open(database);
        async Task Plan(HostParts host)
        {
            await Task.Yield();
            await new PlanMeetings(new SeriesStore(house.Source, host.Meetings), host.Maps, house.Rules).Run(house.Host.Clock.Now, CancellationToken.None);
        }

        await Task.WhenAll(Plan(house.Host), Plan(house.NewHost()));
        await Plan(house.Host);
        var meetings = await house.Host.Meetings.List(house.Settings.District, CancellationToken.None);
        Assert.Equal([Clock.At("2026-03-05 19:30"), Clock.At("2026-03-12 19:30")], meetings.Select(meeting => meeting.At));
        Assert.Equal(["1", "2"], meetings.Select(meeting => meeting.Id));
        house.Time.Now = Clock.At("2026-03-06 00:10");
        await Plan(house.Host);
        Assert.Equal(3, (await house.Host.Meetings.List(house.Settings.District, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task A_planned_meeting_that_was_moved_is_not_planned_anew()
    {
        var house = await PostgresHouse.Open(database);
        await new SeriesStore(house.Source, house.Host.Meetings).Plan(await house.Map(), house.Rules.Now, house.Host.Clock.Now, CancellationToken.None);
        await Change(house, "1", one => one with { At = Clock.At("2026-03-04 19:30") });
        await new SeriesStore(house.Source, house.Host.Meetings).Plan(await house.Map(), house.Rules.Now, house.Host.Clock.Now, CancellationToken.None);
        Assert.Equal(2, (await house.Host.Meetings.List(house.Settings.District, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task An_unknown_meeting_is_not_changed()
    {
        var house = await PostgresHouse.Open(database);
        Assert.Null(await house.Host.Meetings.Change(await house.Map(), "77", one => one, house.Host.Clock.Now));
    }
}
