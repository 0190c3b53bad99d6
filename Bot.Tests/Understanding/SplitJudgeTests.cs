using Bot.Domain.Understanding;
using static Bot.Tests.Understanding.TestReader;

namespace Bot.Tests.Understanding;

public class SplitJudgeTests
{
    private const int Sign = SplitFacts.Score + 4;

    /// <summary>Three cuts each; of a message of several matters one of them bears the sign and looks a little better for it, yet often not the best.</summary>
    private static readonly SplitJudge.Cuts[] Messages = Make();

    [Fact]
    public void Learns_where_the_right_cut_lies_though_it_is_only_told_whether_there_is_one()
    {
        var judge = SplitJudge.Learn(Messages);
        Assert.InRange(judge.Weigh(Facts(score: 0.3f, sign: true)), 1, 20);
        Assert.InRange(judge.Weigh(Facts(score: 0.9f, sign: false)), -20, -1);
    }

    [Fact]
    public void Is_read_back_as_it_was_written()
    {
        var judge = SplitJudge.Learn(Messages);
        var file = new MemoryStream();
        judge.Save(file);
        file.Position = 0;
        var facts = Facts(score: 0.9f, sign: true);
        Assert.Equal(judge.Weigh(facts), SplitJudge.Load(file).Weigh(facts));
        Assert.Throws<EndOfStreamException>(() => SplitJudge.Load(file));
    }

    [Theory]
    [InlineData("3栋对门把鞋柜摆到走道上 3栋网络电视卡得很")]
    [InlineData("9栋楼下便利店音箱从早放到晚，9栋侧门被共享单车堵死")]
    [InlineData("自来水发黄，楼道灯也不亮，5号楼的")]
    public void Two_matters_in_one_breath_are_two(string text) => Assert.Equal((Coarse.Split, 2), (Read(text).Coarse, Read(text).Items.Count));

    [Theory]
    [InlineData("3栋2单元水管爆了，楼梯上全是水，老人下不来")]
    [InlineData("5栋电梯停了两天，十六楼的快递都爬楼送，修的人一直没来")]
    public void A_matter_and_what_follows_from_it_is_one(string text) => Assert.Equal(Coarse.New, Read(text).Coarse);

    private static SplitJudge.Cuts[] Make()
    {
        var random = new LinearCongruential(3);
        var messages = new SplitJudge.Cuts[3000];
        for (var i = 0; i < messages.Length; i++)
        {
            var right = random.Next(3);
            var cuts = new List<float[]>();
            for (var at = 0; at < 3; at++)
            {
                var sign = i % 2 == 0 && at == right;
                cuts.Add(Facts(random.Next(100) / 100f + (sign ? 0.2f : 0), sign));
            }

            messages[i] = new SplitJudge.Cuts(cuts, i % 2 == 0);
        }

        return messages;
    }

    private static float[] Facts(float score, bool sign)
    {
        var facts = new float[SplitFacts.Count];
        facts[SplitFacts.Score] = score;
        facts[Sign] = sign ? 1 : 0;
        return facts;
    }
}
