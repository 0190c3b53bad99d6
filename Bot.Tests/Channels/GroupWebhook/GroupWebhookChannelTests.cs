using System.Text;
using Bot.Host.Channels;
using Bot.Host.Channels.Credentials;
using Bot.Host.Channels.GroupWebhook;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.GroupWebhook;

public sealed class GroupWebhookChannelTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly ChannelRoute Staff = new("demo-staff", "wecom-webhook", "staff", "staff", 0);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_rings_for_those_whose_userid_is_known_and_for_nobody_else()
    {
        var house = await PostgresHouse.Open(database);
        await house.Execute(
            """
            INSERT INTO identity (district, channel, account, external_id, person_id, proof, proven_at) VALUES
              (@District, 'wecom-archive', 'corp', 'wm-outside', 'w1', 'operator', now()), (@District, 'wecom-archive', 'corp', 'wo-outside', 'r1', 'operator', now()), (@District, 'wecom-bot', 'robot', 'YuXiaoYu', 'w1', 'code', now()),
              (@District, 'wechat', 'mini', 'openid-9', 'w2', 'first', now())
            """);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        Assert.Equal(new Delivery.Sent("k"), await host.Webhook.Send(Message("“4栋”漏水 <b>&") with { Mentions = ["w1", "w2", "r1", "nobody"] }, Staff, Stop));
        var body = Assert.Single(fake.Calls).Body;
        Assert.Equal("“4栋”漏水 <b>&", body.GetProperty("text").GetProperty("content").GetString());
        Assert.Equal("YuXiaoYu", Assert.Single(body.GetProperty("text").GetProperty("mentioned_list").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_text_of_2048_bytes_goes_as_it_is_and_a_longer_one_in_numbered_parts_that_hold_all_of_it()
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        await host.Webhook.Send(Message(new string('a', 2048)), Staff, Stop);
        Assert.Equal(2048, Assert.Single(Texts(fake)).Length);
        var text = string.Concat(Enumerable.Range(0, 300).Select(number => $"{number}栋👨‍👩‍👧漏水。"));
        Assert.IsType<Delivery.Sent>(await host.Webhook.Send(Message(text), Staff, Stop));
        var parts = Texts(fake).Skip(1).ToList();
        Assert.All(parts, part => Assert.InRange(Encoding.UTF8.GetByteCount(part), 1, 2048));
        Assert.All(parts.Select((part, place) => (part, place)), one => Assert.StartsWith($"({one.place + 1}/{parts.Count})", one.part));
        Assert.Equal(text, string.Concat(parts.Select(part => part[(part.IndexOf(')', StringComparison.Ordinal) + 1)..])));
        Assert.Equal(0, await house.One<int>("SELECT count(*)::int FROM sent_part WHERE district = @District"));
    }

    [Fact]
    public async Task A_long_text_that_was_interrupted_goes_on_behind_the_parts_that_have_arrived()
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        using var other = new ChannelHost(house, fake.Address);
        var message = Message(new string('长', 1800));
        fake.Faults.Enqueue("{\"errcode\":0}");
        fake.Faults.Enqueue("{\"errcode\":-1}");
        Assert.IsType<Delivery.Later>(await host.Webhook.Send(message, Staff, Stop));
        fake.Faults.Enqueue("reset");
        await Assert.ThrowsAsync<PlatformFaultException>(() => other.Webhook.Send(message, Staff, Stop));
        Assert.IsType<Delivery.Sent>(await other.Webhook.Send(message with { MayBeRepeated = true }, Staff, Stop));
        Assert.Equal(["(1/3)", "(2/3)", "(2/3)"], Texts(fake).Take(3).Select(text => text[..5]));
        Assert.Equal(["（重发，可能已经看过）\n(2/3)", "（重发，可能已经看过）\n(3/3)"], Texts(fake).Skip(3).Select(text => text[..17]));
        Assert.All(Texts(fake), text => Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, 2048));
    }

    [Fact]
    public async Task Two_hosts_never_send_more_than_20_in_any_60_s_and_what_is_too_much_waits()
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var first = new ChannelHost(house, fake.Address);
        using var second = new ChannelHost(house, fake.Address);
        var random = new Random(20);
        int sent = 0, later = 0;
        for (var number = 0; number < 150; number++)
        {
            house.Time.Now += TimeSpan.FromMilliseconds(random.Next(0, 4000));
            switch (await (random.Next(2) == 0 ? first : second).Webhook.Send(Message($"{number}"), Staff, Stop))
            {
                case Delivery.Sent:
                    sent++;
                    break;
                case Delivery.Later wait:
                    later++;
                    Assert.InRange(wait.After, TimeSpan.Zero, TimeSpan.FromSeconds(61));
                    break;
                case var other:
                    Assert.Fail($"{other}");
                    break;
            }
        }

        Assert.True(sent > 80 && later > 10, $"{sent} sent, {later} later");
        var times = fake.Calls.Select(call => call.At).ToList();
        Assert.Equal(sent, times.Count);
        Assert.All(times.Zip(times.Skip(20)), pair => Assert.True(pair.Second - pair.First > TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_platform_that_counts_otherwise_is_heard_until_the_next_minute()
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        house.Time.Now += TimeSpan.FromSeconds(25);
        fake.Faults.Enqueue("{\"errcode\":45009}");
        Assert.Equal(TimeSpan.FromSeconds(36), Assert.IsType<Delivery.Later>(await host.Webhook.Send(Message("x"), Staff, Stop)).After);
    }

    [Fact]
    public async Task An_unknown_key_shuts_the_account_until_a_check_succeeds()
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        fake.KnownKey = "new";
        var refused = Assert.IsType<Delivery.Refused>(await host.Webhook.Send(Message("x"), Staff, Stop));
        Assert.Contains("WecomWebhooks:staff", refused.Reason);
        Assert.IsType<Delivery.Closed>(await host.Webhook.Send(Message("y"), Staff, Stop));
        Assert.Single(fake.Calls);
        Assert.Equal("disabled", Assert.Single(host.Get<ChannelCatalogue>().Lines(), line => line.Channel == "wecom-webhook").State.State);
        Assert.Equal("disabled", (await host.Webhook.Check("staff", Stop)).State);
        fake.KnownKey = FakePlatform.Key;
        Assert.Equal("ok", (await host.Webhook.Check("staff", Stop)).State);
        Assert.IsType<Delivery.Sent>(await host.Webhook.Send(Message("z"), Staff, Stop));
        Assert.Equal(["x", "z"], Texts(fake));
    }

    [Fact]
    public async Task An_overdue_alert_is_a_card_where_it_has_a_page_to_lead_to_and_a_text_where_it_would_be_cut()
    {
        var house = await PostgresHouse.Open(database);
        await house.Execute("INSERT INTO identity (district, channel, account, external_id, person_id, proof, proven_at) VALUES (@District, 'wecom', 'grid', 'Zhang', 'p1', 'code', now())");
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address, page: new Uri("https://staff.invalid/tickets"));
        var overdue = Message("#1023 已超时\n4栋2单元漏水") with { Kind = "overdue", Mentions = ["p1"] };
        Assert.IsType<Delivery.Sent>(await host.Webhook.Send(overdue, Staff, Stop));
        Assert.IsType<Delivery.Sent>(await host.Webhook.Send(overdue with { Text = new string('长', 27) }, Staff, Stop));
        var bodies = fake.Calls.Select(call => call.Body).ToList();
        var card = bodies[0].GetProperty("template_card");
        Assert.Equal("#1023 已超时", card.GetProperty("main_title").GetProperty("title").GetString());
        Assert.Equal("4栋2单元漏水", card.GetProperty("sub_title_text").GetString());
        Assert.Equal("https://staff.invalid/tickets", card.GetProperty("card_action").GetProperty("url").GetString());
        Assert.Equal("Zhang", bodies[1].GetProperty("text").GetProperty("mentioned_list")[0].GetString());
        Assert.Equal(["template_card", "text", "text"], bodies.Select(body => body.GetProperty("msgtype").GetString()));
    }

    [Fact]
    public async Task Pictures_and_markdown_go_out_within_their_bounds_and_never_beyond()
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        byte[] picture = [1, 2, 3];
        Assert.IsType<Delivery.Sent>(await host.Webhook.Post("staff", new WebhookMessage.Image(picture), Stop));
        Assert.IsType<Delivery.Sent>(await host.Webhook.Post("staff", new WebhookMessage.Markdown($"**晨报** {WebhookMessage.Mention("Zhang")}"), Stop));
        Assert.IsType<Delivery.Refused>(await host.Webhook.Post("staff", new WebhookMessage.Image(new byte[(2 * 1024 * 1024) + 1]), Stop));
        Assert.IsType<Delivery.Refused>(await host.Webhook.Post("staff", new WebhookMessage.Markdown(new string('a', 4097)), Stop));
        Assert.Equal(2, fake.Calls.Count);
        var image = fake.Calls[0].Body.GetProperty("image");
        Assert.Equal(picture, image.GetProperty("base64").GetBytesFromBase64());

        // printf '\1\2\3' | md5sum
        Assert.Equal("5289df737df57326fcdd22597afb1fac", image.GetProperty("md5").GetString());
        Assert.Equal("**晨报** <@Zhang>", fake.Calls[1].Body.GetProperty("markdown").GetProperty("content").GetString());
    }

    private static OutgoingMessage Message(string text) => new("k", "demo-staff", text, [], null);

    private static IReadOnlyList<string> Texts(FakePlatform fake) =>
        [.. fake.Calls.Where(call => call.Body.TryGetProperty("text", out _)).Select(call => call.Body.GetProperty("text").GetProperty("content").GetString()!)];
}
