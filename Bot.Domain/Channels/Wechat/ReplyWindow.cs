namespace Bot.Domain.Channels.Wechat;

/// <summary>
/// 客服消息 to one person: 5 within 48 h of what he wrote last; and a few within a minute of entering a session, of a menu click, a follow or a scan.
/// Source: customer-message/send, Customer_Service. The platform counts too; where it disagrees, its book is right.
/// </summary>
/// <param name="HeardAt">When he wrote last; null where the platform says that no window is open.</param>
/// <param name="Sent">So many since then.</param>
/// <param name="EventUntil">End of the short window; null for none.</param>
/// <param name="EventLeft">So many still go into the short window.</param>
public sealed record ReplyWindow(DateTimeOffset? HeardAt, int Sent, DateTimeOffset? EventUntil, int EventLeft)
{
    public const int MostMessages = 5;
    public static readonly TimeSpan Span = TimeSpan.FromHours(48);
    public static readonly TimeSpan EventSpan = TimeSpan.FromMinutes(1);

    public static readonly ReplyWindow Never = new(null, 0, null, 0);

    /// <summary>What an event opens, by its kind in <see cref="ChannelEvent"/>; 0 for nothing.</summary>
    public static int OpenedBy(string kind) => kind switch
    {
        "enter" => 2,
        "follow" or "scan" or "menu" => 3,
        _ => 0,
    };

    /// <summary>Why so many messages cannot go now; null where they can.</summary>
    public string? Shut(int count, DateTimeOffset now)
    {
        var open = Left(now);
        return open >= count ? null
            : HeardAt is null && EventUntil is null ? "the person has to write first: nothing heard of him, or the platform says so (45015)"
            : !IsOpen(now) && !IsEventOpen(now) ? "the person has to write first: the last message is older than 48 h"
            : $"5 messages were sent since the person wrote last (45047); {count} more do not go";
    }

    /// <summary>The book after so many more; ask <see cref="Shut"/> first. The short window is used up first, since it ends first.</summary>
    public ReplyWindow Take(int count, DateTimeOffset now)
    {
        var brief = IsEventOpen(now) ? Math.Min(count, EventLeft) : 0;
        return this with { EventLeft = EventLeft - brief, Sent = Sent + count - brief };
    }

    private int Left(DateTimeOffset now) => (IsOpen(now) ? MostMessages - Sent : 0) + (IsEventOpen(now) ? EventLeft : 0);

    private bool IsOpen(DateTimeOffset now) => HeardAt + Span > now;

    private bool IsEventOpen(DateTimeOffset now) => EventUntil > now && EventLeft > 0;
}
