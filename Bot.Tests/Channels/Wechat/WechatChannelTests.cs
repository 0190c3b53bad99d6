using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Channels;
using Bot.Host.Channels.Wechat;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.Wechat;

/// <summary>What goes to one person: customer-service messages while the window is open, subscription messages after it; the stand-in judges.</summary>
public sealed class WechatChannelTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task Five_messages_go_after_the_person_wrote_and_the_sixth_is_not_even_tried()
    {
        await using var house = await WechatHouse.Open(database);
        var person = await house.Hear("o1");
        await house.Dispatch();
        var before = house.Sent().Count;
        for (var number = before + 1; number <= 6; number++)
        {
            await house.Say(person, $"n{number}", $"第{number}条");
        }

        Assert.Equal(5, house.Sent().Count);
        Assert.Contains("dead", await house.Fate("n6"), StringComparison.Ordinal);
        Assert.Contains("45047", await house.Fate("n6"), StringComparison.Ordinal);
        Assert.Contains("accepted no message of template template-progress", await house.Fate("n6"), StringComparison.Ordinal);
        Assert.DoesNotContain(house.Standin.Ledger.Calls, call => call.Outcome is "45047" or "43101");
        await house.Hear("o1", "谢谢");
        await house.Say(person, "n7", "第7条");
        Assert.Equal("第7条", house.Sent()[^1]);
    }

    [Fact]
    public async Task After_48_hours_an_accepted_subscription_is_the_next_way_and_the_notice_says_so()
    {
        await using var house = await WechatHouse.Open(database);
        var person = await house.Hear("o1");
        house.Standin.Subscriptions.Accept("service", "o1", "template-progress");
        await house.Happen("o1", "accept", "service", ("template-progress", "accept"));
        house.Advance(TimeSpan.FromHours(48));
        await house.Say(person, "n1", "您反映的3栋2单元电梯故障已经修好，物业连夜更换了主板");
        Assert.Equal("您反映的3栋2单元电梯故障已经修好，物…", Assert.Single(house.Subscribed())["thing1"]!["value"]!.ToString());
        Assert.StartsWith("sent wechat-subscription wechat:service: the person has to write first: the last message is older than 48 h", await house.Fate("n1"), StringComparison.Ordinal);
        await house.Say(person, "n2", "再说一次");
        Assert.Contains("dead", await house.Fate("n2"), StringComparison.Ordinal);
        Assert.Single(house.Subscribed());
        Assert.Equal(0, house.Standin.Subscriptions.Left("service", "o1", "template-progress"));
    }

    [Theory]
    [InlineData("45015", "write first")]
    [InlineData("45047", "45047")]
    public async Task The_platform_corrects_the_bots_own_book_of_windows(string code, string reason)
    {
        await using var house = await WechatHouse.Open(database);
        var person = await house.Hear("o1");
        await house.Dispatch();
        house.Standin.Script("/cgi-bin/message/custom/send", 1, code);
        await house.Say(person, "n1", "一");
        Assert.Contains(code, await house.Fate("n1"), StringComparison.Ordinal);
        var calls = house.Standin.Ledger.Calls.Count;
        await house.Say(person, "n2", "二");
        Assert.Contains(reason, await house.Fate("n2"), StringComparison.Ordinal);
        Assert.Equal(calls, house.Standin.Ledger.Calls.Count);
    }

    [Fact]
    public async Task A_busy_platform_costs_no_place_in_the_window()
    {
        await using var house = await WechatHouse.Open(database);
        var person = await house.Hear("o1");
        await house.Dispatch();
        var sent = await house.House.One<int>("SELECT sent FROM reply_window WHERE district = @District");
        house.Standin.Script("/cgi-bin/message/custom/send", 1, "-1");
        await house.Say(person, "n1", "一");
        Assert.Equal(sent, await house.House.One<int>("SELECT sent FROM reply_window WHERE district = @District"));
        house.Advance(TimeSpan.FromMinutes(1));
        await house.Dispatch();
        Assert.Equal("sent wechat", await house.Fate("n1"));
    }

    [Fact]
    public async Task The_platforms_43101_corrects_the_ledger_of_accepts()
    {
        await using var house = await WechatHouse.Open(database);
        var person = await house.Hear("o1");
        await house.Happen("o1", "accept", "service", ("template-progress", "accept"));
        await house.Happen("o1", "accept", "service", ("template-progress", "accept"));
        house.Advance(TimeSpan.FromHours(49));
        await house.Say(person, "n1", "一");
        Assert.Contains("43101", await house.Fate("n1"), StringComparison.Ordinal);
        Assert.Equal(0, await house.House.One<int>("SELECT left_over FROM template_accept WHERE district = @District"));
        await house.Say(person, "n2", "二");
        Assert.Contains("accepted no message", await house.Fate("n2"), StringComparison.Ordinal);
        Assert.Single(house.Standin.Ledger.Calls, call => call.Outcome == "43101");
    }

    [Fact]
    public async Task One_accept_is_one_message_and_the_word_of_one_sent_takes_none_again()
    {
        await using var house = await WechatHouse.Open(database);
        var person = await house.Hear("o1", account: "mini");
        for (var accepted = 0; accepted < 3; accepted++)
        {
            house.Standin.Subscriptions.Accept("mini", "o1", "template-progress");
            await house.Happen("o1", "accept", "mini", ("template-progress", "accept"));
        }

        await house.Happen("o1", "accept", "mini", ("template-progress", "reject"));
        house.Advance(TimeSpan.FromHours(49));
        await house.Say(person, "n1", "一");
        var id = await house.House.One<string>("SELECT provider_id FROM outbox WHERE district = @District AND notice_key = 'n1'");
        await house.Happen("o1", "template_sent", "mini", ("MsgID", id), ("TemplateId", "template-progress"), ("ErrorCode", "0"));
        Assert.Equal(2, await house.House.One<int>("SELECT left_over FROM template_accept WHERE district = @District"));
        await house.Happen("o1", "template_sent", "mini", ("MsgID", "sent-by-another"), ("TemplateId", "template-progress"), ("ErrorCode", "0"));
        Assert.Equal(1, await house.House.One<int>("SELECT left_over FROM template_accept WHERE district = @District"));
        await house.Happen("o1", "accept_changed", "mini", ("template-progress", "reject"));
        await house.Say(person, "n2", "二");
        Assert.Contains("dead", await house.Fate("n2"), StringComparison.Ordinal);
        Assert.Single(house.Subscribed());
    }

    [Fact]
    public async Task A_long_term_template_is_not_used_up_until_it_is_taken_back()
    {
        await using var house = await WechatHouse.Open(database, "template-progress long-term thing1=text phrase2=state time3=time");
        var person = await house.Hear("o1");
        house.Standin.Subscriptions.Accept("service", "o1", "template-progress", "accept_always");
        await house.Happen("o1", "accept", "service", ("template-progress", "accept"));
        house.Advance(TimeSpan.FromHours(49));
        foreach (var key in new[] { "n1", "n2", "n3" })
        {
            await house.Say(person, key, key);
        }

        Assert.Equal(3, house.Subscribed().Count);
        await house.Happen("o1", "accept_changed", "service", ("template-progress", "reject"));
        await house.Say(person, "n4", "n4");
        Assert.Contains("dead", await house.Fate("n4"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_answer_keeps_the_accept_and_the_platforms_word_names_the_message()
    {
        await using var house = await WechatHouse.Open(database);
        await house.Hear("o1");
        house.Standin.Subscriptions.Accept("service", "o1", "template-progress");
        await house.Happen("o1", "accept", "service", ("template-progress", "accept"));
        house.Standin.Script("/cgi-bin/message/subscribe/bizsend", 1, "drop");
        var channel = house.Get<WechatSubscriptionChannel>();
        var (message, route) = (new OutgoingMessage("n1", "lane", "一", [], null) { Kind = "outcome" }, new ChannelRoute("lane", channel.Name, "service", "o1", 0));
        await Assert.ThrowsAnyAsync<Exception>(() => channel.Send(message, route, CancellationToken.None));
        Assert.Equal(0, await house.House.One<int>("SELECT left_over FROM template_accept WHERE district = @District"));
        await house.Happen("o1", "template_sent", "service", ("MsgID", "77"), ("TemplateId", "template-progress"), ("ErrorCode", "0"));
        Assert.Equal(new Delivery.Sent("77"), await channel.Send(message, route, CancellationToken.None));
        Assert.Single(house.Subscribed());
    }

    [Fact]
    public async Task A_long_text_goes_in_numbered_parts_and_those_that_arrived_are_not_said_again()
    {
        await using var house = await WechatHouse.Open(database);
        var person = await house.Hear("o1");
        await house.Dispatch();
        var before = house.Sent().Count;
        house.Standin.Script(new Bot.Platforms.Fault { Path = "/cgi-bin/message/custom/send", Calls = 2, Kinds = ["delay", "-1"], Seconds = 0.01 });
        await house.Say(person, "n1", new string('字', 1200));
        house.Advance(TimeSpan.FromMinutes(1));
        await house.Dispatch();
        Assert.Equal("sent wechat", await house.Fate("n1"));
        Assert.Equal(["(1/2)", "(2/2)"], house.Sent().Skip(before).Select(text => text[..5]));
    }

    [Fact]
    public async Task Content_is_checked_only_where_its_author_was_there_within_two_hours_and_the_log_says_else_by_kind_alone()
    {
        await using var house = await WechatHouse.Open(database);
        await house.Hear("o1", account: "mini");
        var checks = house.Get<ContentChecks>();
        Assert.Equal(ContentVerdict.Risky, await checks.Text("mini", "o1", "楼下有人赌博", "report", isHere: false, CancellationToken.None));
        Assert.Equal(ContentVerdict.Review, await checks.Text("mini", "o1", "加微信", "report", isHere: false, CancellationToken.None));
        Assert.Equal(ContentVerdict.Pass, await checks.Text("mini", "o1", "电梯坏了", "report", isHere: false, CancellationToken.None));
        house.Advance(TimeSpan.FromHours(2.1));
        var calls = house.Standin.Ledger.Calls.Count;
        Assert.Equal(ContentVerdict.Unknown, await checks.Text("mini", "o1", "楼下有人赌博", "report", isHere: false, CancellationToken.None));
        Assert.Equal(ContentVerdict.Unknown, await checks.Text("service", "o1", "楼下有人赌博", "message", isHere: true, CancellationToken.None));
        Assert.Equal(calls, house.Standin.Ledger.Calls.Count);
        Assert.Contains("a report is not checked by the platform: its author was not in the mini program within 2 h", house.Logged);
        Assert.DoesNotContain(house.Logged, line => line.Contains("赌博", StringComparison.Ordinal) || line.Contains("o1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_picture_that_the_platform_holds_for_risky_leaves_the_inbox_and_the_staff_are_told()
    {
        await using var house = await WechatHouse.Open(database);
        await house.Hear("o1", "3栋2单元电梯坏了", "mini");
        await house.Get<ContentChecks>().Media("mini", "o1", new Media(MediaKind.Image, "https://files.example/1.jpg"), "wechat:mini:m-1", CancellationToken.None);
        var trace = await house.House.One<string>("SELECT trace_id FROM media_check WHERE district = @District");
        await house.House.Execute("UPDATE inbox SET body = jsonb_set(body, '{media}', '[{\"kind\":\"image\",\"url\":\"https://files.example/1.jpg\"}]') WHERE district = @District AND message_key = 'wechat:mini:m-1'");
        await house.Happen("o1", "media_checked", "mini", ("trace_id", trace), ("suggest", "risky"), ("label", "20002"));
        Assert.Equal("risky", await house.House.One<string>("SELECT verdict FROM media_check WHERE district = @District"));
        Assert.DoesNotContain("files.example", await house.House.One<string>("SELECT body::text FROM inbox WHERE district = @District AND message_key = 'wechat:mini:m-1'"), StringComparison.Ordinal);
        Assert.Contains("没有通过平台的内容检查", await house.House.One<string>("SELECT text FROM outbox WHERE district = @District AND kind = 'media'"), StringComparison.Ordinal);
    }
}
