using Bot.Tests.Running;

namespace Bot.Tests.Deploy;

[Collection(nameof(Deploy))]
public class StandinTests
{
    [Fact]
    public async Task The_stand_in_says_where_it_is_ready_and_leaves_nothing_behind()
    {
        using var script = new Script("standin", null, "--port", "0");
        await Patience.Until(() => script.HasEnded || script.Output.Length > 0, "the stand-in becomes ready");
        var address = Assert.Single(script.Output)["ready ".Length..];
        using var http = new HttpClient();
        var answer = await http.GetStringAsync(new Uri($"{address}/cgi-bin/gettoken?corpid=x&corpsecret=y"), TestContext.Current.CancellationToken);
        Assert.Contains("40013", answer, StringComparison.Ordinal);

        var family = Processes.Family(script.Id);
        Processes.Signal("TERM", script.Id);
        await script.End();
        Assert.DoesNotContain(family, Processes.Lives);
    }
}
