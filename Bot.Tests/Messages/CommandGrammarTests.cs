using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Messages;

public class CommandGrammarTests
{
    private static Reading? Read(string text, SpeakerRole role = SpeakerRole.GridWorker, params string[] quoted) => CommandGrammar.Read(new Conversation(
        new GroupProfile("桂香园第1网格群", ["桂香园"], "桂香园"),
        [],
        new Utterance("小余", role, text, TimeSpan.Zero, QuotedTickets: quoted),
        Clock.At("2026-03-02 09:00")));

    [Theory]
    [InlineData("确认 1023", "accept")]
    [InlineData("确认1023", "accept")]
    [InlineData("收到 #1023", "accept")]
    [InlineData("1023 收到。", "accept")]
    [InlineData("受理1023号工单", "accept")]
    [InlineData("确认１０２３", "accept")]
    [InlineData("@社区小助手 确认 1023", "accept")]
    [InlineData("派 1023 给 物业老张 明天下班前", "assign")]
    [InlineData("1023派给老张", "assign")]
    [InlineData("交办1023给 @物业老张", "assign")]
    [InlineData("转 1023 给 自来水公司 总管爆了", "transfer")]
    [InlineData("1023 转给 物业老张，要换灯具", "transfer")]
    [InlineData("延期 1023 周六 配件没到", "extend")]
    [InlineData("1023延期到周六，配件没到", "extend")]
    [InlineData("同意1023", "grant")]
    [InlineData("同意 1023 延期", "grant")]
    [InlineData("不同意1023 居民急用", "refuse")]
    [InlineData("暂缓 1023 到周五 等配件", "pause")]
    [InlineData("吹哨 1023 物业、城管、燃气", "whistle")]
    [InlineData("1023吹哨 物业", "whistle")]
    [InlineData("报到 1023", "check_in")]
    [InlineData("报到1023 城管", "check_in")]
    [InlineData("1023 城管已报到", "check_in")]
    [InlineData("恢复1023", "resume")]
    [InlineData("继续 1023", "resume")]
    [InlineData("拆分 1023", "split")]
    [InlineData("重办 1023 又坏了", "reopen")]
    [InlineData("撤销 1023", "undo")]
    [InlineData("不予受理 1023 不归我们管", "reject")]
    [InlineData("1023退单 不是我们的管线", "reject")]
    [InlineData("1023 办好了", "done")]
    [InlineData("1023已经修好了，换了灯管", "done")]
    [InlineData("办结 1023", "done")]
    [InlineData("进展 1023 已联系维保", "update")]
    [InlineData("1023 进展：在路上", "update")]
    public void Each_command_a_worker_is_taught_is_taken_literally(string text, string action)
    {
        var reading = Read(text);
        Assert.NotNull(reading);
        Assert.Equal(Coarse.Worker, reading.Coarse);
        Assert.Equal(action, reading.Action);
        Assert.Equal(["1023"], reading.Refs);
    }

    [Theory]
    [InlineData("1024并到1023")]
    [InlineData("1024 合并到 #1023")]
    [InlineData("合并 1024 到 1023")]
    [InlineData("合并1024和1023")]
    public void A_merge_names_the_one_that_stays_last(string text) => Assert.Equal(["1024", "1023"], Read(text)!.Refs);

    [Theory]
    [InlineData("1023 好了", "confirm", true)]
    [InlineData("1023 没好", "reopen", false)]
    [InlineData("1023 还没好，还是漏", "reopen", false)]
    [InlineData("1023 不清楚", "answer", null)]
    [InlineData("撤回 1023", "cancel", null)]
    public void Each_answer_a_resident_is_taught_is_taken_literally(string text, string intent, bool? satisfied)
    {
        var reading = Read(text, SpeakerRole.Resident)!;
        Assert.Equal((Coarse.Link, intent, satisfied), (reading.Coarse, reading.Intent, reading.Satisfied));
        Assert.Equal(intent == "answer", reading.Unclear);
    }

