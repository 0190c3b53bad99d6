using Bot.Domain.Clocks;
using Bot.Domain.Messages;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host;
using Bot.Host.Tickets;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

/// <summary>情形: told by the words, put right by a worker, and limits that name it hold.</summary>
public class ConditionRulesTests
{
    private const string Missing = "缺失、移位、开裂，存在安全隐患的";

    /// <summary>A district whose limits name two conditions of 井盖, and one that no word tells.</summary>
    private static readonly TicketRules Rules = Desk.Rules with
    {
        LimitsFor = (matter, date) => Of(Limits.For(matter.Category, matter.Urgency, matter.Level, date, matter.Condition)),
        LimitedConditions = category => Limits.All.Where(rule => rule.Category == category && rule.Condition.Length > 0).Select(rule => rule.Condition),
    };

    private static LimitRules Limits => new(LimitTable.Parse(
        $"""
        {string.Join(',', LimitWords.Columns)}
        ,,,,,8工作小时,2工作日,5工作日,,,1,
        ,井盖,{Missing},,,,30分钟,2小时,,,运城,
        ,井盖,"弹跳产生声响，翻盖明显影响安全",,,,,2工作日,,,运城,
        ,井盖,被车压住,,,,,1工作日,,,本区,
        """,
        "limits.csv"));

    private static AppliedLimits Of(MatchedLimits limits) => new(Of(LimitStep.FirstAnswer, limits), Of(LimitStep.OnSite, limits), Of(LimitStep.Done, limits)!);

    private static AppliedLimit? Of(LimitStep step, MatchedLimits limits) => limits.Of(step) is { Limit: { } limit } matched ? new(limit, DueExplanation.Name(step, matched)) : null;

    private static Desk Manhole(string text)
    {
        var desk = Desk.Empty();
        desk.InForce = Rules;
        var command = desk.Command(Urgency.Normal, "井盖", false, "1023", Desk.Resident, new Location(Building: "4")) with { Summary = text };
        desk.Keep(Desk.Resident, "1023", OpenTicket.Decide(command, desk.Scene(Desk.Resident)));
        return desk;
    }

    private static Decision Correct(Desk desk, string condition) => desk.Do(Desk.Worker, (ticket, scene) => CorrectTicket.Decide(ticket, null, null, null, scene, condition));

    [Theory]
    [InlineData("4栋门口井盖没了，老人差点踩空", Missing, "2026-03-02 11:00", "2026-03-02 09:30")]
    [InlineData("井盖车一过就咣当响", "弹跳产生声响，翻盖明显影响安全", "2026-03-04 18:00", "2026-03-04 18:00")]
    [InlineData("井盖旁边好臭", "", "2026-03-09 18:00", "2026-03-04 18:00")]
    public void The_words_tell_the_condition_and_its_limits_hold(string text, string condition, string due, string onSite)
    {
        var ticket = Manhole(text).Ticket;
        Assert.Equal((condition, Clock.At(due), Clock.At(onSite)), (ticket.Condition, ticket.Deadline.At, ticket.Steps.OnSite!.At));
    }

    [Fact]
    public void A_worker_puts_it_right_with_part_of_its_name_and_the_due_time_follows()
    {
        var desk = Manhole("井盖旁边好臭");
        Assert.Equal("#1023 情形记为“缺失、移位、开裂，存在安全隐患的”，今天11:00到期", Correct(desk, "缺失").Notices[^1].Text);
        Assert.Equal((Missing, Clock.At("2026-03-02 11:00")), (desk.Ticket.Condition, desk.Ticket.Deadline.At));
        Correct(desk, "被车压住");
        Assert.Equal(Clock.At("2026-03-03 18:00"), desk.Ticket.Deadline.At);
        Assert.Contains("情形：被车压住", TicketWords.Why(desk.Ticket, desk.Now), StringComparison.Ordinal);
        Correct(desk, ConditionRules.None);
        Assert.Equal(("", Clock.At("2026-03-09 18:00")), (desk.Ticket.Condition, desk.Ticket.Deadline.At));
        Assert.Equal("更正：情形：无，时限3月9日18:00", TicketWords.Say(desk.History[^1].Event, desk.Now));
        desk.Undo(Desk.Worker);
        Assert.Equal("被车压住", desk.Ticket.Condition);
        Assert.Equal(BotJson.Write(desk.Ticket), BotJson.Write(TicketHistory.Build(desk.History)));
    }

    [Fact]
    public void An_unknown_condition_and_a_residents_are_refused()
    {
        var desk = Manhole("井盖旁边好臭");
        Assert.Equal("condition_unknown", desk.Refused(Desk.Worker, (ticket, scene) => CorrectTicket.Decide(ticket, null, null, null, scene, "漂亮")));
        Assert.Equal("condition_unknown", Desk.With(category: "家政").Refused(Desk.Worker, (ticket, scene) => CorrectTicket.Decide(ticket, null, null, null, scene, "漂亮")));
        Assert.Equal("not_staff", desk.Refused(Desk.Resident, (ticket, scene) => CorrectTicket.Decide(ticket, null, null, null, scene, "缺失")));
    }

    [Fact]
    public void Another_category_finds_its_own_condition()
    {
        var desk = Manhole("路上有个坑");
        desk.Do(Desk.Worker, (ticket, scene) => CorrectTicket.Decide(ticket, "道路破损", null, null, scene));
        Assert.Equal("坑凹不平落差超过30mm（含）", desk.Ticket.Condition);
    }

