using System.Text.Json.Nodes;
using Bot.Platforms;

namespace Bot.Tests.Channels;

/// <summary>群发 to resident groups in the stand-in: nothing goes out before a person taps.</summary>
public class StandinGroupSendTests
{
    private const string Group = "wrStandinGroup0000000000000001";

    private static async Task<string> Path(StandinClient client, string name) => $"/cgi-bin/externalcontact/{name}?access_token={await client.WecomToken()}";

    private static JsonObject Task(string text = "明日停水", string sender = "wangfang", params string[] chats) => new()
    {
        ["chat_type"] = "group",
        ["sender"] = sender,
        ["chat_id_list"] = new JsonArray([.. (chats.Length > 0 ? chats : [Group]).Select(chat => JsonValue.Create(chat))]),
        ["text"] = new JsonObject { ["content"] = text },
    };

    private static async Task<string> Add(StandinClient client, JsonObject? task = null) =>
        (string)(await client.Call(await Path(client, "add_msg_template"), task ?? Task()))["msgid"]!;

    private static async Task<IEnumerable<int>> Results(StandinClient client, string message) =>
        ((JsonArray)(await client.Call(await Path(client, "get_groupmsg_send_result"), new { msgid = message, userid = "wangfang" }))["send_list"]!).Select(one => (int)one!["status"]!);

    private static async Task<int> SenderStatus(StandinClient client, string message) =>
        (int)(await client.Call(await Path(client, "get_groupmsg_task"), new { msgid = message }))["task_list"]![0]!["status"]!;

    [Fact]
    public async Task A_task_goes_nowhere_until_its_sender_taps_it()
    {
        await using var client = await StandinClient.Open();
        var message = await Add(client);
        Assert.Equal([0], await Results(client, message));
        Assert.Equal(0, await SenderStatus(client, message));
        Assert.Empty(client.Standin.Ledger.Of("(tap)"));
        Assert.Equal([message], client.Standin.GroupSends.Waiting);

        client.Later(600);
        Assert.Equal([Group], client.Standin.GroupSends.Tap(message));
        Assert.Equal([1], await Results(client, message));
        Assert.Equal(2, await SenderStatus(client, message));
        var sent = Assert.Single(client.Standin.Ledger.Of("(tap)"));
        Assert.Equal((Group, StandinClient.Start.AddSeconds(600)), (sent.Target, sent.At));
        Assert.Throws<InvalidOperationException>(() => client.Standin.GroupSends.Tap(message));
    }

    [Fact]
    public async Task A_group_receives_as_many_a_month_as_the_month_has_days()
    {
        await using var client = await StandinClient.Open();
        for (var number = 1; number <= 30; number++)
        {
            client.Standin.GroupSends.Tap(await Add(client));
        }

        var over = await Add(client);
        Assert.Empty(client.Standin.GroupSends.Tap(over));
        Assert.Equal([3], await Results(client, over));
        Assert.Equal(30, client.Standin.Ledger.Of("(tap)").Count);

        client.Standin.Clock.Hold(Clocks.Clock.At("2026-11-30 23:59:59"));
        Assert.Empty(client.Standin.GroupSends.Tap(await Add(client)));
        client.Later(1);
        Assert.Single(client.Standin.GroupSends.Tap(await Add(client)));
    }

    [Theory]
    [InlineData("week", 7, "2026-11-29 23:59:59", "2026-11-30 00:00:00")]
    [InlineData("day", 1, "2026-11-23 23:59:59", "2026-11-24 00:00:00")]
    public async Task The_administrator_may_set_fewer(string quota, int most, string last, string next)
    {
        await using var client = await StandinClient.Open();
        client.Standin.CustomerGroups.Put(client.Standin.CustomerGroups.Find(Group)! with { Quota = quota });
        for (var number = 0; number < most; number++)
        {
            Assert.Single(client.Standin.GroupSends.Tap(await Add(client)));
        }

        client.Standin.Clock.Hold(Clocks.Clock.At(last));
        Assert.Empty(client.Standin.GroupSends.Tap(await Add(client)));
        client.Standin.Clock.Hold(Clocks.Clock.At(next));
        Assert.Single(client.Standin.GroupSends.Tap(await Add(client)));
    }

    [Fact]
    public async Task A_task_is_refused_when_it_is_too_long_too_full_empty_without_sender_or_for_nobodys_group()
    {
        await using var client = await StandinClient.Open();
        var path = await Path(client, "add_msg_template");
        Assert.Equal(0, await client.Code(path, Task(new string('a', 4000))));
        Assert.Equal(40058, await client.Code(path, Task(new string('a', 4001))));
        Assert.Equal(40058, await client.Code(path, Task("")));
        Assert.Equal(40058, await client.Code(path, Task(sender: "")));
        var full = Task();
        full["attachments"] = new JsonArray([.. Enumerable.Range(0, 10).Select(_ => new JsonObject { ["msgtype"] = "image" })]);
        Assert.Equal(40058, await client.Code(path, full));
        Assert.Equal(40058, await client.Code(path, Task(chats: [.. Enumerable.Range(0, 2001).Select(number => $"wr{number}")])));
        Assert.Equal(86001, await client.Code(path, Task(chats: "made-up")));
        Assert.Equal(86217, await client.Code(path, Task(sender: "lili")));
        var partly = await client.Call(path, Task(chats: [Group, "made-up"]));
        Assert.Equal("made-up", (string)partly["fail_list"]![0]!);
    }

    [Fact]
    public async Task A_sender_is_reminded_three_times_in_a_day_and_a_cancelled_task_takes_no_tap()
    {
        await using var client = await StandinClient.Open();
        var message = await Add(client);
        var remind = await Path(client, "remind_groupmsg_send");
        for (var number = 0; number < 3; number++)
        {
            Assert.Equal(0, await client.Code(remind, new { msgid = message }));
        }

        Assert.Equal(45009, await client.Code(remind, new { msgid = message }));
        Assert.Equal(3, client.Standin.GroupSends.Reminders(message));
        Assert.Equal(40058, await client.Code(remind, new { msgid = "made-up" }));
        client.Later(24 * 3600);
        Assert.Equal(0, await client.Code(await Path(client, "remind_groupmsg_send"), new { msgid = message }));
        Assert.Equal(0, await client.Code(await Path(client, "cancel_groupmsg_send"), new { msgid = message }));
        Assert.Empty(client.Standin.GroupSends.Waiting);
        Assert.Throws<InvalidOperationException>(() => client.Standin.GroupSends.Tap(message));
    }

    [Fact]
    public async Task Where_the_task_allows_it_the_sender_chooses_among_its_groups()
    {
        await using var client = await StandinClient.Open();
        client.Standin.CustomerGroups.Put(new CustomerGroup("wrSecond", "二群", "wangfang"));
        var fixedTask = await Add(client, Task(chats: [Group, "wrSecond"]));
        Assert.Throws<InvalidOperationException>(() => client.Standin.GroupSends.Tap(fixedTask, ["wrSecond"]));
        var open = Task(chats: [Group, "wrSecond"]);
        open["allow_select"] = true;
        var message = await Add(client, open);
        Assert.Equal(["wrSecond"], client.Standin.GroupSends.Tap(message, ["wrSecond"]));
        Assert.Equal([1, 0], await Results(client, message));
    }
}
