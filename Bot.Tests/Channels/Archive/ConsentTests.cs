using System.Text.Json.Nodes;
using Bot.Platforms;

namespace Bot.Tests.Channels.Archive;

/// <summary>Without consent nothing is kept but that there was a message; names come from WeCom and prove nothing.</summary>
public sealed class ConsentTests(ArchiveHost host) : IClassFixture<ArchiveHost>
{
    private const string Fault = "3栋2单元电梯坏了";

    [Fact]
    public async Task Who_refuses_is_not_kept_only_that_there_was_a_message()
    {
        var (room, person) = (await host.Bound("open"), ArchiveHost.Resident());
        var said = ArchiveHost.Text(room, person, "不同意的人说：" + Fault);
        Assert.Equal((2, 0), await host.Tell("open", said, ArchiveHost.Consent("disagree", person, TimeProvider.System.GetUtcNow())));
        Assert.Equal((0, 1), await host.Tell("open", said));
        Assert.Empty(await host.Tickets("open", room));
        Assert.DoesNotContain("不同意的人说", await host.Everything(), StringComparison.Ordinal);
        Assert.Equal("handled", await host.Database.One<string>("SELECT state FROM inbox WHERE message_key = @key", new { key = $"wecom-archive:open:{said["msgid"]}" }));
        Assert.Empty(await host.Database.Query<string>("SELECT person_id FROM identity WHERE external_id = @person", new { person }));
    }

    [Fact]
    public async Task The_last_word_counts_in_whatever_order_the_words_come()
    {
        var (room, person) = (await host.Bound("open"), ArchiveHost.Resident());
        var now = TimeProvider.System.GetUtcNow();
        await host.Tell("open", ArchiveHost.Consent("disagree", person, now), ArchiveHost.Consent("agree", person, now.AddHours(-1)));
        await host.Tell("open", ArchiveHost.Consent("agree", person, now.AddHours(-2)), ArchiveHost.Text(room, person, Fault));
        Assert.Empty(await host.Tickets("open", room));
        await host.Tell("open", ArchiveHost.Consent("agree", person, now.AddMinutes(1)), ArchiveHost.Text(room, person, Fault));
        Assert.Single(await host.Tickets("open", room));
    }

    [Fact]
    public async Task Where_consent_is_asked_for_silence_is_no_consent_and_staff_need_none()
    {
        var (room, person) = (await host.Bound("strict"), ArchiveHost.Resident());
        await host.Tell("strict", ArchiveHost.Text(room, person, "没表态的人说：" + Fault));
        Assert.DoesNotContain("没表态的人说", await host.Everything(), StringComparison.Ordinal);
        await host.Tell("strict", ArchiveHost.Consent("agree", person, TimeProvider.System.GetUtcNow()), ArchiveHost.Text(room, person, Fault));
        Assert.Single(await host.Tickets("strict", room));
        await host.Tell("strict", ArchiveHost.Text(room, "wangfang", "大家好，我是小王"));
        Assert.Contains("我是小王", await host.Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WeCom_is_asked_who_agreed_and_its_names_are_shown_but_prove_nothing()
    {
        var (room, yes, no, impostor) = (ArchiveHost.Room(), ArchiveHost.Resident(), ArchiveHost.Resident(), ArchiveHost.Resident());
        foreach (var (person, status) in new[] { (yes, "Agree"), (no, "Disagree"), (impostor, "Default_Agree") })
        {
            host.Wecom.Consents.Put(room, person, status, TimeProvider.System.GetUtcNow());
        }

        host.Wecom.CustomerGroups.Put(new CustomerGroup(room, "桂香园3栋居民群", "wangfang") { Members = [new(yes, "3-2-501 老周"), new(no, "不同意的"), new(impostor, "网格员小余")] });
        await host.Bound("asked", room);
        await host.Tell("asked", ArchiveHost.Text(room, yes, Fault), ArchiveHost.Text(room, no, "他不同意：6栋漏水"));
        var ticket = Assert.Single(await host.Tickets("asked", room));
        Assert.Contains("3-2-501 老周", ticket.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("他不同意", await host.Everything(), StringComparison.Ordinal);
        Assert.Equal("桂香园3栋居民群", await host.Database.One<string>("SELECT name FROM chat_group WHERE group_id = @group", new { group = $"wecom-archive:asked:{room}" }));
        await host.Tell("asked", ArchiveHost.Text(room, impostor, $"确认 {ticket.Number}"));
        Assert.Equal("reported", (await host.Tickets("asked", room))[0].State);
    }

    [Fact]
    public async Task A_talk_of_two_is_asked_for_by_both_ids()
    {
        var (agreed, silent) = (ArchiveHost.Resident(), ArchiveHost.Resident());
        host.Wecom.Consents.Put("wangfang", agreed, "Agree", TimeProvider.System.GetUtcNow());
        foreach (var person in new[] { agreed, silent })
        {
            var code = (await host.Host.Client.Call(HttpMethod.Post, "/api/binding-codes", new { kind = "grid", node = "grid-1" })).GetProperty("text").GetString()!;
            var bind = ArchiveHost.Text("", "wangfang", code);
            bind["tolist"] = new JsonArray(person);
            await host.Tell("asked", bind);
            await host.Tell("asked", ArchiveHost.Text("", person, Fault));
        }

        Assert.Single(await host.Tickets("asked", $"wangfang|{agreed}"));
        Assert.Empty(await host.Tickets("asked", $"wangfang|{silent}"));
    }

    [Fact]
    public async Task Where_WeCom_cannot_say_who_agreed_the_collector_is_told_to_come_again_and_nothing_is_kept()
    {
        var (room, person) = (await host.Bound("asked"), ArchiveHost.Resident());
        host.Wecom.Consents.Put(room, person, "Agree", TimeProvider.System.GetUtcNow());
        host.Wecom.Script("/cgi-bin/msgaudit/check_room_agree", 1, "-1");
        var body = ArchiveHost.Body(ArchiveHost.Text(room, person, Fault));
        var before = await host.InboxRows();
        Assert.Equal(503, (await host.Post("asked", body)).Status);
        Assert.Equal(before, await host.InboxRows());
        Assert.Equal(200, (await host.Post("asked", body)).Status);
        await host.Host.Client.Settle();
        Assert.Single(await host.Tickets("asked", room));
    }
}
