using Bot.Domain.Clocks;

namespace Bot.Tests.Clocks;

/// <summary>
/// What other systems publish as their own right answers (facts re-typed), through this calendar: their zones, holidays and hours per weekday.
/// Where a peer's answer is not taken over, the test's name says which rule differs.
/// </summary>
public class PeerVectorTests
{
    private static readonly DayOfWeek[] Weekdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
    private static readonly DayOfWeek[] SixDays = [.. Weekdays, DayOfWeek.Saturday];
    private static readonly DayOfWeek[] AllDays = [.. SixDays, DayOfWeek.Sunday];

    private static readonly DueTime Chatwoot = Of("09:00-17:00", Weekdays, Zones.Utc);
    private static readonly DueTime ChatwootLongTuesday = Of("09:00-17:00", Weekdays, Zones.Utc, new() { [DayOfWeek.Tuesday] = "09:00-20:00" });
    private static readonly DueTime ZammadDaily = Of("09:00-18:00", AllDays, Zones.Berlin);
    private static readonly DueTime ZammadHoliday = Of("08:00-20:00", Weekdays, Zones.Berlin, null, Clock.Holidays(2016, "2016-11-01"));
    private static readonly DueTime ZammadOneOfTwo = Of("09:00-17:00", Weekdays, Zones.Berlin, null, Clock.Holidays(2015, "2015-09-22"));
    private static readonly DueTime LibredeskTuesdayAndWednesday = Of("09:00-17:00", [DayOfWeek.Tuesday, DayOfWeek.Wednesday], Zones.Utc);

    [Fact]
    public void FixMyStreet_counts_days_forwards_and_backwards()
    {
        var calendar = new WorkCalendar([Clock.Holidays(2020, "2020-09-15", "2020-09-21")]);
        Assert.Equal(Clock.Day("2020-09-22"), calendar.AddWorkingDays(Clock.Day("2020-09-19"), 1));
        Assert.Equal(Clock.Day("2020-09-11"), calendar.AddWorkingDays(Clock.Day("2020-09-19"), -5));
        var saturdays = new WorkCalendar([], SixDays);
        Assert.Equal(Clock.Day("2020-09-21"), saturdays.AddWorkingDays(Clock.Day("2020-09-20"), 1));
        Assert.Equal(Clock.Day("2020-09-26"), saturdays.AddWorkingDays(Clock.Day("2020-09-20"), 6));
    }

    [Theory]
    [InlineData("2024-01-17 10:00Z", 2, "2024-01-17 12:00Z")]
    [InlineData("2024-01-19 16:00Z", 2, "2024-01-22 10:00Z")]
    [InlineData("2024-01-17 07:00Z", 2, "2024-01-17 11:00Z")]
    [InlineData("2024-01-17 18:00Z", 2, "2024-01-18 11:00Z")]
    [InlineData("2024-01-20 10:00Z", 2, "2024-01-22 11:00Z")]
    [InlineData("2024-01-15 16:00Z", 10, "2024-01-17 10:00Z")]
    [InlineData("2024-01-19 16:30Z", 1, "2024-01-22 09:30Z")]
    public void Chatwoot_adds_hours(string start, int hours, string due) => Adds(Chatwoot, start, hours * 60, due);

    [Theory]
    [InlineData("2024-01-15 18:00Z", 10, "2024-01-16 19:00Z")]
    [InlineData("2024-01-15 16:00Z", 12, "2024-01-16 20:00Z")]
    public void Chatwoot_has_hours_per_weekday(string start, int hours, string due) => Adds(ChatwootLongTuesday, start, hours * 60, due);

    [Fact]
    public void Chatwoot_in_New_York() => Assert.Equal(
        Clock.At("2024-01-22 10:00", Zones.NewYork),
        Of("09:00-17:00", Weekdays, Zones.NewYork).AddWorkingTime(Clock.At("2024-01-19 16:00", Zones.NewYork), TimeSpan.FromHours(2)));

    [Fact]
    public void Chatwoot_open_all_day_ends_at_midnight() =>
        Adds(Of("00:00-24:00", [DayOfWeek.Saturday], Zones.Utc), "2024-01-20 00:00Z", 24 * 60, "2024-01-21 00:00Z");

    [Theory]
    [InlineData("09:30", "10:00", 30)]
    [InlineData("09:30", "14:00", 270)]
    [InlineData("09:30", "11:00", 90)]
    [InlineData("09:30", "12:00", 150)]
    [InlineData("09:30", "11:30", 120)]
    [InlineData("09:30", "13:00", 210)]
    public void Zammad_measures_what_has_passed(string from, string to, int minutes) =>
        Passed(Of("08:00-18:00", Weekdays, Zones.Berlin), $"2013-03-21 {from}Z", $"2013-03-21 {to}Z", minutes);

