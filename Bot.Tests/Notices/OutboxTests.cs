using Bot.Domain.Notices;
using Bot.Tests.Running;

namespace Bot.Tests.Notices;

public sealed class OutboxTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static Notice Line(string key, string text = "说一次") => new(key, Address.Group("demo-1"), "reply", text);

    [Fact]
    public async Task The_same_key_decided_twice_is_said_once()
    {
        var house = await PostgresHouse.Open(database);
        await house.Decide(Line("digest:1"));
        await house.Dispatch();
        await house.Decide(Line("digest:1", "又一次"), Line("digest:1"));
        await house.Dispatch();
        Assert.Equal("说一次", Assert.Single(house.Channel.Accepted).Text);
    }

    [Fact]
    public async Task Two_deciders_of_the_same_key_at_the_same_moment_say_it_once()
    {
        var house = await PostgresHouse.Open(database);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => house.Decide(Line("digest:2")))));
        await house.Dispatch();
        Assert.Single(house.Channel.Accepted);
    }

    [Fact]
    public async Task What_is_withdrawn_is_not_sent_and_the_rest_is()
    {
        var house = await PostgresHouse.Open(database);
        await house.Decide(Line("a"), Line("b"));
        await house.Withdraw("a", "unheard of");
        await house.Dispatch();
        Assert.Equal(["b"], house.Channel.Accepted.Select(message => message.Key));
        Assert.Equal("withdrawn", (await house.States())["a"]);
    }

    [Fact]
    public async Task What_has_been_said_cannot_be_withdrawn()
    {
        var house = await PostgresHouse.Open(database);
        await house.Decide(Line("a"));
        await house.Dispatch();
        await house.Withdraw("a");
        Assert.Equal("sent", (await house.States())["a"]);
    }

    [Fact]
    public async Task What_was_withdrawn_unread_and_is_decided_again_is_said_in_its_new_place()
    {
        var house = await PostgresHouse.Open(database);
        await house.Decide(Line("check", "解决了吗？"));
        await house.Withdraw("check");
        await house.Decide(Line("between"), Line("check", "现在解决了吗？"));
        await house.Dispatch();
        Assert.Equal(["说一次", "现在解决了吗？"], house.Channel.Accepted.Select(message => message.Text));
    }

    [Fact]
    public async Task An_address_becomes_the_lane_of_a_conversation()
    {
        var house = await PostgresHouse.Open(database);
        await house.Decide(
            new Notice("g", Address.Group("demo-2"), "reply", "群"), new Notice("s", Address.Staff("grid-1"), "reply", "工作群"), new Notice("p", Address.Person("r1"), "reply", "私聊"));
        await house.Dispatch();
        Assert.Equal(
            [("demo-2", "群"), ("demo-staff", "工作群"), ("dm-r1", "私聊")],
            house.Channel.Accepted.Select(message => (message.LaneId, message.Text)).OrderBy(pair => pair.LaneId, StringComparer.Ordinal));
    }
}
