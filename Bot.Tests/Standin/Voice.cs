using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>Calls the bot's hooks as the platforms do: an answer within 5 s, up to 3 attempts where the platform repeats, and a judgement of the answer.</summary>
internal sealed class Voice(Standin standin) : IDisposable
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(5);
    private readonly HttpClient http = new() { Timeout = Within };
    private long number = 22_876_340_532_170_000;
    private long sequence;

    public void Dispose() => http.Dispose();

    public async Task<IReadOnlyList<Said>> Say(IReadOnlyList<Saying> sayings, Order order, int seed)
    {
        var told = sayings.Select(Prepare).SelectMany(one => Enumerable.Repeat(one, one.Saying.Copies)).ToArray();
        if (order == Order.Reversed)
        {
            Array.Reverse(told);
        }
        else if (order == Order.Shuffled)
        {
            new Random(seed).Shuffle(told);
        }

        if (order == Order.Together)
        {
            return await Task.WhenAll(told.Select(Tell));
        }

        var said = new List<Said>();
        foreach (var one in told)
        {
            said.Add(await Tell(one));
        }

        return said;
    }

    public async Task<string?> CheckHook(string channel, string account)
    {
        var timestamp = Measures.Seconds(standin.Now).ToString(CultureInfo.InvariantCulture);
        var nonce = RandomNumberGenerator.GetInt32(int.MaxValue).ToString(CultureInfo.InvariantCulture);
        var word = RandomNumberGenerator.GetInt32(int.MaxValue).ToString(CultureInfo.InvariantCulture);
        var (name, echo, signature) = ("signature", word, "");
        if (channel == "wechat")
        {
            signature = PlatformSeal.Sign(standin.Accounts.WechatApps[account].Token, timestamp, nonce);
        }
        else
        {
            var seal = Envelope.Seal(standin, channel, account);
            echo = seal.Close(word);
            (name, signature) = ("msg_signature", seal.Signature(timestamp, nonce, echo));
        }

        var query = $"{name}={signature}&timestamp={timestamp}&nonce={nonce}&echostr={Uri.EscapeDataString(echo)}";
        var hook = Hook(channel, account, null);
        try
        {
            using var answer = await http.GetAsync(new Uri($"{hook}?{query}"));
            var body = await answer.Content.ReadAsStringAsync();
            return (int)answer.StatusCode != 200 ? $"status {(int)answer.StatusCode}" : body != word ? "the echo is not what was asked for" : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return "no answer";
        }
    }

    private Uri Hook(string channel, string account, Uri? hook) => hook ?? new Uri(standin.Bot, $"/hooks/{channel}/{account}");

    private Told Prepare(Saying saying)
    {
        var id = saying.MessageId ?? saying.Channel switch
        {
            "wecom-bot" => $"CAIQ{Interlocked.Increment(ref number)}",
            "wecom-archive" => $"{Interlocked.Increment(ref number)}_{Measures.Seconds(standin.Now)}_external",
            "onebot" => (Interlocked.Increment(ref number) % int.MaxValue).ToString(CultureInfo.InvariantCulture),
            _ => Interlocked.Increment(ref number).ToString(CultureInfo.InvariantCulture),
        };
        var response = saying.Channel == "wecom-bot" && saying.Payload?["msgtype"]?.ToString() != "stream" ? standin.Robots.OpenAddress(saying.Account, saying.Conversation ?? saying.From) : null;
        var payload = Payload.Of(standin, saying, id, saying.Sequence ?? Interlocked.Increment(ref sequence), response);
        if (saying.Channel == "wechat")
        {
            if (payload["MsgType"]?.ToString() == "event")
            {
                standin.CustomerService.Happened(saying.Account, saying.From, payload["Event"]?.ToString() ?? "");
            }
            else
            {
                standin.CustomerService.Heard(saying.Account, saying.From);
            }
        }

        return new Told(saying, id, payload, response);
    }

    private async Task<Said> Tell(Told told)
    {
        var saying = told.Saying;
        var most = saying.Deliveries ?? (saying.Channel is "wechat" or "wecom" ? 3 : 1);
        var attempts = new List<Attempt>();
        (JsonNode? Reply, string? Problem) judged = (null, "no answer");
        for (var attempt = 0; attempt < most; attempt++)
        {
            // Time and nonce are new at every attempt: the documents promise neither, so the message id has to do.
            var envelope = Envelope.Of(standin, saying, told.Payload);
            var answer = await Post(Hook(saying.Channel, saying.Account, saying.Hook), envelope);
            attempts.Add(answer);

            // A person reads the first answer; what is said to a later delivery does not take it away.
            var (reply, problem) = Judge(saying, answer, envelope.Nonce);
            judged = judged.Reply is not null && reply is null && problem is null ? judged : (reply, problem);
            if (answer.Status == 200 && saying.Deliveries is null)
            {
                break;
            }
        }

        if (judged is { Reply: not null, Problem: null })
        {
            standin.Ledger.Accept(standin.Now, saying.Account, $"(reply) {saying.Channel}", saying.Conversation ?? saying.From, judged.Reply);
        }

        return new Said(told.MessageId, attempts, judged.Reply, judged.Problem, told.Response);
    }

    private async Task<Attempt> Post(Uri hook, Envelope envelope)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, envelope.Query.Length == 0 ? hook : new Uri($"{hook}?{envelope.Query}"));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(envelope.Body));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(envelope.ContentType);
        foreach (var (name, value) in envelope.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var answer = await http.SendAsync(request);
            return new Attempt((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return new Attempt(0, "");
        }
    }

    private (JsonNode? Reply, string? Problem) Judge(Saying saying, Attempt answer, string nonce)
    {
        if (answer.Status is not (200 or 204))
        {
            return (null, answer.Status == 0 ? "no answer within 5 s" : $"status {answer.Status}");
        }

        if (answer.Body.Length == 0 || saying.Channel is "wecom-archive" || (saying.Channel is "wechat" or "wecom" && answer.Body == "success"))
        {
            return (null, null);
        }

        try
        {
            return (Reply.Open(standin, saying, answer.Body, nonce), null);
        }
        catch (Exception failure) when (failure is FormatException or JsonException or System.Xml.XmlException)
        {
            return (null, saying.Channel == "wechat" ? $"该公众号暂时无法提供服务: {failure.Message}" : failure.Message);
        }
    }

    private sealed record Told(Saying Saying, string MessageId, JsonObject Payload, Uri? Response);
}
