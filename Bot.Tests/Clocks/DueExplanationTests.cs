using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Understanding;
using Bot.Host.Clocks;

namespace Bot.Tests.Clocks;

public class DueExplanationTests
{
    [Fact]
    public void Tells_rule_version_source_calendar_and_each_step()
    {
        var done = new LimitRules(LimitTableTests.Parse("demo,照明,,一般,社区,,,3工作日,2026-01-01,,第2版,区发〔2025〕8号"))
            .For("照明", Urgency.Normal, Level.Community, Clock.Day("2026-12-29"), "", ["demo"]).Done;
        var due = Clock.Due.Compute(Clock.At("2026-12-29 10:00"), done.Limit!.Value);
        Assert.Equal(
            [
                "规则：照明 · 一般 · 社区级，办结 3个工作日",
                "范围：demo 及其下级",
                "版本：第2版，自 2026-01-01 起有效",
                "依据：区发〔2025〕8号",
                "日历：2026 年放假安排 https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm",
                "日历：2027 年放假安排尚未公布，暂按只有周末休息推算，公布后重算",
                "1. 起算 2026-12-29 周二 10:00",
                "2. 时限 3个工作日：收到当天不算，从次日数起，数满那天最后一次下班时到期",
                "3. 2026-12-30 周三 至 2027-01-01 周五 第1至3个工作日",
                "4. 2027 年放假安排尚未公布，暂按只有周末休息推算，公布后重算",
                "5. 到期 2027-01-01 周五 18:00",
            ],
            DueExplanation.Render(LimitStep.Done, done, due));
    }

    [Fact]
    public void Needs_no_calendar_where_the_clock_runs_on()
    {
        var answer = new LimitRules(LimitFiles.Preset("default")).For("燃气泄漏", Urgency.Critical, Level.Grid, Clock.Day("2026-12-29")).FirstAnswer!;
        var lines = DueExplanation.Render(LimitStep.FirstAnswer, answer, Clock.Due.Compute(Clock.At("2026-12-29 10:00"), answer.Limit!.Value));
        Assert.Equal("规则：所有类别 · 特急，首次答复 5分钟", lines[0]);
        Assert.DoesNotContain(lines, line => line.StartsWith("日历", StringComparison.Ordinal));
        Assert.Contains("2. 时限 5分钟：连续计时，夜间、周末和节假日照算", lines);
    }

    [Fact]
    public void Names_a_rule_in_one_line()
    {
        var matched = new LimitRules(LimitFiles.Preset("default")).For("违建", Urgency.Normal, Level.Grid, Clock.Day("2026-12-29"));
        Assert.Equal("违建 · 一般，办结 15个工作日（默认 1）", DueExplanation.Name(LimitStep.Done, matched.Done));
        Assert.Equal("违建 · 一般，到场 不限时（默认 1）", DueExplanation.Name(LimitStep.OnSite, matched.OnSite!));
    }
}
