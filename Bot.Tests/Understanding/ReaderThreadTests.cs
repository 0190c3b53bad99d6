using Bot.Domain.Understanding;
using static Bot.Tests.Understanding.TestReader;

namespace Bot.Tests.Understanding;

public class ReaderThreadTests
{
    private static readonly Utterance[] Lift =
    [
        Said("7-1-1502", "7栋1单元电梯又坏了，停在3楼", 4), BotSaid("已登记 #1023 电梯｜7栋1单元｜较急，已派物业。", 4),
    ];

    [Fact]
    public void A_plus_one_joins_the_ticket()
    {
        var reading = Read("+1", "7-1-301", SpeakerRole.Resident, Lift);
        Assert.Equal((Coarse.Link, "merge"), (reading.Coarse, reading.Action));
        Assert.Equal(["1023"], reading.Refs);
    }

    [Fact]
    public void The_same_matter_at_another_house_is_another_ticket()
    {
        var reading = Read("我们3栋的也是", "3-1-201", SpeakerRole.Resident, Lift);
        Assert.Equal((Coarse.New, "电梯", "3"), (reading.Coarse, reading.Category, reading.Location.Building));
    }

    [Theory]
    [InlineData("1", "close", true)]
    [InlineData("2", "reopen", false)]
    [InlineData("好了 谢谢", "close", true)]
    public void The_person_asked_answers_the_check(string text, string action, bool satisfied)
    {
        var reading = Read(text, "7-1-1502", SpeakerRole.Resident, [.. Lift, BotSaid("@7-1-1502 #1023 解决了吗？回 1 好了 2 没好 3 不清楚", 1)]);
        Assert.Equal((Coarse.Link, action, (bool?)satisfied), (reading.Coarse, reading.Action, reading.Satisfied));
        Assert.Equal(["1023"], reading.Refs);
    }

    [Fact]
    public void A_three_to_the_check_means_that_he_does_not_know() =>
        Assert.True(Read("3", "7-1-1502", SpeakerRole.Resident, [.. Lift, BotSaid("@7-1-1502 #1023 解决了吗？回 1 好了 2 没好 3 不清楚", 1)]).Unclear);

    [Fact]
    public void A_three_to_the_stars_is_a_score() =>
        Assert.Equal(3, Read("3", "7-1-1502", SpeakerRole.Resident, [.. Lift, BotSaid("@7-1-1502 #1023 请打1–5星（可不答）", 1)]).Score);

    [Fact]
    public void A_digit_from_somebody_else_is_no_answer() =>
        Assert.Equal(Coarse.None, Read("1", "路人", SpeakerRole.Resident, [.. Lift, BotSaid("@7-1-1502 #1023 解决了吗？回 1 好了 2 没好 3 不清楚", 1)]).Coarse);

    [Fact]
    public void The_answer_to_where_may_come_after_chat()
    {
        var reading = Read("5栋2单元", "梅子", SpeakerRole.Resident, Said("梅子", "楼道灯坏了好几天了", 4), BotSaid("@梅子 请问是哪一栋、哪个单元？", 4), Said("老钱", "今天白菜八毛", 2));
        Assert.Equal((Coarse.Link, "fill", "5", "2"), (reading.Coarse, reading.Action, reading.Location.Building, reading.Location.Unit));
    }

    [Fact]
    public void Fragments_are_one_report()
    {
        var reading = Read("又漏水了", "小林", SpeakerRole.Resident, new Utterance("小林", SpeakerRole.Resident, "3栋", TimeSpan.FromSeconds(15)), new Utterance("小林", SpeakerRole.Resident, "2单元", TimeSpan.FromSeconds(7)));
        Assert.Equal((Coarse.New, "3", "2"), (reading.Coarse, reading.Location.Building, reading.Location.Unit));
    }

    [Fact]
    public void A_door_alone_waits_until_the_window_closes()
    {
        Assert.Equal(Coarse.Buffer, Read("15幢").Coarse);
        Assert.Equal(Coarse.None, Instance.Read(new Conversation(Group, [], new Utterance("居民", SpeakerRole.Resident, "15幢", TimeSpan.Zero), WindowClosed: true)).Coarse);
    }

