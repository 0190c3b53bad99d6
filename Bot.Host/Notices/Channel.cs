namespace Bot.Host.Notices;

/// <summary>What a channel can do; the core asks these, never the channel's name.</summary>
/// <param name="RemovesDuplicates">The far side drops a second delivery of one attempt key, so that an unknown outcome may be sent again.</param>
public sealed record ChannelFlags(bool ReadsAll, bool ReadsMentions, bool Pushes, bool NeedsTap, bool QuoteIds, bool RemovesDuplicates);

/// <param name="Key">The notice's business key, the same at every attempt.</param>
public sealed record OutgoingMessage(string Key, string LaneId, string Text, IReadOnlyList<string> Mentions, string? Quote);

/// <summary>What the far side answered. A fault without an answer is an exception: then nobody knows whether it arrived.</summary>
public abstract record Delivery
{
    public sealed record Sent(string ProviderId) : Delivery;

    /// <summary>Not now: try again after the pause.</summary>
    public sealed record Later(TimeSpan After, string Reason) : Delivery;

    /// <summary>Never: a person has to look.</summary>
    public sealed record Refused(string Reason) : Delivery;
}

/// <summary>A way out of the bot. One for the simulator; each real one stands in a folder of its own.</summary>
public interface IChannel
{
    string Name { get; }

    ChannelFlags Flags { get; }

    Task<Delivery> Send(OutgoingMessage message, CancellationToken stop);
}
