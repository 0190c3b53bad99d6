using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Messages;

/// <summary>A line that somebody wrote or sent before, as far as pictures ask for it.</summary>
public sealed record EarlierLine(string SenderId, DateTimeOffset At, IReadOnlyList<Media> Media, IReadOnlyList<string> Tickets);

/// <summary>What a picture without words means: that of a worker under a ticket shows the work done; a resident's belongs to what he has just reported.</summary>
public static class Pictures
{
    /// <summary>Pictures and words of one person within this time belong together.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(2);

    /// <param name="earlier">Lines of the conversation before this one, oldest first.</param>
    public static Heard Understand(Heard heard, bool isStaff, IReadOnlyList<EarlierLine> earlier, DateTimeOffset now)
    {
        var own = earlier.Where(line => line.SenderId == heard.Sender.Id && now - line.At <= Together).ToList();
        if (!IsPictureAlone(heard))
        {
            // Pictures sent just before the words are part of the report.
            var before = own.Where(line => line.Tickets.Count == 0).SelectMany(line => line.Media).ToList();
            return before.Count == 0 ? heard : heard with { Media = [.. before, .. heard.Media] };
        }

        if (isStaff)
        {
            return heard.QuotedTickets.Count == 0
                ? heard
                : heard with { Text = "已处理（见图）", Reading = new Reading(Coarse.Worker, "w_done", "done") { Refs = heard.QuotedTickets, Reasons = ["picture-under-ticket"] } };
        }

        var ticket = heard.QuotedTickets.Count > 0 ? heard.QuotedTickets[0] : own.LastOrDefault(line => line.Tickets.Count > 0)?.Tickets[0];
        return ticket is null
            ? heard
            : heard with { Reading = new Reading(Coarse.Link, "addition", "attach") { Refs = [ticket], Reasons = ["picture-after-report"] } };
    }

    private static bool IsPictureAlone(Heard heard) =>
        heard.Media.Any(media => media.Kind is MediaKind.Image or MediaKind.Video) && heard.Text is ("[图片]" or "[视频]");
}
