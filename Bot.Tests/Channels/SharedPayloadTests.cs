using System.Text.Json;
using Bot.Domain.Channels;
using Bot.Domain.Channels.Archive;
using Bot.Domain.Channels.OneBot;
using Bot.Domain.Channels.SmartRobot;
using Bot.Domain.Channels.Wechat;
using Bot.Domain.Channels.Wecom;

namespace Bot.Tests.Channels;

/// <summary>Every sample of shared/vectors/payload_samples.json: what comes in is read as listed by id in PayloadOutcomes.txt, so that a new sample fails until somebody says.</summary>
public class SharedPayloadTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1795000000);

    [Fact]
    public void Every_published_payload_is_read_as_listed()
    {
        if (SharedVectors.Read("payload_samples.json") is not { } file)
        {
            return;
        }

        var found = file.GetProperty("samples").EnumerateArray().Select(sample => $"{sample.Text("id")}\t{Outcome(sample)}").ToList();
        var expected = File.ReadAllLines(Sources.Of("Bot.Tests/Channels/PayloadOutcomes.txt"));
        Assert.True(expected.Length > 100);
        Assert.Equal(expected, found);
    }

    /// <summary>Answers and calls are no payloads of a hook; their own channels test them. They are still read without a fault.</summary>
    private static string Outcome(JsonElement sample)
    {
        var raw = sample.TryGetProperty("json", out var json) ? json.GetRawText() : sample.Text("raw");
        var fields = PlatformFields.Read(sample.Text("direction") == "in_fragment" ? Around(sample.Text("id"), raw) : raw);
        return sample.Text("direction") switch
        {
            "in" or "in_fragment" => InboundTests.Describe(Read(sample.Text("channel"), fields), At),
            var other => $"{other} {string.Join(' ', fields.Members.Keys)}",
        };
    }

    /// <summary>A message that holds the fragment.</summary>
    private static string Around(string id, string fragment) => id switch
    {
        "aibot-quote-structure" => $$$"""{"msgid":"m","chattype":"single","from":{"userid":"u"},"msgtype":"text","text":{"content":"办结"},"quote":{{{fragment}}}}""",
        "aibot-ws-image-fragment" => $$$"""{"msgid":"m","chattype":"single","from":{"userid":"u"},"msgtype":"image",{{{fragment.Trim()[1..]}}}""",
        "onebot12-reply-segment" => $$$"""{"type":"message","detail_type":"private","user_id":"u","message_id":"m","message":[{{{fragment}}}]}""",
        _ => throw new InvalidOperationException($"nobody knows what {id} is a part of"),
    };

    private static Received Read(string channel, PlatformFields fields) => channel switch
    {
        "wecom_smart_robot" when !fields["encrypt"].IsAbsent => new Received.Passed("envelope"),
        "wecom_smart_robot" or "wecom_smart_robot_ws" => RobotPayload.Read(fields, "a", At),
        "wecom_msg_archive" when fields["msgid"].IsAbsent => WecomPayload.Read(fields, "a", At),
        "wecom_msg_archive" => ArchiveRecord.Read(fields, "a", At),
        "wecom_app" or "wecom_customer_group" or "wecom_chatdata" => WecomPayload.Read(fields, "a", At),
        "miniprogram" when !fields["watermark"].IsAbsent => new Received.Passed("open-data"),
        "miniprogram" or "official_account" => WechatPayload.Read(fields, "a", At),
        "onebot_v11" or "onebot_v12" => OneBotPayload.Read(fields, "a", At),
        _ => throw new InvalidOperationException($"nobody reads the channel {channel}"),
    };
}
