using System.Text;
using Bot.Host.Channels.Credentials;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.Credentials;

public sealed class AccessTokensTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const string Fetch = "/cgi-bin/gettoken";
    private const string StableFetch = "/cgi-bin/stable_token";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hosts_that_ask_at_once_fetch_one_token()
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        fake.BeforeToken = () => Task.Delay(200);
        using var first = new ChannelHost(house, fake.Address);
        using var second = new ChannelHost(house, fake.Address);
        var tokens = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => (number % 2 == 0 ? first : second).Tokens.Get(first.Wecom, Stop)));
        Assert.Equal(fake.Token, Assert.Single(tokens.Distinct()));
        Assert.Equal(1, fake.Count(Fetch));
    }

    [Fact]
    public async Task A_host_that_dies_while_it_fetches_holds_the_others_up_for_its_lease_and_is_fenced_off_afterwards()
    {
        var house = await PostgresHouse.Open(database, lease: TimeSpan.FromSeconds(6));
        await using var fake = await FakePlatform.Start(house.Time);
        using var dying = new ChannelHost(house, fake.Address);
        using var living = new ChannelHost(house, fake.Address);
        var lease = await dying.Get<TokenRows>().Take(dying.Wecom, 0, Stop);
        Assert.Null(await living.Get<TokenRows>().Take(living.Wecom, 0, Stop));
        var token = await living.Tokens.Get(living.Wecom, Stop);
        Assert.Equal(1, fake.Count(Fetch));
        Assert.False(await dying.Get<TokenRows>().Keep(dying.Wecom, lease!.Value, "late", house.Time.GetUtcNow().AddHours(2), house.Time.GetUtcNow(), null));
        Assert.Equal(token, await dying.Tokens.Get(dying.Wecom, Stop));
        Assert.Equal(1, fake.Count(Fetch));
    }

    [Fact]
    public async Task In_its_last_five_minutes_one_host_fetches_the_next_token_while_all_others_go_on_with_the_old_one()
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var first = new ChannelHost(house, fake.Address);
        using var second = new ChannelHost(house, fake.Address);
        var old = await first.Tokens.Get(first.Mini, Stop);
        Assert.Equal(old, await second.Tokens.Get(second.Mini, Stop));
        house.Time.Now += TimeSpan.FromMinutes(114);
        Assert.Equal(old, await second.Tokens.Get(second.Mini, Stop));
        Assert.Equal(1, fake.Count(StableFetch));

        house.Time.Now += TimeSpan.FromMinutes(2);
        var asked = new TaskCompletionSource();
        var released = new TaskCompletionSource();
        fake.BeforeToken = () =>
        {
            asked.SetResult();
            return released.Task;
        };
        var fetching = first.Tokens.Get(first.Mini, Stop);
        await asked.Task.WaitAsync(Patience.Limit, Stop);
        Assert.Equal(old, await second.Tokens.Get(second.Mini, Stop));
        Assert.Equal(old, await first.Tokens.Get(first.Mini, Stop));
        released.SetResult();
        var next = await fetching;
        Assert.NotEqual(old, next);
        house.Time.Now += TimeSpan.FromSeconds(3);
        Assert.Equal(next, await second.Tokens.Get(second.Mini, Stop));
        Assert.Equal(2, fake.Count(StableFetch));
    }

    [Fact]
    public async Task A_dropped_token_is_fetched_anew_once_however_many_drop_it()
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var first = new ChannelHost(house, fake.Address);
        using var second = new ChannelHost(house, fake.Address);
        var old = await first.Tokens.Get(first.Mini, Stop);
        await second.Tokens.Get(second.Mini, Stop);
        fake.Change();
        await Task.WhenAll(first.Tokens.Drop(first.Mini, old), first.Tokens.Drop(first.Mini, old));
        var next = await first.Tokens.Get(first.Mini, Stop);
        Assert.NotEqual(old, next);

        // The other host hears of it late: its drop does not touch the new one.
        await second.Tokens.Drop(second.Mini, old);
        Assert.Equal(next, await second.Tokens.Get(second.Mini, Stop));
        Assert.Equal(2, fake.Count(StableFetch));
        Assert.DoesNotContain(fake.Calls, call => call.Body.GetProperty("force_refresh").GetBoolean());
    }

    [Fact]
    public async Task A_token_is_changed_by_force_only_where_the_platform_hands_out_a_dropped_one_again_30_s_apart_and_20_times_a_day()
    {
        var house = await PostgresHouse.Open(database, "2026-03-02 00:10");
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        using var other = new ChannelHost(house, fake.Address);
        var token = await host.Tokens.Get(host.Mini, Stop);
        await host.Tokens.Drop(host.Mini, token);
        var next = await host.Tokens.Get(host.Mini, Stop);
        Assert.NotEqual(token, next);
        Assert.Equal(1, Forced(fake));

        house.Time.Now += TimeSpan.FromSeconds(20);
        await host.Tokens.Drop(host.Mini, next);
        await Assert.ThrowsAsync<PlatformException>(() => other.Tokens.Get(other.Mini, Stop));
        Assert.Equal(1, Forced(fake));
        for (var round = 0; round < 60; round++)
        {
            house.Time.Now += TimeSpan.FromSeconds(11);
            try
            {
                await host.Tokens.Drop(host.Mini, await (round % 2 == 0 ? host : other).Tokens.Get(host.Mini, Stop));
            }
            catch (PlatformException)
            {
                // Not now.
            }
        }

        var times = fake.Calls.Where(call => call.Path == StableFetch && call.Body.GetProperty("force_refresh").GetBoolean()).Select(call => call.At).ToList();
        Assert.True(times.Count > 10, $"{times.Count} forced");
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(30)));
        for (var round = 0; round < 60; round++)
        {
            house.Time.Now += TimeSpan.FromSeconds(62);
            try
            {
                await host.Tokens.Drop(host.Mini, await host.Tokens.Get(host.Mini, Stop));
            }
            catch (PlatformException)
            {
                // Not today.
            }
        }

        Assert.Equal(20, Forced(fake));
    }

    [Theory]
    [InlineData("html")]
    [InlineData("reset")]
    [InlineData("500")]
    [InlineData("{\"errcode\":-1,\"errmsg\":\"system error\"}")]
    public async Task While_the_platform_cannot_be_reached_the_old_token_serves_until_its_end(string fault)
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        var old = await host.Tokens.Get(host.Wecom, Stop);
        house.Time.Now += TimeSpan.FromMinutes(116);
        fake.Faults.Enqueue(fault);
        Assert.Equal(old, await host.Tokens.Get(host.Wecom, Stop));

        // Not asked again at every call.
        Assert.Equal(old, await host.Tokens.Get(host.Wecom, Stop));
        Assert.Equal(2, fake.Count(Fetch));
        house.Time.Now += TimeSpan.FromMinutes(5);
        fake.Faults.Enqueue(fault);
        var refused = await Assert.ThrowsAsync<PlatformException>(() => host.Tokens.Get(host.Wecom, Stop));
        Assert.Equal(Reaction.Retry, refused.Error.Reaction);
        house.Time.Now += TimeSpan.FromSeconds(3);
        Assert.NotEqual(old, await host.Tokens.Get(host.Wecom, Stop));
    }

    [Fact]
    public async Task A_platform_that_is_asked_too_often_is_left_alone_by_all_hosts_until_the_next_minute()
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var first = new ChannelHost(house, fake.Address);
        using var second = new ChannelHost(house, fake.Address);
        fake.Faults.Enqueue("{\"errcode\":45009,\"errmsg\":\"reach max api daily quota limit\"}");
        var refused = await Assert.ThrowsAsync<PlatformException>(() => first.Tokens.Get(first.Mini, Stop));
        Assert.Equal((45009, Reaction.NextMinute), (refused.Error.Code, refused.Error.Reaction));
        house.Time.Now += TimeSpan.FromSeconds(40);
        Assert.Equal(45009, (await Assert.ThrowsAsync<PlatformException>(() => second.Tokens.Get(second.Mini, Stop))).Error.Code);
        Assert.Equal(1, fake.Count(StableFetch));
        house.Time.Now += TimeSpan.FromSeconds(25);
        var token = await second.Tokens.Get(second.Mini, Stop);
        Assert.Equal(fake.Token, token);
    }

    [Fact]
    public async Task A_dump_of_the_database_tells_nothing_of_a_token_and_another_secret_does_not_open_it()
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        var token = await host.Tokens.Get(host.Wecom, Stop);
        var dump = string.Join('\n', await house.Rows<string>("SELECT access_token::text || encode(token, 'escape') FROM access_token WHERE district = @District"));
        Assert.NotEmpty(dump);
        Assert.DoesNotContain(token, dump);
        Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(token)), dump);
        Assert.DoesNotContain(FakePlatform.Secret, dump);

        using var changed = new ChannelHost(house, fake.Address, secret: "another-secret");
        var refused = await Assert.ThrowsAsync<PlatformException>(() => changed.Tokens.Get(changed.Wecom, Stop));
        Assert.Equal(Reaction.ConfigurationAlarm, refused.Error.Reaction);
        Assert.Equal("failing", changed.Get<Host.Channels.ChannelStates>().Of("wecom", "grid").State);
    }

    private static int Forced(FakePlatform fake) => fake.Calls.Count(call => call.Path == StableFetch && call.Body.GetProperty("force_refresh").GetBoolean());
}
