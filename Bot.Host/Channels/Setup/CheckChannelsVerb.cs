using Bot.Host.Channels.Credentials;
using Bot.Host.Channels.GroupWebhook;
using Bot.Host.Channels.OneBot;
using Bot.Host.Clocks;
using Bot.Host.Database;
using Bot.Host.Grids;
using Npgsql;

namespace Bot.Host.Channels.Setup;

/// <summary>check-channels [NAME]: checks all accounts, or those of that name, live. One line per finding; exit 0 where nothing is wrong, 1 where something is.</summary>
public static class CheckChannelsVerb
{
    private const int SomethingWrong = 1;

    public static async Task<int> Run(string[] arguments)
    {
        if (arguments.Length > 1)
        {
            return Verbs.Refuse($"check-channels takes one account's name or none, got '{arguments[1]}' too");
        }

        var configuration = MigrateVerb.Configuration();
        var all = SetupAccount.All(configuration).ToList();
        var asked = all.Where(account => arguments.Length == 0 || account.Name == arguments[0]).ToList();
        if (asked.Count == 0)
        {
            return Verbs.Refuse(arguments.Length == 0 ? "check-channels: no account is set up in Channels" : $"check-channels: no account '{arguments[0]}'; there are {string.Join(", ", all)}");
        }

        // What the host would refuse to start with is told in full before anything is called.
        var faults = asked.Where(account => account.IsEnabled).Select(account => (Account: account, Findings: SettingsCheck.Of(account, configuration))).Where(one => one.Findings.Any(finding => finding.State == "wrong")).ToList();
        if (faults.Count > 0)
        {
            faults.ForEach(one => Print(one.Account, one.Findings));
            return SomethingWrong;
        }

        try
        {
            return await Live(asked, configuration);
        }
        catch (Exception exception) when (exception is InvalidOperationException or NpgsqlException or ArgumentException)
        {
            return Verbs.Refuse($"check-channels: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static async Task<int> Live(IReadOnlyList<SetupAccount> accounts, IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(configuration).AddSingleton(ChannelSettings.From(configuration)).AddSingleton(BotSettings.From(configuration));
        services.AddSingleton(DatabaseSource.Open(configuration.GetConnectionString("Bot"))).AddSingleton(provider => new BotClock(provider.GetRequiredService<NpgsqlDataSource>(), TimeProvider.System));
        services.AddSingleton<DistrictMaps>().AddSingleton<SendLimit>().AddSingleton<ChannelStates>().AddSingleton<TokenRows>().AddSingleton<AccessTokens>().AddSingleton<PlatformClient>();
        services.AddSingleton<Drawings.Pictures>().AddSingleton<GroupWebhookChannel>().AddSingleton<ChannelCheck>();
        PlatformHttp.AddTo(services);
        OneBotClient.AddTo(services);
        CallbackCheck.AddTo(services);
        await using var provider = services.BuildServiceProvider();
        var check = provider.GetRequiredService<ChannelCheck>();
        var isWell = true;
        foreach (var account in accounts)
        {
            var findings = account.IsEnabled ? await check.Run(account, CancellationToken.None) : [Finding.Unknown("settings", "没有启用，不查")];
            Print(account, findings);
            isWell &= findings.All(finding => finding.State != "wrong");
        }

        return isWell ? 0 : SomethingWrong;
    }

    private static void Print(SetupAccount account, IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Console.WriteLine($"{finding.State switch { "ok" => "好", "wrong" => "错", _ => "未知" }}\t{account}\t{finding.Chinese}");
        }
    }
}
