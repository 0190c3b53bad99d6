using System.Text.Json;
using Bot.Host;
using Bot.Host.Simulator;
using Bot.Host.Tickets;

namespace Bot.Tests.Clocks;

public class ShanghaiInstantTests
{
    [Theory]
    [InlineData("2026-03-02T09:00:00", "2026-03-02T09:00:00+08:00")]
    [InlineData("2026-03-02T09:00", "2026-03-02T09:00:00+08:00")]
    [InlineData("2026-03-02T09:00:00.5", "2026-03-02T09:00:00.5+08:00")]
    [InlineData("2026-03-02T09:00:00Z", "2026-03-02T17:00:00+08:00")]
    [InlineData("2026-03-02T09:00:00+09:00", "2026-03-02T08:00:00+08:00")]
    public void An_instant_without_an_offset_is_in_china(string text, string instant)
    {
        var expected = DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(expected, BotJson.Read<ClockApi.ClockInput>($$"""{"at":"{{text}}"}""").At);
        var action = BotJson.Read<TicketActions.ActionInput>($$"""{"action":"assign","due":"{{text}}","until":"{{text}}"}""");
        Assert.Equal((expected, expected), (action.Due, action.Until));
        Assert.Equal(expected, BotJson.Read<Bot.Host.Meetings.MeetingApi.MeetingInput>($$"""{"at":"{{text}}"}""").At);
        Assert.Equal(expected, BotJson.Read<Bot.Host.Meetings.MeetingApi.MeetingPatch>($$"""{"at":"{{text}}"}""").At);
    }

    [Fact]
    public void One_that_is_left_out_or_null_is_none()
    {
        Assert.Null(BotJson.Read<ClockApi.ClockInput>("{}").At);
        Assert.Null(BotJson.Read<ClockApi.ClockInput>("""{"at":null}""").At);
    }

    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("\"2026-03-02\"")]
    [InlineData("5")]
    public void What_is_no_instant_is_refused(string json) => Assert.Throws<JsonException>(() => BotJson.Read<ClockApi.ClockInput>($$"""{"at":{{json}}}"""));
}
