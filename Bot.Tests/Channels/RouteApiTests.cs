using System.Net;
using System.Text.Json;
using Bot.Host.Channels;
using Bot.Host.Grids;
using Bot.Tests.Running;

namespace Bot.Tests.Channels;

public sealed class RouteApiTests(DemoHost host) : IClassFixture<DemoHost>
{
    private static readonly RouteRules Rules = new(new ChannelSettings
    {
        WecomWebhooks = new Dictionary<string, ChannelSettings.WecomWebhook> { ["staff"] = new("key") },
        WecomCustomerGroups = new Dictionary<string, ChannelSettings.CustomerGroups> { ["groups"] = new("app", 30) },
        WecomReports = new Dictionary<string, ChannelSettings.ResidentReports> { ["reports"] = new("app") },
    });

    [Theory]
    [InlineData("staff", "wecom-webhook", "staff", 0, null)]
    [InlineData("grid", "wecom-webhook", "staff", 0, "channel_unfit")]
    [InlineData("grid", "wecom-group-send", "groups", 0, null)]
    [InlineData("staff", "wecom-group-send", "groups", 0, "channel_unfit")]
    [InlineData("private", "wecom-group-send", "groups", 0, "channel_unfit")]
    [InlineData("grid", "wecom-report", "reports", null, null)]
    [InlineData("grid", "wecom-report", "reports", 0, "channel_unfit")]
    [InlineData("grid", "wecom-group-send", "staff", 0, "account_unknown")]
    [InlineData("grid", "telegram", "staff", 0, "channel_unknown")]
    public void A_way_is_refused_where_the_channel_cannot_go_it(string kind, string channel, string account, int? rank, string? code) =>
        Assert.Equal(code, Rules.Refuse(new ChatGroup { GroupId = "g", Kind = kind, Channel = channel }, new RouteApi.Wanted("g", channel, account, "t", rank))?.Code);

    [Fact]
    public void What_is_refused_says_which_way_to_take() =>
        Assert.Contains("wecom-group-send", Rules.Refuse(new ChatGroup { GroupId = "g", Kind = "grid" }, new RouteApi.Wanted("g", "wecom-webhook", "staff", null, 0))!.Value.Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("nowhere", "wecom-webhook", HttpStatusCode.NotFound, "group_unknown")]
    [InlineData("demo-1", "telegram", HttpStatusCode.BadRequest, "channel_unknown")]
    [InlineData("demo-1", "wecom-group-send", HttpStatusCode.BadRequest, "account_unknown")]
    public async Task From_outside_a_wrong_way_is_a_problem_with_a_code(string group, string channel, HttpStatusCode status, string code)
    {
        using var answer = await host.Bot.Send(HttpMethod.Post, "/api/routes", new { group, channel, account = "none", target = "t", rank = 0 });
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains($"\"code\":\"{code}\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_groups_are_listed_with_their_ways()
    {
        await host.Database.Execute("INSERT INTO route (district, group_id, channel, account, target) VALUES ('demo', 'demo-2', 'wecom-report', 'reports', 'g2')");
        JsonElement groups = default, second = default;

        // What another host has written is seen a little later.
        await Patience.Until(
            async () =>
            {
                groups = await host.Bot.Get("/api/groups");
                second = groups.GetProperty("items").EnumerateArray().Single(group => group.GetProperty("group").GetString() == "demo-2");
                return second.GetProperty("routes").GetArrayLength() > 0;
            },
            "the new way is listed");
        Assert.Equal(("grid", "grid-2"), (second.GetProperty("kind").GetString(), second.GetProperty("node").GetString()));
        Assert.Equal("g2", Assert.Single(second.GetProperty("routes").EnumerateArray()).GetProperty("target").GetString());
        Assert.Equal(JsonValueKind.Array, groups.GetProperty("unbound").ValueKind);
    }

    [Fact]
    public async Task What_waits_for_a_tap_tells_since_when_and_whose()
    {
        await host.Database.Execute(
            """
            INSERT INTO outbox (district, lane_id, sequence, notice_key, kind, text, state, created_at, due_at, provider_id, channel, account)
              VALUES ('demo', 'demo-2', 900001, 'tap-test', 'outcome', '停水', 'awaiting_tap', now(), now(), 'msg1', 'wecom-group-send', 'groups');
            INSERT INTO group_send_task (district, task_id, lane_id, account, chat_id, notice_keys, text, critical, owner, owner_name, state, msg_id, asked_at, next_look_at)
              VALUES ('demo', gen_random_uuid(), 'demo-2', 'groups', 'wr1', '{tap-test}', '停水', false, 'wangfang', '小王', 'waiting', 'msg1', '2026-03-02 09:00+08', now());
            """);
        var notice = Assert.Single((await host.Bot.Get("/api/notices?state=awaiting_tap")).GetProperty("items").EnumerateArray());
        var tap = notice.GetProperty("tap");
        Assert.Equal(("wangfang", "小王", "2026-03-02T09:00:00+08:00"), (tap.GetProperty("person").GetString(), tap.GetProperty("name").GetString(), tap.GetProperty("since").GetString()));
    }
}
