using System.Text.Json;
using System.Text.Json.Nodes;
using Bot.Platforms;
using Bot.Tests.Running;

namespace Bot.Tests.Channels;

/// <summary>
/// A real host whose staff group and two private chats lie on a stand-in for WeCom: 小余 ("yu") and 老张 ("zhang") in the group "chat-staff" of the robot "helper",
/// 小余 alone with the robot "talker", which streams, 小林 ("lin") alone with the application "community". The residents' groups stay simulated. Monday, 09:00.
/// </summary>
public sealed class WecomHouse : IAsyncLifetime
{
    public const string Answers = "/cgi-bin/aibot/response";
    public const string Messages = "/cgi-bin/message/send";
    public const string Webhook = "/cgi-bin/webhook/send";
    private RunningHost? host;

    public Standin Standin { get; private set; } = null!;
    public TestDatabase Database { get; private set; } = null!;
    public BotClient Client => host!.Client;

    public async ValueTask InitializeAsync()
    {
        var accounts = new Accounts();
        accounts.Robots["talker"] = new Accounts.Robot("aib1standin", "小聊", "TalkerToken", accounts.Robots["helper"].EncodingAesKey);
        Standin = await Standin.Start(accounts: accounts);
        Database = await TestDatabase.Create();
        var configuration = new Dictionary<string, string>(accounts.Settings(Standin.Address)) { ["Channels:WecomRobots:talker:Streams"] = "true" };
        host = await RunningHost.Start(Database, settings: configuration);
        Standin.Bot = new Uri(host.Client.Address);
        await Database.Execute(
            """
            UPDATE chat_group SET channel = 'wecom-bot' WHERE group_id IN ('demo-staff', 'dm-w1');
            UPDATE chat_group SET channel = 'wecom' WHERE group_id = 'dm-w2';
            INSERT INTO route (district, group_id, channel, account, target, rank) VALUES
              ('demo', 'demo-staff', 'wecom-bot', 'helper', 'chat-staff', 0), ('demo', 'demo-staff', 'wecom-webhook', 'staff', 'staff', 1),
              ('demo', 'dm-w1', 'wecom-bot', 'talker', 'yu', 0), ('demo', 'dm-w2', 'wecom', 'community', 'lin', 0),
              ('demo', 'demo-2', 'wecom-archive', 'community', 'wr2', 1);
            INSERT INTO identity (district, channel, account, external_id, person_id, proof, proven_at) VALUES
              ('demo', 'wecom-bot', 'helper', 'yu', 'w1', 'operator', now()), ('demo', 'wecom-bot', 'helper', 'zhang', 'p1', 'operator', now()),
              ('demo', 'wecom-bot', 'talker', 'yu', 'w1', 'operator', now()), ('demo', 'wecom', 'community', 'lin', 'w2', 'operator', now()),
              ('demo', 'wecom-archive', 'community', 'wm-r1', 'r1', 'operator', now());
            """);
        await Client.MoveToMondayMorning();

        // What is older than a second is read again.
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        await Client.Get("/sim/world");
    }

    /// <summary>A resident reports something; returns the ticket's number.</summary>
    public async Task<string> Report(string group, string sender, string text)
    {
        var known = (await Numbers()).ToHashSet();
        await Client.Say(group, sender, text);
        await Patience.Until(async () => (await Numbers()).Any(number => !known.Contains(number)), $"a ticket of '{text}'");
        return (await Numbers()).Single(number => !known.Contains(number));
    }

    public async Task<Said> Say(string text, string from = "yu", string? id = null, int copies = 1)
    {
        var said = await Standin.Say(new Saying("wecom-bot", "helper") { From = from, Conversation = "chat-staff", Text = text, MessageId = id, Copies = copies });
        return said[^1];
    }

    public async Task<Said> Press(string taskId, string button, string from, string? to = null, string? id = null)
    {
        var pressed = new JsonObject { ["card_type"] = "button_interaction", ["event_key"] = button, ["task_id"] = taskId };
        if (to is not null)
        {
            pressed["selected_items"] = new JsonObject
            {
                ["selected_item"] = new JsonArray(new JsonObject { ["question_key"] = "to", ["option_ids"] = new JsonObject { ["option_id"] = new JsonArray(to) } }),
            };
        }

        var payload = new JsonObject
        {
            ["msgtype"] = "event",
            ["create_time"] = 1790000000,
            ["event"] = new JsonObject { ["eventtype"] = "template_card_event", ["template_card_event"] = pressed },
        };
        return (await Standin.Say(new Saying("wecom-bot", "helper") { From = from, Conversation = "chat-staff", Payload = payload, MessageId = id }))[0];
    }

    public IReadOnlyList<string> Sent(string path) => [.. Standin.Ledger.Of(path).Select(entry => entry.Content!.ToJsonString(Plain))];

    /// <summary>The first thing that was accepted at the path and holds the words.</summary>
    public async Task<JsonNode> Wait(string path, string words)
    {
        await Patience.Until(() => Sent(path).Any(content => content.Contains(words, StringComparison.Ordinal)), $"'{words}' at {path}");
        return JsonNode.Parse(Sent(path).First(content => content.Contains(words, StringComparison.Ordinal)))!;
    }

    public Task<int> InboxOf(string messageId) => Database.One<int>("SELECT count(*)::integer FROM inbox WHERE message_id = @messageId", new { messageId });

    /// <summary>Until what is said of the ticket in that conversation has been sent.</summary>
    public Task Settled(string lane, string number) => Patience.Until(
        async () => (await Database.Query<string>("SELECT state FROM outbox WHERE lane_id = @lane AND @number = ANY(tickets)", new { lane, number })) is { Count: > 0 } states && states.All(state => state == "sent"),
        $"the notices of #{number} in {lane} are sent");

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        await Standin.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private async Task<IEnumerable<string>> Numbers() => (await Client.Tickets()).Select(ticket => ticket.GetProperty("no").GetString()!);
}
