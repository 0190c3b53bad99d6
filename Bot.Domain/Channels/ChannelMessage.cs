using Bot.Domain.Tickets;

namespace Bot.Domain.Channels;

/// <summary>What somebody said, as every inbound channel tells it. Who and where it is in the bot's own terms is found out when it is handled.</summary>
/// <param name="Channel">Name of the channel: "wecom-archive", "wecom-bot", "wecom", "wechat", "onebot", "wecom-report".</param>
/// <param name="Account">Name of the account in the configuration; it stands in the hook's path.</param>
/// <param name="Conversation">The far side's id of the group; null for a private chat with the bot.</param>
/// <param name="Sender">The far side's id of the person: userid, external_userid, openid ...</param>
/// <param name="MessageId">Unique within the account; a repeated delivery has the same.</param>
/// <param name="At">When it was said, by the far side.</param>
public sealed record ChannelMessage(string Channel, string Account, string? Conversation, string Sender, string MessageId, string Text, DateTimeOffset At)
{
    /// <summary>The name the far side shows; null where it tells none.</summary>
    public string? SenderName { get; init; }

    /// <summary>Same for one person in all applications of one open platform account, so that it proves who somebody is; null where unknown.</summary>
    public string? UnionId { get; init; }

    /// <summary>Id of the message it quotes, where the channel tells; else only the words may be known.</summary>
    public string? Quote { get; init; }
    public string? QuotedText { get; init; }
    public IReadOnlyList<Media> Media { get; init; } = [];

    /// <summary>Where one answer may be sent to, once and within the hour (the smart robot's response_url); null for none.</summary>
    public string? AnswerAddress { get; init; }

    /// <summary>The bot was named with @, or this is a channel that only hands over what is.</summary>
    public bool Mentioned { get; init; }

    /// <summary>
    /// Filed with the office (居民上报): Conversation names the grid, but nobody there reads along. It opens one ticket of that grid, whatever its words
    /// look like, and what is answered goes to its writer alone.
    /// </summary>
    public bool IsReport { get; init; }

    /// <summary>The platform's content check calls it risky: it opens a ticket that staff alone read, whatever its words look like, and no group sees anything of it.</summary>
    public bool IsWithheld { get; init; }

    /// <summary>Unique in the district for 30 days.</summary>
    public string Key => $"{Channel}:{Account}:{MessageId}";
}

/// <summary>What happened on the far side and is no message: a revoke, a consent, a button, an accepted subscription ...</summary>
/// <param name="Kind">"revoke", "agree", "disagree", "card", "feedback", "accept", "enter", "group_changed", "media_checked" ...</param>
/// <param name="Id">Unique within the account; where the far side gives none, sender, time and kind together.</param>
public sealed record ChannelEvent(string Channel, string Account, string Kind, string Id, DateTimeOffset At)
{
    public string? Conversation { get; init; }
    public string? Sender { get; init; }

    /// <summary>Id of the message it is about: the one taken back.</summary>
    public string? Message { get; init; }
    public string? UnionId { get; init; }

    /// <summary>What else it tells, by the far side's names.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    public string Key => $"{Channel}:{Account}:{Kind}:{Id}";
}
