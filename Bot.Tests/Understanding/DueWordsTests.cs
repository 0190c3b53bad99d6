using Bot.Domain.Understanding;

namespace Bot.Tests.Understanding;

public class DueWordsTests
{
    /// <summary>A Wednesday.</summary>
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 10, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("今天下班前办完", "今天下班前", "2026-03-04 18:00")]
    [InlineData("延到周六", "周六", "2026-03-07 18:00")]
    [InlineData("下周三上午换", "下周三上午", "2026-03-11 12:00")]
    [InlineData("月底前弄好", "月底前", "2026-03-31 18:00")]
    [InlineData("明天上午换", "明天上午", "2026-03-05 12:00")]
    [InlineData("今晚八点前办完", "今晚八点前", "2026-03-04 20:00")]
    [InlineData("下午3点到", "下午3点", "2026-03-04 15:00")]
    [InlineData("后天来", "后天", "2026-03-06 18:00")]
    [InlineData("11月25日超期的", "11月25日", "2026-11-25 18:00")]
    [InlineData("20分钟到", "20分钟", "2026-03-04 10:20")]
    [InlineData("半小时到", "半小时", "2026-03-04 10:30")]
    public void Times_in_words_become_instants(string text, string words, string at)
    {
        var found = DueWords.Find(text, text, Now);
        Assert.NotNull(found);
        Assert.Equal((words, at), (found.Value.Words, found.Value.At?.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(TimeSpan.FromHours(8), found.Value.At?.Offset);
    }

    [Fact]
    public void The_last_time_named_is_the_one_asked_for() =>
        Assert.Equal("周六", DueWords.FindLast("厂家配件周五才到，申请延到周六", "厂家配件周五才到,申请延到周六", Now)?.Words);

    [Fact]
    public void Without_a_now_the_words_are_told_and_no_instant() => Assert.Null(DueWords.Find("明天上午换", "明天上午换", null)?.At);
}
