using Bot.Domain.Clocks;

namespace Bot.Tests.Clocks;

public class LimitTests
{
    [Theory]
    [InlineData("5wd", 5, LimitUnit.WorkingDays)]
    [InlineData("2wh", 2, LimitUnit.WorkingHours)]
    [InlineData("30wm", 30, LimitUnit.WorkingMinutes)]
    [InlineData("2h", 2, LimitUnit.Hours)]
    [InlineData("15m", 15, LimitUnit.Minutes)]
    [InlineData("7d", 7, LimitUnit.Days)]
    public void Is_read_and_written_as_the_contract_writes_it(string text, int count, LimitUnit unit)
    {
        var limit = Limit.Parse(text);
        Assert.Equal(new Limit(count, unit), limit);
        Assert.Equal(text, limit.ToString());
    }

    [Theory]
    [InlineData("0wd", "at least 1")]
    [InlineData("000m", "at least 1")]
    [InlineData("99999999999d", "too large")]
    [InlineData("-1wd", "not a number")]
    [InlineData("+1wd", "not a number")]
    [InlineData("1.5h", "not a number")]
    [InlineData("1one", "not a number")]
    [InlineData("wd", "not a number")]
    [InlineData("5", "not a number")]
    [InlineData("5WD", "not a number")]
    [InlineData("5 wd", "not a number")]
    [InlineData("５wd", "not a number")]
    [InlineData("5wdd", "not a number")]
    [InlineData("", "not a number")]
    public void Refuses_what_is_no_limit(string text, string reason)
    {
        Assert.Contains(reason, Assert.Throws<ClockException>(() => Limit.Parse(text)).Message, StringComparison.Ordinal);
        Assert.False(Limit.TryParse(text, out _));
    }

    [Fact]
    public void Tries_null_without_an_error() => Assert.False(Limit.TryParse(null, out _));
}
