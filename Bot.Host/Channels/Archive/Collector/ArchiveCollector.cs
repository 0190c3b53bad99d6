using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Bot.Domain.Channels;

namespace Bot.Host.Channels.Archive.Collector;

/// <summary>
/// Fetches the archive page by page and hands each over to the hook, signed; it moves on only after the hook's 200. Killed anywhere it goes on from
/// its bookmark: what was handed over twice the hook takes once.
/// </summary>
public sealed class ArchiveCollector(CollectorSettings settings, ArchiveSource source, HttpClient http, TimeProvider time, ILogger log)
{
    /// <summary>Well below what the hook takes.</summary>
    private const int MostBytes = ArchiveHook.MostBytes / 2;

    /// <summary>The platform keeps records for so long.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromDays(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Until told to stop; what goes wrong is said and tried again, at longer and longer intervals up to a minute.</summary>
    public async Task Run(CancellationToken stop)
    {
        var pause = ShortestPause;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await CatchUp(stop);
                pause = ShortestPause;
                await Task.Delay(settings.Interval, time, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is CollectorException or IOException)
            {
                log.LogError("{Problem}; trying again in {Seconds} s", exception.Message, (int)pause.TotalSeconds);
                await Task.Delay(pause, time, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Hands over all that is there now; returns how many records.</summary>
    /// <exception cref="CollectorException">Something is in the way; nothing is lost by trying again within five days.</exception>
    public async Task<int> CatchUp(CancellationToken stop)
    {
        var bookmark = Bookmark.Read(settings.DataDirectory);
        for (var count = 0; ;)
        {
            stop.ThrowIfCancellationRequested();
            var page = source.After(bookmark.Seq).Where(record => record.Seq > bookmark.Seq).ToList();
            if (page.Count == 0)
            {
                return count;
            }

            TellGap(bookmark, page[0]);
            foreach (var part in Parts(page))
            {
                KeepMedia(part);
                await HandOver(part, stop);
                bookmark = new Bookmark(part[^1].Seq, part.Select(SaidAt).OfType<DateTimeOffset>().Select(at => (DateTimeOffset?)at).LastOrDefault() ?? bookmark.At);
                bookmark.Write(settings.DataDirectory);
                count += part.Count;
            }
        }
    }

    /// <summary>The platform numbers without a hole: a hole is what it no longer has, or never gave.</summary>
    private void TellGap(Bookmark bookmark, OpenedRecord first)
    {
        var missed = first.Seq - bookmark.Seq - 1;
        if (missed == 0)
        {
            return;
        }

        if (bookmark.Seq == 0)
        {
            log.LogWarning("the archive begins at record {First}: what was said before that is not to be had, since WeCom keeps 5 days", first.Seq);
            return;
        }

        var away = bookmark.At is { } last && time.GetUtcNow() - last > Window ? "the collector was away for longer than the 5 days that WeCom keeps" : "WeCom did not give them";
        log.LogError(
            "{Count} record(s) are lost, {From} to {To}, said between {Since} and {Until}: {Why}. Ask in the groups whether something was reported then",
            missed,
            bookmark.Seq + 1,
            first.Seq - 1,
            bookmark.At?.ToString("u", CultureInfo.InvariantCulture) ?? "the beginning",
            SaidAt(first)?.ToString("u", CultureInfo.InvariantCulture) ?? "now",
            away);
    }

    /// <summary>A page in requests that the hook takes; a record that is too large alone is left out there too.</summary>
    private static IEnumerable<IReadOnlyList<OpenedRecord>> Parts(IReadOnlyList<OpenedRecord> page)
    {
        var part = new List<OpenedRecord>();
        var bytes = 0;
        foreach (var record in page)
        {
            var more = record.Record is { } words ? words.GetRawText().Length * 3 : 0;
            if (part.Count > 0 && bytes + more > MostBytes)
            {
                yield return part;
                part = [];
                bytes = 0;
            }

            part.Add(record);
            bytes += more;
        }

        yield return part;
    }

    private void KeepMedia(IReadOnlyList<OpenedRecord> part)
    {
        foreach (var record in settings.Media ? part : [])
        {
            try
            {
                ArchiveMedia.Keep(settings.DataDirectory, source, record);
            }
            catch (CollectorException gone)
            {
                // The words are worth more than the picture: they do not wait for it.
                log.LogWarning("record {Seq}: {Problem}; handed over without it", record.Seq, gone.Message);
            }
        }
    }

    private async Task HandOver(IReadOnlyList<OpenedRecord> part, CancellationToken stop)
    {
        foreach (var shut in part.Where(record => record.Record is null))
        {
            log.LogError("record {Seq} cannot be opened and is left out", shut.Seq);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(new { records = part.Select(record => record.Record).OfType<JsonElement>() }, BotJson.Options);
        if (body.Length > ArchiveHook.MostBytes)
        {
            log.LogError("record {Seq} has {Bytes} bytes, more than the hook takes, and is left out", part[^1].Seq, body.Length);
            return;
        }

        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Hook) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } } };
        request.Headers.Add("X-Timestamp", timestamp);
        request.Headers.Add("X-Signature", BodySignature.Of(settings.SigningSecret, timestamp, body));
        try
        {
            using var answer = await http.SendAsync(request, stop);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw new CollectorException(answer.StatusCode switch
                {
                    HttpStatusCode.Unauthorized => "the hook refuses the signature (401): check that SigningSecret is the same on both sides and that both clocks are right",
                    HttpStatusCode.NotFound => "the hook does not know this corp (404): the name in Collector:Hook must stand in Channels:WecomArchives",
                    var status => $"the hook answers {(int)status}",
                });
            }
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new CollectorException($"the hook cannot be reached ({(exception as HttpRequestException)?.HttpRequestError.ToString() ?? "no answer in time"})");
        }
    }

    /// <summary>Switch records name it "time".</summary>
    private static DateTimeOffset? SaidAt(OpenedRecord opened) =>
        opened.Record is { ValueKind: JsonValueKind.Object } record && (record.TryGetProperty("msgtime", out var at) || record.TryGetProperty("time", out at))
        && at.ValueKind == JsonValueKind.Number && at.TryGetInt64(out var milliseconds) && milliseconds is > 0 and < 253402300799000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
