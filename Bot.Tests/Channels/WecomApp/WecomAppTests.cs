using System.Text;
using System.Text.Json.Nodes;
using Bot.Platforms;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.WecomApp;

/// <summary>The WeCom application: staff write to it alone, and it tells what happens to customer groups.</summary>
public sealed class WecomAppTests(WecomHouse house) : IClassFixture<WecomHouse>
{
    [Fact]
    public async Task The_console_finds_the_address_in_order() => Assert.Null(await house.Standin.CheckHook("wecom", "community"));

    [Theory]
    [InlineData("signature", 403)]
    [InlineData("key", 400)]
    [InlineData("id", 400)]
    [InlineData("cut", 403)]
    public async Task What_is_forged_swapped_or_cut_is_refused_and_leaves_no_trace(string flaw, int status)
    {
        var before = await Stored();
        var said = await house.Standin.Say(new Saying("wecom", "community") { From = "lin", Text = "楼道灯坏了", Flaw = flaw, Deliveries = 1 });
        Assert.Equal(status, Assert.Single(said[0].Attempts).Status);
        Assert.Equal(before, await Stored());
    }

    [Fact]
    public async Task A_worker_asks_alone_and_is_answered_alone_once_also_where_the_answer_was_lost()
    {
        var number = await house.Report("demo-2", "r4", "2栋3单元楼道灯不亮了");
        house.Standin.Script(WecomHouse.Messages, 1, "drop");
        var said = await house.Standin.Say(new Saying("wecom", "community") { From = "lin", Text = $"查{number}", Copies = 3 });
        Assert.All(said, one => Assert.Equal(200, one.Attempts[^1].Status));
        await house.Settled("dm-w2", number);
        var sent = Assert.Single(house.Standin.Ledger.Of(WecomHouse.Messages), entry => entry.Content!["text"]!["content"]!.ToString().Contains(number, StringComparison.Ordinal));
        Assert.Equal("lin", sent.Target);

        // The same question once more is no duplicate: it is answered again.
        await house.Standin.Say(new Saying("wecom", "community") { From = "lin", Text = $"查{number}" });
        await Patience.Until(() => house.Standin.Ledger.Of(WecomHouse.Messages).Count(entry => entry.Content!["text"]!["content"]!.ToString().Contains(number, StringComparison.Ordinal)) == 2, "the second answer");
        Assert.All(house.Standin.Ledger.Of(WecomHouse.Messages), entry => Assert.InRange(Encoding.UTF8.GetByteCount(entry.Content!["text"]!["content"]!.ToString()), 1, 2048));
    }

    [Fact]
    public async Task Who_joins_or_leaves_a_customer_group_is_its_member_or_not_and_a_dismissed_one_is_written_to_no_more()
    {
        await Changed("update", ("UpdateDetail", "add_member"), ("MemChangeList", Item("wm-r1")), ("CurMemVer", "a"));
        await Patience.Until(async () => await IsMember(), "r1 is a member");
        await Changed("update", ("UpdateDetail", "del_member"), ("MemChangeList", Item("wm-r1")), ("CurMemVer", "b"));
        await Patience.Until(async () => !await IsMember(), "r1 is none");
        await Changed("dismiss");
        await Changed("dismiss");
        await Patience.Until(async () => await house.Database.One<int?>("SELECT rank FROM route WHERE target = 'wr2'") is null, "nothing is sent there");
        Assert.Equal("群“桂香园第2网格群”已经解散，消息发不到那里了。请建好新群，再用绑定码绑定。", await house.Database.One<string>("SELECT text FROM outbox WHERE kind = 'operator'"));
    }

    [Fact]
    public async Task A_group_that_was_renamed_is_asked_for_its_name_a_little_later()
    {
        await Changed("update", ("UpdateDetail", "change_name"));
        await Patience.Until(async () => await house.Database.One<int>("SELECT count(*)::integer FROM group_rename WHERE chat_id = 'wr2' AND app = 'community'") == 1, "the name is to be asked for");
    }

    [Fact]
    public async Task That_the_archive_has_something_is_counted_and_not_kept()
    {
        var before = await Stored();
        var said = await house.Standin.Say(new Saying("wecom", "community") { From = "sys", Payload = new JsonObject { ["MsgType"] = "event", ["Event"] = "msgaudit_notify" } });
        Assert.Null(said[0].Problem);
        Assert.Equal(before, await Stored());
        await house.Standin.Say(new Saying("wecom", "community")
        {
            From = "sys",
            Payload = new JsonObject { ["MsgType"] = "event", ["Event"] = "change_external_contact", ["ChangeType"] = "msg_audit_approved", ["UserID"] = "lin", ["ExternalUserID"] = "wm-r1" },
        });
        Assert.Equal(1, await house.Database.One<int>("SELECT count(*)::integer FROM inbox WHERE body #>> '{event,kind}' = 'agree'"));
    }

    private static JsonObject Item(string id) => new() { ["Item"] = id };

    private async Task Changed(string type, params (string Name, JsonNode Value)[] more)
    {
        var payload = new JsonObject { ["MsgType"] = "event", ["Event"] = "change_external_chat", ["ChatId"] = "wr2", ["ChangeType"] = type };
        foreach (var (name, value) in more)
        {
            payload[name] = value;
        }

        var said = await house.Standin.Say(new Saying("wecom", "community") { From = "sys", Payload = payload });
        Assert.Null(said[0].Problem);
    }

    private Task<int> Stored() => house.Database.One<int>("SELECT count(*)::integer FROM inbox WHERE message_key LIKE 'wecom:%' AND body ->> 'event' IS NULL");

    private Task<bool> IsMember() => house.Database.One<bool>("SELECT EXISTS (SELECT 1 FROM member WHERE group_id = 'demo-2' AND person_id = 'r1')");
}
