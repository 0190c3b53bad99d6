using Bot.Domain.Channels;
using Bot.Host.Channels;
using Bot.Host.Channels.Identity;
using Bot.Tests.Running;

namespace Bot.Tests.Channels;

/// <summary>From a message in the far side's terms to a ticket: who and where it is, and what must not be kept.</summary>
public sealed class IntakeTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private int messages;

    [Fact]
    public async Task A_bound_group_is_listened_to_and_a_stranger_in_it_becomes_a_resident()
    {
        var house = await PostgresHouse.Open(database);
        await Bind(house, "grid", "grid-1", "wr1");
        await Say(house, "wr1", "wm1", "3栋2单元电梯坏了", "3-2-501 老周");
        var ticket = await house.One<(string Group, string Body)>("SELECT group_id, body FROM ticket WHERE district = @District");
        Assert.Equal("wecom-archive:corp:wr1", ticket.Group);
        Assert.Contains("3-2-501 老周", ticket.Body, StringComparison.Ordinal);
        Assert.Equal("first", await house.One<string>("SELECT proof FROM identity WHERE district = @District AND external_id = 'wm1'"));
    }

    [Fact]
    public async Task The_talk_of_a_group_that_is_bound_to_nothing_is_not_kept()
    {
        var house = await PostgresHouse.Open(database);
        await Say(house, "wr9", "wm1", "3栋2单元电梯坏了，我电话13800000000");
        var row = await house.One<(string State, string Body)>("SELECT state, body FROM inbox WHERE district = @District");
        Assert.Equal("handled", row.State);
        Assert.DoesNotContain("电梯", row.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("1380", row.Body, StringComparison.Ordinal);
        Assert.Empty(await house.Rows<string>("SELECT number FROM ticket WHERE district = @District"));
        Assert.Empty(await house.Rows<string>("SELECT person_id FROM identity WHERE district = @District"));
    }

    [Fact]
    public async Task A_code_works_once_and_not_after_its_day()
    {
        var house = await PostgresHouse.Open(database);
        var codes = new BindingCodes(house.Source, house.Settings, house.Host.Maps, house.Host.Clock);
        var (code, expires) = await codes.Make("grid", "grid-1", "admin", CancellationToken.None);
        house.Time.Now = expires;
        await Say(house, "wr1", "w-admin", $"绑定 {code}");
        Assert.Empty(await house.Rows<string>("SELECT group_id FROM route WHERE district = @District"));
        await Bind(house, "grid", "grid-1", "wr1");
        Assert.Equal("本群已绑定桂香园第1网格。哪里坏了、有什么事，在群里说一声就行。", await house.One<string>("SELECT text FROM outbox WHERE district = @District"));
        var used = await house.One<string>("SELECT code FROM binding_code WHERE district = @District AND used_at IS NOT NULL");
        await Say(house, "wr2", "w-admin", $"绑定{used.ToLowerInvariant()}");
        Assert.Equal(["wr1"], await house.Rows<string>("SELECT target FROM route WHERE district = @District"));
    }

    /// <summary>What a person is proven by must not be read over his shoulder, and a group is not bound by somebody who is not in it.</summary>
    [Fact]
    public async Task A_persons_code_proves_nobody_in_a_group_and_a_groups_code_binds_nothing_in_private()
    {
        var house = await PostgresHouse.Open(database);
        await Bind(house, "grid", "grid-1", "wr1");
        var codes = new BindingCodes(house.Source, house.Settings, house.Host.Maps, house.Host.Clock);
        var (person, _) = await codes.Make("person", "w1", "admin", CancellationToken.None);
        await Say(house, "wr1", "yu", $"绑定 {person}", "小余");
        Assert.Empty(await house.Rows<string>("SELECT person_id FROM identity WHERE district = @District AND person_id = 'w1'"));
        var (grid, _) = await codes.Make("grid", "grid-2", "admin", CancellationToken.None);
        await Say(house, null, "yu", $"绑定 {grid}", "小余");
        Assert.Equal(["wr1"], await house.Rows<string>("SELECT target FROM route WHERE district = @District"));
        Assert.Equal(2, await house.One<int>("SELECT count(*)::integer FROM binding_code WHERE district = @District AND used_at IS NULL"));
        await Say(house, null, "yu", $"绑定 {person}", "小余");
        Assert.Equal("w1", await house.One<string>("SELECT person_id FROM identity WHERE district = @District AND external_id = 'yu'"));
    }

    [Fact]
    public async Task A_worker_is_one_by_his_code_and_never_by_his_name()
    {
        var house = await PostgresHouse.Open(database);
        await Bind(house, "grid", "grid-1", "wr1");
        await Say(house, "wr1", "wm1", "4栋1单元路灯不亮了", "老周");
        await Say(house, "wr1", "impostor", "确认", "网格员小余");
        var number = await house.One<string>("SELECT number FROM ticket WHERE district = @District");
        Assert.Equal("reported", await house.One<string>("SELECT state FROM ticket WHERE district = @District"));
        var codes = new BindingCodes(house.Source, house.Settings, house.Host.Maps, house.Host.Clock);
        var (code, _) = await codes.Make("person", "w1", "admin", CancellationToken.None);
        await Say(house, null, "yu", $"绑定 {code}", "小余");
        await Say(house, "wr1", "yu", $"确认 {number}", "小余");
        Assert.Equal("accepted", await house.One<string>("SELECT state FROM ticket WHERE district = @District"));
        Assert.Equal("w1", await house.One<string>("SELECT person_id FROM identity WHERE district = @District AND external_id = 'yu'"));
    }

    [Fact]
    public async Task The_platforms_union_id_proves_that_two_ids_are_one_person()
    {
        var house = await PostgresHouse.Open(database);
        await Bind(house, "grid", "grid-1", "wr1");
        await Take(house, Message("wr1", "wm1", "你好") with { UnionId = "u1" });
        await Take(house, new ChannelMessage("wechat", "mini", null, "openid-1", "m-1", "你好", house.Time.Now) { UnionId = "u1" });
        await Take(house, new ChannelMessage("wechat", "mini", null, "openid-2", "m-2", "你好", house.Time.Now));
        var people = await house.Rows<(string Id, string Person, string Proof)>("SELECT external_id, person_id, proof FROM identity WHERE district = @District ORDER BY external_id");
        Assert.Equal(["openid-1", "openid-2", "wm1"], people.Select(row => row.Id));
        Assert.Equal(people[2].Person, people[0].Person);
        Assert.NotEqual(people[2].Person, people[1].Person);
        Assert.Equal(["union", "first", "first"], people.Select(row => row.Proof));
    }

    [Fact]
    public async Task A_message_delivered_again_is_new_once()
    {
        var house = await PostgresHouse.Open(database);
        var running = house.Host.Inbox.StartAsync(CancellationToken.None);
        var intake = new Intake(house.Host.Inbox, new KeptMedia(house.Source, house.Settings, house.Host.Inbox, house.Host.Maps), [], house.Host.Maps, house.Host.Clock);
        var message = Message("wr1", "wm1", "你好");
        Assert.True(await intake.Accept(message, CancellationToken.None));
        Assert.False(await intake.Accept(message, CancellationToken.None));
        await house.Host.Inbox.StopAsync(CancellationToken.None);
        await running;
        Assert.Equal("wecom-archive:corp:m-1", await house.One<string>("SELECT message_key FROM inbox WHERE district = @District"));
    }

    private ChannelMessage Message(string? group, string sender, string text, string? name = null) =>
        new("wecom-archive", "corp", group, sender, $"m-{++messages}", text, DateTimeOffset.UnixEpoch) { SenderName = name };

    private Task Say(PostgresHouse house, string? group, string sender, string text, string? name = null) => Take(house, Message(group, sender, text, name));

    private static async Task Take(PostgresHouse house, ChannelMessage message)
    {
        var map = await house.Map();
        var group = message.Conversation is { } place ? map.GroupOf(message.Channel, message.Account, place) : null;
        await house.Store(new Bot.Host.Messages.IncomingMessage(message.Key, group ?? $"{message.Channel}:{message.Account}:{message.Conversation ?? message.Sender}", message.MessageId, message.Sender, message.Text, house.Time.Now) { From = message });
        await house.Work();
        house.Host.Maps.Forget();
    }

    private async Task Bind(PostgresHouse house, string kind, string node, string group)
    {
        var (code, _) = await new BindingCodes(house.Source, house.Settings, house.Host.Maps, house.Host.Clock).Make(kind, node, "admin", CancellationToken.None);
        await Say(house, group, "w-admin", $"绑定 {code}");
    }
}
