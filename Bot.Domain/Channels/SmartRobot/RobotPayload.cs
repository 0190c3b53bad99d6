using System.Globalization;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Channels.SmartRobot;

/// <summary>What WeCom tells a smart robot (智能机器人), opened. In groups only what names it comes in. Source: dw/100719, dw/101027, dw/101463.</summary>
public static class RobotPayload
{
    public const string Channel = "wecom-bot";

    /// <param name="fields">The callback's content, or a frame of the long connection.</param>
    /// <param name="receivedAt">Messages tell no time of their own.</param>
    /// <param name="robotName">As the group shows it; null where unknown, then a mention that leads or stands alone is taken for the robot's.</param>
    public static Received Read(PlatformFields fields, string account, DateTimeOffset receivedAt, string? robotName = null)
    {
        if (!fields["cmd"].IsAbsent)
        {
            return fields["cmd"].Text is "aibot_msg_callback" or "aibot_event_callback" ? Read(fields["body"], account, receivedAt, robotName) : Received.Pass(fields["cmd"].Text);
        }

        var type = fields["msgtype"].Text;

        // A group without its id stays a group, or what is said there would pass for a private chat.
        var conversation = fields["chattype"].Text == "group" || fields["chatid"].Text.Length > 0 ? fields["chatid"].Text : null;
        switch (type)
        {
            case "event":
                return Event(fields, account, conversation, receivedAt);
            case "stream":
                return Received.From(new ChannelEvent(Channel, account, "stream", fields["msgid"].Text, receivedAt)
                {
                    Conversation = conversation,
                    Sender = Sender(fields),
                    Values = Values(fields["stream"], ""),
                });
            case "text" or "mixed" or "image" or "voice" or "file" or "video":
                var (text, media) = Content(fields);
                var quoted = Content(fields["quote"]).Text;
                return Received.From(new ChannelMessage(
                    Channel, account, conversation, Sender(fields) ?? "", fields["msgid"].Text, conversation is null ? text.Trim() : WithoutMention(text, robotName), receivedAt)
                {
                    QuotedText = quoted.Length > 0 ? quoted : null,
                    Media = media,
                    Mentioned = true,
                    AnswerAddress = fields["response_url"].Text is { Length: > 0 } address ? address : null,
                });
            default:
                return Received.Pass(type);
        }
    }

    /// <summary>Without the robot's own "@RobotA". Other people's mentions stay: they are part of what is said.</summary>
    public static string WithoutMention(string text, string? robotName = null)
    {
        text = text.Trim();
        if (robotName is { Length: > 0 })
        {
            var named = text.IndexOf("@" + robotName, StringComparison.Ordinal);
            if (named >= 0)
            {
                return Cut(text, named, named + 1 + robotName.Length);
            }
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0 || (at > 0 && text.IndexOf('@', at + 1) >= 0))
        {
            return text;
        }

        var end = at + 1;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return Cut(text, at, end);
    }

    private static string Cut(string text, int start, int end) => (text[..start].TrimEnd() + " " + text[end..].TrimStart()).Trim();

    private static string? Sender(PlatformFields fields) => fields["from"]["userid"].Text is { Length: > 0 } user ? user : null;

    private static (string Text, IReadOnlyList<Media> Media) Content(PlatformFields fields)
    {
        var own = fields[fields["msgtype"].Text];
        switch (fields["msgtype"].Text)
        {
            case "text" or "voice":
                return (own["content"].Text, []);
            case "image":
                return ("", FarMedia.Of(MediaKind.Image, own["url"].Text));
            case "file":
                return ("", FarMedia.Of(MediaKind.File, own["url"].Text));
            case "video":
                return ("", FarMedia.Of(MediaKind.Video, own["url"].Text));
            case "mixed":
                var parts = own["msg_item"].Items.Where(item => item["msgtype"].Text != "mixed").Select(Content).ToList();
                return (string.Join('\n', parts.Select(part => part.Text).Where(text => text.Length > 0)), [.. parts.SelectMany(part => part.Media)]);
            default:
                return ("", []);
        }
    }

    private static Received Event(PlatformFields fields, string account, string? conversation, DateTimeOffset receivedAt)
    {
        var type = fields["event"]["eventtype"].Text;
        var kind = type switch
        {
            "enter_chat" => "enter",
            "template_card_event" => "card",
            "feedback_event" => "feedback",
            "disconnected_event" => "disconnected",
            _ => null,
        };
        if (kind is null)
        {
            return Received.Pass("event:" + type);
        }

        var at = fields["create_time"].Seconds ?? receivedAt;
        var id = fields["msgid"].Text is { Length: > 0 } told ? told : string.Create(CultureInfo.InvariantCulture, $"{Sender(fields)}:{at.ToUnixTimeSeconds()}");
        return Received.From(new ChannelEvent(Channel, account, kind, id, at)
        {
            Conversation = conversation,
            Sender = Sender(fields),
            Values = Values(fields["event"][type], fields["response_url"].Text),
        });
    }

    /// <summary>Its plain members; chosen options as "selected:QUESTION" with the options' ids between commas.</summary>
    private static Dictionary<string, string> Values(PlatformFields own, string responseAddress)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in own.Members)
        {
            if (value.Members.Count == 0)
            {
                values[name] = string.Join(',', value.Items.Select(item => item.Text));
            }
        }

        foreach (var selected in own["selected_items"]["selected_item"].Items)
        {
            values["selected:" + selected["question_key"].Text] = string.Join(',', selected["option_ids"]["option_id"].Items.Select(option => option.Text));
        }

        if (responseAddress.Length > 0)
        {
            values["response_url"] = responseAddress;
        }

        return values;
    }
}