    [Theory]
    [InlineData("09:30", 60, "10:30")]
    [InlineData("09:30", 120, "11:30")]
    [InlineData("09:30", 180, "12:30")]
    [InlineData("12:05", 120, "14:05")]
    public void Zammad_adds_minutes_in_Berlin(string start, int minutes, string due) =>
        Adds(Of("08:00-18:00", Weekdays, Zones.Berlin), $"2013-03-21 {start}Z", minutes, $"2013-03-21 {due}Z");

    [Fact]
    public void Zammad_pauses_while_pending_or_closed() => Adds(
        ZammadDaily, "2013-06-04 09:00Z", 120, "2013-06-04 11:45Z",
        Clock.Pause("2013-06-04 09:30Z", "2013-06-04 09:45Z"), Clock.Pause("2013-06-04 10:00Z", "2013-06-04 10:30Z"));

    [Fact]
    public void Zammad_measures_without_the_pauses()
    {
        var pending = Clock.Pause("2013-06-04 10:00Z", "2013-06-04 10:30Z");
        Passed(ZammadDaily, "2013-06-04 09:00Z", "2013-06-04 10:45Z", 75, pending);
        Passed(ZammadDaily, "2013-06-04 09:00Z", "2013-06-04 12:00Z", 150, pending);
        Passed(ZammadDaily, "2013-06-04 09:00Z", "2013-06-04 12:00Z", 0, Clock.Pause("2013-06-04 09:00Z", "2013-06-04 12:00Z"));
        var before = Clock.Pause("2013-06-04 09:00Z", "2013-06-04 10:30Z");
        Passed(ZammadDaily, "2013-06-04 09:00Z", "2013-06-04 12:00Z", 30, before, Clock.Pause("2013-06-04 11:00Z", "2013-06-04 12:00Z"));
        Passed(ZammadDaily, "2013-06-04 09:00Z", "2013-06-04 12:00Z", 60, before, Clock.Pause("2013-06-04 11:00Z", "2013-06-04 11:30Z"));
    }

    [Theory]
    [InlineData("2016-11-01 13:56:21Z", 120, "2016-11-02 09:00Z")]
    [InlineData("2016-11-01 13:56:21Z", 1200, "2016-11-03 15:00Z")]
    public void Zammad_skips_a_holiday(string start, int minutes, string due) => Adds(ZammadHoliday, start, minutes, due);

    [Theory]
    [InlineData("2015-09-21 14:30Z", 120, "2015-09-23 08:30Z")]
    [InlineData("2015-09-21 14:30Z", 240, "2015-09-23 10:30Z")]
    [InlineData("2013-10-21 05:30Z", 120, "2013-10-21 09:00Z")]
    [InlineData("2013-10-21 05:30Z", 240, "2013-10-21 11:00Z")]
    [InlineData("2013-10-21 09:30Z", 120, "2013-10-21 11:30Z")]
    [InlineData("2013-10-21 09:30Z", 240, "2013-10-21 13:30Z")]
    public void Zammad_skips_only_the_holiday_that_is_active(string start, int minutes, string due) => Adds(ZammadOneOfTwo, start, minutes, due);

    [Fact]
    public void Exception_Zammad_rolls_an_end_at_closing_time_to_the_next_opening_06_05_07_00_here_it_is_the_closing_time() =>
        Adds(ZammadDaily, "2013-06-04 09:00Z", 120, "2013-06-04 16:00Z", Clock.Pause("2013-06-04 10:00Z", "2013-06-04 15:00Z"));

    [Fact]
    public void Exception_Zammad_drops_seconds_09_26_here_they_are_kept() =>
        Adds(ZammadHoliday, "2016-11-07 13:26:36Z", 1200, "2016-11-09 09:26:36Z");

    [Theory]
    [InlineData("2023-10-10 09:00Z", 900, "2023-10-11 16:00Z")]
    [InlineData("2023-10-10 17:00Z", 30, "2023-10-11 09:30Z")]
    public void Libredesk_goes_on_at_the_next_opening(string start, int minutes, string due) =>
        Adds(LibredeskTuesdayAndWednesday, start, minutes, due);

    [Fact]
    public void Libredesk_skips_a_holiday_of_a_one_day_week() => Adds(
        Of("09:00-17:00", [DayOfWeek.Tuesday], Zones.Utc, null, Clock.Holidays(2023, "2023-10-10")), "2023-10-10 10:00Z", 60, "2023-10-17 10:00Z");

