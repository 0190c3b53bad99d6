using Bot.Domain.Clocks;

namespace Bot.Tests.Clocks;

public class DueTimeTests
{
    [Theory]
    [InlineData("2026-02-13", 1, "2026-02-14")]
    [InlineData("2026-02-13", 3, "2026-02-25")]
    [InlineData("2026-02-13", 7, "2026-03-02")]
    [InlineData("2026-04-30", 7, "2026-05-13")]
    [InlineData("2026-09-18", 1, "2026-09-20")]
    [InlineData("2026-09-30", 7, "2026-10-15")]
    [InlineData("2025-12-31", 3, "2026-01-06")]
    public void Counts_working_days_with_holidays_and_make_up_days(string start, int days, string due) =>
        Assert.Equal(Clock.At(due + " 18:00"), Compute(start + " 10:00", days + "wd").At);

    [Theory]
    [InlineData("2026-02-13 16:30", "4wh", "2026-02-14 11:30")]
    [InlineData("2026-02-15 10:00", "1wh", "2026-02-24 10:00")]
    [InlineData("2026-09-18 17:00", "3wh", "2026-09-20 11:00")]
    [InlineData("2026-09-16 12:30", "1wh", "2026-09-16 15:00")]
    [InlineData("2026-09-16 17:00", "1wh", "2026-09-16 18:00")]
    [InlineData("2026-09-16 11:00", "60wm", "2026-09-16 12:00")]
    [InlineData("2026-09-16 12:00", "1wm", "2026-09-16 14:01")]
    [InlineData("2026-09-16 18:00", "1wm", "2026-09-17 09:01")]
    [InlineData("2026-09-16 09:00:00.5", "3wh", "2026-09-16 14:00:00.5")]
    [InlineData("2026-09-16 01:00Z", "1wh", "2026-09-16 10:00")]
    public void Counts_working_time_inside_the_hours_only(string start, string limit, string due) =>
        Assert.Equal(Clock.At(due), Compute(start, limit).At);

    [Fact]
    public void Reminds_an_hour_of_working_time_before() =>
        Assert.Equal(Clock.At("2026-02-14 10:30"), Clock.Due.SubtractWorkingTime(Clock.At("2026-02-14 11:30"), TimeSpan.FromHours(1)));

    [Theory]
    [InlineData("2026-02-13 23:00", "2h", "2026-02-14 01:00")]
    [InlineData("2026-02-16 10:00", "15m", "2026-02-16 10:15")]
    [InlineData("2026-12-30 10:00", "7d", "2027-01-06 10:00")]
    public void Runs_on_without_a_break_where_the_limit_says_so(string start, string limit, string due)
    {
        var answer = Compute(start, limit);
        Assert.Equal(Clock.At(due), answer.At);
        Assert.False(answer.Provisional);
        Assert.Empty(answer.Years);
    }

    [Fact]
    public void Answers_in_Shanghai_wherever_the_start_was_written() =>
        Assert.Equal("2026-02-14T01:00:00.0000000+08:00", Compute("2026-02-13 15:00Z", "2h").At.ToString("O"));

    [Fact]
    public void Ends_a_day_that_is_worked_until_midnight_at_24_o_clock()
    {
        var hours = WorkingHours.Parse("20:00-24:00");
        Assert.Equal(Clock.At("2026-09-18 00:00"), new DueTime(Clock.Calendar, hours).Compute(Clock.At("2026-09-16 21:00"), Limit.Parse("1wd")).At);
        Assert.Equal(Clock.At("2026-09-17 00:00"), new DueTime(Clock.Calendar, hours).Compute(Clock.At("2026-09-16 21:00"), Limit.Parse("3wh")).At);
    }

