using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bot.Domain.Channels;
using Bot.Domain.Channels.SmartRobot;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Messages;
using Npgsql;

namespace Bot.Host.Channels.SmartRobot;

/// <summary>
/// Pictures and files said to the robot. The platform hands them out for 5 minutes, sealed with the robot's key, from a host of its own: they are fetched at once, in
/// the background, by any host that is up. Source: dw/100719.
/// </summary>
public sealed class RobotFiles(KeptMedia media, ChannelSettings channels, Intake intake, DistrictMaps maps, IHttpClientFactory clients, BotSettings settings, BotClock clock, ILogger<RobotFiles> log) : BackgroundService
{
    /// <summary>Bytes as they come, sealed; a phone's picture has some 3 MB.</summary>
    public const int MostBytes = 20 * 1024 * 1024;
    private const string ClientName = "robot-files";
    private const int Hands = 3;
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);
    private readonly SemaphoreSlim woken = new(0);

    /// <summary>A redirect could lead anywhere; the factory's own loggers would write addresses.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddHttpClient(ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null, ConnectTimeout = TimeSpan.FromSeconds(5) })
            .RemoveAllLoggers();
        services.AddSingleton<KeptMedia>().AddSingleton<RobotFiles>().AddHostedService(provider => provider.GetRequiredService<RobotFiles>());
    }

    /// <summary>Stores the message with the bot's own addresses in it, and what has to be fetched beside it.</summary>
    public async Task Accept(ChannelMessage message, CancellationToken stop)
    {
        var own = message.Media.Select((one, place) => one with { Url = KeptMedia.Path + IdOf(message.Key, place) }).ToList();
        await media.Store(intake.Incoming(message with { Media = own }, await maps.Get(stop)), message.Media, stop);
        if (woken.CurrentCount < Hands)
        {
            woken.Release();
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        channels.WecomRobots.Count == 0 ? Task.CompletedTask : Task.WhenAll(Enumerable.Range(0, Hands).Select(_ => Work(stoppingToken)));

    private async Task Work(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!await FetchNext(stop))
                {
                    await woken.WaitAsync(Poll, stop);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                log.LogWarning("the database cannot be reached; trying again ({Reason})", exception.Message);
                await Task.Delay(Poll, CancellationToken.None);
            }
        }
    }

    /// <summary>False where nothing is due.</summary>
    public async Task<bool> FetchNext(CancellationToken stop)
    {
        if (await media.Claim(RobotPayload.Channel, Lasts, stop) is not { } wanted)
        {
            return false;
        }

        if (wanted.IsOver)
        {
            log.LogWarning("wecom-bot:{Account}: a file of message {Key} could not be had ({Reason})", wanted.Account, wanted.MessageKey, wanted.Reason);
            await media.Lose(wanted, clock.GetUtcNow(), stop);
            return true;
        }

        switch (await Fetch(wanted, stop))
        {
            case (var type, { } content, _, _):
                await media.Keep(wanted, type, content);
                break;
            case (_, _, var reason, false):
                await media.TryAgain(wanted, TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, wanted.Attempts - 1))), reason);
                break;
            case (_, _, var reason, true):
                await media.GiveUp(wanted, reason);
                break;
        }

        return true;
    }

    /// <summary>The opened file, or why there is none and whether there never will be. The address stands in no reason: it is a key of its own.</summary>
    private async Task<(string Type, byte[]? Content, string Reason, bool IsFinal)> Fetch(KeptMedia.Wanted wanted, CancellationToken stop)
    {
        if (!channels.WecomRobots.TryGetValue(wanted.Account, out var robot))
        {
            return Never("the robot is no longer in the configuration");
        }

        if (!Uri.TryCreate(wanted.Address, UriKind.Absolute, out var address) || !MayFetch(address, robot))
        {
            return Never("its host is not one of the platform's: see MediaHosts of the robot");
        }

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(settings.Lease * 0.8);
            using var client = clients.CreateClient(ClientName);
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!answer.IsSuccessStatusCode)
            {
                return Later($"HTTP {((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture)}");
            }

            if (await Body(answer, limit.Token) is not { } sealedFile)
            {
                return Never($"it is larger than {MostBytes} bytes");
            }

            var content = new MessageSeal(robot.Token, robot.EncodingAesKey, "").OpenFile(sealedFile);
            var type = FileType.Of(content);
            return wanted.Kind == MediaKind.Image && !type.StartsWith("image/", StringComparison.Ordinal) ? Never("it is no picture") : (type, content, "", false);
        }
        catch (SealException damaged)
        {
            return Later($"it cannot be opened with the robot's key ({damaged.Code})");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return Later(fault is OperationCanceledException ? "no answer in time" : "no connection, or it broke off");
        }

        static (string, byte[]?, string, bool) Later(string reason) => ("", null, reason, false);
        static (string, byte[]?, string, bool) Never(string reason) => ("", null, reason, true);
    }

    /// <summary>What stands in a message must not make the bot call into its own network: the platform's hosts only, over TLS; or where the platform itself is configured to be.</summary>
    private bool MayFetch(Uri address, ChannelSettings.WecomRobot robot) =>
        address.UserInfo.Length == 0
        && ((address.Scheme == channels.Wecom.Scheme && address.Authority == channels.Wecom.Authority)
            || (address is { Scheme: "https", IsDefaultPort: true } && robot.MediaHosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase)));

    /// <summary>Null where it is too large; no more of it is read then.</summary>
    private static async Task<byte[]?> Body(HttpResponseMessage answer, CancellationToken stop)
    {
        if (answer.Content.Headers.ContentLength > MostBytes)
        {
            return null;
        }

        using var whole = new MemoryStream();
        await using var body = await answer.Content.ReadAsStreamAsync(stop);
        var part = new byte[64 * 1024];
        for (int count; (count = await body.ReadAsync(part, stop)) > 0;)
        {
            whole.Write(part, 0, count);
            if (whole.Length > MostBytes)
            {
                return null;
            }
        }

        return whole.ToArray();
    }

    private string IdOf(string key, int place) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{settings.District}|{key}|{place}"))))[..32];
}
