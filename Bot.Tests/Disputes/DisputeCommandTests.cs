using Bot.Domain.Disputes;

namespace Bot.Tests.Disputes;

public sealed class DisputeCommandTests
{
    [Fact]
    public void A_dispute_is_opened_with_its_parties_and_its_mediator()
    {
        var open = Assert.IsType<DisputeCommand.Open>(DisputeCommand.Read("纠纷：楼上漏水争吵，当事人：4-1-302、4-1-402，调解员：社区书记"));
        Assert.Equal(("楼上漏水争吵", "社区书记"), (open.Text, open.Mediator));
        Assert.Equal(["4-1-302", "4-1-402"], open.Parties);
        Assert.Null(Assert.IsType<DisputeCommand.Open>(DisputeCommand.Read("纠纷：楼上漏水争吵")).Mediator);
    }

    [Theory]
    [InlineData("纠纷1005 进展：双方愿意谈", DisputeStep.Progress, null)]
    [InlineData("纠纷 #1005 协议：一周内修好，10天后回访", DisputeStep.Agreed, 10)]
    [InlineData("纠纷1005未达成，要去法院", DisputeStep.Failed, null)]
    [InlineData("纠纷1005 回访：已修好", DisputeStep.FollowedUp, null)]
    public void Its_steps_are_told(string text, DisputeStep kind, int? followUpAfter)
    {
        var step = Assert.IsType<DisputeCommand.Step>(DisputeCommand.Read(text));
        Assert.Equal(("1005", kind, followUpAfter), (step.Number, step.Kind, step.FollowUpAfter));
    }

    [Fact]
    public void The_other_words_are_known()
    {
        Assert.Equal(new DisputeCommand.Look("1005"), DisputeCommand.Read("纠纷1005"));
        Assert.Equal(new DisputeCommand.Name("1005", "社区书记"), DisputeCommand.Read("纠纷1005 调解员 社区书记"));
        Assert.Equal(new DisputeCommand.OutOfTicket("1001"), DisputeCommand.Read("转纠纷 #1001"));
    }

    [Theory]
    [InlineData("楼上漏水，跟邻居有纠纷")]
    [InlineData("纠纷怎么办")]
    [InlineData("纠纷1005怎么样了")]
    [InlineData("纠纷")]
    public void All_else_is_no_command(string text) => Assert.Null(DisputeCommand.Read(text));

    [Fact]
    public void Steps_go_with_how_it_stands()
    {
        Dispute At(DisputeState state) => new("1", "grid-1", "w1", default, "w1", null, state, null);
        Assert.Equal(DisputeState.Agreed, At(DisputeState.Open).After(DisputeStep.Agreed));
        Assert.Equal(DisputeState.Open, At(DisputeState.Agreed).After(DisputeStep.Progress));
        Assert.Null(At(DisputeState.Open).After(DisputeStep.FollowedUp));
        Assert.All(Enum.GetValues<DisputeStep>(), step => Assert.Null(At(DisputeState.FollowedUp).After(step)));
    }
}