    [Theory]
    [InlineData("2026-12-28 10:00", "3wd", false)]
    [InlineData("2026-12-28 10:00", "4wd", true)]
    [InlineData("2026-12-31 17:00", "1wh", false)]
    [InlineData("2026-12-31 17:00", "61wm", true)]
    [InlineData("2026-12-31 18:00", "1wm", true)]
    [InlineData("2022-12-31 10:00", "1wd", false)]
    [InlineData("2022-12-30 10:00", "1wd", true)]
    [InlineData("2022-12-31 18:00", "1wh", false)]
    public void Is_provisional_only_where_an_unpublished_year_is_needed(string start, string limit, bool provisional) =>
        Assert.Equal(provisional, Compute(start, limit).Provisional);

    [Fact]
    public void Tells_every_step_in_Chinese()
    {
        Assert.Equal(
            [
                "起算 2026-02-13 周五 16:30",
                "时限 3个工作日：收到当天不算，从次日数起，数满那天最后一次下班时到期",
                "2026-02-14 周六 春节调休上班，第1个工作日",
                "2026-02-15 周日 至 2026-02-23 周一 春节放假，不计",
                "2026-02-24 周二 至 2026-02-25 周三 第2至3个工作日",
                "到期 2026-02-25 周三 18:00",
            ],
            Compute("2026-02-13 16:30", "3wd").Trace);
        Assert.Equal(
            [
                "起算 2026-12-31 周四 17:30",
                "时限 8个工作小时：只计上班时间",
                "2026-12-31 周四 17:30–18:00，计 30分，累计 30分",
                "2027-01-01 周五 全天上班时间，计 7小时，累计 7小时30分",
                "2027-01-02 周六 至 2027-01-03 周日 周末休息，不计",
                "2027-01-04 周一 09:00–09:30，计 30分，累计 8小时",
                "2027 年放假安排尚未公布，暂按只有周末休息推算，公布后重算",
                "到期 2027-01-04 周一 09:30",
            ],
            Compute("2026-12-31 17:30", "8wh").Trace);
    }

    [Fact]
    public void Tells_a_limit_of_years_in_few_steps()
    {
        var trace = Compute("2024-01-02 10:00", "600wd").Trace;
        Assert.InRange(trace.Count, 40, 45);
        Assert.Contains("……", string.Concat(trace), StringComparison.Ordinal);
        Assert.Contains("第600个工作日", trace[^2].Replace("至", "第", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-01 10:00", "2147483647wd")]
    [InlineData("2026-01-01 10:00", "20000wd")]
    [InlineData("2026-01-01 10:00", "2147483647wh")]
    [InlineData("2026-01-01 10:00", "2147483647wm")]
    [InlineData("2026-01-01 10:00", "2147483647h")]
    [InlineData("2026-01-01 10:00", "2147483647m")]
    [InlineData("2026-01-01 10:00", "2147483647d")]
    [InlineData("1066-10-14 10:00", "1wd")]
    [InlineData("2200-01-01 10:00", "1h")]
    public void Refuses_what_leaves_the_years_1900_to_2100(string start, string limit) =>
        Assert.Contains("1900 to 2100", Assert.Throws<ClockException>(() => Compute(start, limit)).Message, StringComparison.Ordinal);

    [Fact]
    public void Refuses_a_limit_of_nothing() => Assert.Throws<ClockException>(() => Clock.Due.Compute(Clock.At("2026-01-05 10:00"), default));

    [Fact]
    public void Refuses_negative_working_time()
    {
        var (now, minusOne) = (Clock.At("2026-01-05 10:00"), TimeSpan.FromMinutes(-1));
        Assert.Throws<ClockException>(() => Clock.Due.AddWorkingTime(now, minusOne));
        Assert.Throws<ClockException>(() => Clock.Due.SubtractWorkingTime(now, minusOne));
    }

    [Fact]
    public void Is_an_error_where_no_day_is_ever_worked()
    {
        var never = new DueTime(new WorkCalendar([], []), WorkingHours.Parse("09:00-24:00"));
        Assert.Throws<ClockException>(() => never.Compute(Clock.At("2026-01-05 10:00"), Limit.Parse("1wh")));
    }

    private static Due Compute(string start, string limit) => Clock.Due.Compute(Clock.At(start), Limit.Parse(limit));
}
