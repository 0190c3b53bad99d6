using Bot.Domain.Channels;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Clocks;
using Npgsql;

namespace Bot.Host.Channels;

/// <summary>A file as it was handed out, or why there is none and whether there never will be. No address stands in a reason: it may be a key of its own.</summary>
/// <param name="Reason">In English, for operators.</param>
public sealed record FetchedFile(byte[]? Content, string Reason, bool IsFinal)
{
    public static FetchedFile Of(byte[] content) => new(content, "", false);

    public static FetchedFile Later(string reason) => new(null, reason, false);

    public static FetchedFile Never(string reason) => new(null, reason, true);

    /// <summary>Null where it is too large; no more of it is read then.</summary>
    public static async Task<byte[]?> Read(HttpContent body, int mostBytes, CancellationToken stop)
    {
        if (body.Headers.ContentLength > mostBytes)
        {
            return null;
        }

        using var whole = new MemoryStream();
        await using var stream = await body.ReadAsStreamAsync(stop);
        var part = new byte[64 * 1024];
        for (int count; (count = await stream.ReadAsync(part, stop)) > 0;)
        {
            whole.Write(part, 0, count);
            if (whole.Length > mostBytes)
            {
                return null;
            }
        }

        return whole.ToArray();
    }
}

/// <summary>Where a channel's pictures and files are had from.</summary>
public interface IFileSource
{
    IReadOnlyList<string> Channels { get; }

    /// <summary>How long the far side hands a file out, from the message on.</summary>
    TimeSpan Lasts { get; }

    /// <summary>False for what staff can open at the address that the message tells.</summary>
    bool Keeps(Media far);

    Task<FetchedFile> Fetch(KeptMedia.Wanted wanted, CancellationToken stop);
}

/// <summary>Fetches the files of all channels as their messages come, in the background, by any host that is up.</summary>
public sealed class FileFetcher(KeptMedia media, IEnumerable<IFileSource> sources, ChannelSettings channels, BotClock clock, ILogger<FileFetcher> log) : BackgroundService
{
    /// <summary>Bytes as they come; a phone's picture has some 3 MB, a video of a chat up to 10 MB.</summary>
    public const int MostBytes = 20 * 1024 * 1024;
    private const int Hands = 3;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        channels.WecomRobots.Count + channels.WecomApps.Count + channels.WechatApps.Count == 0 ? Task.CompletedTask : Task.WhenAll(Enumerable.Range(0, Hands).Select(_ => Work(stoppingToken)));

    private async Task Work(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!await FetchNext(stop))
                {
                    await media.Stored.WaitAsync(Poll, stop);
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
    private async Task<bool> FetchNext(CancellationToken stop)
    {
        if (await media.Claim(stop) is not { } wanted)
        {
            return false;
        }

        var source = sources.FirstOrDefault(source => source.Channels.Contains(wanted.Channel));
        if (wanted.IsGivenUp || source is null || wanted.Age > source.Lasts)
        {
            log.LogWarning("{Channel}:{Account}: a file of message {Key} could not be had ({Reason})", wanted.Channel, wanted.Account, wanted.MessageKey, wanted.Reason);
            await media.Lose(wanted, clock.GetUtcNow(), stop);
            return true;
        }

        var file = await source.Fetch(wanted, stop);
        var type = file.Content is null ? "" : FileType.Of(file.Content);
        if (file.Content is not null && wanted.Kind == MediaKind.Image && !type.StartsWith("image/", StringComparison.Ordinal))
        {
            file = FetchedFile.Never("it is no picture");
        }

        await (file switch
        {
            { Content: { } content } => media.Keep(wanted, type, content),
            { IsFinal: true } => media.GiveUp(wanted, file.Reason),
            _ => media.TryAgain(wanted, Pause(wanted.Attempts, source.Lasts), file.Reason),
        });
        return true;
    }

    /// <summary>Longer each time, and never so long that only a few attempts are left.</summary>
    private static TimeSpan Pause(int attempts, TimeSpan lasts) => TimeSpan.FromSeconds(Math.Min((lasts / 15).TotalSeconds, Math.Pow(2, Math.Min(attempts, 20) - 1)));
}
