using Bot.Domain.Clocks;
using Bot.Domain.Understanding;
using Bot.Host.Clocks;
using Bot.Host.Tickets;
using Bot.Tests.Clocks;
using Bot.Tests.Running;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bot.Tests.Tickets;

public sealed class RulesWatchTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rules").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>One host's rules on a district with a folder of its own, and what it logs.</summary>
    private sealed record Watched(RulesWatch Watch, RulesInForce Rules, PublishedYears Years, KeptLog<RulesWatch> Log);

    private Watched Host(PostgresHouse house)
    {
        var settings = house.Settings with { RulesFolder = folder };
        var rules = RulesInForce.Shipped();
        var years = new PublishedYears(house.Source, settings);
        var recompute = new RecomputeDeadlines(house.Source, house.Host.Maps, rules, house.Host.Clock, NullLogger<RecomputeDeadlines>.Instance);
        var log = new KeptLog<RulesWatch>();
        return new Watched(new RulesWatch(rules, years, new LimitTables(house.Source, settings), house.Host.Maps, recompute, settings, house.Host.Clock, log), rules, years, log);
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
        File.WriteAllText(Path.Combine(folder, name), text);
    }

    private static string? LimitOf(Watched host) => host.Rules.Now.Everywhere.DeadlineFor(new("照明", Urgency.Normal), Clock.At("2026-03-02 09:00")).Limit;

    private static string Limits(string done) => string.Join(',', LimitWords.Columns) + $"\n,,,,,,,{done},,,,\n";

    [Fact]
    public async Task A_file_that_is_written_is_taken_over_at_the_next_look_and_not_read_again_before_it_changes()
    {
        var host = Host(await PostgresHouse.Open(database));
        Assert.Null(await host.Watch.Refresh(Stop));
        Assert.Equal("5wd", LimitOf(host));
        Write("limits.csv", Limits("3工作日"));
        Assert.Null(await host.Watch.Refresh(Stop));
        Assert.Equal("3wd", LimitOf(host));
        var taken = host.Rules.Set;
        Assert.Null(await host.Watch.Refresh(Stop));
        Assert.Same(taken, host.Rules.Set);
        Assert.Null(await host.Watch.Refresh(Stop, again: true));
        Assert.NotSame(taken, host.Rules.Set);
    }

    [Fact]
    public async Task Formulas_of_the_rates_are_taken_up_while_running_and_bad_ones_leave_the_old_in_force()
    {
        const string Line = "default\t响应率\tanswered\tregistered\t-\t-\t高\t";
        var host = Host(await PostgresHouse.Open(database));
        Write("rates.tsv", $"{Line}一\n[guixiangyuan]\n{Line}二\n");
        Assert.Null(await host.Watch.Refresh(Stop));
        Assert.Equal(("一", "二"), (NoteAt("grid-9"), NoteAt("grid-1", "guixiangyuan")));
        Write("rates.tsv", $"{Line}一\n[guixiangyuan]\n{Line.Replace("registered", "nothing", StringComparison.Ordinal)}\n");
        Assert.Contains("rates.tsv: line 3: unknown condition 'nothing'", (await host.Watch.Refresh(Stop))!.Error, StringComparison.Ordinal);
        Assert.Equal("二", NoteAt("grid-1", "guixiangyuan"));

        string NoteAt(params string[] path) => Assert.Single(host.Rules.Now.Rates.At("default", path)).Note;
    }

    [Fact]
    public async Task A_bad_file_is_refused_and_logged_once_and_the_running_rules_stay_until_it_is_mended()
    {
        var host = Host(await PostgresHouse.Open(database));
        Write("limits.csv", Limits("3工作日"));
        await host.Watch.Refresh(Stop);
        Write("limits.csv", Limits("0工作日"));
        for (var look = 0; look < 3; look++)
        {
            Assert.Contains("limits.csv line 2", (await host.Watch.Refresh(Stop))!.Error, StringComparison.Ordinal);
        }

        Assert.Contains("limits.csv line 2", Assert.Single(host.Log.Of(LogLevel.Error)), StringComparison.Ordinal);
        Assert.Equal("3wd", LimitOf(host));
        Write("limits.csv", Limits("10工作日"));
        Assert.Null(await host.Watch.Refresh(Stop));
        Assert.Null(host.Watch.Refused);
        Assert.Equal("10wd", LimitOf(host));
    }

    [Theory]
    [InlineData("hours.tsv", "周一至周五\t09:00-12:00\n[grid-1]\n周一至周日\t休\n", "hours.tsv: line 3: no day of the week is worked at [grid-1]")]
    [InlineData("hours.tsv", "周一至周五\t09:00-12:00\n[grid-7]\n周六\t09:00-12:00\n", "hours.tsv line 3: the district has no node 'grid-7'")]
    public async Task Rules_that_no_grid_of_this_district_could_live_by_are_refused(string name, string text, string said)
    {
        var host = Host(await PostgresHouse.Open(database));
        Write(name, text);
        Assert.Contains(said, (await host.Watch.Refresh(Stop))!.Error, StringComparison.Ordinal);
        Assert.True(host.Rules.Now.Everywhere.Calendar.IsWorkingDay(Clock.Day("2026-03-02")));
    }

    [Fact]
    public async Task A_year_published_on_one_host_is_taken_up_by_the_other_and_outlives_both()
    {
        var house = await PostgresHouse.Open(database);
        var (one, other) = (Host(house), Host(house));
        await one.Watch.Refresh(Stop);
        await other.Watch.Refresh(Stop);
        Assert.False(other.Rules.Now.Everywhere.Calendar.IsPublished(2027));
        await Publish(one, NewYear.Later);
        Assert.NotEqual("", other.Rules.Set.Fingerprint);
        await one.Watch.Refresh(Stop);
        Assert.NotEqual(one.Rules.Set.Fingerprint, other.Rules.Set.Fingerprint);
        await other.Watch.Refresh(Stop);
        Assert.Equal(one.Rules.Set.Fingerprint, other.Rules.Set.Fingerprint);
        Assert.True(other.Rules.Now.Everywhere.Calendar.IsPublished(2027));
        Assert.False(other.Rules.Now.Everywhere.Calendar.IsWorkingDay(Clock.Day("2027-01-01")));

        await Publish(other, NewYear.Earlier);
        await one.Watch.Refresh(Stop);
        Assert.True(one.Rules.Now.Everywhere.Calendar.IsWorkingDay(Clock.Day("2027-01-01")));
        var third = Host(house);
        await third.Watch.Refresh(Stop);
        Assert.Equal(("api", "admin"), third.Rules.Set.Years.Where(year => year.Year.Year == 2027).Select(year => (year.Origin, year.From)).Single());
    }

    [Fact]
    public async Task A_year_that_leaves_a_gap_is_not_kept()
    {
        var host = Host(await PostgresHouse.Open(database));
        var error = await Assert.ThrowsAsync<ClockException>(() => Publish(host, """{"year": 2029, "days": [{"date": "2029-01-01", "name": "元旦", "isOffDay": true}]}"""));
        Assert.Contains("the published year 2029: the year 2028 before it is missing", error.Message, StringComparison.Ordinal);
        Assert.Empty(await host.Years.All(Stop));
    }

    [Fact]
    public async Task A_district_sees_only_its_own_published_years()
    {
        var (one, other) = (Host(await PostgresHouse.Open(database)), Host(await PostgresHouse.Open(database)));
        await Publish(one, NewYear.Later);
        Assert.Single(await one.Years.All(Stop));
        Assert.Empty(await other.Years.All(Stop));
    }

    private static Task Publish(Watched host, string body) =>
        host.Years.Publish(CalendarFiles.Parse(body, "body"), body, "admin", all => host.Watch.Load(all, null, Stop), Stop);
}
