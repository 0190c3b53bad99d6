using Bot.Domain.Clocks;

namespace Bot.Tests.Clocks;

public class PauseTests
{
    [Theory]
    [InlineData("2026-09-17 00:00", "2026-09-18 13:00", "2026-09-20 18:00")]
    [InlineData("2026-09-17 09:00", "2026-09-17 18:00", "2026-09-20 18:00")]
    [InlineData("2026-09-17 09:01", "2026-09-17 18:00", "2026-09-18 18:00")]
    [InlineData("2026-09-17 09:00", "2026-09-17 17:59", "2026-09-18 18:00")]
    [InlineData("2026-09-19 00:00", "2026-09-20 00:00", "2026-09-18 18:00")]
    [InlineData("2026-09-16 00:00", "2026-09-17 00:00", "2026-09-18 18:00")]
    public void Takes_a_working_day_away_only_where_all_its_hours_are_paused(string from, string to, string due) =>
        Assert.Equal(Clock.At(due), Compute("2026-09-16 10:00", "2wd", Clock.Pause(from, to)).At);

    [Fact]
    public void May_cover_a_working_day_in_two_halves() => Assert.Equal(
        Clock.At("2026-09-18 18:00"),
        Compute("2026-09-16 10:00", "1wd", Clock.Pause("2026-09-17 14:00", "2026-09-17 18:00"), Clock.Pause("2026-09-17 09:00", "2026-09-17 12:00")).At);

    [Theory]
    [InlineData("2wh", "2026-09-16 11:00", "2026-09-16 15:00", "2026-09-16 16:00")]
    [InlineData("2wh", "2026-09-16 12:00", "2026-09-16 15:00", "2026-09-16 12:00")]
    [InlineData("2wh", "2026-09-16 08:00", "2026-09-16 10:30", "2026-09-16 14:30")]
    [InlineData("2wh", "2026-09-15 08:00", "2026-09-15 18:00", "2026-09-16 12:00")]
    [InlineData("2h", "2026-09-16 11:00", "2026-09-18 11:00", "2026-09-18 12:00")]
    [InlineData("2h", "2026-09-16 09:00", "2026-09-16 11:00", "2026-09-16 13:00")]
    [InlineData("2h", "2026-09-16 12:00", "2026-09-16 13:00", "2026-09-16 12:00")]
    [InlineData("2h", "2026-09-16 08:00", "2026-09-16 10:00", "2026-09-16 12:00")]
    public void Stops_hours_while_it_lasts(string limit, string from, string to, string due) =>
        Assert.Equal(Clock.At(due), Compute("2026-09-16 10:00", limit, Clock.Pause(from, to)).At);

    [Theory]
    [InlineData("2wd")]
    [InlineData("8wh")]
    [InlineData("30h")]
    public void Of_no_length_changes_nothing(string limit)
    {
        var inside = Clock.Pause("2026-09-16 11:00", "2026-09-16 11:00");
        var around = Clock.Pause("2026-09-16 10:30", "2026-09-16 11:30");
        Assert.Equal(Compute("2026-09-16 10:00", limit).At, Compute("2026-09-16 10:00", limit, inside).At);
        Assert.Equal(Compute("2026-09-16 10:00", limit, around).At, Compute("2026-09-16 10:00", limit, around, inside, inside).At);
    }

    [Theory]
    [InlineData("2wd")]
    [InlineData("8wh")]
    [InlineData("30h")]
    public void May_touch_the_next_one_and_stand_in_any_order(string limit)
    {
        var whole = Compute("2026-09-16 10:00", limit, Clock.Pause("2026-09-16 11:00", "2026-09-17 20:00"));
        var parts = Compute("2026-09-16 10:00", limit, Clock.Pause("2026-09-17 09:00", "2026-09-17 20:00"), Clock.Pause("2026-09-16 11:00", "2026-09-17 09:00"));
        Assert.Equal(whole.At, parts.At);
    }

    [Fact]
    public void That_is_backwards_or_overlaps_is_refused()
    {
        var one = Clock.Pause("2026-09-16 11:00", "2026-09-16 12:00");
        Assert.Contains("backwards", Refusal(one with { To = one.From.AddSeconds(-1) }), StringComparison.Ordinal);
        Assert.Contains("overlaps", Refusal(Clock.Pause("2026-09-16 11:59:59", "2026-09-16 13:00"), one), StringComparison.Ordinal);
        Assert.Contains("overlaps", Refusal(one, one), StringComparison.Ordinal);
    }

    [Fact]
    public void Over_a_whole_unpublished_stretch_makes_it_not_needed()
    {
        var newYear = Clock.Pause("2027-01-01 00:00", "2027-12-31 00:00");
        Assert.True(Compute("2026-12-30 10:00", "2wd").Provisional);
        Assert.True(Compute("2026-12-30 10:00", "2wd", newYear).Provisional);
        Assert.False(new DueTime(new WorkCalendar([.. Clock.Years.Where(year => year.Year != 2027), Clock.Holidays(2028, "2028-01-01")]), WorkingHours.Parse(WorkingHours.Usual))
            .Compute(Clock.At("2026-12-31 10:00"), Limit.Parse("1wd"), [Clock.Pause("2027-01-01 00:00", "2028-01-01 00:00")]).Provisional);
    }

    [Fact]
    public void Is_told_in_the_trace()
    {
        Assert.Contains("2026-09-17 周四 上班时间全在暂停中，不计", Compute("2026-09-16 10:00", "1wd", Clock.Pause("2026-09-17 00:00", "2026-09-18 00:00")).Trace);
        Assert.Contains("暂停 2026-09-16 周三 11:00 至 2026-09-16 周三 11:30，顺延 30分", Compute("2026-09-16 10:00", "2h", Clock.Pause("2026-09-16 11:00", "2026-09-16 11:30")).Trace);
        Assert.Contains("2026-09-16 周三 10:00–11:00、11:30–12:00、14:00–14:30，计 2小时，累计 2小时", Compute("2026-09-16 10:00", "2wh", Clock.Pause("2026-09-16 11:00", "2026-09-16 11:30")).Trace);
    }

    [Fact]
    public void Until_the_end_of_time_is_refused() =>
        Assert.Throws<ClockException>(() => Clock.Due.Compute(Clock.At("2026-09-16 10:00"), Limit.Parse("2h"), [new Pause(Clock.At("2026-09-16 11:00"), DateTimeOffset.MaxValue)]));

    private static string Refusal(params Pause[] pauses) => Assert.Throws<ClockException>(() => Compute("2026-09-16 10:00", "2wd", pauses)).Message;

    private static Due Compute(string start, string limit, params Pause[] pauses) => Clock.Due.Compute(Clock.At(start), Limit.Parse(limit), pauses);
}
