using Bot.Host.Channels;
using Bot.Host.Channels.Credentials;
using Bot.Host.Channels.OneBot;
using Bot.Host.Clocks;
using Bot.Platforms;
using Bot.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Bot.Tests.Channels.OneBot;

/// <summary>What the bot says through a bridge; the stand-in's ledger is the judge.</summary>
public sealed class OneBotChannelTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private Standin standin = null!;
    private PostgresHouse house = null!;
    private ServiceProvider services = null!;

    private OneBotChannel Channel => services.GetRequiredService<OneBotChannel>();

    private ChannelStates States => services.GetRequiredService<ChannelStates>();

    public async ValueTask InitializeAsync()
    {
        standin = await Standin.Start();
        house = await PostgresHouse.Open(database);
        Use(bridge => bridge);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await standin.DisposeAsync();
    }

    [Theory]
    [InlineData("bridge11", "/send_group_msg", """[{"type":"reply","data":{"id":"5"}},{"type":"at","data":{"qq":"31"}},{"type":"text","data":{"text":"已受理"}}]""")]
    [InlineData("bridge12", "/send_message", """[{"type":"reply","data":{"message_id":"5"}},{"type":"mention","data":{"user_id":"31"}},{"type":"text","data":{"text":"已受理"}}]""")]
    public async Task A_group_reads_the_words_with_their_quote_and_whom_they_are_for(string account, string action, string message)
    {
        await house.Execute(
            "INSERT INTO identity (district, channel, account, external_id, person_id, proof, proven_at) VALUES (@District, 'onebot', @account, '31', 'w1', 'code', @now)", new { account, now = house.Time.Now.ToUniversalTime() });
        house.Host.Maps.Forget();
        var delivery = await Channel.Send(new OutgoingMessage("k1", "demo-1", "已受理", ["w1", "c1"], "5"), new ChannelRoute("demo-1", "onebot", account, "90010001", 0), CancellationToken.None);
        var entry = Assert.Single(standin.Ledger.Of(action));
        Assert.Equal("1", Assert.IsType<Delivery.Sent>(delivery).ProviderId);
        Assert.Equal(("90010001", account), (entry.Target, entry.Account));
        Assert.Equal(message, entry.Content!["message"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Theory]
    [InlineData("bridge11", "/send_private_msg", "user_id")]
    [InlineData("bridge12", "/send_message", "user_id")]
    public async Task A_person_is_written_to_alone(string account, string action, string field)
    {
        await house.Execute("INSERT INTO chat_group (district, group_id, name, channel, kind, communities) VALUES (@District, 'dm-x1', '老周', 'onebot', 'private', '{}') ON CONFLICT DO NOTHING");
        house.Host.Maps.Forget();
        await Channel.Send(new OutgoingMessage("k1", "dm-x1", "好了吗？", ["x1"], null), new ChannelRoute("dm-x1", "onebot", account, "wxid_zhou", 0), CancellationToken.None);
        var content = Assert.Single(standin.Ledger.Of(action)).Content!;
        Assert.Equal("wxid_zhou", (string?)content[field]);
        Assert.Single(content["message"]!.AsArray());
    }

    [Theory]
    [InlineData("bridge11", 403)]
    [InlineData("bridge12", 401)]
    public async Task A_refused_token_is_final_and_seen_by_the_operator(string account, int status)
    {
        Use(bridge => bridge with { AccessToken = "wrong-token" });
        var reason = Assert.IsType<Delivery.Refused>(await Say(account)).Reason;
        Assert.Contains($"HTTP {status}", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-token", reason, StringComparison.Ordinal);
        Assert.Equal("failing", States.Of("onebot", account).State);
        Assert.Empty(standin.Ledger.Entries);
    }

    [Fact]
    public async Task Where_there_are_no_actions_it_is_final()
    {
        Use(bridge => bridge with { Address = new Uri(standin.Address, "nowhere") });
        Assert.Contains("HTTP 404", Assert.IsType<Delivery.Refused>(await Say("bridge11")).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("html")]
    [InlineData("drop")]
    [InlineData("truncate")]
    public async Task Without_an_answer_nobody_knows_and_the_exception_tells_no_secret(string fault)
    {
        standin.Script(new Fault { Path = "/send_group_msg", Kinds = [fault], Seconds = 30 });
        var exception = await Assert.ThrowsAsync<PlatformFaultException>(() => Say("bridge11"));
        Assert.True(exception.WasSent);
        Assert.DoesNotContain("pretended", exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_takes_longer_than_the_lane_is_held_is_none()
    {
        house = await PostgresHouse.Open(database, lease: TimeSpan.FromSeconds(4));
        Use(bridge => bridge);
        standin.Script(new Fault { Path = "/send_group_msg", Kinds = ["delay"], Seconds = 30 });
        Assert.True((await Assert.ThrowsAsync<PlatformFaultException>(() => Say("bridge11"))).WasSent);
    }

    [Fact]
    public async Task What_never_left_is_tried_later()
    {
        Use(bridge => bridge with { Address = new Uri("http://127.0.0.1:1") });
        Assert.IsType<Delivery.Later>(await Say("bridge11"));
    }

    [Theory]
    [InlineData("""{"status":"failed","retcode":100,"data":null}""", "refused")]
    [InlineData("""{"status":"async","retcode":1,"data":null}""", "sent")]
    [InlineData("""{"status":"failed","retcode":36000,"data":null}""", "later")]
    [InlineData("""{"status":"failed","retcode":33001,"data":null}""", "unknown")]
    [InlineData("""{"status":"failed","retcode":20002,"data":null}""", "unknown")]
    [InlineData("""{"hello":1}""", "unknown")]
    public async Task The_bridges_word_is_taken_as_the_standard_means_it(string answer, string outcome)
    {
        await using var bridge = await HookListener.Open();
        bridge.Answer = _ => (200, answer);
        Use(one => one with { Address = bridge.Address });
        var found = await Record.ExceptionAsync(async () => Assert.Equal(outcome, await Say("bridge12") switch { Delivery.Sent => "sent", Delivery.Later => "later", Delivery.Refused => "refused", _ => "?" }));
        Assert.True(outcome == "unknown" ? found is PlatformFaultException : found is null, $"{found}");
    }

    [Fact]
    public async Task The_twenty_first_in_a_minute_waits()
    {
        for (var number = 0; number < 20; number++)
        {
            Assert.IsType<Delivery.Sent>(await Say("bridge11"));
        }

        var wait = Assert.IsType<Delivery.Later>(await Say("bridge11")).After;
        Assert.InRange(wait, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(62));
        Assert.Equal(20, standin.Ledger.Entries.Count);
        house.Time.Now += wait;
        Assert.IsType<Delivery.Sent>(await Say("bridge11"));
    }

    [Fact]
    public async Task A_bridge_that_is_off_is_no_way_out() =>
        Assert.IsType<Delivery.Closed>(await Channel.Send(new OutgoingMessage("k1", "demo-1", "已受理", [], null), new ChannelRoute("demo-1", "onebot", "resting", "1", 0), CancellationToken.None));

    private Task<Delivery> Say(string account) =>
        Channel.Send(new OutgoingMessage($"k-{Guid.NewGuid():N}", "demo-1", "已受理", [], null), new ChannelRoute("demo-1", "onebot", account, "90010001", 0), CancellationToken.None);

    private void Use(Func<ChannelSettings.OneBot, ChannelSettings.OneBot> change)
    {
        services?.Dispose();
        var collection = new ServiceCollection();
        collection.AddSingleton(house.Settings).AddSingleton(house.Source).AddSingleton(new BotClock(house.Source, house.Time)).AddSingleton(house.Host.Maps);
        collection.AddSingleton(new ChannelSettings
        {
            OneBots = standin.Accounts.Bridges.ToDictionary(pair => pair.Key, pair => change(new ChannelSettings.OneBot(pair.Value.Version, pair.Value.Secret, pair.Value.AccessToken, standin.Address))),
        });
        collection.AddSingleton<SendLimit>().AddSingleton<ChannelStates>().AddSingleton<OneBotChannel>();
        OneBotClient.AddTo(collection);
        services = collection.BuildServiceProvider();
    }
}
