using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Channels.Archive;

/// <summary>
/// A record of WeCom's message archive (会话内容存档), decrypted. Source: dw/91774. A quoted reply stands flattened in the text; it is passed on as it is,
/// <see cref="FlattenedQuote"/> reads it.
/// </summary>
public static class ArchiveRecord
{
    public const string Channel = "wecom-archive";

    /// <param name="receivedAt">Taken where a record tells no time.</param>
    public static Received Read(PlatformFields fields, string account, DateTimeOffset receivedAt)
    {
        var id = fields["msgid"].Text;
        var type = fields["msgtype"].Text;
        if (fields["action"].Text == "switch")
        {
            return Received.From(new ChannelEvent(Channel, account, "switch", id, fields["time"].Milliseconds ?? receivedAt) { Sender = fields["user"].Text });
        }

        var sender = fields["from"].Text;
        var at = fields["msgtime"].Milliseconds ?? receivedAt;
        switch (type)
        {
            case "revoke":
                return Received.From(new ChannelEvent(Channel, account, "revoke", id, at)
                {
                    Conversation = Conversation(fields),
                    Sender = sender,
                    Message = fields["revoke"]["pre_msgid"].Text,
                });
            case "agree" or "disagree":
                var own = fields[type];
                return Received.From(new ChannelEvent(Channel, account, type, id, own[type + "_time"].Milliseconds ?? at)
                {
                    Conversation = Conversation(fields),
                    Sender = own["userid"].Text is { Length: > 0 } user ? user : sender,
                });
        }

        if (ArchivePersons.Of(sender) == ArchivePerson.Robot)
        {
            return Received.Pass("robot");
        }

        var (text, media) = Content(type, Member(fields, type));
        return text.Length == 0 && media.Count == 0
            ? Received.Pass(type)
            : Received.From(new ChannelMessage(Channel, account, Conversation(fields), sender, id, text, at) { Media = media });
    }

    /// <summary>The room; for two people alone their ids in order, joined by "|": they do not speak to the bot, so it is no private chat with it.</summary>
    private static string Conversation(PlatformFields fields)
    {
        if (fields["roomid"].Text is { Length: > 0 } room)
        {
            return room;
        }

        var other = fields["tolist"].Items is [var first, ..] ? first.Text : "";
        return string.Join('|', new[] { fields["from"].Text, other }.Order(StringComparer.Ordinal));
    }

    /// <summary>Most types name their member as themselves.</summary>
    private static PlatformFields Member(PlatformFields fields, string type) => type switch
    {
        "markdown" or "news" => fields["info"],
        "docmsg" => fields["doc"],
        _ => fields[type],
    };

    /// <summary>
    /// Words, and what is no words as media. Nothing for what neither reports nor proves: stickers (a worker's thumb up is no picture of the work),
    /// cards, red packets, meetings, forms.
    /// </summary>
    private static (string Text, IReadOnlyList<Media> Media) Content(string type, PlatformFields own)
    {
        var file = own["sdkfileid"].Text;
        return type switch
        {
            "text" or "markdown" => (own["content"].Text.Trim(), []),
            "image" => ("", FarMedia.Of(MediaKind.Image, "", "sdkfileid", file)),
            "voice" => ("", FarMedia.Of(MediaKind.Voice, "", "sdkfileid", file)),
            "video" => ("", FarMedia.Of(MediaKind.Video, "", "sdkfileid", file)),
            "file" or "voip_doc_share" => ("", FarMedia.Of(MediaKind.File, "", "sdkfileid", file)),
            "link" or "docmsg" => ("", FarMedia.Of(MediaKind.File, own["link_url"].Text)),
            "news" => ("", [.. own["item"].Items.SelectMany(item => FarMedia.Of(MediaKind.File, item["url"].Text))]),
            "location" => (string.Join(' ', new[] { own["address"].Text, own["title"].Text }.Where(part => part.Length > 0)), []),
            "mixed" => Together(own["item"].Items),
            "chatrecord" => Together(own["item"].Items),
            _ => ("", []),
        };
    }

    /// <summary>Items hold their content as JSON in text. Those of forwarded talk are named "ChatRecordText" ...</summary>
    private static (string Text, IReadOnlyList<Media> Media) Together(IReadOnlyList<PlatformFields> items)
    {
        var parts = items.Select(item => Content(ItemType(item["type"].Text), PlatformJson.Inner(item["content"]))).ToList();
        return (string.Join('\n', parts.Select(part => part.Text).Where(text => text.Length > 0)), [.. parts.SelectMany(part => part.Media)]);
    }

    /// <summary>Forwarded talk inside forwarded talk is not followed.</summary>
    private static string ItemType(string type) => type switch
    {
        "mixed" or "chatrecord" => "",
        _ when type.StartsWith("ChatRecord", StringComparison.Ordinal) => type["ChatRecord".Length..].ToLowerInvariant() is var plain and not "chatrecord" ? plain : "",
        _ => type,
    };
}
