using System.Globalization;

namespace Bot.Domain.Channels.Wecom;

/// <summary>
/// What WeCom tells an application (自建应用), opened: a member's message to it, and events. An application never sees a group's talk. The form for
/// third parties (InfoType, TimeStamp) is read as well. Source: dw/90238, dw/92130, dw/95039, dw/92005.
/// </summary>
public static class WecomPayload
{
    public const string Channel = "wecom";

    /// <param name="receivedAt">Taken where the time cannot be read.</param>
    public static Received Read(PlatformFields fields, string account, DateTimeOffset receivedAt)
    {
        var type = fields["MsgType"].Text;
        var sender = fields["FromUserName"].Text;
        var at = fields["CreateTime"].Seconds ?? fields["TimeStamp"].Seconds ?? receivedAt;
        if (type == "event" || !fields["InfoType"].IsAbsent)
        {
            return Event(fields, account, sender, at);
        }

        return PersonalContent.Read(type, fields) is var (text, media)
            ? Received.From(new ChannelMessage(Channel, account, null, sender, fields["MsgId"].Text, text, at) { Media = media, Mentioned = true })
            : Received.Pass(type);
    }

    private static Received Event(PlatformFields fields, string account, string sender, DateTimeOffset at)
    {
        var type = fields["Event"].Text is { Length: > 0 } own ? own : fields["InfoType"].Text;
        var moment = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return type switch
        {
            // One update may tell of several changes in one second; the member version tells them apart.
            "change_external_chat" => Received.From(new ChannelEvent(
                Channel, account, "group_changed", $"{Joined(fields["ChatId"], fields["ChangeType"], fields["UpdateDetail"], fields["CurMemVer"])}:{moment}", at)
            {
                Conversation = fields["ChatId"].Text,
                Values = Values(fields, "ChangeType", "UpdateDetail", "JoinScene", "QuitScene", "MemChangeCnt", "MemChangeList", "LastMemVer", "CurMemVer"),
            }),
            "change_external_contact" when fields["ChangeType"].Text == "msg_audit_approved" => Received.From(new ChannelEvent(
                Channel, account, "agree", $"{Joined(fields["ExternalUserID"], fields["UserID"])}:{moment}", at)
            {
                Sender = fields["ExternalUserID"].Text,
                Values = Values(fields, "UserID"),
            }),
            "msgaudit_notify" => Received.From(new ChannelEvent(Channel, account, "archive_ready", moment, at)),
            "template_card_event" => Received.From(new ChannelEvent(
                Channel, account, "card", fields["ResponseCode"].Text is { Length: > 0 and <= 200 } code ? code : $"{sender}:{moment}", at)
            {
                Sender = sender,
                Values = Values(fields, "EventKey", "TaskId", "CardType", "ResponseCode"),
            }),
            "enter_agent" => Received.From(new ChannelEvent(Channel, account, "enter", $"{sender}:{moment}", at) { Sender = sender }),
            "change_external_contact" => Received.Pass("event:change_external_contact." + fields["ChangeType"].Text),
            _ => Received.Pass("event:" + type),
        };
    }

    private static string Joined(params PlatformFields[] parts) => string.Join(':', parts.Select(part => part.Text).Where(text => text.Length > 0));

    private static Dictionary<string, string> Values(PlatformFields fields, params string[] names) =>
        names.Where(name => !fields[name].IsAbsent).ToDictionary(name => name, name => Value(fields[name]), StringComparer.Ordinal);

    private static string Value(PlatformFields field) => field["Item"].IsAbsent ? field.Text : string.Join(',', field["Item"].Items.Select(item => item.Text));
}
