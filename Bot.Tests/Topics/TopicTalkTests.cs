using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Topics;
using Bot.Host;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Topics;

public sealed class TopicTalkTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const string Title = "要不要装充电桩";

    /// <summary>It is Monday, 09:00; topic 1001 is talked through in demo-1.</summary>
    private async Task<PostgresHouse> Discussed()
    {
        var house = await PostgresHouse.Open(database);
        await house.Execute("INSERT INTO person (district, person_id, name) VALUES (@District, 'r9', '4-1-302 小李'); INSERT INTO member (district, group_id, person_id) VALUES (@District, 'demo-1', 'r9')");
        await house.Say("r1", $"议题：{Title}");
        await house.Say("w1", "议题1001通过");
        await house.Dispatch();
        return house;
    }

    private static async Task Pass(PostgresHouse house, string at)
    {
        house.Time.Now = Clock.At(at);
        await house.Host.Sweep.Run(CancellationToken.None);
        await house.Dispatch();
    }

    private static async Task<string?> Ask(PostgresHouse house, string sender, string text, string group = "demo-1", string? quote = null)
    {
        var before = Heard(house, group).Count();
        await house.Say(sender, text, group, quote);
        await house.Dispatch();
        return Heard(house, group).Skip(before).SingleOrDefault();
    }

    private static IEnumerable<string> Heard(PostgresHouse house, string group) => house.Channel.Accepted.Where(message => message.LaneId == group).Select(message => message.Text);

    private static async Task<Topic> Topic(PostgresHouse house) => BotJson.Read<Topic>(await house.One<string>("SELECT body FROM topic WHERE district = @District AND number = '1001'"));

    private static Task<int> Tickets(PostgresHouse house) => house.One<int>("SELECT count(*)::int FROM ticket WHERE district = @District");

    [Fact]
    public async Task What_a_resident_proposes_is_public_only_when_the_worker_has_passed_it()
    {
        var house = await PostgresHouse.Open(database);
        Assert.Equal("议题1001记下了，等网格员看过就请大家商量", await Ask(house, "r1", $"议题：{Title}"));
        Assert.Equal($"议题1001待确认：{Title}。可以公开请回「议题1001通过」，不可以请回「议题1001不通过」加原因", Heard(house, "demo-staff").Single());
        Assert.Equal("没找到议题1001，请看看号码对不对", await Ask(house, "r2", "议题1001"));
        Assert.Equal(TicketErrors.NotSteering.Text, await Ask(house, "r1", "议题1001通过"));
        Assert.Equal("请加一句原因，好告诉提的人", await Ask(house, "w1", "议题1001不通过"));
        Assert.Equal($"【议题1001·协商】{Title}。想说什么请引用这条回复，或写「议题1001 您的想法」", await Ask(house, "w1", "议题1001通过"));
        Assert.Equal(["topic_proposed", "topic_passed"], await house.Rows<string>("SELECT kind FROM journal WHERE district = @District AND subject = 'topic:1001' ORDER BY sequence"));
    }

    [Fact]
    public async Task Who_proposed_what_is_not_passed_learns_why()
    {
        var house = await PostgresHouse.Open(database);
        await Ask(house, "r1", $"议题：{Title}", "dm-r1");
        await Ask(house, "w1", "议题1001不通过 电力公司已经在办", "demo-staff");
        Assert.Equal("议题1001这次没有公开商量：电力公司已经在办", Heard(house, "dm-r1").Last());
        Assert.Empty(Heard(house, "demo-1"));
    }

    [Fact]
    public async Task No_group_hears_the_name_of_a_resident_whoever_writes_it()
    {
        var house = await Discussed();
        await Ask(house, "r1", "议题：6栋王奶奶家302门口的灯", "dm-r1");
        Assert.Equal("【议题1002·协商】6栋居民家302门口的灯。想说什么请引用这条回复，或写「议题1002 您的想法」", await Ask(house, "w1", "议题1002通过"));
        Assert.Contains("：1请居民搬走，2先不管。", await Ask(house, "w1", "议题1002投票：请王奶奶搬走/先不管"), StringComparison.Ordinal);
        await Ask(house, "w1", "议题1002决议：请老周家自己换灯，网格员小余负责，3月6日前");
        await Ask(house, "w1", "议题1001决议：请李大爷让出车位，网格员小余负责，3月6日前");
        var told = string.Join('\n', Heard(house, "demo-1").Concat(Heard(house, "demo-2")));
        Assert.Contains("请居民让出车位；网格员小余负责", told, StringComparison.Ordinal);
        Assert.DoesNotMatch("王奶奶|老周|李大爷", told);
        Assert.Contains("王奶奶", Heard(house, "demo-staff").Last(text => text.Contains("1002待确认", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opinions_are_collected_thanked_once_and_never_become_complaints()
    {
        var house = await Discussed();
        Assert.Equal("您的想法记到议题1001了，谢谢", await Ask(house, "r2", "议题1001 我觉得东门太挤，楼道灯也不亮"));
        Assert.Null(await Ask(house, "r2", "议题1001 再说电线老化会漏水"));
        var line = house.Channel.Accepted.Last(message => message.Text.StartsWith("【议题1001·协商】", StringComparison.Ordinal));
        Assert.Equal("您的想法记到议题1001了，谢谢", await Ask(house, "r3", "垃圾桶旁边那块空地可以", quote: $"out-{line.Key}"));
        Assert.Equal(3, await house.One<int>("SELECT count(*)::int FROM topic_opinion WHERE district = @District"));
        Assert.Equal(0, await Tickets(house));
        Assert.Equal($"议题1001{Title}：协商中，2人说了想法", await Ask(house, "r1", "议题1001怎么样了"));
    }

    [Fact]
    public async Task A_cry_for_help_that_names_a_topic_is_a_cry_for_help()
    {
        var house = await Discussed();
        await Ask(house, "r2", "议题1001 不说了，5栋1单元着火了，快来人！");
        Assert.Equal(1, await Tickets(house));
        Assert.Equal(0, await house.One<int>("SELECT count(*)::int FROM topic_opinion WHERE district = @District"));
    }

    [Fact]
    public async Task Of_another_grids_topic_one_learns_nothing()
    {
        var house = await Discussed();
        Assert.Equal("没找到议题1001，请看看号码对不对", await Ask(house, "r4", "议题1001 我也想装", "demo-2"));
        Assert.Equal("没找到议题1001，请看看号码对不对", await Ask(house, "w2", "议题1001", "demo-2"));
        Assert.StartsWith("议题1001", await Ask(house, "c1", "议题1001", "demo-staff"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_household_has_one_vote_the_last_one_counts_and_only_numbers_are_told()
    {
        var house = await Discussed();
        Assert.Equal($"【议题1001·投票】{Title}：1装两台，2装四台，3先不装。一户一票，请回「投票 1001 1」这样的数字，3月6日20:00截止", await Ask(house, "w1", "议题1001投票 按户 周五20:00截止：装两台/装四台/先不装"));
        Assert.Equal("您的一票记好了，截止前可以改", await Ask(house, "r1", "投票 1001 1"));
        Assert.Equal("您的一票记好了，截止前可以改", await Ask(house, "r2", "投票 1001 1"));
        Assert.Equal("改好了，以最后一次为准", await Ask(house, "r9", "投票 1001 3"));
        Assert.Equal("改好了，以最后一次为准", await Ask(house, "r2", "投票 1001 2"));
        Assert.Equal("请回1到3中的一个数字", await Ask(house, "r3", "投票 1001 4"));
        Assert.Equal("这一步请居民来，工作人员不参加", await Ask(house, "w1", "投票 1001 1"));
        await Ask(house, "r3", "投票 1001 2", "dm-r3");
        await Pass(house, "2026-03-06 20:01");
        Assert.Equal($"【议题1001·投票结果】{Title}：装两台0票，装四台2票，先不装1票，共3户投票", Heard(house, "demo-1").Last());
        Assert.Equal("议题1001的投票3月6日20:00已截止", await Ask(house, "r1", "投票 1001 1"));

        // A second computation, from the journal alone: the last choice of each ballot. It knows nobody's name.
        var counts = await house.Rows<(int Choice, int Votes)>(
            """
            SELECT choice, count(*)::int FROM (
              SELECT DISTINCT ON (data ->> 'ballot') (data ->> 'choice')::int AS choice FROM journal
              WHERE district = @District AND subject = 'topic:1001' AND kind = 'topic_voted' ORDER BY data ->> 'ballot', sequence DESC) AS ballot
            GROUP BY choice ORDER BY choice
            """);
        Assert.Equal([(2, 2), (3, 1)], counts);
        Assert.Equal(["voter"], await house.Rows<string>("SELECT DISTINCT actor FROM journal WHERE district = @District AND kind = 'topic_voted'"));
    }

    [Fact]
    public async Task Where_persons_vote_two_of_one_household_have_two_votes()
    {
        var house = await Discussed();
        await Ask(house, "w1", "议题1001投票：装/不装");
        await Ask(house, "r1", "投票 1001 1");
        await Ask(house, "r9", "投票 1001 2");
        await Pass(house, "2026-03-05 20:01");
        Assert.Equal($"【议题1001·投票结果】{Title}：装1票，不装1票，共2人投票", Heard(house, "demo-1").Last());
    }

    [Fact]
    public async Task A_resolution_is_a_ticket_with_its_five_fields_that_the_supervisor_checks()
    {
        var house = await Discussed();
        Assert.Equal("群里没找到“赵六”，请写他在群里的名字", await Ask(house, "w1", "议题1001监督：赵六"));
        Assert.Equal("议题1001请陈阿姨监督，没落实请回「监督 1001 哪里没好」", await Ask(house, "w1", "议题1001监督：陈阿姨"));
        Assert.Equal(
            $"【议题1001·监督落实】{Title}。装两台充电桩；物业老张负责，3月6日18:00前办，工单#1002，陈阿姨监督", await Ask(house, "w1", "议题1001决议：装两台充电桩，物业老张负责，3月6日前装好"));
        var ticket = await house.Ticket("1002");
        Assert.Equal(("p1", TicketState.Assigned, Clock.At("2026-03-06 18:00")), (ticket.Responsible?.Id, ticket.State, ticket.Deadline.At));
        Assert.False(string.IsNullOrEmpty(ticket.Measures) || string.IsNullOrEmpty(ticket.Responsibility));
        Assert.Equal(["r3"], ticket.Asked.Select(person => person.Id));
        Assert.Equal(TopicStage.Implementing, (await Topic(house)).Stage);
    }

    /// <summary>Decided, with r3 as supervisor; #1002 is the ticket.</summary>
    private async Task<PostgresHouse> Decided()
    {
        var house = await Discussed();
        await Ask(house, "r2", "议题1001 装在东门好");
        await Ask(house, "r3", "我来监督1001");
        await Ask(house, "w1", "议题1001决议：装两台充电桩，物业老张负责，3月6日前装好");
        return house;
    }

    [Fact]
    public async Task When_all_its_tickets_are_closed_those_who_took_part_are_asked_once_and_then_the_outcome_is_told()
    {
        var house = await Decided();
        await Pass(house, "2026-03-03 09:01");
        Assert.Equal(TopicStage.Implementing, (await Topic(house)).Stage);
        await house.Say("p1", "1002 装好了，办结 1002");
        await house.Dispatch();
        await house.Say("r3", "好了");
        await house.Dispatch();
        Assert.Equal(TicketState.Closed, (await house.Ticket("1002")).State);
        await Pass(house, "2026-03-04 09:01");
        await Pass(house, "2026-03-05 09:01");
        Assert.Equal(
            $"【议题1001·复盘】{Title}：决议都办好了。@5-1-1203 老周 @4栋陈阿姨 和各位参与的邻居，办得怎样？引用这条回1好了 2没好 3说不清，或「复盘 1001 1」",
            Assert.Single(Heard(house, "demo-1"), text => text.Contains("·复盘】", StringComparison.Ordinal)));
        Assert.Single(Heard(house, "dm-r1"), text => text.Contains("·复盘】", StringComparison.Ordinal));
        Assert.Equal("谢谢，记下了", await Ask(house, "r2", "复盘 1001 好了"));
        Assert.Equal("记下了，会请网格员再看看", await Ask(house, "r1", "复盘 1001 2", "dm-r1"));
        Assert.Equal("议题1001复盘：有邻居说没好，请再看看", Heard(house, "demo-staff").Last());
        await Pass(house, "2026-03-11 09:02");
        Assert.Equal($"【议题1001·结果】{Title}：1项决议都办完了（#1002）。好了1人，没好1人，说不清0人，未评价1人。谢谢大家", Heard(house, "demo-1").Last());
        Assert.Equal(TopicStage.Done, (await Topic(house)).Stage);
    }

    [Fact]
    public async Task A_supervisors_objection_opens_the_ticket_again_and_takes_the_topic_back()
    {
        var house = await Decided();
        Assert.Equal("想监督请先回「我来监督1001」", await Ask(house, "r2", "监督 1001 没人来"));
        Assert.Equal("收到，议题1001还在监督落实，已告诉网格员", await Ask(house, "r3", "监督 1001 没人来装"));
        Assert.Equal("议题1001的监督人说：没人来装。请跟进，议题还在监督落实", Heard(house, "demo-staff").Last());
        await house.Say("p1", "办结 1002");
        await house.Dispatch();
        await house.Say("r3", "好了");
        await house.Dispatch();
        await Pass(house, "2026-03-03 09:01");
        Assert.Equal(TopicStage.Reviewing, (await Topic(house)).Stage);
        await Ask(house, "r3", "监督 1001 有一台没通电");
        Assert.Equal((TicketState.Working, TopicStage.Implementing), ((await house.Ticket("1002")).State, (await Topic(house)).Stage));
        Assert.StartsWith("【重办】@物业老张 #1002", Heard(house, "demo-staff").Last(), StringComparison.Ordinal);
        await Pass(house, "2026-03-10 12:00");
        Assert.Equal(TopicStage.Implementing, (await Topic(house)).Stage);
        Assert.DoesNotContain(Heard(house, "demo-1"), text => text.Contains("·结果】", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_complaint_that_one_worker_cannot_solve_becomes_a_topic()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "4栋1单元楼道灯又不亮了");
        await house.Say("w1", "确认");
        await house.Dispatch();
        Assert.Equal(TicketErrors.NotSteering.Text, await Ask(house, "r2", "1001转议题"));
        Assert.Equal("没找到工单#1009", await Ask(house, "w1", "1009转议题"));
        Assert.Equal("【议题1002·协商】楼道的灯谁来管（由#1001来）。想说什么请引用这条回复，或写「议题1002 您的想法」", await Ask(house, "w1", "1001转议题：楼道的灯谁来管"));
        Assert.True((await house.Ticket("1001")).State.IsOpen());
    }

    [Fact]
    public async Task By_night_the_answer_comes_at_once_and_the_news_in_the_morning()
    {
        var house = await PostgresHouse.Open(database, "2026-03-02 22:30");
        Assert.Equal("好的，议题1001请大家商量", await Ask(house, "w1", $"议题：{Title}"));
        await Pass(house, "2026-03-03 07:01");
        Assert.StartsWith("【议题1001·协商】", Heard(house, "demo-1").Last(), StringComparison.Ordinal);
    }
}
