using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Understanding;
using Bot.Host.Clocks;

namespace Bot.Tests.Clocks;

public class LimitTableTests
{
    [Fact]
    public void Is_read_with_all_its_columns()
    {
        var rule = Assert.Single(Parse("demo,照明,单盏不亮,较急,社区,30分钟,-,1个工作日,2026-01-01,2026-12-31,第2版,\"区发〔2025〕8号,附件\""));
        Assert.Equal(
            new LimitRule
            {
                Node = "demo",
                Category = "照明",
                Condition = "单盏不亮",
                Urgency = Urgency.Elevated,
                Level = Level.Community,
                FirstAnswer = new StatedLimit(Limit.Parse("30m")),
                OnSite = StatedLimit.None,
                Done = new StatedLimit(Limit.Parse("1wd")),
                From = Clock.Day("2026-01-01"),
                Until = Clock.Day("2026-12-31"),
                Version = "第2版",
                Source = "区发〔2025〕8号,附件",
                Place = "limits.csv line 2",
            },
            rule);
    }

    [Theory]
    [InlineData("5个工作日", "5wd")]
    [InlineData("5工作日", "5wd")]
    [InlineData("5 个工作日", "5wd")]
    [InlineData("8工作小时", "8wh")]
    [InlineData("4工作时", "4wh")]
    [InlineData("30个工作分钟", "30wm")]
    [InlineData("2小时", "2h")]
    [InlineData("2紧急工作时", "2h")]
    [InlineData("15分钟", "15m")]
    [InlineData("7个自然日", "7d")]
    [InlineData("1紧急工作日", "1d")]
    [InlineData("3wd", "3wd")]
    public void Takes_limits_in_words_and_as_the_contract_writes_them(string words, string limit) =>
        Assert.Equal(Limit.Parse(limit), LimitWords.ParseLimit(words));

    [Theory]
    [InlineData(",照明,,,,,,0工作日,,,,", "limits.csv line 3: limit '0工作日'")]
    [InlineData(",照明,,,,,,0wd,,,,", "limits.csv line 3: limit '0wd'")]
    [InlineData(",照明,,,,,,3天,,,,", "limits.csv line 3: limit '3天' may mean two things")]
    [InlineData(",照明,,,,,,很快,,,,", "limits.csv line 3: limit '很快'")]
    [InlineData(",照明,,,,,,99999999999小时,,,,", "limits.csv line 3: limit '99999999999小时'")]
    [InlineData(",照明,,火急,,,,3工作日,,,,", "limits.csv line 3: urgency '火急'")]
    [InlineData(",照明,,,省,,,3工作日,,,,", "limits.csv line 3: level '省'")]
    [InlineData(",照明,,,,,,3工作日,2026-02-30,,,", "limits.csv line 3: '2026-02-30'")]
    [InlineData(",照明,,,,,,3工作日,2026-02-01,2026-01-31,,", "limits.csv line 3: 失效日期")]
    [InlineData(",照明,,,,,,,,,,", "limits.csv line 3: the rule says nothing")]
    [InlineData(",照明,,,,,,-,,,,", "limits.csv line 3: 办结")]
    [InlineData(",照明,,,,,,3工作日,,,", "limits.csv line 3: 11 cells")]
    [InlineData(",照明,\"不亮,,,,,3工作日,,,,", "limits.csv line 3: a quote")]
    [InlineData(",照明,\"不亮\"了,,,,,3工作日,,,,", "limits.csv line 3: '了' follows")]
    public void Names_the_line_of_what_is_wrong(string line, string start) =>
        Assert.StartsWith(start, Assert.Throws<ClockException>(() => Parse(",,,,,,,9工作日,,,,", line)).Message, StringComparison.Ordinal);

    [Fact]
    public void Names_every_wrong_line_at_once_and_counts_lines_inside_quotes()
    {
        var message = Assert.Throws<ClockException>(() => Parse(",照明,,,,,,0工作日,,,,", ",门禁,\"坏了\n打不开\",,,,,3工作日,,,,", ",电梯,,,,,,3天,,,,")).Message;
        Assert.Contains("line 2", message, StringComparison.Ordinal);
        Assert.Contains("line 5", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("类别,办结\n照明,3工作日\n")]
    public void Needs_its_first_row(string text) =>
        Assert.StartsWith("limits.csv line 1", Assert.Throws<ClockException>(() => LimitTable.Parse(text, "limits.csv")).Message, StringComparison.Ordinal);

    [Fact]
    public void May_come_out_of_a_spreadsheet_with_tabs_a_byte_order_mark_and_blank_rows()
    {
        var text = "\uFEFF" + string.Join('\t', LimitWords.Columns) + "\r\n\t照明\t\t\t\t\t\t3工作日\t2026/1/1\t\t\t\r\n\t\t\t\t\t\t\t\t\t\t\t\r\n";
        var rule = Assert.Single(LimitTable.Parse(text, "limits.csv"));
        Assert.Equal("照明", rule.Category);
        Assert.Equal(Clock.Day("2026-01-01"), rule.From);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("1130")]
    [InlineData("beijing")]
    [InlineData("yuncheng")]
    public void Written_and_read_again_is_the_same(string preset)
    {
        var rules = LimitFiles.Preset(preset, "demo");
        var file = Path.GetTempFileName();
        LimitFiles.Save(file, rules);
        Assert.Equal(rules.Select(Placeless), LimitFiles.Load(file).Select(Placeless));
        File.Delete(file);
    }

    [Fact]
    public void Written_keeps_quotes_commas_and_line_breaks()
    {
        var rule = new LimitRule { Condition = "写着\"停用\",\n没人修", Done = new StatedLimit(Limit.Parse("1wd")) };
        Assert.Equal(rule, Placeless(Assert.Single(LimitTable.Parse(LimitTable.Write([rule]), "limits.csv"))));
    }

    internal static IReadOnlyList<LimitRule> Parse(params string[] lines) =>
        LimitTable.Parse(string.Join(',', LimitWords.Columns) + "\n" + string.Join('\n', lines), "limits.csv");

    private static LimitRule Placeless(LimitRule rule) => rule with { Place = "" };
}
