using Bot.Domain.Notices;
using Bot.Host.Channels;
using Bot.Host.Notices;
using Bot.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bot.Tests.Channels;

/// <summary>How the dispatcher uses several ways out of one conversation.</summary>
public sealed class ChannelTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly ChannelFlags Plain = new(false, false, true, false, false, RemovesDuplicates: false);

    /// <summary>A way that answers as the test says and keeps what came.</summary>
    private sealed class Way(string name, ChannelFlags flags, Func<OutgoingMessage, Delivery?> answer) : IChannel
    {
        public List<OutgoingMessage> Came { get; } = [];

        public string Name => name;

        public ChannelFlags Flags => flags;

        public Task<Delivery> Send(OutgoingMessage message, ChannelRoute route, CancellationToken stop)
        {
            Came.Add(message);
            return Task.FromResult(answer(message) ?? throw new HttpRequestException("https://far.example/send?key=secret"));
        }
    }

    [Fact]
    public async Task A_shut_way_is_passed_over_for_the_next_and_the_notice_says_so()
    {
        var (house, dispatcher, first, second) = await Open(_ => new Delivery.Closed("48 h are over"), _ => new Delivery.Sent("2"));
        await Say(house, dispatcher, "a");
        Assert.Single(first.Came);
        Assert.Equal(["a"], second.Came.Select(message => message.Text));
        var row = await house.One<(string State, string Channel, string PassedOver)>("SELECT state, channel, passed_over FROM outbox WHERE district = @District AND notice_key = 'a'");
        Assert.Equal(("sent", "second", "first:x: 48 h are over"), row);
    }

    [Fact]
    public async Task What_residents_cannot_be_told_by_any_way_is_left_to_staff_with_its_whole_words_and_says_why_of_each()
    {
        var (house, dispatcher, _, _) = await Open(_ => new Delivery.Closed("window"), _ => new Delivery.Closed("quota"));
        await house.Decide(new Notice("a", Address.Group("demo-1"), "outcome", "周四停水，请提前存水"), new Notice("b", Address.Group("demo-1"), "reply", "已登记"));
        await Dispatch(dispatcher);
        var rows = await house.Rows<(string Key, string State, string Error)>("SELECT notice_key, state, error FROM outbox WHERE district = @District AND lane_id = 'demo-1' ORDER BY notice_key");
        Assert.Equal([("a", "handed_over", "no way is open: first:x: window; second:y: quota"), ("b", "withdrawn", "no way is open: first:x: window; second:y: quota")], rows);
        var told = Assert.Single(await house.Rows<(string Lane, string Text)>("SELECT lane_id, text FROM outbox WHERE district = @District AND kind = 'hand_over'"));
        Assert.Equal(("demo-staff", "机器人现在发不到“桂香园第1网格群”，请复制下面的话发到群里：\n周四停水，请提前存水"), told);
    }

    [Fact]
    public async Task What_staff_cannot_be_told_by_any_way_is_dead_and_tells_why_of_each()
    {
        var (house, dispatcher, _, _) = await Open(_ => new Delivery.Closed("window"), _ => new Delivery.Closed("quota"), group: "demo-staff");
        await house.Decide(new Notice("a", Address.Group("demo-staff"), "due", "1001 到期了"));
        await Dispatch(dispatcher);
        var row = await house.One<(string State, string Error)>("SELECT state, error FROM outbox WHERE district = @District AND notice_key = 'a'");
        Assert.Equal(("dead", "no way is open: first:x: window; second:y: quota"), row);
    }

    [Theory]
    [InlineData("街道通报", 2)]
    [InlineData("due", 2)]
    [InlineData("hand_over", 2)]
    [InlineData("digest", 1)]
    [InlineData("reply", 1)]
    public async Task Whatever_calls_staff_is_said_once_more_where_nobody_knows_whether_it_arrived_and_an_answer_is_not(string kind, int times)
    {
        var (house, dispatcher, first, _) = await Open(_ => null, _ => new Delivery.Sent("2"), group: "demo-staff");
        await house.Decide(new Notice("a", Address.Group("demo-staff"), kind, "1001"));
        for (var minute = 0; minute < 4; minute++)
        {
            await Dispatch(dispatcher);
            house.Time.Now += TimeSpan.FromMinutes(5);
        }

        Assert.Equal(times, first.Came.Count);
    }

    [Fact]
    public async Task What_waits_for_a_tap_is_visible_and_holds_back_nothing()
    {
        var (house, dispatcher, first, _) = await Open(message => message.Text == "a" ? new Delivery.AwaitingTap("task-1") : new Delivery.Sent("2"), _ => null);
        await Say(house, dispatcher, "a", "b");
        Assert.Equal(["a", "b"], first.Came.Select(message => message.Text));
        Assert.Equal("awaiting_tap", (await house.States())["a"]);
        Assert.Equal("sent", (await house.States())["b"]);
    }

    [Fact]
    public async Task Where_a_conversation_has_a_limit_many_waiting_notices_become_one_message()
    {
        var (house, dispatcher, first, _) = await Open(_ => new Delivery.Sent("1"), _ => null, Plain with { PerMinute = 20, MostBytes = 40 });
        await Say(house, dispatcher, "第一条一二三四", "第二条一二三四", "第三条一二三四");
        Assert.Equal(["第一条一二三四", "第二条一二三四", "第三条一二三四"], first.Came.SelectMany(message => message.Text.Split('\n')));
        Assert.Equal(3, first.Came.Count);
        (house, dispatcher, first, _) = await Open(_ => new Delivery.Sent("1"), _ => null, Plain with { PerMinute = 20, MostBytes = 2048 });
        await Say(house, dispatcher, "第一条", "第二条", "第三条");
        Assert.Equal("第一条\n第二条\n第三条", Assert.Single(first.Came).Text);
        Assert.All((await house.States()).Values, state => Assert.Equal("sent", state));
    }

    [Fact]
    public async Task Waiting_for_our_own_limit_never_kills_a_notice_and_keeps_the_order()
    {
        var waits = 30;
        var (house, dispatcher, first, _) = await Open(
            message => message.Text == "a" && waits-- > 0 ? new Delivery.Later(TimeSpan.FromSeconds(3), "20 a minute") { IsOwnWait = true } : new Delivery.Sent("1"), _ => null);
        await Say(house, dispatcher, "a", "b");
        for (var round = 0; round < 30; round++)
        {
            Assert.DoesNotContain(first.Came, message => message.Text == "b");
            house.Time.Now += TimeSpan.FromSeconds(4);
            await Dispatch(dispatcher);
        }

        Assert.Equal("b", first.Came[^1].Text);
        Assert.All((await house.States()).Values, state => Assert.Equal("sent", state));
    }

    [Fact]
    public async Task An_alert_whose_arrival_nobody_knows_is_said_once_more_and_no_third_time()
    {
        var (house, dispatcher, first, second) = await Open(_ => null, _ => new Delivery.Sent("2"));
        await Say(house, dispatcher, "danger");
        house.Time.Now += TimeSpan.FromMinutes(5);
        await Dispatch(dispatcher);
        house.Time.Now += TimeSpan.FromMinutes(5);
        await Dispatch(dispatcher);
        Assert.Equal([false, true], first.Came.Select(message => message.MayBeRepeated));
        Assert.Empty(second.Came);
        Assert.Equal("dead", (await house.States())["danger"]);
    }

    [Fact]
    public async Task A_repeat_that_is_put_off_is_still_a_repeat_and_goes_the_same_way()
    {
        var answers = new Queue<Delivery?>([null, new Delivery.Later(TimeSpan.FromSeconds(5), "-1"), new Delivery.Later(TimeSpan.FromSeconds(5), "20 a minute") { IsOwnWait = true }, new Delivery.Sent("1")]);
        var (house, dispatcher, first, second) = await Open(_ => answers.Dequeue(), _ => new Delivery.Sent("2"));
        await Say(house, dispatcher, "danger");
        for (var minute = 0; minute < 5; minute++)
        {
            house.Time.Now += TimeSpan.FromMinutes(1);
            await Dispatch(dispatcher);
        }

        Assert.Equal([false, true, true, true], first.Came.Select(message => message.MayBeRepeated));
        Assert.Empty(second.Came);
        Assert.Equal("sent", (await house.States())["danger"]);
    }

    [Fact]
    public async Task What_was_joined_and_is_in_doubt_goes_again_as_it_was_so_that_the_far_side_knows_it_again()
    {
        var answers = new Queue<Delivery?>([null, new Delivery.Later(TimeSpan.FromSeconds(5), "-1"), new Delivery.Sent("1"), new Delivery.Sent("2")]);
        var (house, dispatcher, first, _) = await Open(_ => answers.Dequeue(), _ => new Delivery.Sent("2"), Plain with { RemovesDuplicates = true, PerMinute = 30, MostBytes = 2048 });
        await Say(house, dispatcher, "a", "b", "c");
        await house.Decide(new Notice("d", Address.Group("demo-1"), "reply", "d"));
        for (var minute = 0; minute < 5; minute++)
        {
            house.Time.Now += TimeSpan.FromMinutes(1);
            await Dispatch(dispatcher);
        }

        Assert.Equal(["a\nb\nc", "a\nb\nc", "a\nb\nc", "d"], first.Came.Select(message => message.Text));
        Assert.All((await house.States()).Values, state => Assert.Equal("sent", state));
    }

    [Fact]
    public async Task An_alert_that_was_put_off_before_its_arrival_became_doubtful_is_said_once_more_too()
    {
        var answers = new Queue<Delivery?>([new Delivery.Later(TimeSpan.FromSeconds(5), "-1"), null, new Delivery.Sent("1")]);
        var (house, dispatcher, first, _) = await Open(_ => answers.Dequeue(), _ => new Delivery.Sent("2"));
        await Say(house, dispatcher, "danger");
        for (var minute = 0; minute < 5; minute++)
        {
            house.Time.Now += TimeSpan.FromMinutes(1);
            await Dispatch(dispatcher);
        }

        Assert.Equal([false, false, true], first.Came.Select(message => message.MayBeRepeated));
        Assert.Equal("sent", (await house.States())["danger"]);
    }

    private async Task<(PostgresHouse House, Dispatcher Dispatcher, Way First, Way Second)> Open(Func<OutgoingMessage, Delivery?> one, Func<OutgoingMessage, Delivery?> other, ChannelFlags? flags = null, string group = "demo-1")
    {
        var house = await PostgresHouse.Open(database);
        await house.Execute(
            """
            UPDATE chat_group SET channel = 'first' WHERE district = @District AND group_id = @group;
            INSERT INTO route (district, group_id, channel, account, target, rank) VALUES (@District, @group, 'second', 'y', 'there', 1), (@District, @group, 'first', 'x', 'here', 0);
            """,
            new { group });
        house.Host.Maps.Forget();
        var first = new Way("first", flags ?? Plain, one);
        var second = new Way("second", Plain, other);
        return (house, new Dispatcher(house.Host.Lanes, house.Host.Maps, [first, second], house.Settings, house.Host.Clock, NullLogger<Dispatcher>.Instance), first, second);
    }

    private static async Task Say(PostgresHouse house, Dispatcher dispatcher, params string[] texts)
    {
        await house.Decide([.. texts.Select(text => new Notice(text, Address.Group("demo-1"), text == "danger" ? "danger" : "reply", text))]);
        await Dispatch(dispatcher);
    }

    private static async Task Dispatch(Dispatcher dispatcher)
    {
        while (await dispatcher.DispatchDue(CancellationToken.None) > 0)
        {
        }
    }
}
