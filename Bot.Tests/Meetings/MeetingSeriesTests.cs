using System.Text;
using Bot.Domain.Clocks;
using Bot.Domain.Meetings;
using Bot.Host.Clocks;
using Bot.Tests.Clocks;

namespace Bot.Tests.Meetings;

public class MeetingSeriesTests
{
    private static readonly WorkCalendar Calendar = new(CalendarFiles.Load(null));

    private static MeetingSeries Series(string rule, string holidays = "照开") =>
        new("s", "grid-1", "夜话会", SeriesRule.Parse(rule), HolidayRule.Parse(holidays), new TimeOnly(19, 30), "凉亭", null, []);

    private static string Dates(MeetingSeries series, string from, string until) =>
        string.Join(' ', series.Occurrences(Clock.Day(from), Clock.Day(until), Calendar).Select(one => one.Date.ToString("MM-dd", System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("每周四", "03-05 03-12 03-19 03-26")]
    [InlineData("每周二、周五", "03-03 03-06 03-10 03-13 03-17 03-20 03-24 03-27 03-31")]
    [InlineData("每星期日", "03-01 03-08 03-15 03-22 03-29")]
    [InlineData("每两周周四 2026-02-26起", "03-12 03-26")]
    [InlineData("隔周四（2026-03-05起）", "03-05 03-19")]
    [InlineData("每月15日", "03-15")]
    [InlineData("每月月中", "03-15")]
    [InlineData("每月10号、25号", "03-10 03-25")]
    [InlineData("每月月底", "03-31")]
    [InlineData("每月最后一天", "03-31")]
    [InlineData("每月第二个周六", "03-14")]
    [InlineData("每月第1个周日", "03-01")]
    [InlineData("每月最后一个周五", "03-27")]
    [InlineData("每月最后一个工作日", "03-31")]
    [InlineData("3月、6月、9月、12月20日", "03-20")]
    [InlineData("12月20日", "")]
    [InlineData("2026-03-07、2026-03-21", "03-07 03-21")]
    public void A_rule_in_plain_words_gives_its_dates(string rule, string dates) => Assert.Equal(dates, Dates(Series(rule), "2026-03-01", "2026-03-31"));

    [Fact]
    public void A_31st_falls_on_the_last_day_of_a_shorter_month() =>
        Assert.Equal("01-31 02-28 03-31 04-30", Dates(Series("每月31日"), "2026-01-01", "2026-04-30"));

    [Theory]
    [InlineData("")]
    [InlineData("每周八")]
    [InlineData("每月32日")]
    [InlineData("13月1日")]
    [InlineData("有空就开")]
    [InlineData("隔周四")]
    [InlineData("每月第六个周一")]
    [InlineData("2026-02-30")]
    public void What_is_no_rule_is_refused_with_the_forms_that_are(string rule) =>
        Assert.Contains("可以写：每周四", Assert.Throws<FormatException>(() => SeriesRule.Parse(rule)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("照开")]
    [InlineData("假日顺延")]
    [InlineData("假日提前")]
    [InlineData("假日停开")]
    [InlineData("休息日顺延")]
    [InlineData("休息日提前")]
    [InlineData("休息日停开")]
    public void A_holiday_rule_is_written_as_it_is_read(string rule) => Assert.Equal(rule, HolidayRule.Parse(rule).ToString());

    [Theory]
    [InlineData("顺延")]
    [InlineData("假日")]
    [InlineData("假日照开")]
    [InlineData("")]
    public void What_is_no_holiday_rule_is_refused(string rule) => Assert.Throws<FormatException>(() => HolidayRule.Parse(rule));

    // 1 to 3 January, 15 to 23 February and 1 to 7 October 2026 are off; 4 January and 28 February are worked.
    [Theory]
    [InlineData("照开", "2026-01-01", "2026-01-08", "01-01 01-08")]
    [InlineData("假日顺延", "2026-01-01", "2026-01-08", "01-04 01-08")]
    [InlineData("假日提前", "2026-02-12", "2026-02-26", "02-12 02-26")]
    [InlineData("假日停开", "2026-02-12", "2026-02-26", "02-12 02-26")]
    public void A_weekly_talk_is_moved_off_holidays_by_its_rule(string holidays, string from, string until, string dates) =>
        Assert.Equal(dates, Dates(Series("每周四", holidays), from, until));

    [Fact]
    public void A_moved_talk_whose_week_has_one_already_becomes_one_with_it_on_the_usual_day()
    {
        // 19 February goes to Tuesday the 24th, and Thursday the 26th is of that week; 1 October goes to Thursday the 8th, which has its own.
        Assert.Equal("02-12 02-26 03-05", Dates(Series("每周四", "假日顺延"), "2026-02-12", "2026-03-05"));
        Assert.Equal("09-24 10-08 10-15", Dates(Series("每周四", "假日顺延"), "2026-09-20", "2026-10-15"));
    }

    [Fact]
    public void Rest_days_are_weekends_too_and_make_up_days_are_none()
    {
        // Month ends that are Saturdays or Sundays go to the working day before; 28 February 2026 is a Saturday that is worked.
        Assert.Equal("01-30 02-28 03-31 04-30 05-29", Dates(Series("每月月底", "休息日提前"), "2026-01-01", "2026-05-31"));
        Assert.Equal("01-31 02-28 03-31 04-30 05-31", Dates(Series("每月月底", "假日提前"), "2026-01-01", "2026-05-31"));
    }

    /// <summary>Counted another way: day by day over the year, with the free and worked days of the paper written out here.</summary>
    [Fact]
    public void The_thursdays_of_2026_equal_an_independent_count()
    {
        string[] free = ["01-01/01-03", "02-15/02-23", "04-04/04-06", "05-01/05-05", "06-19/06-21", "09-25/09-27", "10-01/10-07"];
        string[] worked = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"];
        bool IsFree(DateTime day) => free.Any(span => string.CompareOrdinal($"{day:MM-dd}", span[..5]) >= 0 && string.CompareOrdinal($"{day:MM-dd}", span[6..]) <= 0);
        bool IsWorked(DateTime day) => worked.Contains($"{day:MM-dd}") || (!IsFree(day) && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
        var weeks = new SortedDictionary<int, DateTime>();
        var thursdays = Enumerable.Range(0, 365).Select(day => new DateTime(2026, 1, 1).AddDays(day)).Where(day => day.DayOfWeek == DayOfWeek.Thursday).ToList();
        static int Week(DateTime day) => (int)(day - new DateTime(2025, 12, 29)).TotalDays / 7;
        foreach (var thursday in thursdays.Where(day => !IsFree(day)))
        {
            weeks[Week(thursday)] = thursday;
        }

        foreach (var thursday in thursdays.Where(IsFree))
        {
            var day = thursday.AddDays(1);
            while (!IsWorked(day))
            {
                day = day.AddDays(1);
            }

            weeks.TryAdd(Week(day), day);
        }

        Assert.Equal(string.Join(' ', weeks.Values.Select(day => $"{day:MM-dd}")), Dates(Series("每周四", "假日顺延"), "2026-01-01", "2026-12-31"));
        Assert.Equal(51, weeks.Count);
    }

    [Fact]
    public void The_coming_ones_include_todays_until_its_time_has_passed()
    {
        var series = Series("每周四");
        Assert.Equal([Clock.Day("2026-03-05"), Clock.Day("2026-03-12")], series.Coming(Clock.At("2026-03-05 19:29"), 14, Calendar).Select(one => one.Date));
        Assert.Equal([Clock.Day("2026-03-12")], series.Coming(Clock.At("2026-03-05 19:30"), 14, Calendar).Select(one => one.Date));
    }
}
