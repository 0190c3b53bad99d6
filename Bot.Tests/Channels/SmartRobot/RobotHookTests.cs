using System.Net;
using System.Text.Json.Nodes;
using Bot.Platforms;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.SmartRobot;

/// <summary>The smart robot over real HTTP, the stand-in as judge.</summary>
public sealed class RobotHookTests(WecomHouse house) : IClassFixture<WecomHouse>
{
    [Fact]
    public async Task The_console_finds_the_address_in_order() => Assert.Null(await house.Standin.CheckHook("wecom-bot", "helper"));

    [Theory]
    [InlineData("signature", 403)]
    [InlineData("key", 400)]
    [InlineData("id", 400)]
    [InlineData("cut", 403)]
    public async Task What_is_forged_swapped_or_cut_is_refused_and_leaves_no_trace(string flaw, int status)
    {
        var said = await house.Standin.Say(new Saying("wecom-bot", "helper") { From = "yu", Conversation = "chat-staff", Text = "楼道灯坏了", Flaw = flaw, MessageId = $"flawed-{flaw}" });
        Assert.Equal(status, Assert.Single(said[0].Attempts).Status);
        Assert.Equal(0, await house.InboxOf($"flawed-{flaw}"));
    }

    [Fact]
    public async Task What_is_too_large_is_refused_before_it_is_read_and_an_unknown_robot_is_none()
    {
        using var large = await house.Client.Send(HttpMethod.Post, "/hooks/wecom-bot/helper?msg_signature=0&timestamp=1&nonce=2", new string('x', 600_000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var unknown = await house.Client.Send(HttpMethod.Post, "/hooks/wecom-bot/nobody?msg_signature=0&timestamp=1&nonce=2", "{}");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_message_is_answered_once_at_its_address_however_often_it_is_told()
    {
        var number = await house.Report("demo-1", "r1", "4栋1单元楼道灯不亮了");
        var said = await house.Say($"确认{number}", id: "told-thrice", copies: 3);
        Assert.Null(said.Reply);
        Assert.Null(said.Problem);
        await house.Wait(WecomHouse.Answers, number);
        await Patience.Until(async () => (await house.Client.Ticket(number)).GetProperty("state").GetString() == "accepted", "the words were taken");
        await house.Settled("demo-staff", number);
        Assert.Equal(1, await house.InboxOf("told-thrice"));
        Assert.Single(house.Sent(WecomHouse.Answers), content => content.Contains(number, StringComparison.Ordinal));
        var row = await house.Database.One<(string State, string Channel)>(
            "SELECT state, channel FROM outbox WHERE lane_id = 'demo-staff' AND @number = ANY(tickets) AND kind = 'reply'", new { number });
        Assert.Equal(("sent", "wecom-bot"), row);
        var code = said.ResponseAddress!.Query.Split('=')[1];
        Assert.Equal(0, await house.Database.One<int>("SELECT count(*)::integer FROM inbox WHERE body::text LIKE '%' || @code || '%'", new { code }));
    }

    [Fact]
    public async Task An_answer_whose_arrival_nobody_saw_is_not_given_twice()
    {
        var number = await house.Report("demo-1", "r2", "5栋1单元下水道堵了，脏水往外冒");
        house.Standin.Script(WecomHouse.Answers, 1, "drop");
        await house.Say($"确认{number}");
        await house.Settled("demo-staff", number);
        Assert.Single(house.Sent(WecomHouse.Answers), content => content.Contains(number, StringComparison.Ordinal));
        Assert.DoesNotContain(house.Sent(WecomHouse.Webhook), content => content.Contains(number, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_all_answers_are_used_the_next_way_is_taken_and_the_notice_says_so()
    {
        var number = await house.Report("demo-1", "r3", "4栋单元门关不上");
        await house.Say($"确认{number}");
        await house.Wait(WecomHouse.Answers, number);
        await house.Client.Call(HttpMethod.Post, $"/api/tickets/{number}/actions", new { action = "transfer", to = "p1", reason = "门锁归物业修" });
        await house.Wait(WecomHouse.Webhook, number);
        await house.Settled("demo-staff", number);
        var passed = await house.Database.One<string>("SELECT passed_over FROM outbox WHERE lane_id = 'demo-staff' AND @number = ANY(tickets) AND channel = 'wecom-webhook'", new { number });
        Assert.StartsWith("wecom-bot:helper: nobody has spoken", passed, StringComparison.Ordinal);
    }

    /// <summary>The platform tells the words that are quoted, and not which message they are of.</summary>
    [Fact]
    public async Task A_worker_who_quotes_a_line_about_a_ticket_means_that_one()
    {
        var number = await house.Report("demo-1", "r1", "6栋1单元楼道堆满了纸箱");
        await house.Report("demo-1", "r2", "2栋门口井盖松了，踩上去咣当响");
        await house.Standin.Say(new Saying("wecom-bot", "helper") { From = "yu", Conversation = "chat-staff", Text = "收到", Quote = $"#{number} 环境卫生｜6栋1单元楼道｜一般" });
        await Patience.Until(async () => (await house.Client.Ticket(number)).GetProperty("state").GetString() == "accepted", "the quoted ticket is taken");
    }

    [Fact]
    public async Task Who_enters_the_chat_is_welcomed_and_events_without_use_are_answered()
    {
        static JsonObject Event(string type, JsonObject content) => new() { ["msgtype"] = "event", ["create_time"] = 1790000000, ["event"] = new JsonObject { ["eventtype"] = type, [type] = content } };
        var said = await house.Standin.Say(
            new Saying("wecom-bot", "helper") { From = "yu", Payload = Event("enter_chat", []) },
            new Saying("wecom-bot", "helper") { From = "yu", Payload = Event("feedback_event", new JsonObject { ["id"] = "f1", ["type"] = 2, ["content"] = "不对" }), MessageId = "feedback-1" },
            new Saying("wecom-bot", "helper") { From = "yu", Payload = Event("disconnected_event", []) },
            new Saying("wecom-bot", "helper") { From = "yu", Payload = Event("something_new", []) });
        Assert.Equal(Bot.Host.Channels.SmartRobot.RobotHook.Welcome, said[0].Reply!["text"]!["content"]!.ToString());
        Assert.All(said, one => Assert.Null(one.Problem));
        Assert.Equal(200, said[3].Attempts[0].Status);
        Assert.Equal(1, await house.InboxOf("feedback-1"));
    }

    [Theory]
    [InlineData("voice")]
    [InlineData("mixed")]
    [InlineData("image")]
    [InlineData("file")]
    public async Task Every_kind_of_message_is_taken(string kind)
    {
        var content = kind switch
        {
            "voice" => new JsonObject { ["content"] = "今天都在" },
            "mixed" => new JsonObject { ["msg_item"] = new JsonArray(new JsonObject { ["msgtype"] = "text", ["text"] = new JsonObject { ["content"] = "今天都在" } }, new JsonObject { ["msgtype"] = "image", ["image"] = new JsonObject { ["url"] = "https://far.example/1" } }) },
            _ => new JsonObject { ["url"] = "https://far.example/1" },
        };
        var said = await house.Standin.Say(new Saying("wecom-bot", "helper") { From = "yu", Payload = new JsonObject { ["msgtype"] = kind, [kind] = content }, MessageId = $"kind-{kind}" });
        Assert.Null(said[0].Problem);
        var body = JsonNode.Parse(await house.Database.One<string>("SELECT body FROM inbox WHERE message_id = @id", new { id = $"kind-{kind}" }))!;
        Assert.Equal(kind is "voice" or "mixed" ? "今天都在" : "", body["text"]!.ToString());
        Assert.Equal(kind == "voice" ? 0 : 1, body["media"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_stream_is_filled_once_the_answer_is_there_and_nothing_is_said_beside_it()
    {
        var number = await house.Report("demo-1", "r1", "6栋2单元楼顶漏水，墙都湿了");
        var first = (await house.Standin.Say(new Saying("wecom-bot", "talker") { From = "yu", Text = $"确认{number}" }))[0];
        Assert.Equal("false", first.Reply!["stream"]!["finish"]!.ToString());
        var stream = first.Reply["stream"]!["id"]!.ToString();
        JsonNode last = first.Reply;
        await Patience.Until(
            async () =>
            {
                last = (await Refresh(stream)).Reply!["stream"]!;
                return last["finish"]!.ToString() == "true";
            },
            "the stream ends");
        Assert.Contains(number, last["content"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(last["content"]!.ToString(), (await Refresh(stream)).Reply!["stream"]!["content"]!.ToString());
        await house.Settled("dm-w1", number);
        Assert.DoesNotContain(house.Sent(WecomHouse.Answers), content => content.Contains(number, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_for_which_there_is_nothing_to_say_ends_too()
    {
        var first = (await house.Standin.Say(new Saying("wecom-bot", "talker") { From = "yu", Text = "哈哈哈" }))[0];
        var stream = first.Reply!["stream"]!["id"]!.ToString();
        await Patience.Until(async () => (await Refresh(stream)).Reply!["stream"]!["finish"]!.ToString() == "true", "the stream ends");
        var end = (await Refresh("never-begun")).Reply!["stream"]!;
        Assert.Equal(("true", Bot.Host.Channels.SmartRobot.RobotStreams.Seen), (end["finish"]!.ToString(), end["content"]!.ToString()));
    }

    private async Task<Said> Refresh(string stream) =>
        (await house.Standin.Say(new Saying("wecom-bot", "talker") { From = "yu", Payload = new JsonObject { ["msgtype"] = "stream", ["stream"] = new JsonObject { ["id"] = stream } } }))[0];
}
