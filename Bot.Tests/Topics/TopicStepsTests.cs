using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Topics;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Topics;

public class TopicStepsTests
{
    private static readonly Actor Worker = new("w1", "网格员小余", [SpeakerRole.GridWorker]);
    private static readonly Actor Resident = new("r1", "4-1-302", []);
    private static readonly Actor Property = new("p1", "物业老张", [SpeakerRole.Property]);
    private static readonly DateTimeOffset Now = Clock.At("2026-03-02 09:00");
    private static readonly string[] Options = ["装两台", "先不装"];

    private static Topic Of(TopicStage stage) => new("1031", "grid-1", ["demo-1", "demo-2"], "要不要装充电桩", new Person("r1", "4-1-302"), Now, "demo-1") { Stage = stage };

    [Fact]
    public void A_residents_topic_is_told_to_staff_first_and_a_workers_own_to_all_at_once()
    {
        var proposed = TopicSteps.Propose(Of(TopicStage.Proposed), Resident, "grid-1");
        Assert.Equal((TopicStage.Proposed, "议题1031记下了，等网格员看过就请大家商量"), (proposed.Topic.Stage, proposed.Answer));
        Assert.DoesNotContain("4-1-302", Assert.Single(proposed.Notices).Text, StringComparison.Ordinal);
        var passed = TopicSteps.Propose(Of(TopicStage.Proposed), Worker, "grid-1");
        Assert.Equal(TopicStage.Discussing, passed.Topic.Stage);
        Assert.Equal(["demo-1", "demo-2"], passed.Notices.Select(notice => notice.To.Id));
    }

    [Theory]
    [InlineData(TopicStage.Discussing)]
    [InlineData(TopicStage.Implementing)]
    [InlineData(TopicStage.Done)]
    public void Only_what_is_proposed_is_passed_and_only_by_those_who_steer(TopicStage other)
    {
        Assert.Equal("topic_stage", TopicSteps.Pass(Of(other), Worker).Refusal?.Code);
        Assert.Equal("not_steering", TopicSteps.Pass(Of(TopicStage.Proposed), Resident).Refusal?.Code);
        Assert.Equal("not_steering", TopicSteps.Pass(Of(TopicStage.Proposed), Property).Refusal?.Code);
    }

    [Fact]
    public void No_topic_is_refused_without_a_reason() => Assert.Equal("reason_missing", TopicSteps.RefuseIt(Of(TopicStage.Proposed), " ", Worker).Refusal?.Code);

    [Theory]
    [InlineData("按户 周五20:00截止", true, "2026-03-06 20:00")]
    [InlineData("3月20日截止", false, "2026-03-20 18:00")]
    [InlineData("", false, "2026-03-05 20:00")]
    public void A_vote_is_open_until_the_time_that_was_said_or_the_third_evening(string terms, bool byHousehold, string until)
    {
        var ballot = TopicSteps.OpenVote(Of(TopicStage.Discussing), terms, Options, Worker, Now).Topic.Ballot!;
        Assert.Equal((byHousehold, Clock.At(until)), (ballot.ByHousehold, ballot.Until));
    }

    [Fact]
    public void A_vote_without_a_choice_or_without_a_sensible_end_is_refused()
    {
        var topic = Of(TopicStage.Discussing);
        Assert.Equal("options_unclear", TopicSteps.OpenVote(topic, "", ["装"], Worker, Now).Refusal?.Code);
        Assert.Equal("until_refused", TopicSteps.OpenVote(topic, Options, false, Now.AddDays(61), Worker, Now).Refusal?.Code);
        Assert.Equal("until_refused", TopicSteps.OpenVote(topic, Options, false, Now, Worker, Now).Refusal?.Code);
        var voting = TopicSteps.OpenVote(topic, "", Options, Worker, Now).Topic;
        Assert.Equal("vote_runs", TopicSteps.OpenVote(voting, "", Options, Worker, Now).Refusal?.Code);
    }

    [Fact]
    public void Staff_do_not_vote_and_nobody_does_after_the_end()
    {
        var topic = TopicSteps.OpenVote(Of(TopicStage.Discussing), "", Options, Worker, Now).Topic;
        Assert.Null(TopicSteps.MayVote(topic, 2, Resident, Now));
        Assert.Equal("no_such_option", TopicSteps.MayVote(topic, 3, Resident, Now)?.Code);
        Assert.Equal("residents_only", TopicSteps.MayVote(topic, 1, Worker, Now)?.Code);
        Assert.Equal("vote_over", TopicSteps.MayVote(topic, 1, Resident, topic.Ballot!.Until)?.Code);
        Assert.Equal("no_vote", TopicSteps.MayVote(Of(TopicStage.Discussing), 1, Resident, Now)?.Code);
    }