    [Fact]
    public void Libredesk_has_a_short_day() => Adds(
        Of("09:00-17:00", [DayOfWeek.Tuesday, DayOfWeek.Wednesday], Zones.Utc, new() { [DayOfWeek.Tuesday] = "09:00-09:30" }), "2023-10-10 09:00Z", 90, "2023-10-11 10:00Z");

    [Theory]
    [InlineData(29, "2023-10-10 23:59Z")]
    [InlineData(30, "2023-10-17 00:02Z")]
    public void Libredesk_near_midnight(int minutes, string due) =>
        Adds(Of("00:01-23:59", [DayOfWeek.Tuesday], Zones.Utc), "2023-10-10 23:30Z", minutes, due);

    [Theory]
    [InlineData(1439, "2025-03-26 17:59+05:30")]
    [InlineData(1440, "2025-03-26 18:00+05:30")]
    [InlineData(1450, "2025-03-27 10:10+05:30")]
    public void Libredesk_in_Kolkata_with_short_Saturdays(int minutes, string due) => Adds(
        Of("10:00-18:00", SixDays, Zones.Kolkata, new() { [DayOfWeek.Saturday] = "10:00-14:00" }), "2025-03-22 18:01:43+05:30", minutes, due);

    [Fact]
    public void Exception_Libredesk_drops_seconds_09_01_here_they_are_kept() => Adds(Chatwoot, "2024-01-17 16:59:30Z", 1, "2024-01-18 09:00:30Z");

    [Fact]
    public void Exception_Libredesk_gives_up_after_31_closed_days_here_it_goes_on() => Adds(
        Of("09:00-17:00", Weekdays, Zones.Utc, null, Clock.Holidays(2024, [.. Enumerable.Range(1, 31).Select(day => $"2024-01-{day:00}")])),
        "2024-01-01 09:00Z", 60, "2024-02-01 10:00Z");

    [Fact]
    public void Biz_opens_an_hour_later_in_the_gap_of_summer_time()
    {
        Assert.Equal(Clock.At("2014-03-09 10:30Z"), In(Zones.LosAngeles).Instant(Clock.Day("2014-03-09"), new TimeSpan(2, 30, 0)));
        Assert.Equal(3, In(Zones.LosAngeles).Instant(Clock.Day("2014-03-09"), new TimeSpan(2, 30, 0)).Hour);
        Assert.Equal(1, In(Zones.SaoPaulo).Instant(Clock.Day("2015-10-17"), TimeSpan.FromDays(1)).Hour);
    }

    [Fact]
    public void Biz_takes_the_first_of_an_hour_that_comes_twice() =>
        Assert.Equal(Clock.At("2014-11-02 08:30Z"), In(Zones.LosAngeles).Instant(Clock.Day("2014-11-02"), new TimeSpan(1, 30, 0)));

    [Fact]
    public void Biz_adds_nothing_to_a_closed_time_and_gets_the_next_opening() => Adds(Chatwoot, "2024-01-20 10:00Z", 0, "2024-01-22 09:00Z");

    [Fact]
    public void Biz_goes_backwards() =>
        Assert.Equal(Clock.At("2024-01-19 16:30Z"), Chatwoot.SubtractWorkingTime(Clock.At("2024-01-22 09:30Z"), TimeSpan.FromHours(1)));

    [Fact]
    public void Biz_has_other_hours_on_single_dates()
    {
        var hours = WorkingHours.Parse("09:00-17:00") with
        {
            ByDate = new Dictionary<DateOnly, IReadOnlyList<WorkingInterval>> { [Clock.Day("2024-01-17")] = WorkingHours.Parse("12:00-13:00").Intervals },
        };
        Adds(new DueTime(new WorkCalendar([], Weekdays, Zones.Utc), hours), "2024-01-17 10:00Z", 120, "2024-01-18 10:00Z");
    }

    private static void Adds(DueTime time, string start, int minutes, string due, params Pause[] pauses) =>
        Assert.Equal(Clock.At(due), time.AddWorkingTime(Clock.At(start), TimeSpan.FromMinutes(minutes), pauses));

    private static void Passed(DueTime time, string from, string to, int minutes, params Pause[] pauses) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), time.WorkingTimeBetween(Clock.At(from), Clock.At(to), pauses));

    private static WorkCalendar In(TimeZoneInfo zone) => new([], Weekdays, zone);

    private static DueTime Of(string hours, DayOfWeek[] weekdays, TimeZoneInfo zone, Dictionary<DayOfWeek, string>? byWeekday = null, params PublishedYear[] years) =>
        new(new WorkCalendar(years, weekdays, zone), WorkingHours.Parse(hours) with
        {
            ByWeekday = (byWeekday ?? []).ToDictionary(pair => pair.Key, pair => WorkingHours.Parse(pair.Value).Intervals),
        });
}