    [Fact]
    public void A_picture_after_the_words_belongs_to_them() =>
        Assert.Equal("attach", Read("[图片]", "老周", SpeakerRole.Resident, new Utterance("老周", SpeakerRole.Resident, "西门又被白色面包车堵了", TimeSpan.FromSeconds(25))).Action);

    [Fact]
    public void A_correction_gives_the_new_place()
    {
        var reading = Read("写错了 不是7栋 是8栋", "7-1-1502", SpeakerRole.Resident, Lift);
        Assert.Equal((Coarse.Link, "update", "8"), (reading.Coarse, reading.Action, reading.Location.Building));
    }

    [Fact]
    public void A_flattened_quote_tells_the_ticket_and_its_words_do_not_count() =>
        Assert.Equal(["1023"], Read("「社区小助手：已登记 #1023 电梯｜7栋1单元｜较急」\n- - - - - - - -\n有下文吗", "7-2-301", SpeakerRole.Resident, Lift).Refs);

    [Fact]
    public void What_comes_back_after_it_was_done_opens_it_again()
    {
        var known = new KnownTicket("1023", "电梯", new Location(Building: "7", Unit: "1"), "7栋1单元电梯坏了", false, true, TimeSpan.FromDays(6), ["7-1-1502"]);
        var reading = Instance.Read(new Conversation(Group, [], new Utterance("7-1-604", SpeakerRole.Resident, "7栋1单元电梯又坏了", TimeSpan.Zero), Tickets: [known]));
        Assert.Equal((Coarse.Link, "reopen"), (reading.Coarse, reading.Action));
        Assert.Equal(["1023"], reading.Refs);
    }

    [Fact]
    public void A_ticket_the_talk_does_not_show_is_joined_all_the_same()
    {
        var known = new KnownTicket("1023", "电梯", new Location(Building: "7", Unit: "1"), "7栋1单元电梯坏了", true, false, TimeSpan.FromHours(6), ["7-1-1502"]);
        var reading = Instance.Read(new Conversation(Group, [], new Utterance("7-1-604", SpeakerRole.Resident, "7栋1单元电梯不动了", TimeSpan.Zero), Tickets: [known]));
        Assert.Equal((Coarse.Link, "merge"), (reading.Coarse, reading.Action));
    }

    [Theory]
    [InlineData("酸臭酸臭的，熏得人绕着走", "环境卫生", true)]
    [InlineData("灯泡一闪一闪的，晚上看不见台阶", "环境卫生", false)]
    public void The_talk_shows_whether_words_sound_like_a_ticket_s_kind(string text, string category, bool alike)
    {
        var vocabulary = Instance.Vocabulary;
        var work = new Workspace(vocabulary);
        var context = new[] { BotSaid($"已登记 #1023 {category}｜3栋｜一般", 30) };
        work.Thread.Read(new Conversation(Group, context, Said("3-1-501", text, 0)));
        work.ReadMessage(text, quoted: false);
        Assert.Equal((alike, !alike), (work.Text.Has(vocabulary.Tags.LikeKind), work.Text.Has(vocabulary.Tags.UnlikeKind)));
        Assert.True(work.Text.Has(vocabulary.Tags.NeighbourHouse));
    }

    [Fact]
    public void Talk_of_the_same_person_a_moment_before_is_no_part_of_what_he_reports()
    {
        var reading = Read("看见有人躺在3栋楼下不动弹了", "4栋陈阿姨", context: Said("4栋陈阿姨", "有没有人要团橙子的？赣南的，五斤起", 1));
        Assert.Equal((Coarse.New, (Urgency?)Urgency.Critical, "3"), (reading.Coarse, reading.Urgency, reading.Location.Building));
        Assert.Contains("talk-before", reading.Reasons);
        Assert.DoesNotContain("橙子", reading.Summary ?? "", StringComparison.Ordinal);
    }

    /// <summary>"2栋" and "一般" stand in the bot's line, and a name with a star: none of it is a question to the reporter.</summary>
    [Theory]
    [InlineData("已登记 #1002 环境卫生｜6栋2单元门口｜一般，请网格员小余确认")]
    [InlineData("已登记 #1002 照明｜星河苑1栋｜较急，请网格员小余确认")]
    public void Who_has_just_reported_something_was_asked_nothing(string registered)
    {
        foreach (var text in new[] { "不客气", "还没睡吗", "2", "那家好吃，比上次那家强", "不那个不好喝有更好喝的", "哈哈", "路上小心" })
        {
            var reading = Read(text, "5-1-1203 老周", SpeakerRole.Resident, Said("5-1-1203 老周", "6栋2单元门口垃圾堆了两天没人收", 10), BotSaid(registered, 10));
            Assert.False(reading.Intent is "answer" or "rating" or "reopen" or "confirm", $"{text}: {reading.Intent}");
        }
    }

