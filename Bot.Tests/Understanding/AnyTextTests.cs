using System.Text;
using Bot.Domain.Understanding;

namespace Bot.Tests.Understanding;

/// <summary>Whatever is written, of any length and any Unicode, is read without an exception.</summary>
public class AnyTextTests
{
    private static readonly string[] Scraps =
        ["3栋", "2单元", "电梯坏了", "漏水", "+1", "#1023", "1", "负二楼", "B2", "3-2-501", "「老周：水管爆了」\n------\n", "@社区小助手 ", "[图片]", "[语音", "🐶", "\ud83d", "\udc00", "\u202e", "\u0000", "\ufeff", "，", "。\n", "1到6栋", "15弄6号301", "我家也是", "2026年2月30日", "９９９９", "一一一一", "https://x", "派 1023 给", "İ", "ﬃ", "棟"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_that_is_put_together_at_random_throws(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            var text = Text(random, random.Next(40));
            var context = Enumerable.Range(0, random.Next(4)).Select(number => new Utterance(
                random.Next(2) == 0 ? "居民" : Text(random, 2), (SpeakerRole)random.Next(Enum.GetValues<SpeakerRole>().Length), Text(random, random.Next(6)), TimeSpan.FromSeconds(random.Next(100_000)))).ToArray();
            var role = (SpeakerRole)random.Next(Enum.GetValues<SpeakerRole>().Length);
            var reading = TestReader.Instance.Read(new Conversation(TestReader.Group, context, new Utterance("居民", role, text, TimeSpan.Zero)));
            Assert.InRange(reading.Confidence, 0, 1.001);
            Assert.True(reading.Reply is null || reading.Reply.Length <= Replies.Longest || reading.Urgency == Urgency.Critical, reading.Reply);
        }
    }

    [Theory]
    [InlineData("3栋2单元501漏水，")]
    [InlineData("另外")]
    [InlineData("一")]
    [InlineData("9")]
    [InlineData("\ud83d")]
    public void A_hundred_thousand_characters_are_read(string piece)
    {
        var text = new StringBuilder().Insert(0, piece, 100_000 / piece.Length).ToString();
        Assert.NotNull(TestReader.Read(text).Intent);
    }

    private static string Text(Random random, int pieces)
    {
        var text = new StringBuilder();
        for (var i = 0; i < pieces; i++)
        {
            text.Append(random.Next(4) == 0 ? ((char)random.Next(char.MaxValue + 1)).ToString() : Scraps[random.Next(Scraps.Length)]);
        }

        return text.ToString();
    }
}
