using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Bot.Platforms;

/// <summary>Opens and judges what the bot answers to a call at once.</summary>
internal static class Reply
{
    /// <exception cref="FormatException">The platform would not take it; the message says why. A JsonException or XmlException says that it cannot be read.</exception>
    public static JsonNode Open(Standin standin, Saying saying, string body, string nonce)
    {
        switch (saying.Channel)
        {
            case "wecom-bot":
                var envelope = Map(JsonNode.Parse(body));
                if (envelope["timestamp"]?.GetValueKind() != System.Text.Json.JsonValueKind.Number)
                {
                    throw new FormatException("timestamp is no number");
                }

                var opened = Map(JsonNode.Parse(Unsealed(standin, saying, envelope, "encrypt", "msgsignature", "timestamp", "nonce", nonce)));
                return Robot(opened);
            case "onebot":
                return JsonNode.Parse(body) ?? throw new FormatException("the answer is null");
            default:
                var json = saying.Channel == "wechat" && standin.Accounts.WechatApps[saying.Account].Format == "json";
                var answer = json ? Map(JsonNode.Parse(body)) : Xml(XElement.Parse(body));
                var sealedMode = saying.Channel == "wecom" || standin.Accounts.WechatApps[saying.Account].Mode == "safe";
                if (answer["Encrypt"] is not null)
                {
                    var plain = Unsealed(standin, saying, answer, "Encrypt", "MsgSignature", "TimeStamp", "Nonce", null);
                    answer = json ? Map(JsonNode.Parse(plain)) : Xml(XElement.Parse(plain));
                }
                else if (sealedMode)
                {
                    throw new FormatException("a plain answer in safe mode");
                }

                return answer["MsgType"] is null || answer["ToUserName"]?.ToString() != saying.From ? throw new FormatException("MsgType is missing or ToUserName is another's") : answer;
        }
    }

    private static JsonObject Map(JsonNode? node) => node as JsonObject ?? throw new FormatException("no JSON object");

    private static string Unsealed(Standin standin, Saying saying, JsonObject envelope, string encrypt, string signature, string timestamp, string nonce, string? asked)
    {
        string Text(string name) => envelope[name]?.ToString() is { Length: > 0 } text ? text : throw new FormatException($"{name} is missing");
        var seal = Envelope.Seal(standin, saying.Channel, saying.Account);
        if (asked is not null && Text(nonce) != asked)
        {
            throw new FormatException("the nonce is not the call's");
        }

        return seal.Signature(Text(timestamp), Text(nonce), Text(encrypt)) == Text(signature) ? seal.Open(Text(encrypt)) : throw new FormatException("the signature is wrong");
    }

    private static JsonObject Robot(JsonObject reply)
    {
        if (reply["response_type"]?.ToString() == "update_template_card")
        {
            return reply["template_card"]?["task_id"] is null ? throw new FormatException("template_card.task_id is missing") : reply;
        }

        switch (reply["msgtype"]?.ToString())
        {
            case "stream" or "stream_with_template_card":
                var stream = reply["stream"] ?? throw new FormatException("stream is missing");
                if (Measures.Bytes(stream["content"]?.ToString() ?? "") > 20480)
                {
                    throw new FormatException("stream.content exceeds 20480 bytes");
                }

                return stream["msg_item"] is JsonArray { Count: var images } && (images > 10 || stream["finish"]?.ToString() != "true") ? throw new FormatException("msg_item: at most 10, and only with finish") : reply;
            case "text" or "template_card":
                return reply;
            default:
                throw new FormatException("unknown msgtype");
        }
    }

    private static JsonObject Xml(XElement xml)
    {
        var map = new JsonObject();
        foreach (var element in xml.Elements())
        {
            map[element.Name.LocalName] = element.HasElements ? Xml(element) : element.Value;
        }

        return map;
    }
}
