using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Bot.Platforms;

namespace Bot.Tests.Channels;

/// <summary>The stand-in keeps WeCom's rules.</summary>
public class StandinTests
{
    private const string Webhook = "/cgi-bin/webhook/send?key=00000000-0000-4000-8000-000000000001";
    private const string Group = "wrStandinGroup0000000000000001";

    private static object Text(string content) => new { msgtype = "text", text = new { content } };

    [Fact]
    public async Task A_webhook_takes_twenty_in_any_sixty_seconds()
    {
        await using var client = await StandinClient.Open();
        for (var number = 0; number < 20; number++)
        {
            Assert.Equal(0, await client.Code(Webhook, Text($"第{number}条")));
            client.Later(2);
        }

        Assert.Equal(45009, await client.Code(Webhook, Text("太快了")));
        client.Later(19.999);
        Assert.Equal(45009, await client.Code(Webhook, Text("还是太快")));
        client.Later(0.001);
        Assert.Equal(0, await client.Code(Webhook, Text("第一条已过一分钟")));
        Assert.Equal(45009, await client.Code(Webhook, Text("第二条还没有")));
        Assert.Equal(21, client.Standin.Ledger.Entries.Count);
        Assert.Equal(24, client.Standin.Ledger.Calls.Count);
    }

    [Fact]
    public async Task Each_webhook_has_its_own_minute_and_an_unknown_key_has_none()
    {
        await using var client = await StandinClient.Open();
        client.Standin.Accounts.Webhooks["second"] = "another-key";
        for (var number = 0; number < 20; number++)
        {
            await client.Code(Webhook, Text("一"));
        }

        Assert.Equal(0, await client.Code("/cgi-bin/webhook/send?key=another-key", Text("二")));
        Assert.Equal(93000, await client.Code("/cgi-bin/webhook/send?key=made-up", Text("三")));
        Assert.Equal("second", client.Standin.Ledger.Entries[^1].Target);
        Assert.DoesNotContain("another-key", string.Concat(client.Standin.Ledger.Entries), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text", 2048)]
    [InlineData("markdown", 4096)]
    [InlineData("markdown_v2", 4096)]
    public async Task A_webhook_refuses_what_is_too_long_and_cuts_nothing(string kind, int most)
    {
        await using var client = await StandinClient.Open();
        JsonObject Of(string content) => new() { ["msgtype"] = kind, [kind] = new JsonObject { ["content"] = content } };
        var longest = new string('满', most / 3) + new string('a', most % 3);
        Assert.Equal(0, await client.Code(Webhook, Of(longest)));
        var refused = await client.Call(Webhook, Of(longest + "a"));
        Assert.Equal(40058, (int)refused["errcode"]!);
        Assert.StartsWith($"{kind}.content exceed max length {most}", (string)refused["errmsg"]!, StringComparison.Ordinal);
        Assert.Equal(longest, (string)Assert.Single(client.Standin.Ledger.Entries).Content![kind]!["content"]!);
        Assert.Equal(40058, await client.Code(Webhook, Of("")));
    }

    [Fact]
    public async Task A_webhook_takes_images_by_size_and_sum_news_by_number_files_by_id_and_two_kinds_of_card()
    {
        await using var client = await StandinClient.Open();
        static object Image(byte[] bytes, string? sum = null) =>
#pragma warning disable CA5351
            new { msgtype = "image", image = new { base64 = Convert.ToBase64String(bytes), md5 = sum ?? Convert.ToHexStringLower(MD5.HashData(bytes)) } };
#pragma warning restore CA5351
        Assert.Equal(0, await client.Code(Webhook, Image(new byte[2 << 20])));
        Assert.Equal(40009, await client.Code(Webhook, Image(new byte[(2 << 20) + 1])));
        Assert.Equal(40058, await client.Code(Webhook, Image(new byte[10], "0123")));
        Assert.DoesNotContain("AAAA", client.Standin.Ledger.Entries[0].Content!.ToJsonString(), StringComparison.Ordinal);

        static object News(int number) => new { msgtype = "news", news = new { articles = Enumerable.Range(1, number).Select(one => new { title = $"{one}", url = "https://example.org" }) } };
        foreach (var (number, code) in new[] { (0, 40058), (1, 0), (8, 0), (9, 40058) })
        {
            Assert.Equal(code, await client.Code(Webhook, News(number)));
        }

        static object Card(string kind) => new { msgtype = "template_card", template_card = new { card_type = kind, card_action = new { type = 1, url = "https://example.org" } } };
        foreach (var (kind, code) in new[] { ("text_notice", 0), ("news_notice", 0), ("button_interaction", 40058) })
        {
            Assert.Equal(code, await client.Code(Webhook, Card(kind)));
        }

        Assert.Equal(40008, await client.Code(Webhook, new { msgtype = "location" }));
        Assert.Equal(44002, await client.Code(Webhook, ""));
        Assert.Equal(47001, await client.Code(Webhook, "{\"msgtype\":"));
    }

    [Fact]
    public async Task A_webhook_file_is_uploaded_first_and_kept_for_three_days()
    {
        await using var client = await StandinClient.Open();
        const string Path = "/cgi-bin/webhook/upload_media?key=00000000-0000-4000-8000-000000000001&type=file";
        async Task<JsonNode> Upload(int size, string path = Path)
        {
            using var answer = await client.Upload(path, new byte[size]);
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        }

        Assert.Equal(40058, (int)(await Upload(4))["errcode"]!);
        Assert.Equal(0, (int)(await Upload(20 << 20))["errcode"]!);
        Assert.Equal(45001, (int)(await Upload((20 << 20) + 1))["errcode"]!);
        Assert.Equal(93000, (int)(await Upload(5, "/cgi-bin/webhook/upload_media?key=made-up&type=file"))["errcode"]!);
        var media = (string)(await Upload(5))["media_id"]!;
        var message = new { msgtype = "file", file = new { media_id = media } };
        Assert.Equal(0, await client.Code(Webhook, message));
        Assert.Equal(40007, await client.Code(Webhook, new { msgtype = "file", file = new { media_id = "made-up" } }));
        client.Later(3 * 86400);
        Assert.Equal(40007, await client.Code(Webhook, message));
    }

    [Fact]
    public async Task A_response_address_is_used_once_and_within_an_hour()
    {
        await using var client = await StandinClient.Open();
        static object Markdown(string content) => new { msgtype = "markdown", markdown = new { content } };
        async Task<string> Ask() => (await client.Standin.Say(new Saying("wecom-bot", "helper") { From = "wangfang", Conversation = "chat1", Text = "查工单" }))[0].ResponseAddress!.PathAndQuery;
        await using var hook = await HookListener.Open();
        client.Standin.Bot = hook.Address;

        var address = await Ask();
        Assert.Equal(40058, await client.Code(address, Markdown(new string('a', 20481))));
        Assert.Equal(40008, await client.Code(address, Text("不是 markdown")));
        Assert.Equal(0, await client.Code(address, Markdown(new string('a', 20480))));
        Assert.Equal(40058, await client.Code(address, Markdown("再来一次")));
        Assert.Equal("chat1", Assert.Single(client.Standin.Ledger.Entries).Target);

        var card = new { msgtype = "template_card", template_card = new { card_type = "text_notice", task_id = "ticket-1023@2" } };
        Assert.Equal(0, await client.Code(await Ask(), card));
        Assert.Equal(40058, await client.Code(await Ask(), new { msgtype = "template_card", template_card = new { card_type = "text_notice", task_id = "有空 格" } }));
        address = await Ask();
        client.Later(3600);
        Assert.Equal(40058, await client.Code(address, card));
        Assert.Equal(40058, await client.Code("/cgi-bin/aibot/response?response_code=made-up", card));
    }

    [Fact]
    public async Task An_application_message_told_twice_within_its_interval_arrives_once()
    {
        await using var client = await StandinClient.Open();
        var path = $"/cgi-bin/message/send?access_token={await client.WecomToken()}";
        object Message(string content, int check = 1, int interval = 600, string agent = "1000002", string user = "wangfang") =>
            new { touser = user, agentid = agent, msgtype = "text", text = new { content }, enable_duplicate_check = check, duplicate_check_interval = interval };
        var first = (string)(await client.Call(path, Message("一")))["msgid"]!;
        client.Later(599);
        Assert.Equal(first, (string)(await client.Call(path, Message("一")))["msgid"]!);
        Assert.Single(client.Standin.Ledger.Entries);
        await client.Call(path, Message("一", check: 0));
        await client.Call(path, Message("二"));
        Assert.Equal(3, client.Standin.Ledger.Entries.Count);
        client.Later(600);
        Assert.NotEqual(first, (string)(await client.Call(path, Message("一")))["msgid"]!);
        Assert.Equal(40056, await client.Code(path, Message("三", agent: "7")));
        Assert.Equal(40058, await client.Code(path, Message("三", user: "")));
    }

    [Fact]
    public async Task An_application_message_is_cut_at_2048_bytes_and_the_thirty_first_in_a_minute_is_dropped_in_silence()
    {
        await using var client = await StandinClient.Open();
        var path = $"/cgi-bin/message/send?access_token={await client.WecomToken()}";
        for (var number = 0; number < 31; number++)
        {
            Assert.Equal(0, await client.Code(path, new { touser = "wangfang", agentid = 1000002, msgtype = "text", text = new { content = new string('满', 700) + number } }));
        }

        Assert.Equal(30, client.Standin.Ledger.Entries.Count);
        Assert.All(client.Standin.Ledger.Entries, entry => Assert.Equal(new string('满', 682), (string)entry.Content!["text"]!["content"]!));
    }

    [Fact]
    public async Task Customer_groups_are_listed_by_owner_and_told_with_unionids_and_names_when_asked()
    {
        await using var client = await StandinClient.Open();
        client.Standin.CustomerGroups.Put(new CustomerGroup("wrSecond", "二群", "lili"));
        var token = await client.WecomToken();
        var list = $"/cgi-bin/externalcontact/groupchat/list?access_token={token}";
        var page = await client.Call(list, new { limit = 1 });
        var rest = await client.Call(list, new { limit = 1, cursor = (string)page["next_cursor"]! });
        Assert.Equal([Group, "wrSecond"], [(string)page["group_chat_list"]![0]!["chat_id"]!, (string)rest["group_chat_list"]![0]!["chat_id"]!]);
        Assert.Equal("", (string)rest["next_cursor"]!);
        Assert.Equal(40058, await client.Code(list, new { limit = 1001 }));
        Assert.Single(((await client.Call(list, """{"limit": 10, "owner_filter": {"userid_list": ["lili"]}}"""))["group_chat_list"] as JsonArray)!);

        var get = $"/cgi-bin/externalcontact/groupchat/get?access_token={token}";
        var members = (JsonArray)(await client.Call(get, new { chat_id = Group, need_name = 1 }))["group_chat"]!["member_list"]!;
        Assert.Equal("oUnionStandin001", (string)members.Single(member => (string)member!["name"]! == "3栋201张三")!["unionid"]!);
        Assert.Null((await client.Call(get, new { chat_id = Group }))["group_chat"]!["member_list"]![0]!["name"]);
        Assert.Equal(86001, await client.Code(get, new { chat_id = "made-up" }));
    }

    [Fact]
    public async Task Resident_reports_come_in_pages_in_the_order_in_which_they_were_touched()
    {
        await using var client = await StandinClient.Open();
        for (var number = 1; number <= 51; number++)
        {
            client.Standin.ResidentReports.Put(new JsonObject { ["order_id"] = $"o{number:00}", ["desc"] = $"第{number}件" }, StandinClient.Start.AddSeconds(number));
        }

        client.Standin.ResidentReports.Put(new JsonObject { ["order_id"] = "o01", ["case_name"] = "路灯" }, StandinClient.Start.AddSeconds(100));
        var path = $"/cgi-bin/report/resident/get_order_list?access_token={await client.WecomToken()}";
        Assert.Equal(20, ((JsonArray)(await client.Call(path, new { }))["order_list"]!).Count);
        Assert.Equal(40058, await client.Code(path, new { limit = 51 }));
        Assert.Equal(40058, await client.Code(path, new { limit = 0 }));
        var first = await client.Call(path, new { limit = 50 });
        var second = await client.Call(path, new { limit = 50, cursor = (string)first["next_cursor"]! });
        var ids = ((JsonArray)first["order_list"]!).Concat((JsonArray)second["order_list"]!).Select(order => (string)order!["order_id"]!).ToList();
        Assert.Equal([.. Enumerable.Range(2, 50).Select(number => $"o{number:00}"), "o01"], ids);
        Assert.Equal("", (string)second["next_cursor"]!);

        var touched = (JsonArray)(await client.Call(path, new { begin_modify_time = StandinClient.Start.AddSeconds(51).ToUnixTimeSeconds() }))["order_list"]!;
        Assert.Equal(["o51", "o01"], touched.Select(order => (string)order!["order_id"]!));
        Assert.Equal(StandinClient.Start.AddSeconds(1).ToUnixTimeSeconds(), (long)touched[1]!["create_time"]!);

        var info = $"/cgi-bin/report/resident/get_order_info?access_token={await client.WecomToken()}";
        Assert.Equal(("第1件", "路灯"), ((string)(await client.Call(info, new { order_id = "o01" }))["order_info"]!["desc"]!, (string)touched[1]!["case_name"]!));
        Assert.Equal(40058, await client.Code(info, new { order_id = "made-up" }));
    }

    [Fact]
    public async Task Consent_to_the_archive_is_told_per_pair_and_per_room()
    {
        await using var client = await StandinClient.Open();
        client.Standin.Consents.Put("wangfang", "wm1", "Agree", StandinClient.Start);
        client.Standin.Consents.Put(Group, "wm1", "Default_Agree", StandinClient.Start);
        client.Standin.Consents.Put(Group, "wm2", "Disagree", StandinClient.Start);
        client.Standin.Consents.PutRoom("room1", "值班群", "wangfang", StandinClient.Start, "wangfang", "lili");
        var token = await client.WecomToken();
        var single = (JsonArray)(await client.Call($"/cgi-bin/msgaudit/check_single_agree?access_token={token}",
            new { info = new[] { new { userid = "wangfang", exteranalopenid = "wm1" }, new { userid = "wangfang", exteranalopenid = "wm9" } } }))["agreeinfo"]!;
        Assert.Equal(["Agree", "Disagree"], single.Select(one => (string)one!["agree_status"]!));
        var room = (JsonArray)(await client.Call($"/cgi-bin/msgaudit/check_room_agree?access_token={token}", new { roomid = Group }))["agreeinfo"]!;
        Assert.Equal(["wm1 Default_Agree", "wm2 Disagree"], room.Select(one => $"{one!["exteranalopenid"]} {one["agree_status"]}"));
        Assert.Equal(86001, await client.Code($"/cgi-bin/msgaudit/check_room_agree?access_token={token}", new { roomid = "made-up" }));
        Assert.Equal("值班群", (string)(await client.Call($"/cgi-bin/msgaudit/groupchat/get?access_token={token}", new { roomid = "room1" }))["roomname"]!);
    }
}
