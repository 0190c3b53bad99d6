using System.Net;
using System.Text.Json;
using Bot.Tests.Running;

namespace Bot.Tests.Tickets;

/// <summary>The staff API against a running host: what a pause waits for, units under one lead, the receiver who has yet to take it.</summary>
public sealed class TicketActionsTests(DemoHost host) : IClassFixture<DemoHost>
{
    private static readonly string[] Called = ["物业", "城管"];

    /// <summary>Far apart in place, since the tests share a group.</summary>
    private async Task<string> Complain(string place)
    {
        var id = await host.Bot.Say("demo-1", "r1", $"{place}楼道灯不亮了");
        var answer = await host.Bot.AnswerTo("demo-1", id);
        return answer.Text.Split('#')[1].Split(' ')[0];
    }

    private Task<JsonElement> Act(string number, object action) => host.Bot.Call(HttpMethod.Post, $"/api/tickets/{number}/actions", action);

    private async Task Refused(string number, object action, HttpStatusCode status, string code)
    {
        using var answer = await host.Bot.Send(HttpMethod.Post, $"/api/tickets/{number}/actions", action);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{answer.StatusCode} {text}");
        Assert.Equal(code, JsonSerializer.Deserialize<JsonElement>(text).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_pause_needs_its_proof_and_shows_it()
    {
        var number = await Complain("4栋1单元");
        var until = (await host.Bot.Now()).AddDays(2);
        await Refused(number, new { action = "pause", until }, HttpStatusCode.Conflict, "proof_missing");
        await Refused(number, new { action = "pause", until, reason = "太热了" }, HttpStatusCode.Conflict, "proof_missing");
        await Refused(number, new { action = "pause", until, reason = "等天晴", proof = new { kind = "weather" } }, HttpStatusCode.BadRequest, "action_unknown");
        await Refused(number, new { action = "pause", until, reason = "等居民", proof = new { kind = "resident", message = "nowhere" } }, HttpStatusCode.BadRequest, "message_unknown");
        await Refused(number, new { action = "pause", until = until.AddDays(40), reason = "等配件 灯具" }, HttpStatusCode.Conflict, "pause_too_long");
        await Refused(number, new { action = "pause", until = until.AddDays(-3), reason = "等配件 灯具" }, HttpStatusCode.Conflict, "time_past");

        var asked = await host.Bot.Say("demo-1", "w1", "住户您好，请问您哪天在家？");
        await host.Bot.Settle();
        var paused = await Act(number, new { action = "pause", until, reason = "等居民", proof = new { kind = "resident", message = asked } });
        Assert.Equal("paused", paused.GetProperty("state").GetString());
        Assert.Equal(asked, paused.GetProperty("pause").GetProperty("proof").GetProperty("message").GetString());
        await Refused(number, new { action = "pause", until, reason = "等配件 灯具" }, HttpStatusCode.Conflict, "not_in_hand");

        var resumed = await Act(number, new { action = "resume" });
        Assert.Equal(JsonValueKind.Null, resumed.GetProperty("pause").ValueKind);
        Assert.Equal("resident", Assert.Single(resumed.GetProperty("pauses").EnumerateArray()).GetProperty("proof").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Units_are_called_report_in_and_the_lead_closes()
    {
        var number = await Complain("6栋2单元");
        await Refused(number, new { action = "whistle" }, HttpStatusCode.Conflict, "units_missing");
        var called = await Act(number, new { action = "whistle", units = Called });
        Assert.Equal(["物业", "城管"], called.GetProperty("units").EnumerateArray().Select(unit => unit.GetProperty("name").GetString()));
        await Refused(number, new { action = "check_in" }, HttpStatusCode.Conflict, "which_unit");
        var came = await Act(number, new { action = "check_in", unit = "城管" });
        Assert.Equal([false, true], came.GetProperty("units").EnumerateArray().Select(unit => unit.GetProperty("checkedInAt").ValueKind != JsonValueKind.Null));
        Assert.Contains(came.GetProperty("events").EnumerateArray(), happened => happened.GetProperty("kind").GetString() == "checked_in");

        await host.Bot.Say("demo-1", "p1", $"{number} 办好了");
        await host.Bot.Settle();
        Assert.Equal("accepted", (await host.Bot.Ticket(number)).GetProperty("state").GetString());
        Assert.Equal("resolved", (await Act(number, new { action = "resolve", text = "好了" })).GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_is_passed_on_stays_with_the_first_receiver_until_it_is_taken()
    {
        var number = await Complain("8栋3单元");
        await Act(number, new { action = "confirm" });
        var handed = await Act(number, new { action = "transfer", to = "p1", reason = "要换灯具" });
        Assert.Equal(("w1", "p1"), (handed.GetProperty("responsible").GetProperty("id").GetString(), handed.GetProperty("handedTo").GetProperty("id").GetString()));
        await host.Bot.Say("demo-1", "p1", $"收到 {number}");
        await host.Bot.Settle();
        var taken = await host.Bot.Ticket(number);
        Assert.Equal(("p1", "working"), (taken.GetProperty("responsible").GetProperty("id").GetString(), taken.GetProperty("state").GetString()));
    }
}
