using Bot.Domain.Grids;
using Bot.Domain.Messages;
using Bot.Domain.Understanding;
using Bot.Tests.Tickets;

namespace Bot.Tests.Messages;

public class CertaintyTests
{
    private static readonly Reading Vague = new(Coarse.Worker, "w_reject", "reject") { Confidence = 0.7 };

    private static bool IsEnough(Actor actor, Reading reading, string text, string[]? just = null, string[]? quoted = null) =>
        Certainty.IsEnough(ReactionTests.Hear(actor, reading, text, quoted: quoted ?? []) with { JustSpokenOf = just ?? [], InTalk = just ?? [] }, Desk.With().Ticket);

    [Fact]
    public void A_number_a_quote_or_a_command_is_enough_however_unsure_the_reader()
    {
        Assert.True(IsEnough(Desk.Worker, Vague with { Refs = ["1023"] }, "1023 这个不归我们"));
        Assert.True(IsEnough(Desk.Worker, Vague, "不归我们", quoted: ["1023"]));
        Assert.True(IsEnough(Desk.Worker, Vague with { Reasons = ["command:reject"] }, "不归我们"));
        Assert.False(IsEnough(Desk.Worker, Vague, "不归我们", just: ["1023"]));
    }

    [Theory]
    [InlineData("我家也是这样", true, true)]
    [InlineData("+1", true, true)]
    [InlineData("+1", false, false)]
    [InlineData("好吃吗", true, false)]
    [InlineData("楼道灯不亮好久了", false, true)]
    public void A_me_too_joins_what_it_speaks_of_or_follows(string text, bool follows, bool enough) =>
        Assert.Equal(enough, IsEnough(Desk.Neighbour, new Reading(Coarse.Link, "duplicate", "merge"), text, follows ? ["1023"] : []));

    [Fact]
    public void Talk_of_a_reporter_that_is_about_the_ticket_only_on_second_thoughts_has_to_be_surer()
    {
        var adds = new Reading(Coarse.Link, "addition", "attach") { Refs = ["1023"], Confidence = 0.7 };
        Assert.True(IsEnough(Desk.Resident, adds, "忙碌过后更是轻松", just: ["1023"]));
        Assert.False(IsEnough(Desk.Resident, adds with { Reasons = ["chat", ResidentReader.JudgedLink] }, "忙碌过后更是轻松", just: ["1023"]));
    }

    [Fact]
    public void What_it_takes_more_to_mend_needs_more_certainty()
    {
        Assert.True(IsEnough(Desk.Worker, Vague with { Action = "done" }, "好了", just: ["1023"]));
        Assert.False(IsEnough(Desk.Worker, Vague, "好了", just: ["1023"]));
        Assert.False(IsEnough(Desk.Worker, Vague with { Action = "done" }, "好了"));
    }

    [Fact]
    public void A_faint_question_is_answered_to_who_reported_or_speaks_of_it_and_to_nobody_else()
    {
        var faint = new Reading(Coarse.Query, "followup", "query") { Refs = ["1023"], Confidence = 0.35 };
        Assert.True(IsEnough(Desk.Resident, faint, "有人管吗"));
        Assert.True(IsEnough(Desk.Neighbour, faint, "4栋那个楼道灯呢"));
        Assert.False(IsEnough(Desk.Neighbour, faint, "有没有人要团橙子的？"));
        Assert.True(IsEnough(Desk.Neighbour, faint with { Confidence = 0.9 }, "咋还没人来看"));
    }
}
