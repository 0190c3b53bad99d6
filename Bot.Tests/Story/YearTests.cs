using System.Globalization;
using System.Text.RegularExpressions;
using Bot.Domain.Bulletins;
using Bot.Domain.Clocks;
using Bot.Tests.Rates;

namespace Bot.Tests.Story;

/// <summary>A whole year of one community, held against the paper (YearOnPaper) and against what its people did (YearsMatters).</summary>
public sealed partial class YearTests(CommunityYear year) : IClassFixture<CommunityYear>
{
    private static readonly int[] DaysToMinutes = [3, 7];

    [Fact]
    public async Task The_meetings_of_2026_are_held_on_the_days_that_the_paper_gives()
    {
        var held = await year.House.Rows<(string Title, DateTime At, string[] Groups)>(
            "SELECT title, at, group_ids FROM meeting WHERE district = @District AND NOT cancelled AND at < '2027-01-01 00:00+08' ORDER BY at, title");
        var paper = YearOnPaper.Meetings.Where(meeting => meeting.At.Year == 2026).ToList();
        Assert.Equal(
            Sorted(paper.Select(one => Line(CommunityYear.At(one.At), one.Title, one.Groups))),
            Sorted(held.Select(one => Line(new DateTimeOffset(one.At), one.Title, one.Groups))));
        Assert.Equal((51, 51, 12, 12), (Count("周四夜话会"), Count("邻里夜话会"), Count("月中院坝会"), Count("月底报告会")));

        int Count(string title) => held.Count(one => one.Title == title);
    }

    [Fact]
    public void Each_meeting_is_announced_the_day_before_and_an_hour_before_once_in_each_of_its_groups()
    {
        var paper = YearOnPaper.Meetings.SelectMany(meeting => meeting.Groups.SelectMany(group => new[]
        {
            (At: meeting.At.AddDays(-1), Words: $"{group} {meeting.Title}：明天{meeting.At:HH:mm}"),
            (At: meeting.At.AddHours(-1), Words: $"{group} {meeting.Title}马上开始：今天{meeting.At:HH:mm}"),
        })).Select(one => (At: CommunityYear.At(one.At), one.Words)).Where(one => one.At <= CommunityYear.Ends);
        var heard = Beginning("【会议").Except(Beginning("【会议结果】"));
        Assert.Equal(
            Sorted(paper.Select(one => Line(one.At, one.Words))),
            Sorted(heard.Select(read => Line(read.At, $"{read.Message.LaneId} {Announcement().Match(read.Message.Text).Groups[1].Value}"))));
    }

    [Fact]
    public void Whoever_answers_for_a_meeting_is_asked_for_its_minutes_after_three_and_seven_days_and_only_where_they_are_missing()
    {
        var paper = YearOnPaper.Meetings.Where(meeting => !YearsMatters.HasMinutes(meeting))
            .SelectMany(meeting => DaysToMinutes.Select(days => (At: CommunityYear.At(meeting.At.AddDays(days)), Words: $"dm-{meeting.Host} {meeting.Title}")))
            .Where(one => one.At <= CommunityYear.Ends);
        var heard = year.AllRead.Where(read => read.Message.Text.Contains("还没有纪要", StringComparison.Ordinal));
        Assert.Equal(
            Sorted(paper.Select(one => Line(one.At, one.Words))),
            Sorted(heard.Select(read => Line(read.At, $"{read.Message.LaneId} {Asked().Match(read.Message.Text).Groups[1].Value}"))));

        // January's of 2027 has been held too.
        Assert.Equal(13 * 2, Beginning("【会议结果】月中院坝会").Count());
    }

    [Fact]
    public void Each_bulletin_is_drafted_on_its_day_and_after_its_release_told_once_to_each_group_it_is_for()
    {
        var paper = YearOnPaper.Bulletins;
        Assert.Equal((24, 12, 4, 1), (Count("一月一通报"), Count("我向群众月报告"), Count("一季一公示"), Count("一年一总结")));
        var drafts = Told().Where(read => read.Message.Text.Contains("这是草稿", StringComparison.Ordinal));
        Assert.Equal(Sorted(paper.Select(one => Line(DraftedAt(one), $"dm-c1 {one.Head}"))), Sorted(drafts.Select(Said)));
        var told = Told().Where(read => read.Message.LaneId.StartsWith("demo", StringComparison.Ordinal));
        Assert.Equal(
            Sorted(paper.SelectMany(one => one.Groups.Select(group => Line(ToldAt(one), $"{group} {one.Head}")))),
            Sorted(told.Select(Said)));

        // Only July's report was left lying.
        var reminder = Assert.Single(year.AllRead, read => read.Message.Text.Contains("还没发", StringComparison.Ordinal));
        Assert.Equal(("dm-c1", Clock("2026-08-04 08:30")), (reminder.Message.LaneId, reminder.At));

        int Count(string head) => paper.Count(one => one.Head.StartsWith($"【{head}】", StringComparison.Ordinal));
        IEnumerable<Read> Told() => year.AllRead.Where(read => Bulletins().IsMatch(read.Message.Text) && read.Message.Text.Contains('\n', StringComparison.Ordinal));
        static string Said(Read read) => Line(read.At, $"{read.Message.LaneId} {read.Message.Text.Split('\n')[0]}");
    }

