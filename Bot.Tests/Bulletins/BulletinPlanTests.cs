using Bot.Domain.Bulletins;
using Bot.Host.Tickets;

namespace Bot.Tests.Bulletins;

public sealed class BulletinPlanTests
{
    private static readonly Lazy<RuleSet> Shipped = new(() => RuleFiles.Load());

    private static IEnumerable<string> DueOn(string title, DateOnly day) =>
        Shipped.Value.Rules.Bulletins.Single(plan => plan.Title == title).DueBetween(day, day, Shipped.Value.Rules.Everywhere.Calendar).Select(period => period.Code);

    /// <summary>By hand from the State Council's paper for 2026 and the calendar on the wall.</summary>
    [Theory]
    [InlineData("一月一通报", "2026-01-04", "2025-12")] // 1 to 3 January are off; Sunday the 4th is worked
    [InlineData("一月一通报", "2026-02-02", "2026-01")] // the 1st is a Sunday
    [InlineData("一月一通报", "2026-04-01", "2026-03")]
    [InlineData("一月一通报", "2026-05-06", "2026-04")] // 1 to 5 May are off
    [InlineData("一月一通报", "2027-01-01", "2026-12")] // no paper is out yet: an ordinary Friday
    [InlineData("一季一公示", "2026-04-10", "2026-Q1")]
    [InlineData("一季一公示", "2026-10-10", "2026-Q3")] // a Saturday, worked
    [InlineData("一年一总结", "2026-01-15", "2025")]
    public void A_bulletin_is_due_on_its_day_moved_off_holidays(string title, string day, string period) => Assert.Equal([period], DueOn(title, DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void The_year_2026_has_12_months_4_quarters_and_one_summary_each_on_one_working_day()
    {
        var calendar = Shipped.Value.Rules.Everywhere.Calendar;
        var days = Enumerable.Range(0, 365).Select(new DateOnly(2026, 1, 1).AddDays).ToList();
        foreach (var (title, count) in new[] { ("一月一通报", 12), ("我向群众月报告", 12), ("一季一公示", 4), ("一年一总结", 1) })
        {
            var due = days.SelectMany(day => DueOn(title, day).Select(period => (Day: day, Period: period))).ToList();
            Assert.Equal(count, due.Select(one => one.Period).Distinct().Count());
            Assert.Equal(count, due.Count);
            Assert.All(due, one => Assert.True(calendar.IsWorkingDay(one.Day), $"{title} {one.Day}"));
        }
    }

    [Theory]
    [InlineData("通报\t上周\tgrid\t每月1日\t照开\t等发布", "line 1: period '上周'")]
    [InlineData("通报\t上月\tvillage\t每月1日\t照开\t等发布", "line 1: level 'village'")]
    [InlineData("通报\t上月\tgrid\t每月1日\t照开\t马上", "line 1: release '马上'")]
    [InlineData("通报\t上月\tgrid\t看心情\t照开\t等发布", "line 1: ")]
    [InlineData("通报\t上月\tgrid\t每月1日\t照开", "line 1: 5 fields")]
    public void A_slip_of_the_pen_is_told_with_its_line(string line, string told) => Assert.StartsWith(told, Assert.Throws<FormatException>(() => BulletinPlan.Parse([line])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_plan_may_go_out_by_itself_and_speak_of_its_own_month()
    {
        var plan = Assert.Single(BulletinPlan.Parse(["月底报告\t本月\tcommunity\t每月最后一个工作日\t照开\t48小时后自动"]));
        Assert.Equal(TimeSpan.FromHours(48), plan.ReleasedAfter);
        Assert.Equal(["2026-03"], plan.DueBetween(new DateOnly(2026, 3, 25), new DateOnly(2026, 3, 31), Shipped.Value.Rules.Everywhere.Calendar).Select(period => period.Code));
    }

    [Theory]
    [InlineData("a\t组\t话")]
    [InlineData("a\t组\t\t件")]
    public void A_kind_without_words_is_refused(string line) => Assert.StartsWith("line 1: ", Assert.Throws<FormatException>(() => CountedKinds.Parse([line])).Message, StringComparison.Ordinal);
}
