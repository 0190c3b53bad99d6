using Bot.Domain.Channels;
using Bot.Domain.Tickets;

namespace Bot.Host.Messages;

/// <summary>A message as a channel hands it over, before anybody has looked at what it means.</summary>
/// <param name="Key">Unique per message: channel and message id; where a channel gives no id, sender, time and kind.</param>
/// <param name="Quote">Id of the message it quotes, where the channel tells.</param>
/// <param name="FlushOf">Set on the bot's own note to itself: the burst window of that message has run out.</param>
public sealed record IncomingMessage(string Key, string GroupId, string MessageId, string SenderId, string Text, DateTimeOffset ReceivedAt)
{
    public string? Quote { get; init; }
    public IReadOnlyList<Media> Media { get; init; } = [];
    public string? FlushOf { get; init; }

    /// <summary>Who said it and where, in the far side's terms; null where the channel knows the bot's own (the simulator).</summary>
    public ChannelMessage? From { get; init; }

    /// <summary>The grid it belongs to where its conversation does not tell.</summary>
    public string? GridId { get; init; }

    /// <summary>Set where it is no message but something that happened on the far side.</summary>
    public ChannelEvent? Event { get; init; }

    /// <summary>When work on it may begin; by default at once.</summary>
    public DateTimeOffset? DueAt { get; init; }
}
