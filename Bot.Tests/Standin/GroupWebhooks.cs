using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>消息推送 of an internal group: 20 accepted messages in any 60 s per key; what is too long is refused, never cut.</summary>
internal sealed class GroupWebhooks
{
    private readonly Standin standin;
    private readonly Dictionary<string, Limit> limits = [];
    private readonly Dictionary<string, (string Account, DateTimeOffset Until)> files = [];

    public GroupWebhooks(Standin standin, Routes routes)
    {
        this.standin = standin;
        routes.Open("/cgi-bin/webhook/send", Send);
        routes.Open("/cgi-bin/webhook/upload_media", Upload);
    }

    private string Owner(Call call)
    {
        var key = call.Query("key");
        return call.Account = standin.Accounts.Webhooks.FirstOrDefault(pair => pair.Value == key).Key ?? throw new Refusal(93000, "invalid webhook url");
    }

    private JsonObject Send(Call call)
    {
        var name = Owner(call);
        Check(call, call.Text("msgtype"));
        if (!limits.Take(name, 20, TimeSpan.FromSeconds(60), call.Now))
        {
            throw new Refusal(45009, "api freq out of limit");
        }

        standin.Ledger.Accept(call.Now, name, call.Path, name, call.Body);
        return Answer.Ok();
    }

    private void Check(Call call, string kind)
    {
        switch (kind)
        {
            case "text":
                NotLonger(call, "text.content", 2048);
                break;
            case "markdown":
            case "markdown_v2":
                NotLonger(call, $"{kind}.content", 4096);
                break;
            case "image":
                CheckImage(call);
                break;
            case "news":
                if (call.Node("news.articles") is not JsonArray { Count: >= 1 and <= 8 } articles || articles.Any(one => one?["title"] is null || one["url"] is null))
                {
                    throw new Refusal(40058, "news.articles needs 1 to 8 items with title and url. invalid Request Parameter");
                }

                break;
            case "file":
            case "voice":
                if (!files.TryGetValue(call.Text($"{kind}.media_id"), out var file) || file.Account != call.Account || file.Until <= call.Now)
                {
                    throw new Refusal(40007, "invalid media_id");
                }

                break;
            case "template_card":
                if (call.Text("template_card.card_type") is not ("text_notice" or "news_notice") || call.Node("template_card.card_action") is null)
                {
                    throw new Refusal(40058, "template_card.card_type or card_action invalid. invalid Request Parameter");
                }

                break;
            default:
                throw new Refusal(40008, "invalid message type");
        }
    }

    internal static void NotLonger(Call call, string field, int most)
    {
        var text = call.Text(field);
        if (text.Length == 0)
        {
            throw new Refusal(40058, $"{field} missing. invalid Request Parameter");
        }

        if (Measures.Bytes(text) > most)
        {
            throw new Refusal(40058, $"{field} exceed max length {most}. invalid Request Parameter");
        }
    }

    private static void CheckImage(Call call)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(call.Text("image.base64"));
        }
        catch (FormatException)
        {
            throw new Refusal(40058, "image.base64 invalid. invalid Request Parameter");
        }

        if (bytes.Length is 0 or > 2 << 20)
        {
            throw new Refusal(40009, "invalid image size");
        }

#pragma warning disable CA5351 // The platform asks for MD5.
        if (!string.Equals(Convert.ToHexString(MD5.HashData(bytes)), call.Text("image.md5"), StringComparison.OrdinalIgnoreCase))
#pragma warning restore CA5351
        {
            throw new Refusal(40058, "image.md5 does not match. invalid Request Parameter");
        }
    }

    /// <summary>5 bytes to 20 MB, kept for 3 days.</summary>
    private JsonObject Upload(Call call)
    {
        var name = Owner(call);
        if (call.Query("type") is not ("file" or "voice"))
        {
            throw new Refusal(40004, "invalid media type");
        }

        var size = FormFile(call);
        if (size is < 5 or > 20 << 20)
        {
            throw new Refusal(size < 5 ? 40058 : 45001, "media size out of limit");
        }

        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        files[id] = (name, call.Now.AddDays(3));
        return Answer.Ok(("type", call.Query("type")), ("media_id", id), ("created_at", Measures.Seconds(call.Now).ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>Length of the field "media" of a form; its part ends where the boundary is met again.</summary>
    private static int FormFile(Call call)
    {
        var type = call.Request.ContentType ?? "";
        var boundary = type.Contains("boundary=", StringComparison.Ordinal) ? type[(type.IndexOf("boundary=", StringComparison.Ordinal) + 9)..].Trim('"') : throw new Refusal(41005, "media data missing");
        var bytes = call.Bytes.AsSpan();
        var head = bytes.IndexOf("\r\n\r\n"u8);
        var rest = head < 0 ? [] : bytes[(head + 4)..];
        var end = rest.LastIndexOf(System.Text.Encoding.ASCII.GetBytes($"\r\n--{boundary}"));
        return end < 0 || bytes[..head].IndexOf("name=\"media\""u8) < 0 && bytes[..head].IndexOf("name=media"u8) < 0 ? throw new Refusal(41005, "media data missing") : end;
    }
}
