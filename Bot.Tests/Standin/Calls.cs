using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>One call of the bot, with short ways to its fields.</summary>
internal sealed record Call(HttpRequest Request, byte[] Bytes, DateTimeOffset Now)
{
    private JsonObject? body;

    public string Path => Request.Path.Value ?? "";

    /// <summary>Whose token it carries, or whose key; set where it is checked.</summary>
    public string Account { get; set; } = "";

    /// <exception cref="Refusal">44002 without a body, 47001 where it is no JSON object.</exception>
    public JsonObject Body => body ??= Parse();

    public string Query(string name) => Request.Query[name].ToString();

    public string Text(string path) => Node(path) switch { JsonValue value => value.ToString(), _ => "" };

    public int? Number(string path) => int.TryParse(Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public bool Flag(string path) => Text(path) is "true" or "1";

    public IReadOnlyList<string> List(string path) => Node(path) is JsonArray array ? [.. array.Select(item => item?.ToString() ?? "")] : [];

    /// <summary>"text.content" goes down two steps; null where one is missing.</summary>
    public JsonNode? Node(string path) => path.Split('.').Aggregate((JsonNode?)Body, (node, name) => (node as JsonObject)?[name]);

    private JsonObject Parse()
    {
        if (Bytes.Length == 0)
        {
            throw new Refusal(44002, "empty post data");
        }

        try
        {
            return JsonNode.Parse(Bytes) as JsonObject ?? throw new Refusal(47001, "data format error");
        }
        catch (JsonException)
        {
            throw new Refusal(47001, "data format error");
        }
    }
}

/// <summary>What the platform says no with: an errcode under HTTP 200, or a status of its own (OneBot).</summary>
internal sealed class Refusal(int code, string message, int status = 200) : Exception(message)
{
    public int Code => code;

    public int Status => status;
}

/// <summary>An accepted call's answer.</summary>
internal static class Answer
{
    public static JsonObject Ok(params (string Name, JsonNode? Value)[] more)
    {
        var answer = new JsonObject { ["errcode"] = 0, ["errmsg"] = "ok" };
        foreach (var (name, value) in more)
        {
            answer[name] = value;
        }

        return answer;
    }

    public static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items]);

    public static JsonArray Array(IEnumerable<string> items) => Array(items.Select(item => (JsonNode?)item));
}

internal static class Measures
{
    public static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);

    /// <summary>Characters as people count them: a letter outside the basic plane is one.</summary>
    public static int Characters(string text) => text.EnumerateRunes().Count();

    public static long Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds();
}

/// <summary>At most a number in any span of time, counted over the accepted ones.</summary>
internal sealed class Limit(int most, TimeSpan span)
{
    private readonly Queue<DateTimeOffset> taken = new();

    public bool Take(DateTimeOffset now)
    {
        while (taken.TryPeek(out var first) && now - first >= span)
        {
            taken.Dequeue();
        }

        if (taken.Count >= most)
        {
            return false;
        }

        taken.Enqueue(now);
        return true;
    }
}

internal static class Limits
{
    /// <summary>One limit per key, made when first asked for.</summary>
    public static bool Take(this Dictionary<string, Limit> limits, string key, int most, TimeSpan span, DateTimeOffset now)
    {
        if (!limits.TryGetValue(key, out var limit))
        {
            limits[key] = limit = new Limit(most, span);
        }

        return limit.Take(now);
    }
}
