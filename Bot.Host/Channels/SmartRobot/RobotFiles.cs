using System.Globalization;
using Bot.Domain.Channels;
using Bot.Domain.Channels.SmartRobot;
using Bot.Domain.Tickets;

namespace Bot.Host.Channels.SmartRobot;

/// <summary>
/// Pictures and files said to the robot. The platform hands them out for 5 minutes, sealed with the robot's key, from a host of its own: they are fetched at once.
/// Source: dw/100719.
/// </summary>
public sealed class RobotFiles(ChannelSettings channels, IHttpClientFactory clients, BotSettings settings) : IFileSource
{
    private const string ClientName = "robot-files";

    public IReadOnlyList<string> Channels { get; } = [RobotPayload.Channel];

    public TimeSpan Lasts => TimeSpan.FromMinutes(5);

    /// <summary>A redirect could lead anywhere; the factory's own loggers would write addresses.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddHttpClient(ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null, ConnectTimeout = TimeSpan.FromSeconds(5) })
            .RemoveAllLoggers();
        services.AddSingleton<IFileSource, RobotFiles>();
    }

    public bool Keeps(Media far) => true;

    public async Task<FetchedFile> Fetch(KeptMedia.Wanted wanted, CancellationToken stop)
    {
        if (!channels.WecomRobots.TryGetValue(wanted.Account, out var robot))
        {
            return FetchedFile.Never("the robot is no longer in the configuration");
        }

        if (!Uri.TryCreate(wanted.Address, UriKind.Absolute, out var address) || !MayFetch(address, robot))
        {
            return FetchedFile.Never("its host is not one of the platform's: see MediaHosts of the robot");
        }

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(settings.Lease * 0.8);
            using var client = clients.CreateClient(ClientName);
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return !answer.IsSuccessStatusCode ? FetchedFile.Later($"HTTP {((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture)}")
                : await FetchedFile.Read(answer.Content, FileFetcher.MostBytes, limit.Token) is not { } sealedFile ? FetchedFile.Never($"it is larger than {FileFetcher.MostBytes} bytes")
                : FetchedFile.Of(new MessageSeal(robot.Token, robot.EncodingAesKey, "").OpenFile(sealedFile));
        }
        catch (SealException damaged)
        {
            return FetchedFile.Later($"it cannot be opened with the robot's key ({damaged.Code})");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return FetchedFile.Later(fault is OperationCanceledException ? "no answer in time" : "no connection, or it broke off");
        }
    }

    /// <summary>What stands in a message must not make the bot call into its own network: the platform's hosts only, over TLS; or where the platform itself is configured to be.</summary>
    private bool MayFetch(Uri address, ChannelSettings.WecomRobot robot) =>
        address.UserInfo.Length == 0
        && ((address.Scheme == channels.Wecom.Scheme && address.Authority == channels.Wecom.Authority)
            || (address is { Scheme: "https", IsDefaultPort: true } && robot.MediaHosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase)));
}
