using Bot.Domain.Clocks;
using Bot.Host.Clocks;
using Bot.Host.Tickets;

namespace Bot.Tests.Clocks;

/// <summary>Summer and winter hours: lines of hours.tsv with a first and a last day.</summary>
public sealed class SeasonalHoursTests : IDisposable
{
    private const string Winter = "周一至周五\t09:00-12:00,14:00-18:00\t-\t2026-05-31";
    private const string Summer = "周一至周五\t09:00-12:00,15:00-18:00\t2026-06-01\t2026-09-30";
    private const string WinterAgain = "周一至周五\t09:00-12:00,14:00-18:00\t2026-10-01\t-";

    private readonly string folder = Directory.CreateTempSubdirectory("rules").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static DueTime Times(HoursRules rules, params string[] path)
    {
        var office = rules.For(path);
        return new DueTime(new WorkCalendar(Clock.Years, office), office.Hours);
    }

    private static DateTimeOffset Due(DueTime times, string start, string limit) => times.Compute(Clock.At(start), Limit.Parse(limit)).At;

    [Theory]
    [InlineData("2026-05-29 13:00", "1wh", "2026-05-29 15:00")]
    [InlineData("2026-06-01 13:00", "1wh", "2026-06-01 16:00")]
    [InlineData("2026-05-29 17:00", "5wh", "2026-06-01 16:00")]
    [InlineData("2026-09-30 17:00", "5wh", "2026-10-08 15:00")]
    [InlineData("2026-05-29 09:00", "1wd", "2026-06-01 18:00")]
    public void Each_day_counts_by_the_hours_that_are_in_force_on_it(string start, string limit, string due) =>
        Assert.Equal(Clock.At(due), Due(Times(HoursRules.Parse([Winter, Summer, WinterAgain])), start, limit));

    [Fact]
    public void A_weekday_may_be_worked_in_winter_only_and_the_calendar_follows()
    {
        var times = Times(HoursRules.Parse([Winter, Summer, WinterAgain, "周六\t09:00-11:00\t\t2026-05-31", "周六\t休\t2026-06-01\t"]));
        Assert.Equal(Clock.At("2026-05-30 11:00"), Due(times, "2026-05-29 19:00", "1wd"));
        Assert.Equal(Clock.At("2026-06-08 18:00"), Due(times, "2026-06-05 19:00", "1wd"));

        // Sunday 20 September is made up and has the hours of that season's Monday.
        Assert.Equal(Clock.At("2026-09-20 16:00"), Due(times, "2026-09-18 19:00", "4wh"));
    }

    [Fact]
    public void A_node_says_what_differs_in_its_summer_and_inherits_the_rest_of_the_year()
    {
        var rules = HoursRules.Parse(["周一至周五\t09:00-12:00,14:00-18:00", "[guixiangyuan]", "周五\t08:00-11:00\t2026-06-01\t2026-08-31", "[grid-2]", "周五\t休"]);
        Assert.Equal("09:00-12:00,14:00-18:00", On("2026-05-29", "grid-1", "guixiangyuan"));
        Assert.Equal("08:00-11:00", On("2026-06-05", "grid-1", "guixiangyuan"));
        Assert.Equal("09:00-12:00,14:00-18:00", On("2026-06-04", "grid-1", "guixiangyuan"));
        Assert.Equal("09:00-12:00,14:00-18:00", On("2026-09-04", "grid-1", "guixiangyuan"));
        Assert.DoesNotContain(DayOfWeek.Friday, rules.For(["grid-2", "guixiangyuan"]).WeekdaysOn(Clock.Day("2026-06-05")));
        Assert.Empty(rules.For(["grid-2", "guixiangyuan"]).Hours.Later);

        string On(string day, params string[] path) => string.Join(',', rules.For(path).Hours.On(Clock.Day(day)));
    }