    [Theory]
    [InlineData("更正1023 情形 缺失", "1023", "缺失")]
    [InlineData("更正 #1023 情形：弹跳产生声响。", "1023", "弹跳产生声响")]
    [InlineData("更正情形 缺失", "1024", "缺失")]
    public void In_chat_it_is_one_line(string text, string number, string condition)
    {
        var heard = Corrections.Understand(Heard(text, ["1024"]), isStaff: true).Reading;
        Assert.Equal(("correct", number, condition), (heard.Action, Assert.Single(heard.Refs), heard.Summary));
        Assert.Equal("none", Corrections.Understand(Heard(text, ["1024"]), isStaff: false).Reading.Action);
    }

    private static Heard Heard(string text, IReadOnlyList<string> quoted) =>
        new("demo-1", false, true, "m1", new Person("w1", "网格员小余"), text, [], quoted, [], [], new Reading(Coarse.None, "chat", "none"));

    [Theory]
    [InlineData("井盖\t缺失", "line 1: 2 fields where 3 are expected")]
    [InlineData("井盖\t缺失\t ,", "line 1: a category, a condition and at least one word are needed")]
    [InlineData("井盖\t缺失\t没了\n井盖\t缺失\t丢了", "line 2: 井盖 has the condition 缺失 already")]
    public void A_line_that_cannot_be_used_is_named(string lines, string error) =>
        Assert.StartsWith(error, Assert.Throws<FormatException>(() => ConditionRules.Parse(lines.Split('\n'))).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_shipped_condition_of_a_category_stands_in_the_standard_word_for_word()
    {
        var standard = Bot.Host.Clocks.LimitFiles.Preset("yuncheng").Select(rule => rule.Condition).ToHashSet();
        var shipped = RuleFiles.Load().Rules.Conditions;
        Assert.All(["井盖", "道路破损", "施工扰民", "照明", "排水管道", "供水", "违建"], category => Assert.All(shipped.For(category), condition => Assert.Contains(condition, standard)));
        Assert.Equal(4, shipped.For("井盖").Count);
    }

    /// <summary>The preset names each condition under a category of its own; the words of the residents must find the very row.</summary>
    [Fact]
    public void Every_shipped_condition_has_its_row_in_the_standard_and_the_rows_limit_holds()
    {
        var preset = Bot.Host.Clocks.LimitFiles.Preset("yuncheng");
        var (rules, shipped) = (WithLimits([.. Bot.Host.Clocks.LimitFiles.Preset("default"), .. preset]), RuleFiles.Load().Rules.Conditions);
        string[] categories = ["井盖", "道路破损", "施工扰民", "照明", "排水管道", "供水", "违建", "通道占用", "占道经营", "供暖", "燃气泄漏", "光污染", "绿化", "无障碍", "停车管理"];
        foreach (var (category, condition) in categories.SelectMany(category => shipped.For(category).Select(condition => (category, condition))))
        {
            var row = preset.First(rule => rule.Condition == condition && shipped.InTable(category, condition).Contains(rule.Category));
            var done = rules.LimitsFor(new LimitCase(category, Urgency.Normal, Bot.Domain.Grids.Level.Grid, condition), Clock.Day("2026-03-02")).Done;
            Assert.Equal(row.Done!.Limit, done.Limit);
            Assert.Contains("运城", done.Rule, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("井盖", "4栋门口井盖没了，老人差点踩空", "2h")]
    [InlineData("照明", "楼道灯不亮", "2wd")]
    [InlineData("通道占用", "消防通道又被车堵了", "2wh")]
    [InlineData("照明", "什么也没说", "5wd")]
    public void What_residents_say_finds_the_citys_row(string category, string words, string limit)
    {
        var rules = WithLimits([.. Bot.Host.Clocks.LimitFiles.Preset("default"), .. Bot.Host.Clocks.LimitFiles.Preset("yuncheng")]);
        var condition = rules.Conditions.Of(category, words);
        Assert.Equal(limit, rules.LimitsFor(new LimitCase(category, Urgency.Normal, Bot.Domain.Grids.Level.Grid, condition), Clock.Day("2026-03-02")).Done.Limit.ToString());
    }

    [Fact]
    public void A_worker_may_name_any_condition_of_the_citys_category_and_the_districts_own_name_goes_first()
    {
        var own = LimitTable.Parse($"{string.Join(',', LimitWords.Columns)}\n,照明,单盏不亮,,,,,1工作日,,,本区,", "limits.csv");
        var rules = WithLimits([.. Bot.Host.Clocks.LimitFiles.Preset("default"), .. Bot.Host.Clocks.LimitFiles.Preset("yuncheng"), .. own]);
        var unnamed = rules.LimitedConditions("照明").First(condition => !rules.Conditions.For("照明").Contains(condition));
        Assert.Equal(unnamed, rules.Conditions.Meant("照明", unnamed, rules.LimitedConditions("照明")));
        Assert.Contains("运城", Of(unnamed).Rule, StringComparison.Ordinal);
        Assert.Equal("1wd", Of("单盏不亮").Limit.ToString());

        AppliedLimit Of(string condition) => rules.LimitsFor(new LimitCase("照明", Urgency.Normal, Bot.Domain.Grids.Level.Grid, condition), Clock.Day("2026-03-02")).Done;
    }

    private static TicketRules WithLimits(IReadOnlyList<LimitRule> limits)
    {
        var shipped = RuleFiles.Load().Rules;
        return new DistrictRules(
            shipped.Years, shipped.Hours, new LimitRules(limits), shipped.Categories, shipped.Ladder, shipped.Pauses, shipped.Reopenings, shipped.Rates, shipped.Conditions, shipped.Presence).Everywhere;
    }
}
