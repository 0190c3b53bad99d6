using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Channels.OneBot;

/// <summary>Events of OneBot 11 and 12, told apart by their fields. Ids are numbers or texts; what the bridge's own account said is passed over.</summary>
public static class OneBotPayload
{
    public const string Channel = "onebot";

    /// <param name="receivedAt">Taken where the time cannot be read.</param>
    public static Received Read(PlatformFields fields, string account, DateTimeOffset receivedAt)
    {
        var isEleven = !fields["post_type"].IsAbsent;
        var type = fields[isEleven ? "post_type" : "type"].Text;
        var detail = fields[isEleven ? type + "_type" : "detail_type"].Text;
        var at = fields["time"].Seconds ?? receivedAt;
        return type switch
        {
            "message" when detail is "group" or "private" => Message(fields, account, at, detail),
            "notice" => Notice(fields, account, at, detail),
            _ => Received.Pass(detail.Length > 0 ? $"{type}:{detail}" : type),
        };
    }

    private static Received Message(PlatformFields fields, string account, DateTimeOffset at, string detail)
    {
        var robot = Robot(fields);
        var sender = fields["user_id"].Text is { Length: > 0 } user ? user : fields["sender"]["user_id"].Text;
        if (fields["sub_type"].Text == "notice")
        {
            return Received.Pass("message:notice");
        }

        if (sender.Length > 0 && sender == robot)
        {
            return Received.Pass("message:own");
        }

        var text = "";
        var media = new List<Media>();
        string? quote = null;
        var mentioned = detail == "private";
        foreach (var segment in Segment.Of(fields["message"]))
        {
            switch (segment.Type)
            {
                case "text":
                    text += segment["text"];
                    break;
                case "at" or "mention":
                    var who = segment.Type == "at" ? segment["qq"] : segment["user_id"];
                    var isOwn = who.Length > 0 && who == robot;
                    mentioned |= isOwn;

                    // The others' mentions are part of what is said, and only their ids are told.
                    text += isOwn || who is "all" or "" ? "" : $"@{who} ";
                    break;
                case "reply":
                    quote = segment["id"] is { Length: > 0 } id ? id : segment["message_id"];
                    break;
                case "location":
                    text += string.Join(' ', new[] { segment["title"], segment["content"] }.Where(part => part.Length > 0));
                    break;
                case "image":
                    media.AddRange(File(MediaKind.Image, segment));
                    break;
                case "record" or "voice" or "audio":
                    media.AddRange(File(MediaKind.Voice, segment));
                    break;
                case "video":
                    media.AddRange(File(MediaKind.Video, segment));
                    break;
                case "file":
                    media.AddRange(File(MediaKind.File, segment));
                    break;
            }
        }

        // Nothing but stickers, dice and the like.
        if (text.AsSpan().Trim().IsEmpty && media.Count == 0 && quote is null && !mentioned)
        {
            return Received.Pass("message:empty");
        }

        return Received.From(new ChannelMessage(Channel, account, detail == "group" ? fields["group_id"].Text : null, sender, fields["message_id"].Text, text.Trim(), at)
        {
            SenderName = new[] { fields["sender"]["card"].Text, fields["sender"]["nickname"].Text }.FirstOrDefault(name => name.Length > 0),
            Quote = quote is { Length: > 0 } ? quote : null,
            Media = media,
            Mentioned = mentioned,
        });
    }

    private static Received Notice(PlatformFields fields, string account, DateTimeOffset at, string detail) => detail switch
    {
        "group_recall" or "friend_recall" or "group_message_delete" or "private_message_delete" => Received.From(
            new ChannelEvent(Channel, account, "revoke", fields["message_id"].Text, at)
            {
                Conversation = fields["group_id"].Text is { Length: > 0 } group ? group : null,
                Sender = fields["user_id"].Text,
                Message = fields["message_id"].Text,
                Values = fields["operator_id"].Text is { Length: > 0 } who ? new Dictionary<string, string> { ["operator_id"] = who } : new Dictionary<string, string>(),
            }),
        _ => Received.Pass("notice:" + detail),
    };

    private static string Robot(PlatformFields fields) => fields["self_id"].Text is { Length: > 0 } id ? id : fields["self"]["user_id"].Text;

    private static IReadOnlyList<Media> File(MediaKind kind, Segment segment) =>
        FarMedia.Of(kind, segment["url"].Length > 0 ? segment["url"] : segment["file"], "file_id", segment["file_id"].Length > 0 ? segment["file_id"] : segment["file"]);
}
