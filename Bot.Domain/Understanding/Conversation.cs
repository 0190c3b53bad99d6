namespace Bot.Domain.Understanding;

/// <summary>Who speaks. The roles the group shows; what a person may do is decided by the roster, not by this.</summary>
public enum SpeakerRole
{
    Resident,
    GridWorker,
    Property,
    Community,
    Street,
    District,
    Bot,
}

public enum MediaKind
{
    Image,
    Voice,
    Video,
    File,
}

/// <summary>One line of a group's talk. <paramref name="Ago"/> is how long before the message to be judged it was written (zero for that message itself).</summary>
/// <param name="Sender">The nickname as the group shows it; it may carry a door ("5-1-1203 老周").</param>
/// <param name="QuotedText">The text of the message this one quotes, where the channel tells it.</param>
/// <param name="QuotedTickets">Numbers (without #) of the tickets the quoted message belongs to, where that is known.</param>
/// <param name="Tickets">Numbers of the tickets this line itself was booked to, where that is known.</param>
public sealed record Utterance(
    string Sender,
    SpeakerRole Role,
    string Text,
    TimeSpan Ago,
    string? QuotedText = null,
    IReadOnlyList<string>? QuotedTickets = null,
    IReadOnlyList<MediaKind>? Media = null,
    IReadOnlyList<string>? Tickets = null);

/// <summary>A group as its name board tells it. <paramref name="Default"/> is null where a building alone is not enough because several communities share the group.</summary>
public sealed record GroupProfile(string Name, IReadOnlyList<string> Communities, string? Default);

/// <summary>A ticket of this group that is open, or was closed within the last 30 days.</summary>
/// <param name="Reporters">Nicknames of those who reported it.</param>
/// <param name="AskedForPlace">The nickname of the person the bot has asked where it is, and who has not answered yet.</param>
/// <param name="AskedForCheck">Nicknames of those the bot has asked whether it is solved, and who have not answered yet.</param>
public sealed record KnownTicket(
    string Number,
    string Category,
    Location Location,
    string Summary,
    bool Open,
    bool Resolved,
    TimeSpan Age,
    IReadOnlyList<string> Reporters,
    string? AskedForPlace = null,
    IReadOnlyList<string>? AskedForCheck = null);

/// <summary>All that the reader may look at when it judges one message. <paramref name="Context"/> stands oldest first.</summary>
/// <param name="Now">Needed only to turn "明天下班前" into an instant.</param>
/// <param name="Tickets">What the database knows; empty where only the context is known (the verb understand), then tickets named by the bot in the context count.</param>
/// <param name="WindowClosed">True when the burst window of the sender has run out: what is there must do, nothing more is waited for.</param>
public sealed record Conversation(
    GroupProfile Group,
    IReadOnlyList<Utterance> Context,
    Utterance Message,
    DateTimeOffset? Now = null,
    IReadOnlyList<KnownTicket>? Tickets = null,
    bool WindowClosed = false);
