using Bot.Platforms;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.Wechat;

/// <summary>A real host on an empty database, towards the stand-in. Accounts: service (safe, XML), plain, compatible, mini (safe, JSON).</summary>
public sealed class WechatHost : IAsyncLifetime
{
    private RunningHost? host;

    public TestDatabase Database { get; private set; } = null!;
    public Standin Standin { get; private set; } = null!;
    public BotClient Bot => host!.Client;

    public async ValueTask InitializeAsync()
    {
        var accounts = new Accounts();
        var official = accounts.WechatApps["service"];
        accounts.WechatApps.Add("plain", official with { AppId = "wx0000000000000003", Mode = "plain" });
        accounts.WechatApps.Add("compatible", official with { AppId = "wx0000000000000004", Mode = "compatible" });
        Standin = await Standin.Start(accounts: accounts);
        var settings = new Dictionary<string, string>(accounts.Settings(Standin.Address));
        foreach (var name in accounts.WechatApps.Keys)
        {
            settings[$"Channels:WechatApps:{name}:Templates:*"] = WechatHouse.Progress;
        }

        Database = await TestDatabase.Create();
        host = await RunningHost.Start(Database, settings: settings);
        Standin.Bot = new Uri(Bot.Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        await Standin.DisposeAsync();
        await Database.DisposeAsync();
    }

    public async Task<Said> Say(string account, string openId, string text, string? flaw = null, int copies = 1, int? deliveries = null) =>
        (await Standin.Say(new Saying("wechat", account) { From = openId, Text = text, Flaw = flaw, Copies = copies, Deliveries = deliveries }))[0];

    /// <summary>What customer service has said to the person so far.</summary>
    public IReadOnlyList<string> Served(string openId) =>
        [.. Standin.Ledger.Of("/cgi-bin/message/custom/send").Where(entry => entry.Target == openId).Select(entry => entry.Content!["text"]!["content"]!.ToString())];

    public IReadOnlyList<string> Answered(string openId) =>
        [.. Standin.Ledger.Of("(reply) wechat").Where(entry => entry.Target == openId).Select(entry => entry.Content!["Content"]!.ToString())];

    /// <summary>Stored messages and events of the account.</summary>
    public Task<IReadOnlyList<string>> Kept(string account, string openId) =>
        Database.Query<string>("SELECT state FROM inbox WHERE message_key LIKE @start AND body::text LIKE @whom ORDER BY position", new { start = $"wechat:{account}:%", whom = $"%{openId}%" });
}