    [Fact]
    public void The_steps_name_the_hours_of_each_season_that_counted_and_say_nothing_where_the_year_has_but_one()
    {
        var times = Times(HoursRules.Parse([Winter, Summer, WinterAgain, "周六\t09:00-11:00\t-\t2026-05-31", "周六\t休\t2026-06-01\t-"]));
        var trace = times.Compute(Clock.At("2026-05-29 17:00"), Limit.Parse("5wh")).Trace;
        Assert.Equal(
            ["上班时间（到 2026-05-31）：09:00-12:00,14:00-18:00，周六 09:00-11:00", "上班时间（2026-06-01 起 到 2026-09-30）：09:00-12:00,15:00-18:00"],
            trace.Where(step => step.StartsWith("上班时间", StringComparison.Ordinal)));
        Assert.Contains("上班时间（2026-10-01 起）：09:00-12:00,14:00-18:00", times.Compute(Clock.At("2026-10-08 09:00"), Limit.Parse("2wd")).Trace);
        Assert.DoesNotContain(Times(HoursRules.Parse(["周一至周五\t09:00-12:00"])).Compute(Clock.At("2026-05-29 17:00"), Limit.Parse("5wh")).Trace, step => step.StartsWith("上班时间", StringComparison.Ordinal));
        Assert.DoesNotContain(times.Compute(Clock.At("2026-05-29 17:00"), Limit.Parse("5h")).Trace, step => step.StartsWith("上班时间", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("周三\t08:00-12:00\t2026-06-01\t2026-09-30", "line 4: 周三 is given twice: line 2 says its hours already, from 2026-06-01 on")]
    [InlineData("周三\t08:00-12:00\t-\t2026-01-01", "line 4: 周三 is given twice: line 1 says its hours already")]
    [InlineData("周六\t08:00-12:00\t2026-09-30\t2026-06-01", "line 4: 2026-06-01 as the last day runs backwards from 2026-09-30")]
    [InlineData("周六\t08:00-12:00\t2026-06-01\t-", "line 4: 周六 has no hours before 2026-06-01")]
    [InlineData("周日\t08:00-12:00\t-\t2026-09-30", "line 4: 周日 has no hours after 2026-09-30")]
    [InlineData("周六\t08:00-12:00\t2026/6/1\t-", "line 4: '2026/6/1' is not a day such as 2026-06-01")]
    [InlineData("2026-06-03\t08:00-12:00\t2026-06-01\t-", "line 4: a single date has no first and last day")]
    [InlineData("时区\tAsia/Shanghai\t2026-06-01\t-", "line 4: 时区 has no first and last day")]
    [InlineData("周六\t08:00-12:00\t2026-06-01", "line 4: 3 fields where 2 or 4 are expected")]
    public void Lines_that_cover_a_day_twice_leave_one_out_or_run_backwards_are_refused_with_file_and_line(string line, string reason)
    {
        File.WriteAllLines(Path.Combine(folder, "hours.tsv"), [Winter, Summer, WinterAgain, line]);
        var error = Assert.Throws<FormatException>(() => RuleFiles.Load(folder));
        Assert.Contains($"hours.tsv: {reason}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_between_two_lines_of_a_node_and_a_day_given_twice_there_are_refused_with_the_node()
    {
        Assert.Equal("line 3: 周一 for [grid-1] has no hours from 2026-09-01 to 2026-09-30, since line 4 ends", Refusal("周一\t08:00-12:00\t2026-10-01\t-", "周一\t08:00-11:00\t2026-06-01\t2026-08-31"));
        Assert.Equal("line 4: 周一 is given twice for [grid-1]: line 3 says its hours already, from 2026-08-01 on", Refusal("周一\t08:00-12:00\t2026-08-01\t-", "周一\t08:00-11:00\t2026-06-01\t2026-08-31"));

        static string Refusal(params string[] lines) => Assert.Throws<FormatException>(() => HoursRules.Parse(["周一至周五\t09:00-12:00", "[grid-1]", .. lines])).Message;
    }

    [Fact]
    public void A_season_in_which_no_day_is_worked_is_named()
    {
        var rules = HoursRules.Parse(["周一至周五\t09:00-12:00", "[grid-1]", "周一至周五\t休\t2026-06-01\t2026-08-31"]);
        Assert.Equal("line 3: no day of the week is worked at [grid-1] from 2026-06-01 on", Assert.Throws<FormatException>(() => rules.For(["grid-1"])).Message);
    }

    /// <summary>Counted minute by minute from the text of the lines, without any of the product's types.</summary>
    [Fact]
    public void A_walk_minute_by_minute_through_the_year_comes_to_the_same_due_times()
    {
        var times = Times(HoursRules.Parse([Winter, Summer, WinterAgain]));
        var published = Clock.Years.SelectMany(year => year.Days).ToDictionary(day => day.Date, day => !day.IsOffDay);
        var random = new Random(6);
        for (var round = 0; round < 200; round++)
        {
            var start = Clock.At(random.Next(2) == 0 ? "2026-05-25 00:00" : "2026-09-14 00:00").AddMinutes(random.Next(14 * 24 * 60));
            var hours = random.Next(1, 30);
            var left = hours * 60;
            var at = start;
            while (left > 0)
            {
                left -= IsOpen(at) ? 1 : 0;
                at = at.AddMinutes(1);
            }

            Assert.Equal(at, times.Compute(start, new Limit(hours, LimitUnit.WorkingHours)).At);
        }

        bool IsOpen(DateTimeOffset at)
        {
            var date = DateOnly.FromDateTime(at.DateTime);
            var worked = published.TryGetValue(date, out var known) ? known : date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
            var afternoon = date.Month is >= 6 and <= 9 ? 15 : 14;
            return worked && (at.Hour is >= 9 and < 12 || (at.Hour >= afternoon && at.Hour < 18));
        }
    }
}
