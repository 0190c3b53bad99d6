using Bot.Domain.Clocks;
using Bot.Host.Clocks;
using Bot.Host.Tickets;

namespace Bot.Tests.Clocks;

public class HoursRulesTests
{
    private const string Usual = "周一至周五\t09:00-12:00,14:00-18:00";

    private static DateTimeOffset Due(OfficeHours office, string start, string limit) =>
        new DueTime(new WorkCalendar(CalendarFiles.Load(null), office), office.Hours).Compute(Clock.At(start), Limit.Parse(limit)).At;

    [Fact]
    public void Shipped_are_Monday_to_Friday_with_two_intervals_a_day()
    {
        var office = RuleFiles.Load().Rules.Hours.For([]);
        Assert.Equal([DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], office.WeekdaysOn(Clock.Day("2026-03-02")).Order());
        Assert.Equal(WorkingHours.Usual, office.Hours.ToString());
        Assert.Empty(office.Hours.ByWeekday);
        Assert.Same(WorkCalendar.Shanghai, office.Zone);
    }

    [Fact]
    public void A_community_that_works_Saturday_mornings_reaches_its_due_time_sooner_than_its_neighbour()
    {
        var hours = HoursRules.Parse(["# hours", Usual, "[guixiangyuan]", "周六\t09:00-12:00"]);

        // Friday 6 March 2026, after closing time.
        Assert.Equal(Clock.At("2026-03-07 12:00"), Due(hours.For(["grid-1", "guixiangyuan", "street"]), "2026-03-06 19:00", "1wd"));
        Assert.Equal(Clock.At("2026-03-07 11:00"), Due(hours.For(["grid-1", "guixiangyuan", "street"]), "2026-03-06 19:00", "2wh"));
        Assert.Equal(Clock.At("2026-03-09 18:00"), Due(hours.For(["grid-9", "elsewhere", "street"]), "2026-03-06 19:00", "1wd"));
    }

    [Fact]
    public void Down_the_tree_the_nearest_line_about_a_day_wins_and_all_else_is_inherited()
    {
        var hours = HoursRules.Parse([Usual, "2026-02-16\t09:00-12:00", "[street]", "周一、周三\t08:00-12:00", "周五\t休", "[grid-1]", "周一\t10:00-11:00,13:00-14:00,15:00-24:00"]);
        var office = hours.For(["grid-1", "guixiangyuan", "street"]);
        Assert.Equal([DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday], office.WeekdaysOn(Clock.Day("2026-03-02")).Order());
        Assert.Equal("10:00-11:00,13:00-14:00,15:00-24:00", On("2026-03-02"));
        Assert.Equal(WorkingHours.Usual, On("2026-03-03"));
        Assert.Equal("08:00-12:00", On("2026-03-04"));
        Assert.Equal("09:00-12:00", On("2026-02-16"));

        string On(string day) => string.Join(',', office.Hours.On(Clock.Day(day)));
    }

    [Fact]
    public void A_weekend_day_that_is_made_up_has_the_hours_of_Monday()
    {
        var office = HoursRules.Parse(["周一\t08:00-12:00", "周二至周五\t09:00-12:00", "周六、周日\t休"]).For([]);

        // Saturday 14 February 2026 is worked for the Spring Festival.
        Assert.Equal(Clock.At("2026-02-14 12:00"), Due(office, "2026-02-13 19:00", "1wd"));
        Assert.Equal(Clock.At("2026-02-14 10:00"), Due(office, "2026-02-13 19:00", "2wh"));
    }

    [Fact]
    public void Another_zone_can_be_named() => Assert.Equal("UTC", HoursRules.Parse([Usual, "时区\tUTC"]).For([]).Zone.Id);

    [Theory]
    [InlineData("时区\tAsia/Shangri-La", "unknown zone 'Asia/Shangri-La'")]
    [InlineData("周六\t12:00-09:00", "ends before it has begun")]
    [InlineData("周六\t09:00-12:00,11:00-13:00", "overlaps")]
    [InlineData("周六\t全天", "not an interval")]
    [InlineData("星期六\t09:00-12:00", "'星期六' is neither a weekday")]
    [InlineData("周日至周一\t09:00-12:00", "neither a weekday")]
    [InlineData("2026-02-30\t休", "neither a weekday")]
    [InlineData("周三\t09:00-12:00", "周三 is given twice")]
    [InlineData("周六", "1 fields where 2 or 4 are expected")]
    public void A_line_that_cannot_be_used_is_named(string line, string reason)
    {
        var error = Assert.Throws<FormatException>(() => HoursRules.Parse(["# hours", Usual, line]));
        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_at_which_no_day_is_worked_is_named()
    {
        Assert.Throws<FormatException>(() => HoursRules.Parse(["周一至周日\t休"]));
        var hours = HoursRules.Parse([Usual, "[grid-1]", "周一至周日\t休"]);
        Assert.Contains("[grid-1]", Assert.Throws<FormatException>(() => hours.For(["grid-1", "street"])).Message, StringComparison.Ordinal);
    }
}
