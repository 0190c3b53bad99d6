using Bot.Domain.Understanding;

namespace Bot.Tests.Understanding;

public class SmallNetTests
{
    /// <summary>One or the other but not both: no sum of weights can say that.</summary>
    private static readonly (float[] Input, int Wanted)[] EitherOr = [.. Enumerable.Range(0, 2000).Select(i => (new float[] { i & 1, i >> 1 & 1 }, (i & 1) ^ (i >> 1 & 1)))];

    [Fact]
    public void Learns_what_no_sum_of_weights_can_say()
    {
        var net = SmallNetLearner.Learn(EitherOr, 2);
        Assert.Equal([0, 1, 1, 0], EitherOr.Take(4).Select(example => Best(net, example.Input)));
    }

    [Fact]
    public void The_same_examples_give_the_same_net_and_it_is_read_back_as_it_was_written()
    {
        var (one, other) = (new MemoryStream(), new MemoryStream());
        SmallNetLearner.Learn(EitherOr, 2).Save(one);
        SmallNetLearner.Learn(EitherOr, 2).Save(other);
        Assert.Equal(one.ToArray(), other.ToArray());
        one.Position = 0;
        var net = SmallNet.Load(one, 2, 2);
        Assert.Equal(1, Best(net, [1, 0]));
        Assert.Throws<EndOfStreamException>(() => SmallNet.Load(one, 2, 2));
        Assert.Throws<FormatException>(() => new SmallNet(3, 2, new float[5]));
    }

    private static int Best(SmallNet net, float[] input)
    {
        Span<float> chances = stackalloc float[2];
        net.Weigh(input, chances);
        return chances[0] > chances[1] ? 0 : 1;
    }
}
