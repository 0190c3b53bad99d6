namespace Bot.Domain.Channels;

/// <summary>What a payload was found to be.</summary>
public abstract record Received
{
    /// <summary>Longer ids would not fit an index; no platform has them.</summary>
    private const int LongestId = 256;
    private const int LongestType = 64;

    public sealed record Said(ChannelMessage Message) : Received;

    public sealed record Happened(ChannelEvent Event) : Received;

    /// <summary>Nothing the bot has to do with; answered with success, counted by type.</summary>
    /// <param name="Type">The far side's name of it: letters, digits and "_-.:" only, so that it may stand in a log.</param>
    public sealed record Passed(string Type) : Received;

    /// <summary>It lacks what every such payload has.</summary>
    /// <param name="Code">"id_missing", "sender_missing", "conversation_missing", "id_too_long"</param>
    public sealed record Refused(string Code) : Received;

    internal static Received From(ChannelMessage message) =>
        message.MessageId.Length == 0 ? new Refused("id_missing")
        : message.Sender.Length == 0 ? new Refused("sender_missing")
        : message.Conversation is "" ? new Refused("conversation_missing")
        : TooLong(message.MessageId, message.Sender, message.Conversation) ? new Refused("id_too_long")
        : new Said(message);

    internal static Received From(ChannelEvent happened) =>
        happened.Id.Length == 0 || happened.Message is "" ? new Refused("id_missing")
        : happened.Conversation is "" ? new Refused("conversation_missing")
        : TooLong(happened.Id, happened.Sender, happened.Conversation) || TooLong(happened.Message) ? new Refused("id_too_long")
        : new Happened(happened);

    internal static Received Pass(string type)
    {
        var plain = string.Concat(type.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' or ':').Take(LongestType));
        return new Passed(plain.Length > 0 ? plain : "unknown");
    }

    private static bool TooLong(params string?[] ids) => ids.Any(id => id is { Length: > LongestId });
}