    [Fact]
    public void The_tally_tells_numbers_in_the_order_of_the_options_none_left_out()
    {
        var topic = TopicSteps.OpenVote(Of(TopicStage.Discussing), "按户", ["装两台", "装四台", "先不装"], Worker, Now).Topic;
        var counted = TopicSteps.CloseVote(topic, [3, 1, 1]);
        Assert.Equal("【议题1031·投票结果】要不要装充电桩：装两台2票，装四台0票，先不装1票，共3户投票", counted.Notices[0].Text);
        Assert.False(counted.Topic.IsVoting);
    }

    [Fact]
    public void A_resolution_names_what_who_and_when_but_no_door()
    {
        var resolution = new Resolution("装两台，在东门", new Person("w1", "网格员小余"), Clock.At("2026-03-31 18:00"), "1032", null, Now);
        var step = TopicSteps.Resolve(Of(TopicStage.Discussing) with { Supervisors = [new Person("r3", "陈阿姨")] }, resolution, [], Now);
        Assert.Equal("【议题1031·监督落实】要不要装充电桩。装两台；网格员小余负责，3月31日18:00前办，工单#1032，陈阿姨监督", step.Notices[0].Text);
        Assert.Equal(new TopicClock("follow", 1, Clock.At("2026-03-03 09:00")), Assert.Single(step.Clocks));
        var door = TopicSteps.Resolve(Of(TopicStage.Discussing), resolution with { Text = "把5-1-1203门口的柜子搬走" }, [], Now).Notices[0].Text;
        Assert.DoesNotContain("1203", door, StringComparison.Ordinal);
    }

    [Fact]
    public void An_objection_takes_a_topic_back_from_the_review_and_staff_are_told_where_no_ticket_says_so()
    {
        var reviewing = Of(TopicStage.Reviewing) with { Looks = 4 };
        var back = TopicSteps.TakeObjection(reviewing, "没装好", "1032", "grid-1", "m1", Now);
        Assert.Equal((TopicStage.Implementing, 5), (back.Topic.Stage, back.Topic.Looks));
        Assert.Empty(back.Notices);
        var told = TopicSteps.TakeObjection(Of(TopicStage.Implementing), "没人来", null, "grid-1", "m1", Now);
        Assert.Equal("议题1031的监督人说：没人来。请跟进，议题还在监督落实", Assert.Single(told.Notices).Text);
    }

    [Fact]
    public void Who_spoke_is_named_when_asked_how_it_went_and_who_only_voted_is_asked_alone()
    {
        var step = TopicSteps.BeginReview(Of(TopicStage.Implementing), [new Person("r1", "4-1-302")], ["r2"], 2, Now);
        Assert.Equal(["r1"], step.Notices[0].Mentions);
        Assert.Equal(["demo-1", "demo-2", "r2"], step.Notices.Select(notice => notice.To.Id));
        Assert.Equal(Clock.At("2026-03-09 09:00"), Assert.Single(step.Clocks).DueAt);
    }

    [Fact]
    public void Silence_is_not_counted_as_consent()
    {
        var topic = Of(TopicStage.Reviewing) with { Resolutions = [new Resolution("装两台", null, null, "1032", null, Now)] };
        var step = TopicSteps.EndReview(topic, ReviewCount.Of([1, 1, 2, null, null, 3]));
        Assert.Equal("【议题1031·结果】要不要装充电桩：1项决议都办完了（#1032）。好了2人，没好1人，说不清1人，未评价2人。谢谢大家", step.Notices[0].Text);
    }

    [Theory]
    [InlineData("5-1-1203 老周", "老周")]
    [InlineData("4栋陈阿姨", "陈阿姨")]
    [InlineData("3栋2单元601李师傅", "李师傅")]
    [InlineData("4-1-302", "一位邻居")]
    [InlineData("王姐", "王姐")]
    public void People_are_named_without_their_door(string nickname, string name) => Assert.Equal(name, NameInGroup.Of(nickname));

    [Theory]
    [InlineData("陈阿姨说楼道灯太暗", "4栋陈阿姨", true)]
    [InlineData("4-1-302反映漏水", "4-1-302", true)]
    [InlineData("14-1-302反映漏水", "4-1-302", false)]
    [InlineData("4-1-3021反映漏水", "4-1-302", false)]
    public void Words_name_a_person_in_full_or_without_the_door(string words, string nickname, bool named) => Assert.Equal(named, NameInGroup.IsIn(words, nickname));
}
