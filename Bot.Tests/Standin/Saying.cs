using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>Something that a platform calls the bot's hook for: what somebody says, or what happens.</summary>
/// <param name="Channel">"wecom-bot", "wecom", "wechat", "wecom-archive" or "onebot": which hook, and which shape.</param>
/// <param name="Account">Name of the account, as in the hook's path.</param>
public sealed record Saying(string Channel, string Account)
{
    /// <summary>userid, external_userid, openid ...</summary>
    public string From { get; init; } = "";

    /// <summary>The group; null for a private chat.</summary>
    public string? Conversation { get; init; }

    public string Text { get; init; } = "";

    /// <summary>The words of the message it quotes; where a channel flattens quotes, the two lines and the rest are made of them.</summary>
    public string? Quote { get; init; }

    /// <summary>What else the platform tells, by its own names, laid over what is made of the rest: an event, another type of message.</summary>
    public JsonObject? Payload { get; init; }

    /// <summary>One is made up unless told.</summary>
    public string? MessageId { get; init; }

    /// <summary>How often it is told in all, with the same message id each time.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>How often each copy is delivered although it was answered; as the platform does unless told: 3 attempts until one is answered (WeChat, WeCom application), else 1.</summary>
    public int? Deliveries { get; init; }

    /// <summary>"signature", "id" (sealed for another account), "key" (sealed with another key), "cut", or "stale" (signed ten minutes ago).</summary>
    public string? Flaw { get; init; }

    /// <summary>The hook's whole address; below the bot's address unless told.</summary>
    public Uri? Hook { get; init; }

    /// <summary>Number in the archive; counted up unless told.</summary>
    public long? Sequence { get; init; }
}

/// <summary>In which order several calls go out.</summary>
public enum Order
{
    AsTold,
    Reversed,
    Shuffled,

    /// <summary>All at once.</summary>
    Together,
}

/// <summary>How the bot took it.</summary>
/// <param name="Attempts">One per delivery.</param>
/// <param name="Reply">What the bot answered at once, opened; null for nothing.</param>
/// <param name="Problem">What the platform would complain of; null for nothing.</param>
/// <param name="ResponseAddress">The robot's response_url; null in other channels.</param>
public sealed record Said(string MessageId, IReadOnlyList<Attempt> Attempts, JsonNode? Reply, string? Problem, Uri? ResponseAddress);

/// <param name="Status">HTTP status; 0 when there was no answer in time.</param>
public sealed record Attempt(int Status, string Body);
