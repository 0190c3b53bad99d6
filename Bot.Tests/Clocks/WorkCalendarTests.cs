using Bot.Domain.Clocks;

namespace Bot.Tests.Clocks;

public class WorkCalendarTests
{
    [Theory]
    [InlineData("2026-01-04")]
    [InlineData("2026-02-14")]
    [InlineData("2026-02-28")]
    [InlineData("2026-05-09")]
    [InlineData("2026-09-20")]
    [InlineData("2026-10-10")]
    public void Works_on_the_make_up_days_of_2026(string day) => Assert.True(Clock.Calendar.IsWorkingDay(Clock.Day(day)));

    [Fact]
    public void Has_no_other_worked_weekend_day_in_2026() =>
        Assert.Equal(6, Days(2026).Count(day => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && Clock.Calendar.IsWorkingDay(day)));

    [Fact]
    public void Knows_a_day_of_December_from_the_next_years_paper()
    {
        // 2022-12-31 stands in the file of 2023; there is no file of 2022. 2018-12-29 was a make-up day of the paper for 2019.
        Assert.Equal("元旦", Clock.Calendar.Published(Clock.Day("2022-12-31"))?.Name);
        Assert.False(Clock.Calendar.IsPublished(2022));
        var calendar = new WorkCalendar([new PublishedYear(2019, null, [new PublishedDay(Clock.Day("2018-12-29"), "元旦", false)])]);
        Assert.True(calendar.IsWorkingDay(Clock.Day("2018-12-29")));
        Assert.False(calendar.IsPublished(2018));
    }

    [Fact]
    public void Takes_an_empty_year_for_unpublished_and_then_only_the_weekends_as_free()
    {
        Assert.True(Clock.Calendar.IsPublished(2026));
        Assert.False(Clock.Calendar.IsPublished(2027));
        Assert.All(Days(2027), day => Assert.Equal(day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday), Clock.Calendar.IsWorkingDay(day)));
    }

    [Fact]
    public void Names_the_paper_of_a_year()
    {
        Assert.StartsWith("https://www.gov.cn/", Clock.Calendar.Source(2026), StringComparison.Ordinal);
        Assert.Null(Clock.Calendar.Source(2027));
    }

    [Fact]
    public void Of_a_community_may_work_Saturdays_but_not_on_a_holiday()
    {
        DayOfWeek[] sixDays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday];
        var calendar = new WorkCalendar(Clock.Years, sixDays);
        Assert.True(calendar.IsWorkingDay(Clock.Day("2026-03-07")));
        Assert.False(calendar.IsWorkingDay(Clock.Day("2026-02-21")));
        Assert.False(calendar.IsWorkingDay(Clock.Day("2026-03-08")));
    }

    [Fact]
    public void Refuses_a_year_given_twice() =>
        Assert.Contains("2026", Assert.Throws<ClockException>(() => new WorkCalendar([Clock.Holidays(2026), Clock.Holidays(2026)])).Message, StringComparison.Ordinal);

    [Fact]
    public void Refuses_two_answers_for_one_date()
    {
        var contrary = new PublishedYear(2027, null, [new PublishedDay(Clock.Day("2026-12-31"), "元旦", false)]);
        var error = Assert.Throws<ClockException>(() => new WorkCalendar([Clock.Holidays(2026, "2026-12-31"), contrary]));
        Assert.Contains("2026-12-31", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ends_with_the_year_2100() =>
        Assert.Throws<ClockException>(() => Clock.Calendar.AddWorkingDays(Clock.Day("2026-01-01"), int.MaxValue));

    private static IEnumerable<DateOnly> Days(int year) =>
        Enumerable.Range(0, 366).Select(new DateOnly(year, 1, 1).AddDays).Where(day => day.Year == year);
}
