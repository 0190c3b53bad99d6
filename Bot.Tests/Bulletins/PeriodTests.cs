using Bot.Domain.Bulletins;
using Bot.Host.Bulletins;
using Bot.Tests.Clocks;

namespace Bot.Tests.Bulletins;

public sealed class PeriodTests
{
    [Theory]
    [InlineData("2026-03", "2026年3月", "2026-03-01", "2026-03-31")]
    [InlineData("2026-Q1", "2026年第一季度", "2026-01-01", "2026-03-31")]
    [InlineData("2024-02", "2024年2月", "2024-02-01", "2024-02-29")]
    [InlineData("2026", "2026年", "2026-01-01", "2026-12-31")]
    public void A_code_means_its_days(string code, string words, string from, string to)
    {
        var period = Period.Parse(code)!;
        Assert.Equal((code, words, from, to), (period.Code, period.Words, $"{period.From:yyyy-MM-dd}", $"{period.To:yyyy-MM-dd}"));
        Assert.Equal(TimeSpan.FromHours(8), period.Begins.Offset);
        Assert.Equal(period.Begins.AddMonths(period.Months), period.Ends);
    }

    [Theory]
    [InlineData("2026-00")]
    [InlineData("2026-13")]
    [InlineData("2026-Q5")]
    [InlineData("26-03")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_period_is_none(string? code) => Assert.Null(Period.Parse(code));

    [Theory]
    [InlineData("", "2026-02")]
    [InlineData("上月", "2026-01")]
    [InlineData("2月", "2026-02")]
    [InlineData("12月", "2025-12")]
    [InlineData("2025-Q4", "2025-Q4")]
    [InlineData("13月", null)]
    public void People_name_a_month_as_they_speak(string words, string? code) => Assert.Equal(code, BulletinTalk.Month(words, Clock.At("2026-02-10 09:00"))?.Code);
}
