using Bot.Domain.Clocks;

namespace Bot.Tests.Clocks;

public class WorkingHoursTests
{
    [Theory]
    [InlineData("09:00-12:00,14:00-18:00")]
    [InlineData("00:00-24:00")]
    [InlineData("08:30-12:00,12:00-17:45,20:00-24:00")]
    public void Are_read_and_written_alike(string text) => Assert.Equal(text, WorkingHours.Parse(text).ToString());

    [Fact]
    public void May_be_written_with_spaces_and_one_digit() =>
        Assert.Equal("09:00-12:00,14:00-18:00", WorkingHours.Parse("9:00 - 12:00, 14:00-18:00").ToString());

    [Theory]
    [InlineData("")]
    [InlineData("09:00")]
    [InlineData("09:00-12:00,")]
    [InlineData("25:00-26:00")]
    [InlineData("09:00-18:60")]
    [InlineData("24:00-24:00")]
    [InlineData("09:00-24:01")]
    [InlineData("12:00-09:00")]
    [InlineData("22:00-06:00")]
    [InlineData("09:00-09:00")]
    [InlineData("09:00-12:00,11:59-18:00")]
    [InlineData("14:00-18:00,09:00-12:00")]
    [InlineData("nine to five")]
    public void Refuse_what_is_no_time_out_of_order_or_beyond_midnight(string text)
    {
        var message = Assert.Throws<ClockException>(() => WorkingHours.Parse(text)).Message;
        Assert.StartsWith($"hours '{text}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Differ_by_weekday_and_by_date()
    {
        var hours = WorkingHours.Parse("09:00-17:00") with
        {
            ByWeekday = new Dictionary<DayOfWeek, IReadOnlyList<WorkingInterval>> { [DayOfWeek.Saturday] = WorkingHours.Parse("10:00-14:00").Intervals },
            ByDate = new Dictionary<DateOnly, IReadOnlyList<WorkingInterval>> { [Clock.Day("2026-02-14")] = WorkingHours.Parse("09:00-11:00").Intervals },
        };
        Assert.Equal(TimeSpan.FromHours(17), hours.On(Clock.Day("2026-02-13"))[^1].To);
        Assert.Equal(TimeSpan.FromHours(11), hours.On(Clock.Day("2026-02-14"))[^1].To);
        Assert.Equal(TimeSpan.FromHours(14), hours.On(Clock.Day("2026-02-28"))[^1].To);
    }
}
