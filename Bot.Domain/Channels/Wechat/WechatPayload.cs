using System.Globalization;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Channels.Wechat;

/// <summary>
/// What WeChat pushes to an official account or a mini program, XML or JSON, opened. Always one person's private chat; there are no groups. Source:
/// message-push, Receiving_standard_messages.
/// </summary>
public static class WechatPayload
{
    public const string Channel = "wechat";

    private static readonly string[] UnionIdNames = ["UnionId", "unionid", "UnionID"];

    /// <param name="receivedAt">Taken where the time cannot be read.</param>
    public static Received Read(PlatformFields fields, string account, DateTimeOffset receivedAt)
    {
        var type = fields["MsgType"].Text;
        var sender = fields["FromUserName"].Text;
        var at = fields["CreateTime"].Seconds ?? receivedAt;
        if (type == "event")
        {
            return Event(fields, account, sender, at);
        }

        if (PersonalContent.Read(type, fields) is not var (text, media))
        {
            return Received.Pass(type);
        }

        return Received.From(new ChannelMessage(Channel, account, null, sender, fields["MsgId"].Text, text, at) { Media = media, Mentioned = true, UnionId = UnionId(fields) });
    }

    private static Received Event(PlatformFields fields, string account, string sender, DateTimeOffset at)
    {
        var type = fields["Event"].Text;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        string? id = null;
        string kind;
        switch (type)
        {
            case "user_enter_tempsession":
                kind = "enter";
                Take(fields, "SessionFrom");
                break;
            case "subscribe":
                kind = "follow";
                Take(fields, "EventKey");
                break;
            case "unsubscribe":
                kind = "unfollow";
                break;
            case "SCAN":
                kind = "scan";
                Take(fields, "EventKey");
                break;
            case "CLICK":
                kind = "menu";
                Take(fields, "EventKey");
                break;
            case "wxa_media_check":
                kind = "media_checked";
                id = fields["trace_id"].Text;
                Take(fields, "trace_id");
                Take(fields["result"], "suggest");
                Take(fields["result"], "label");
                if (fields["errcode"].IsAbsent)
                {
                    Take(fields["detail"].Items is [var first, ..] ? first : fields["detail"], "errcode");
                }
                else
                {
                    Take(fields, "errcode");
                }

                break;
            case "subscribe_msg_popup_event" or "subscribe_msg_change_event":
                // A tap in the popup allows one message more; a change in the settings allows none.
                kind = type == "subscribe_msg_popup_event" ? "accept" : "accept_changed";
                foreach (var item in List("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent"))
                {
                    values[item["TemplateId"].Text] = item["SubscribeStatusString"].Text;
                }

                break;
            case "subscribe_msg_sent_event":
                kind = "template_sent";
                foreach (var item in List("SubscribeMsgSentEvent"))
                {
                    id = item["MsgID"].Text;
                    Take(item, "MsgID");
                    Take(item, "TemplateId");
                    Take(item, "ErrorCode");
                    Take(item, "ErrorStatus");
                }

                break;
            default:
                return Received.Pass("event:" + type);
        }

        // Events have no number; the platform's own rule is who and when.
        id = string.IsNullOrEmpty(id) ? string.Create(CultureInfo.InvariantCulture, $"{sender}:{at.ToUnixTimeSeconds()}") : id;
        return sender.Length == 0
            ? new Received.Refused("sender_missing")
            : Received.From(new ChannelEvent(Channel, account, kind, id, at) { Sender = sender, UnionId = UnionId(fields), Values = values });

        void Take(PlatformFields from, string name)
        {
            if (from[name].Text is { Length: > 0 } text)
            {
                values[name] = text;
            }
        }

        // In XML the list stands inside an element named like the event.
        IReadOnlyList<PlatformFields> List(params string[] around) =>
            fields["List"].Items is { Count: > 0 } direct ? direct : around.Select(name => fields[name]["List"].Items).FirstOrDefault(items => items.Count > 0) ?? [];
    }

    private static string? UnionId(PlatformFields fields) =>
        UnionIdNames.Select(name => fields[name].Text).FirstOrDefault(text => text.Length > 0);
}