    [Theory]
    [InlineData("查 1023", "query")]
    [InlineData("查一下1023", "query")]
    [InlineData("为什么 1023", "why")]
    [InlineData("1023为什么这个时限？", "why")]
    public void Anybody_may_ask_how_it_stands_and_why(string text, string action)
    {
        Assert.Equal((Coarse.Query, action), (Read(text, SpeakerRole.Resident)!.Coarse, Read(text, SpeakerRole.Resident)!.Action));
        Assert.Equal(action, Read(text)!.Action);
    }

    [Fact]
    public void Receiver_time_and_reason_come_apart()
    {
        var assigned = Read("派 1023 给 物业老张 明天下班前")!;
        Assert.Equal(("物业老张", Clock.At("2026-03-03 18:00")), (assigned.To, assigned.UntilAt));
        var extended = Read("延期 1023 周六 配件没到")!;
        Assert.Equal((Clock.At("2026-03-07 00:00").Date, "配件没到"), (extended.UntilAt!.Value.Date, extended.Summary));
        var transferred = Read("转 1023 给 自来水公司 总管爆了")!;
        Assert.Equal(("自来水公司", "总管爆了"), (transferred.To, transferred.Summary));
    }

    [Fact]
    public void Under_the_bots_question_what_a_pause_waits_for_the_kind_alone_is_the_command()
    {
        Reading? Answer(string question) => CommandGrammar.Read(new Conversation(
            new GroupProfile("", [], null), [], new Utterance("小余", SpeakerRole.GridWorker, "等配件，周五到", TimeSpan.Zero, question, ["1023"]), Clock.At("2026-03-02 09:00")));
        var answer = Answer("#1023 是等居民、等配件还是等部门？请写清再暂缓。")!;
        Assert.Equal(("pause", "1023", Clock.At("2026-03-06 00:00").Date), (answer.Action, Assert.Single(answer.Refs), answer.UntilAt!.Value.Date));
        Assert.Null(Answer("已登记 #1023 照明｜4栋1单元"));
    }

    [Fact]
    public void The_units_called_and_the_unit_that_comes_are_told()
    {
        Assert.Equal("物业、城管、燃气", Read("吹哨 1023 物业、城管、燃气")!.Summary);
        Assert.Equal("城管", Read("1023 城管已报到")!.Summary);
        Assert.Equal("", Read("报到 1023")!.Summary);
    }

    [Theory]
    [InlineData("撤销")]
    [InlineData("撤回上一步")]
    public void Undo_stands_alone(string text) => Assert.Equal("undo", Read(text)!.Action);

    [Fact]
    public void Agreement_alone_is_a_command_only_under_a_quoted_ticket()
    {
        Assert.Null(Read("同意"));
        Assert.Equal(["1023"], Read("同意", quoted: "1023")!.Refs);
        Assert.Equal("grant", Read("同意", quoted: "1023")!.Action);
    }

    [Theory]
    [InlineData("大家早上好")]
    [InlineData("收到")]
    [InlineData("今天收到3个快递")]
    [InlineData("我同意老周说的")]
    [InlineData("水费交了120元")]
    [InlineData("1栋2单元302漏水了")]
    [InlineData("下午3点在凉亭开会，收到请回")]
    [InlineData("编号1023的路灯是谁负责的呀")]
    [InlineData("昨天说的1023那件事我联系过了，人家说要等")]
    [InlineData("撤销处分的通知贴出来了")]
    [InlineData("13800138000 是物业电话")]
    [InlineData("疫苗接种2026年3月2日开始，请确认名单")]
    [InlineData("100块钱收不收")]
    public void Ordinary_sentences_are_no_commands(string text)
    {
        Assert.Null(Read(text));
        Assert.Null(Read(text, SpeakerRole.Resident));
    }

    [Theory]
    [InlineData("确认 1023")]
    [InlineData("派 1023 给 老张")]
    [InlineData("办结 1023")]
    public void A_workers_command_is_none_in_a_residents_mouth(string text) => Assert.Null(Read(text, SpeakerRole.Resident));

    [Fact]
    public void A_letter_is_no_command() => Assert.Null(Read("办结 1023 " + new string('长', 200)));
}
