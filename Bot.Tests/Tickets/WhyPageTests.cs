using System.Net;
using Bot.Tests.Running;

namespace Bot.Tests.Tickets;

public sealed class WhyPageTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task The_page_tells_rule_calendar_and_each_step_as_the_chat_does_and_the_api()
    {
        await host.Bot.MoveToMondayMorning();
        await host.Bot.Say("demo-1", "r1", "42栋1单元楼道灯不亮了");
        await host.Bot.Settle();
        var number = (await host.Bot.Tickets())[0].GetProperty("no").GetString()!;
        var (status, html) = await Page(number);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains($"<section><p>#{number} 时限", html, StringComparison.Ordinal);
        Assert.Contains("依据：", html, StringComparison.Ordinal);
        Assert.Contains("<p>首次答复：", html, StringComparison.Ordinal);
        Assert.Contains("<li>", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Page($"%23{number}")).Status);
        var ticket = await host.Bot.Get($"/api/tickets/{number}");
        Assert.True(ticket.GetProperty("steps").EnumerateObject().Any() || ticket.GetProperty("steps").GetArrayLength() > 0);
    }

    [Fact]
    public async Task A_private_matter_and_a_number_that_does_not_exist_look_the_same()
    {
        await host.Bot.Say("demo-1", "r2", "隔壁天天打老婆，打得头都破了，快来人");
        await host.Bot.Settle();
        var number = (await host.Bot.Tickets()).Select(ticket => ticket.GetProperty("no").GetString()!).Max(StringComparer.Ordinal)!;
        var hidden = await Page(number);
        var unknown = await Page("999999");
        Assert.Equal(HttpStatusCode.NotFound, hidden.Status);
        Assert.Equal(unknown.Html.Replace("999999", number, StringComparison.Ordinal), hidden.Html);
        var attack = await Page("%22%3E%3Cscript%3E");
        Assert.DoesNotContain("<script>", attack.Html, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Html)> Page(string number)
    {
        using var answer = await host.Bot.Send(HttpMethod.Get, $"/sim/why?ticket={number}", null);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