    [Theory]
    [InlineData("收到")]
    [InlineData("好的收到")]
    public void A_worker_who_quotes_the_bots_line_with_a_polite_word_takes_the_ticket(string text)
    {
        const string registered = "已登记 #1001 环境卫生｜6栋2单元门口｜一般，请网格员小余确认";
        var reading = Instance.Read(new Conversation(
            Group,
            [Said("4-1-302", "6栋2单元门口垃圾堆了两天没人收", 1), BotSaid(registered, 1), Said("5-1-1203 老周", "我家也是", 0)],
            new Utterance("网格员小余", SpeakerRole.GridWorker, text, TimeSpan.Zero, registered, ["1001"])));
        Assert.Equal((Coarse.Worker, "accept", "1001"), (reading.Coarse, reading.Action, string.Join(",", reading.Refs)));
    }

    [Fact]
    public void Violence_in_a_family_is_no_part_of_a_neighbours_lamp()
    {
        var reading = Read("隔壁天天打老婆，打得头都破了，快来人", "5-1-1203 老周", SpeakerRole.Resident, Said("4-1-302", "42栋1单元楼道灯不亮了", 5), BotSaid("已登记 #1001 照明｜42栋1单元楼道灯｜一般，请网格员小余确认", 5));
        Assert.Equal((Coarse.New, "家暴", true), (reading.Coarse, reading.Category, reading.Privacy));
    }

    [Theory]
    [InlineData("那个灯还是不亮")]
    [InlineData("楼道灯还没人来修吗")]
    public void A_ticket_told_in_free_words_after_its_number_is_known_by_them(string text)
    {
        var reading = Read(text, "老周", context: [Said("小林", "苹果多少钱一斤", 50), BotSaid("已登记 #1024 电梯｜7栋1单元｜较急，已派物业。", 40), BotSaid("已登记 #1023：4栋1单元 楼道灯不亮｜一般。网格员 李敏", 30)]);
        Assert.Contains("1023", reading.Refs);
    }

    [Theory]
    [InlineData("@海棠 #0986 请打分 1-5")]
    [InlineData("#0986 已办结，请 @海棠 评价1-5星")]
    public void Stars_alone_answer_the_question_for_them(string question)
    {
        var reading = Read("⭐⭐⭐⭐⭐", "海棠", context: [Said("海棠", "18栋电梯厅垃圾没人清", 90), BotSaid("已登记 #0986 环境卫生｜18栋电梯厅｜一般", 90), BotSaid(question, 3)]);
        Assert.Equal((Coarse.Link, "rating", (int?)5), (reading.Coarse, reading.Intent, reading.Score));
    }

    [Fact]
    public void Pieces_are_one_report_once_the_fault_is_told()
    {
        var reading = Read("电钻响三天了", "小汪", context: [new("小汪", SpeakerRole.Resident, "7栋", TimeSpan.FromSeconds(22)), new("小汪", SpeakerRole.Resident, "九楼装修的", TimeSpan.FromSeconds(14))]);
        Assert.Equal((Coarse.New, "7"), (reading.Coarse, reading.Location.Building));
    }

    [Fact]
    public void The_same_greeting_again_and_again_is_no_report()
    {
        var greetings = Enumerable.Range(0, 6).Select(count => new Utterance("居民", SpeakerRole.Resident, $"大家好，第{count}句", TimeSpan.FromSeconds(20 - count))).ToArray();
        Assert.Equal(Coarse.None, Read("大家好，第6句", "居民", context: greetings).Coarse);
    }

    [Fact]
    public void What_sounds_dangerous_where_somebody_lives_is_not_passed_over() =>
        Assert.Equal((Coarse.New, Urgency.Critical), (Read("洗澡水带电 我老公抽了", "3-1-404慧慧").Coarse, Read("洗澡水带电 我老公抽了", "3-1-404慧慧").Urgency));
}
