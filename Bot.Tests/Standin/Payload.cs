using System.Globalization;
using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>What each platform tells in the clear: text of a saying, or its own payload laid over the head that all messages have.</summary>
internal static class Payload
{
    public static JsonObject Of(Standin standin, Saying saying, string messageId, long sequence, Uri? response)
    {
        var at = standin.Now;
        var payload = saying.Channel switch
        {
            "wecom-bot" => Robot(standin.Accounts.Robots[saying.Account], saying, messageId, response),
            "wecom" => Push(standin.Accounts.WecomApps[saying.Account].CorpId, saying, messageId, at),
            "wechat" => Push(standin.Accounts.WechatApps[saying.Account].OriginalId, saying, messageId, at),
            "wecom-archive" => Archive(saying, messageId, sequence, at),
            "onebot" => Bridge(standin.Accounts.Bridges[saying.Account], saying, messageId, at),
            _ => throw new ArgumentException($"unknown channel '{saying.Channel}'"),
        };
        if (saying.Channel == "wecom")
        {
            payload["AgentID"] = standin.Accounts.WecomApps[saying.Account].AgentId;
        }

        foreach (var (name, value) in saying.Payload ?? [])
        {
            payload[name] = value?.DeepClone();
        }

        // An event of the official platforms has no message id; sender and time tell it apart.
        if (saying.Channel is "wechat" or "wecom" && payload["MsgType"]?.ToString() == "event")
        {
            payload.Remove("MsgId");
            payload.Remove("Content");
        }

        return payload;
    }

    private static JsonObject Robot(Accounts.Robot robot, Saying saying, string messageId, Uri? response)
    {
        var payload = new JsonObject { ["msgid"] = messageId, ["aibotid"] = robot.RobotId };
        if (saying.Conversation is not null)
        {
            payload["chatid"] = saying.Conversation;
        }

        payload["chattype"] = saying.Conversation is null ? "single" : "group";
        payload["from"] = new JsonObject { ["userid"] = saying.From };
        if (response is not null)
        {
            payload["response_url"] = response.ToString();
        }

        if (saying.Payload?["msgtype"] is null)
        {
            // In a group the robot hears only what names it.
            payload["msgtype"] = "text";
            payload["text"] = new JsonObject { ["content"] = saying.Conversation is null ? saying.Text : $"@{robot.Name} {saying.Text}" };
        }

        if (saying.Quote is not null)
        {
            payload["quote"] = new JsonObject { ["msgtype"] = "text", ["text"] = new JsonObject { ["content"] = saying.Quote } };
        }

        return payload;
    }

    private static JsonObject Push(string receiver, Saying saying, string messageId, DateTimeOffset at) => new()
    {
        ["ToUserName"] = receiver,
        ["FromUserName"] = saying.From,
        ["CreateTime"] = Measures.Seconds(at),
        ["MsgType"] = "text",
        ["Content"] = saying.Text,
        ["MsgId"] = long.TryParse(messageId, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : messageId,
    };

    private static JsonObject Archive(Saying saying, string messageId, long sequence, DateTimeOffset at) => new()
    {
        ["seq"] = sequence,
        ["msgid"] = messageId,
        ["action"] = "send",
        ["from"] = saying.From,
        ["tolist"] = new JsonArray("wangfang"),
        ["roomid"] = saying.Conversation ?? "",
        ["msgtime"] = at.ToUnixTimeMilliseconds(),
        ["msgtype"] = "text",
        // As the WeChat client flattens a quote; who is quoted stands before the colon.
        ["text"] = new JsonObject { ["content"] = saying.Quote is null ? saying.Text : $"「{saying.Quote}」\n- - - - - - - - - - - - - - -\n{saying.Text}" },
    };

    private static JsonObject Bridge(Accounts.Bridge bridge, Saying saying, string messageId, DateTimeOffset at)
    {
        var segments = new JsonArray(new JsonObject { ["type"] = "text", ["data"] = new JsonObject { ["text"] = saying.Text } });
        if (bridge.Version == 12)
        {
            var payload = new JsonObject
            {
                ["id"] = Guid.NewGuid().ToString(),
                ["self"] = new JsonObject { ["platform"] = "wechat", ["user_id"] = bridge.SelfId },
                ["time"] = at.ToUnixTimeMilliseconds() / 1000.0,
                ["type"] = "message",
                ["detail_type"] = saying.Conversation is null ? "private" : "group",
                ["sub_type"] = "",
                ["message_id"] = messageId,
                ["message"] = segments,
                ["alt_message"] = saying.Text,
                ["user_id"] = saying.From,
            };
            if (saying.Conversation is not null)
            {
                payload["group_id"] = saying.Conversation;
            }

            return payload;
        }

        // Real ids of WeChat are no numbers and are told as text.
        static JsonNode Id(string text) => long.TryParse(text, out var number) ? JsonValue.Create(number) : JsonValue.Create(text)!;
        var told = new JsonObject
        {
            ["time"] = Measures.Seconds(at),
            ["self_id"] = Id(bridge.SelfId),
            ["post_type"] = "message",
            ["message_type"] = saying.Conversation is null ? "private" : "group",
            ["sub_type"] = saying.Conversation is null ? "friend" : "normal",
            ["message_id"] = Id(messageId),
            ["user_id"] = Id(saying.From),
            ["message"] = segments,
            ["raw_message"] = saying.Text,
            ["font"] = 0,
            ["sender"] = new JsonObject { ["user_id"] = Id(saying.From), ["nickname"] = saying.From, ["card"] = "", ["role"] = "member" },
        };
        if (saying.Conversation is not null)
        {
            told["group_id"] = Id(saying.Conversation);
            told["anonymous"] = null;
        }

        return told;
    }
}
