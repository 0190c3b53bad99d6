namespace Bot.Host.Channels;

/// <summary>What a channel can do; the core asks these, never the channel's name.</summary>
/// <param name="ReadsAll">Everything said in its conversations comes in.</param>
/// <param name="ReadsMentions">Only what names the bot comes in.</param>
/// <param name="Pushes">The bot may speak without being spoken to.</param>
/// <param name="NeedsTap">What is sent waits until a person taps it.</param>
/// <param name="QuoteIds">A quote tells which message it quotes.</param>
/// <param name="RemovesDuplicates">The far side drops a second delivery of one attempt key, so that an unknown outcome may be sent again.</param>
public sealed record ChannelFlags(bool ReadsAll, bool ReadsMentions, bool Pushes, bool NeedsTap, bool QuoteIds, bool RemovesDuplicates)
{
    /// <summary>UTF-8 bytes in one message; what is longer goes out in numbered parts. Null for no limit.</summary>
    public int? MostBytes { get; init; }

    /// <summary>Messages in any 60 s to one target; waiting notices are then merged. Null for no limit.</summary>
    public int? PerMinute { get; init; }

    /// <summary>Messages in a month to one target; null for no limit.</summary>
    public int? PerMonth { get; init; }
}

/// <summary>A way out of a conversation, or into it.</summary>
/// <param name="Account">Name of the account in the configuration.</param>
/// <param name="Target">The far side's id of the group or person.</param>
/// <param name="Rank">The lowest that is open is taken; null where nothing is sent this way.</param>
public sealed record ChannelRoute(string GroupId, string Channel, string Account, string Target, int? Rank)
{
    public override string ToString() => Account.Length == 0 ? Channel : $"{Channel}:{Account}";
}

/// <param name="Key">The notice's business key, the same at every attempt.</param>
/// <param name="Kind">"ack", "ask", "outcome", "due" ...: a channel with templates chooses by it.</param>
public sealed record OutgoingMessage(string Key, string LaneId, string Text, IReadOnlyList<string> Mentions, string? Quote)
{
    public string Kind { get; init; } = "";
    public IReadOnlyList<string> Tickets { get; init; } = [];

    /// <summary>Id of the picture that goes with it; a channel that cannot send one sends the text alone.</summary>
    public string? Picture { get; init; }

    /// <summary>Keys and kinds of all the notices that were joined in it, in their order.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [Key];
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>An earlier attempt may have arrived: a channel that cannot find out says so in the text.</summary>
    public bool MayBeRepeated { get; init; }
}

/// <summary>What the far side answered. A fault without an answer is an exception: then nobody knows whether it arrived.</summary>
public abstract record Delivery
{
    public sealed record Sent(string ProviderId) : Delivery;

    /// <summary>Accepted, but a person has to tap before anybody sees it; the channel itself finds out when.</summary>
    public sealed record AwaitingTap(string ProviderId) : Delivery;

    /// <summary>Not now: try again after the pause.</summary>
    public sealed record Later(TimeSpan After, string Reason) : Delivery
    {
        /// <summary>Nothing was tried, it only is not its turn (our own limit): such waiting never uses up the attempts.</summary>
        public bool IsOwnWait { get; init; }
        /// <summary>Nothing was tried, it is only kept for a better hour: that counts as no attempt and holds back nothing behind it.</summary>
        public bool IsPutAside { get; init; }
    }

    /// <summary>Not this way now (window closed, quota used up, not subscribed): the next way is tried.</summary>
    public sealed record Closed(string Reason) : Delivery;

    /// <summary>Never: a person has to look.</summary>
    public sealed record Refused(string Reason) : Delivery;
}

/// <summary>A way out of the bot. Each stands in a folder of its own.</summary>
public interface IChannel
{
    string Name { get; }

    ChannelFlags Flags { get; }

    Task<Delivery> Send(OutgoingMessage message, ChannelRoute route, CancellationToken stop);
}
