using Bot.Domain.Clocks;

namespace Bot.Domain.Channels.GroupSend;

/// <summary>What a residents' group has had of its monthly share of group-send tasks (群发次数), and what is on its way.</summary>
/// <param name="MonthlyQuota">As configured; a group never receives more in a month than it has days.</param>
/// <param name="Sent">Arrived in the month of the question, in Asia/Shanghai.</param>
/// <param name="Waiting">Tasks that nobody has tapped yet: each takes one when somebody does.</param>
/// <param name="ShutUntil">The platform has refused more until then; null where it has not.</param>
/// <param name="LastTaskAt">When the last task that was no 特急 went out; null for none.</param>
public sealed record GroupSendBook(int MonthlyQuota, int Sent, int Waiting, DateTimeOffset? ShutUntil, DateTimeOffset? LastTaskAt);

/// <summary>Whether a message becomes a task now.</summary>
public abstract record GroupSendVerdict
{
    public sealed record Go : GroupSendVerdict;

    /// <summary>Kept for the digest at that instant.</summary>
    public sealed record Gather(DateTimeOffset Until, string Reason) : GroupSendVerdict;

    public sealed record Shut(string Reason) : GroupSendVerdict;
}

/// <summary>
/// How the share is spent. One task waits for its tap at a time, and what comes meanwhile goes together in the next; while the share lasts everything goes; with the last few, acknowledgements do not go at all and the rest goes once a day; what is
/// 特急 always goes at once, even where the book says that nothing is left: the book may be wrong, and then the platform says so.
/// </summary>
public static class GroupSendQuota
{
    /// <summary>With so many left or fewer the quota is short.</summary>
    public const int LastFew = 3;

    /// <summary>Why something is kept for the next task; what is kept so goes as soon as the one before it is settled.</summary>
    public const string GoesWithNext = "goes with the next task: the one before it still waits for its tap";
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(15);
    private static readonly TimeOnly DigestAt = new(18, 0);

    /// <summary>What comes after the evening's digest does not make another one at night.</summary>
    private static readonly TimeOnly DigestEnds = new(22, 0);
    private static readonly TimeOnly Morning = new(7, 0);

    /// <param name="acknowledges">It only tells somebody that he was heard.</param>
    /// <param name="critical">特急</param>
    public static GroupSendVerdict Decide(GroupSendBook book, bool acknowledges, bool critical, DateTimeOffset now)
    {
        if (critical)
        {
            return new GroupSendVerdict.Go();
        }

        var today = ShanghaiTime.DateOf(now);
        var quota = Math.Min(book.MonthlyQuota, DateTime.DaysInMonth(today.Year, today.Month));
        var left = quota - book.Sent - book.Waiting;
        if (left <= 0 && book.Waiting == 0)
        {
            return new GroupSendVerdict.Shut($"quota used up: {book.Sent} of {quota} sent in {today:yyyy-MM}, {book.Waiting} waiting for a tap");
        }

        var words = $"{left} of {quota} left in {today:yyyy-MM}";
        var isShut = book.ShutUntil > now;
        if (!isShut && left > LastFew && book.Waiting == 0)
        {
            return new GroupSendVerdict.Go();
        }

        if (acknowledges && (isShut || left <= LastFew))
        {
            return new GroupSendVerdict.Shut(isShut ? "the group has had its share for now" : $"quota kept for what matters: {words}");
        }

        if (book.Waiting > 0)
        {
            return new GroupSendVerdict.Gather(now + LookAgain, GoesWithNext);
        }

        if (isShut)
        {
            return new GroupSendVerdict.Gather(ShanghaiTime.NotByNight(book.ShutUntil!.Value), "the group has had its share for now");
        }

        var digest = ShanghaiTime.At(today, DigestAt);
        var told = book.LastTaskAt >= digest;
        if (now >= digest && now < ShanghaiTime.At(today, DigestEnds) && !told)
        {
            return new GroupSendVerdict.Go();
        }

        var next = now < digest ? digest : digest.AddDays(1);
        var newMonth = ShanghaiTime.At(new DateOnly(today.Year, today.Month, 1).AddMonths(1), Morning);
        return new GroupSendVerdict.Gather(next < newMonth ? next : newMonth, $"gathered for the daily digest: {words}");
    }
}