    [Fact]
    public void Nothing_is_told_to_a_group_by_night_and_nothing_is_told_twice()
    {
        Assert.DoesNotContain(year.AllRead, read => read.Message.LaneId.StartsWith("demo", StringComparison.Ordinal) && read.At.Hour is < 7 or >= 22);

        // Staff are told nothing either, but for the answer to what was just said: each quarter's notice is released at half past ten.
        var quarters = YearOnPaper.Bulletins.Where(one => one.Head.StartsWith("【一季一公示】", StringComparison.Ordinal));
        Assert.Equal(
            Sorted(quarters.Select(one => Line(CommunityYear.At(one.Day.AddHours(22.5)), $"dm-c1 {one.Head}已发到2个群。"))),
            Sorted(year.AllRead.Where(read => read.At.Hour is < 7 or >= 22).Select(read => Line(read.At, $"{read.Message.LaneId} {read.Message.Text}"))));
        Assert.All(year.AllRead.SelectMany(read => read.Message.Keys).GroupBy(key => key), key => Assert.Single(key));
    }

    [Fact]
    public async Task The_numbers_of_every_bulletin_equal_what_people_said_and_did()
    {
        var kept = await year.Kept();
        Assert.Equal(YearOnPaper.Bulletins.Count, kept.Count);
        foreach (var paper in YearOnPaper.Bulletins)
        {
            var bulletin = Assert.Single(kept, one => paper.Head == BulletinWords.Head(one.Bulletin) && one.NodeId == paper.Node).Bulletin;
            var matters = YearsMatters.All.Where(matter => paper.Groups.Contains(matter.Group) && paper.TellsOf(matter.At.DateTime)).ToList();
            var meetings = YearOnPaper.Meetings.Where(meeting => meeting.Groups.Intersect(paper.Groups).Any() && paper.TellsOf(meeting.At)).ToList();
            var overdue = matters.Count(IsOverdue);
            var courtyards = meetings.Count(YearsMatters.HasMinutes);
            Assert.Equal((matters.Count, overdue, 0), (bulletin["registered"], bulletin["overdue"], bulletin["returned"]));
            Assert.Equal((meetings.Count, courtyards * YearsMatters.MattersOfMinutes), (bulletin["meetings"], bulletin["meeting_matters"]));
            Assert.Equal(ByCategory(matters), bulletin.In(Bulletin.Categories).ToDictionary(one => one.Name, one => one.Value));
            Assert.Equal((matters.Count - overdue, matters.Count), Rate(bulletin, "办结率"));
            Assert.Equal((matters.Count(matter => IsSolved(matter, bulletin.AsOf)), matters.Count), Rate(bulletin, "解决率"));

            // And people read these.
            var text = Assert.Single(Beginning(paper.Head + '\n'), read => read.Message.LaneId == paper.Groups[0]).Message.Text;
            Assert.Contains($"\n登记{matters.Count}件", text, StringComparison.Ordinal);
            Assert.Contains($"\n开会{meetings.Count}次，会上说事{courtyards * YearsMatters.MattersOfMinutes}件", text, StringComparison.Ordinal);
            Assert.Equal(overdue > 0, text.Contains($"\n超期{overdue}件，", StringComparison.Ordinal));
        }

        var months = Assert.Single(kept, one => one.Period == "2026").Bulletin.In(Bulletin.Months).Select(month => month.Value);
        Assert.Equal(Enumerable.Range(1, 12).Select(month => YearsMatters.All.Count(matter => matter.At.Month == month)), months);
    }

