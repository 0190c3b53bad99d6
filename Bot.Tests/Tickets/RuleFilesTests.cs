using Bot.Domain.Clocks;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Clocks;
using Bot.Host.Tickets;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public sealed class RuleFilesTests : IDisposable
{
    private static readonly string[] Path1 = ["grid-1", "guixiangyuan", "street", "district"];
    private static readonly string[] Path2 = ["grid-2", "guixiangyuan", "street", "district"];
    private static readonly string Limits = string.Join(',', LimitWords.Columns) + "\n,,,,,,,5工作日,,2026-12-31,v1,\n,,,,,,,4工作日,2027-01-01,,v2,\n";

    private readonly string folder = Directory.CreateTempSubdirectory("rules").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
        File.WriteAllText(Path.Combine(folder, name), text);
    }

    private string Refusal()
    {
        var error = Record.Exception(() => RuleFiles.Load(folder));
        Assert.True(error is ClockException or FormatException, error?.ToString() ?? "nothing was refused");
        return error!.Message;
    }

    [Fact]
    public void An_empty_folder_says_nothing_and_the_shipped_rules_hold()
    {
        Write("~$limits.csv", "open in a spreadsheet");
        var set = RuleFiles.Load(folder);
        Assert.All(set.Tables, table => Assert.Equal("shipped", table.Origin));
        Assert.Equal([2023, 2024, 2025, 2026, 2027], set.Years.Select(year => year.Year.Year));
        Assert.Equal("5wd", set.Rules.Everywhere.DeadlineFor(new("照明", Urgency.Normal), Clock.At("2026-03-02 09:00")).Limit);
    }

    [Fact]
    public void Each_file_takes_the_place_of_the_shipped_one()
    {
        Write("limits.csv", Limits);
        Write("calendars/2027.json", NewYear.Later);
        var set = RuleFiles.Load(folder);
        Assert.Equal(["limits.csv"], set.Tables.Where(table => table.Origin == "file").Select(table => table.Name));
        var year = Assert.Single(set.Years, year => year.Origin == "file");
        Assert.Equal((2027, "https://paper/2027"), (year.Year.Year, year.Year.Source));
        Assert.Equal(("5wd", "所有类别，办结 5个工作日（v1）"), Applied("2026-12-31 23:59"));
        Assert.Equal(("4wd", "所有类别，办结 4个工作日（v2）"), Applied("2027-01-01 00:00"));

        (string?, string) Applied(string at)
        {
            var deadline = set.Rules.Everywhere.DeadlineFor(new("照明", Urgency.Normal), Clock.At(at));
            return (deadline.Limit, deadline.Rule);
        }
    }

    [Fact]
    public void Down_the_tree_the_nearest_rule_of_each_kind_wins_and_all_else_is_inherited()
    {
        Write("limits.csv", Limits + "guixiangyuan,照明,,,,,,3工作日,,,,\ngrid-1,照明,,,,,,2工作日,,,,\nstreet,,,,,,,9工作日,,,,\n");
        Write("hours.tsv", "周一至周五\t09:00-12:00,14:00-18:00\n[grid-2]\n周六\t09:00-12:00\n");
        var rules = RuleFiles.Load(folder).Rules;
        var friday = Clock.At("2026-03-06 08:00");
        Assert.Equal(("2wd", Clock.At("2026-03-10 18:00")), Due(Path1, "照明"));
        Assert.Equal(("3wd", Clock.At("2026-03-10 18:00")), Due(Path2, "照明"));
        Assert.Equal("9wd", Due(Path1, "电梯").Item1);
        Assert.Equal("5wd", Due(["elsewhere"], "电梯").Item1);
        Assert.Same(rules.For(Path1), rules.For(Path1));
        Assert.Same(rules.For(["elsewhere"]), rules.Everywhere);
        Assert.Same(rules.For(Path1).Calendar, rules.Everywhere.Calendar);

        (string?, DateTimeOffset) Due(string[] path, string category)
        {
            var deadline = rules.For(path).DeadlineFor(new(category, Urgency.Normal), friday);
            return (deadline.Limit, deadline.At);
        }
    }

    [Fact]
    public void Pauses_and_reopenings_of_a_node_reach_the_tickets_of_its_grids()
    {
        Write("pause-rules.tsv", "resident\t等居民\t15\t居民\npart\t等配件\t30\t配件\ndepartment\t等部门\t30\t城管\n[grid-2]\npart\t等配件\t5\t配件\n");
        Write("reopening-rules.tsv", "*\tfresh\n[guixiangyuan]\n*\tcontinued\n[grid-2]\n照明\tfresh\n");
        var rules = RuleFiles.Load(folder).Rules;
        Assert.Equal((30, 5), (rules.For(Path1).Pauses.For(PauseKind.Part).Days, rules.For(Path2).Pauses.For(PauseKind.Part).Days));
        Assert.Equal((true, false, false), (rules.For(Path1).Reopenings.Continues("照明"), rules.For(Path2).Reopenings.Continues("照明"), rules.Everywhere.Reopenings.Continues("照明")));
    }

    [Fact]
    public void What_was_published_over_the_API_goes_before_the_folder_but_an_empty_year_hides_nothing()
    {
        Write("calendars/2026.json", """{"year": 2026, "days": []}""");
        Write("calendars/2027.json", NewYear.Later);
        var set = RuleFiles.Load(folder, [new YearOnRecord(CalendarFiles.Parse(NewYear.Same, "body"), "admin", default)]);
        Assert.Equal([("shipped", true), ("api", true)], set.Years.Where(year => year.Year.Year >= 2026).Select(year => (year.Origin, year.Year.Days.Count > 0)));
        Assert.True(set.Rules.Everywhere.Calendar.IsWorkingDay(Clock.Day("2027-01-03")));
    }

    [Theory]
    [InlineData("limits.csv", ",,,,,,,5工作日,,,,\n,,,,,,,6工作日,,,,\n", "limits.csv line 3: same case as limits.csv line 2")]
    [InlineData("limits.csv", ",,,,,,,0工作日,,,,\n", "limits.csv line 2", "0工作日")]
    [InlineData("limits.csv", ",,,,,,,0wd,,,,\n", "limits.csv line 2", "0wd")]
    [InlineData("limits.csv", ",,,,,,,5工作日,,2026-12-31,,\n", "limits.csv line 2: ends", "2027-01-01")]
    [InlineData("limits.csv", ",,,,,,,5工作日,2027-01-01,2026-01-01,,\n", "limits.csv line 2", "before 生效日期")]
    [InlineData("hours.tsv", "周一至周五\t09:00-12:00\n时区\tAsia/Nowhere\n", "hours.tsv: line 2", "unknown zone 'Asia/Nowhere'")]
    [InlineData("hours.tsv", "周一至周五\t12:00-09:00\n", "hours.tsv: line 1", "ends before it has begun")]
    [InlineData("ladder.tsv", "half\t*\tshare\t0%\tresponsible\t-\n", "ladder.tsv: line 1", "1% and 99%")]
    [InlineData("category-rules.tsv", "照明\t换灯\t物业\n", "category-rules.tsv", "'*'")]
    [InlineData("calendars/2029.json", """{"year": 2029, "days": []}""", "2029.json: the year 2028 before it is missing")]
    [InlineData("calendars/2027.json", """{"year": 2027, "days": [{"date": "2027-13-01", "name": "x", "isOffDay": true}]}""", "2027.json: day 1")]
    [InlineData("calendars/2027.json", "{\"year\": 2027,\n\"days\": [}", "2027.json: line 2")]
    [InlineData("calendars/2027.json", """{"year": 2027, "days": [{"date": "2026-12-31", "name": "x", "isOffDay": true}, {"date": "2026-12-31", "name": "x", "isOffDay": false}]}""", "given twice")]
    [InlineData("limit.csv", "", "limit.csv: is no file of rules; there are bulletins.tsv, category-rules.tsv, condition-rules.tsv, counted-kinds.tsv, hours.tsv, ladder.tsv, limits.csv, pause-rules.tsv, presence-words.tsv, rates.tsv, reopening-rules.tsv, and calendars/YEAR.json")]
    public void What_cannot_be_used_is_refused_with_file_and_place(string name, string text, params string[] said)
    {
        Write(name, name == "limits.csv" ? string.Join(',', LimitWords.Columns) + "\n" + text : text);
        var message = Refusal();
        Assert.All(said, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_year_in_two_files_and_a_folder_that_is_not_there_are_refused()
    {
        Assert.Contains("is not there", Record.Exception(() => RuleFiles.Load(folder + "-gone"))!.Message, StringComparison.Ordinal);
        Write("calendars/2027.json", NewYear.Later);
        Write("calendars/copy.json", NewYear.Later);
        Assert.Contains("copy.json: the year 2027 stands in", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limits.csv", ",,,,,,,5工作日,,,,\nguixiang,,,,,,,6工作日,,,,\n", "limits.csv line 3: the district has no node 'guixiang'")]
    [InlineData("hours.tsv", "周一至周五\t09:00-12:00\n[guixiang]\n周六\t09:00-12:00\n", "hours.tsv line 3: the district has no node 'guixiang'")]
    [InlineData("ladder.tsv", "half\t*\tshare\t50%\tresponsible\t-\n[guixiang]\nhalf\t*\tshare\t60%\tresponsible\t-\n", "ladder.tsv line 3")]
    [InlineData("category-rules.tsv", "*\t核实\t网格员\n[guixiang]\n照明\t换灯\t物业\n", "category-rules.tsv line 3")]
    [InlineData("pause-rules.tsv", "resident\t等居民\t15\t居民\npart\t等配件\t30\t配件\ndepartment\t等部门\t30\t城管\n[guixiang]\npart\t等配件\t5\t配件\n", "pause-rules.tsv line 5")]
    [InlineData("reopening-rules.tsv", "*\tfresh\n[guixiang]\n*\tcontinued\n", "reopening-rules.tsv line 3")]
    [InlineData("rates.tsv", "default\t响应率\tanswered\tregistered\t-\t-\t高\t\n[guixiang]\ndefault\t响应率\tanswered\tclosed\t-\t-\t高\t\n", "rates.tsv line 3")]
    public void A_rule_of_a_node_that_the_district_does_not_have_is_named(string name, string text, string said)
    {
        Write(name, name == "limits.csv" ? string.Join(',', LimitWords.Columns) + "\n" + text : text);
        var set = RuleFiles.Load(folder);
        Assert.Contains(said, Assert.Throws<FormatException>(() => RuleFiles.RefuseUnknownNodes(set, new HashSet<string>(Path1))).Message, StringComparison.Ordinal);
        RuleFiles.RefuseUnknownNodes(set, new HashSet<string>(["guixiang"]));
    }

    [Fact]
    public void The_example_in_deploy_can_be_used_as_it_stands_and_says_what_its_readme_says()
    {
        var example = Path.Combine(Sources.Root, "deploy", "rules");
        var set = RuleFiles.Load(example);
        RuleFiles.RefuseUnknownNodes(set, Path1.ToHashSet());
        Assert.Contains(DayOfWeek.Saturday, set.Rules.Hours.For(Path1).WeekdaysOn(Clock.Day("2026-03-02")));
        Assert.DoesNotContain(DayOfWeek.Saturday, set.Rules.Hours.For([]).WeekdaysOn(Clock.Day("2026-03-02")));

        var lines = File.ReadAllLines(Path.Combine(example, "README.md")).Where(line => line.StartsWith("      ", StringComparison.Ordinal)).Select(line => line.Trim());
        var ladder = Ladder.Parse(lines);
        Assert.Equal(["half", "supervise"], ladder.For(Urgency.Normal).Select(rung => rung.Kind));
        Assert.Equal("2wd", Assert.Single(ladder.At(Path1).For(Urgency.Normal)).Offset.ToString());
    }

    [Fact]
    public void The_stamp_differs_once_a_file_is_added_written_to_or_removed()
    {
        var empty = RuleFiles.Stamp(folder);
        Write("limits.csv", Limits);
        var one = RuleFiles.Stamp(folder);
        Write("limits.csv", Limits + "\n");
        var longer = RuleFiles.Stamp(folder);
        Write("calendars/2027.json", NewYear.Later);
        var two = RuleFiles.Stamp(folder);
        Write("README.md", "for people");
        Assert.Equal(two, RuleFiles.Stamp(folder));
        Assert.Equal(4, new[] { empty, one, longer, two }.Distinct().Count());
        File.Delete(Path.Combine(folder, "limits.csv"));
        Assert.NotEqual(two, RuleFiles.Stamp(folder));
    }

    [Fact]
    public void The_limits_of_the_program_written_out_and_read_back_are_the_same()
    {
        var shipped = RuleFiles.Load().Rules.Limits.All;
        Write("limits.csv", LimitTable.Write(shipped));
        Assert.Equal(shipped.Select(rule => rule with { Place = "" }), RuleFiles.Load(folder).Rules.Limits.All.Select(rule => rule with { Place = "" }));
    }
}
