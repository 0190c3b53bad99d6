using Bot.Domain.Channels.SmartRobot;
using Bot.Host.Channels.SmartRobot;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.SmartRobot;

/// <summary>Cards with buttons under the notices of tickets.</summary>
public sealed class RobotCardTests(WecomHouse house) : IClassFixture<WecomHouse>
{
    [Fact]
    public void A_task_id_is_what_the_platform_takes_and_tells_ticket_and_notice()
    {
        var id = RobotCard.TaskId("1023", "ticket:1023:overdue:ep2/不论什么");
        Assert.Matches("^[0-9A-Za-z_@-]{1,128}$", id);
        Assert.Equal(("1023", RobotCard.Digest("ticket:1023:overdue:ep2/不论什么")), RobotCard.Read(id));
        Assert.NotEqual(id, RobotCard.TaskId("1023", "ticket:1023:overdue:ep3"));
        Assert.All([null, "", "1023", "1023@x", "x@" + id.Split('@')[1], id + "@"], foreign => Assert.Null(RobotCard.Read(foreign)));
    }

    [Fact]
    public void Only_what_can_be_meant_is_a_command()
    {
        Assert.Equal("确认1023", RobotCard.Command("confirm", "1023", null));
        Assert.Equal("办结1023", RobotCard.Command("resolve", "1023", null));
        Assert.Null(RobotCard.Command("transfer", "1023", null));
        Assert.Null(RobotCard.Command("none", "1023", "p1"));
    }

    [Fact]
    public void At_the_end_nothing_is_left_to_press()
    {
        var card = RobotCard.Make("1023@x", "words", "已办结 · 小余 10:32", ["confirm", "resolve", "transfer"], [("p1", "物业老张")]);
        Assert.Equal("已办结 · 小余 10:32", Assert.Single(card["button_list"]!.AsArray())!["text"]!.ToString());
        Assert.Null(card["button_selection"]);
    }

    [Fact]
    public async Task A_handed_over_ticket_comes_as_a_card_and_a_press_does_what_the_words_would()
    {
        var number = await house.Report("demo-1", "r1", "4栋2单元楼道墙皮掉了一大块");
        await house.Say($"转{number}给物业老张 归物业修");
        var card = (await house.Wait(WecomHouse.Answers, $"{number}@"))["template_card"]!;
        var task = card["task_id"]!.ToString();
        Assert.Contains("w1", card["button_selection"]!["option_list"]!.AsArray().Select(option => option!["id"]!.ToString()));
        var state = (await house.Client.Ticket(number)).GetProperty("state").GetString();

        // Somebody who is not on the roster is told so, alone, and nothing happens.
        var stranger = await house.Press(task, "resolve", "stranger");
        Assert.Equal(["stranger"], stranger.Reply!["userids"]!.AsArray().Select(user => user!.ToString()));
        Assert.Contains(RobotCards.NotOnRoster, stranger.Reply.ToJsonString(Readable), StringComparison.Ordinal);
        Assert.Equal(state, (await house.Client.Ticket(number)).GetProperty("state").GetString());
        Assert.Empty(await house.Database.Query<string>("SELECT person_id FROM identity WHERE external_id = 'stranger'"));

        // The one it was handed to takes it; told twice it is done once.
        var taken = await house.Press(task, "confirm", "zhang", id: "press-1");
        await house.Press(task, "confirm", "zhang", id: "press-1");
        Assert.Empty(taken.Reply!["userids"]!.AsArray());
        Assert.Matches(@"^已确认 · 物业老张 \d\d:\d\d$", taken.Reply["template_card"]!["main_title"]!["desc"]!.ToString());
        Assert.Equal(task, taken.Reply["template_card"]!["task_id"]!.ToString());
        Assert.Equal(1, await house.InboxOf("card-press-1"));
        var ticket = await house.Client.Ticket(number);
        Assert.Equal(("working", "p1"), (ticket.GetProperty("state").GetString(), ticket.GetProperty("responsible").GetProperty("id").GetString()));

        // Handed back by the choice on the card; without a choice he is asked for one.
        var unchosen = await house.Press(task, "transfer", "zhang");
        Assert.Contains(RobotCards.ChooseFirst, unchosen.Reply!.ToJsonString(Readable), StringComparison.Ordinal);
        var handed = await house.Press(task, "transfer", "zhang", to: "w1");
        Assert.StartsWith("已转派 · 物业老张", handed.Reply!["template_card"]!["main_title"]!["desc"]!.ToString(), StringComparison.Ordinal);
        var done = await house.Press(task, "resolve", "zhang");
        Assert.StartsWith("已办结 · 物业老张", done.Reply!["template_card"]!["main_title"]!["desc"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("resolved", (await house.Client.Ticket(number)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_card_that_is_none_of_ours_is_answered_with_nothing()
    {
        var pressed = await house.Press(RobotCard.TaskId("999", "nothing"), "confirm", "yu", id: "press-foreign");
        Assert.Null(pressed.Reply);
        Assert.Null(pressed.Problem);
        Assert.Equal(0, await house.InboxOf("card-press-foreign"));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