    [Fact]
    public async Task The_years_numbers_equal_a_second_count_of_the_raw_events_and_rows()
    {
        var summary = Assert.Single(await year.Kept(), one => one.Period == "2026");
        var (bulletin, asOf) = (summary.Bulletin, summary.AsOf.ToUniversalTime());
        var raw = await year.House.Rows<(string Number, string Grid, string Category, bool Private, bool Late, bool Returned)>(
            SecondComputation.Matters,
            new { from = Clock("2026-01-01 00:00").ToUniversalTime(), until = Clock("2027-01-01 00:00").ToUniversalTime(), asOf });
        var closed = await year.House.Rows<string>(
            """
            SELECT number FROM (
              SELECT DISTINCT ON (number) number, kind FROM event
              WHERE district = @District AND at <= @asOf AND kind IN ('opened', 'resolved', 'closed', 'reopened') ORDER BY number, sequence DESC) AS last
            WHERE kind = 'closed'
            """,
            new { asOf });
        var meetings = await year.House.One<int>(
            "SELECT count(*)::integer FROM meeting WHERE district = @District AND at >= '2026-01-01 00:00+08' AND at < '2027-01-01 00:00+08'");
        Assert.Equal(YearsMatters.All.Count, raw.Count);
        Assert.Equal(YearsMatters.All.Count(matter => matter.Fate != Fate.Left), closed.Count);
        Assert.Equal((raw.Count, raw.Count(one => one.Late), meetings), (bulletin["registered"], bulletin["overdue"], bulletin["meetings"]));
        Assert.Equal((raw.Count(one => closed.Contains(one.Number) && !one.Late), raw.Count), Rate(bulletin, "办结率"));
        Assert.Equal(
            raw.GroupBy(one => one.Category).ToDictionary(one => one.Key, one => one.Count()),
            bulletin.In(Bulletin.Categories).ToDictionary(one => one.Name, one => one.Value));
    }

    private IEnumerable<Read> Beginning(string words) => year.AllRead.Where(read => read.Message.Text.StartsWith(words, StringComparison.Ordinal));

    private static DateTimeOffset Clock(string text) => Clocks.Clock.At(text);

    private static DateTimeOffset DraftedAt(PaperBulletin paper) => CommunityYear.At(paper.Day.AddHours(8.5));

    /// <summary>What was released by night is told in the morning.</summary>
    private static DateTimeOffset ToldAt(PaperBulletin paper) => CommunityYear.ReleasedAt(DraftedAt(paper), paper.Head) is var at && at.Hour >= 22
        ? CommunityYear.At(at.Date.AddDays(1).AddHours(7))
        : at;

    private static bool IsOverdue(Matter matter) => matter.Fate is Fate.Late or Fate.Left;

    /// <summary>Silence is no yes, and what was done late may not have been when it was counted.</summary>
    private static bool IsSolved(Matter matter, DateTimeOffset asOf) =>
        matter.Fate is Fate.Solved or Fate.SolvedAtLast || (matter.Fate == Fate.Late && matter.At.AddDays(17) < asOf);

    /// <summary>Fewer than three of a kind are told among others.</summary>
    private Dictionary<string, int> ByCategory(IEnumerable<Matter> matters) =>
        matters.GroupBy(matter => year.AllRegistered[matter].Category)
            .GroupBy(kind => kind.Count() < 3 ? "其他" : kind.Key)
            .ToDictionary(told => told.Key, told => told.Sum(kind => kind.Count()));

    private static (int Value, int Of) Rate(Bulletin bulletin, string name)
    {
        var rate = bulletin.In(Bulletin.Rates).Single(one => one.Name == name);
        return (rate.Value, rate.Of ?? 0);
    }

    private static string Line(DateTimeOffset at, string words) => ShanghaiTime.Of(at).ToString("MM-dd HH:mm ", CultureInfo.InvariantCulture) + words;

    private static string Line(DateTimeOffset at, string title, IEnumerable<string> groups) => Line(at, $"{title} {string.Join(' ', groups)}");

    private static string[] Sorted(IEnumerable<string> lines) => [.. lines.Order(StringComparer.Ordinal)];

    [GeneratedRegex("^【会议提醒】([^：]+：(?:今天|明天)[0-9:]{5})，", RegexOptions.CultureInvariant)]
    private static partial Regex Announcement();

    [GeneratedRegex("的([^的]+会)还没有纪要", RegexOptions.CultureInvariant)]
    private static partial Regex Asked();

    [GeneratedRegex("^【(?:一月一通报|我向群众月报告|一季一公示|一年一总结)】", RegexOptions.CultureInvariant)]
    private static partial Regex Bulletins();
}
