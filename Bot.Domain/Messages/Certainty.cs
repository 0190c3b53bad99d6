using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Messages;

/// <summary>
/// When the bot does not know well enough that a message means a ticket, it leaves things alone: a ticket that a worker's small talk rejects,
/// or that a "+1" to a group purchase joins, costs more trust than a word that has to be said again with the number.
/// </summary>
public static class Certainty
{
    /// <summary>So many pairs of characters shared with what was reported are no accident.</summary>
    private const int SharedPairs = 2;

    private const double QueryNeeds = 0.5;
    private const double OwnQueryNeeds = 0.35;

    /// <summary>Words that say "me too" of a defect wherever they stand in the talk.</summary>
    private static readonly string[] JoiningWords = ["我家也", "我家里也", "我们家也", "我们也", "我这也", "我这里也", "我们这也", "我们单元也", "我们楼也", "同求", "俺家也", "我屋头也", "我屋企都"];

    /// <summary>Words that say "me too" only of what was said just before.</summary>
    private static readonly string[] EchoingWords = ["+1", "＋1", "我也", "一样", "同上", "也是", "也坏", "也没", "也停", "也漏", "都是", "都没", "确实", "就是"];

    /// <summary>Whether the message may act on this ticket: it names it, or what it says, who says it and when leave little doubt.</summary>
    public static bool IsEnough(Heard heard, Ticket ticket)
    {
        var reading = heard.Reading;
        if (reading.Coarse is not (Coarse.Worker or Coarse.Link or Coarse.Query) || IsExplicit(heard))
        {
            return true;
        }

        var speaksOfIt = SpeaksOf(heard, ticket);
        var own = ticket.Reports.Any(report => report.ReporterId == heard.Sender.Id);
        if (reading.Coarse == Coarse.Query)
        {
            // "有没有人要团橙子的？" is a question, but hardly about the lamp that stands in the talk, whoever reported it.
            return speaksOfIt || reading.Confidence >= (own ? OwnQueryNeeds : QueryNeeds);
        }

        var adjacent = heard.JustSpokenOf.Contains(ticket.Number);
        if (reading.Coarse == Coarse.Worker)
        {
            var responsible = ticket.IsWith(heard.Sender.Id);
            return reading.Confidence >= WorkerNeeds(reading.Action) && (responsible || adjacent || speaksOfIt);
        }

        if (reading.Action is "merge" or "attach" or "escalate" or "new" or "watch")
        {
            return speaksOfIt
                || (Says(heard, JoiningWords) && heard.InTalk.Contains(ticket.Number))
                || (Says(heard, EchoingWords) && adjacent)
                || (own && reading.Confidence >= (adjacent && !reading.Reasons.Contains(ResidentReader.JudgedLink) ? 0.5 : 0.8));
        }

        // Answers, objections, corrections and withdrawals come from those concerned, or speak of the matter.
        return reading.Confidence >= (own && !speaksOfIt ? 0.5 : 0.4) && (own || speaksOfIt);
    }

    /// <summary>The message itself tells which ticket: by number, by quote, or as a command.</summary>
    public static bool IsExplicit(Heard heard) =>
        heard.QuotedTickets.Count > 0
        || heard.Reading.Reasons.Any(reason => reason.StartsWith("command:", StringComparison.Ordinal) || reason.StartsWith("picture-", StringComparison.Ordinal))
        || heard.Reading.Refs.Any(number => heard.Text.Contains(number, StringComparison.Ordinal));

    /// <summary>Names its place, its kind of matter, or repeats its words.</summary>
    private static bool SpeaksOf(Heard heard, Ticket ticket)
    {
        // The reading tells the ticket's own place where the text tells none, so the text itself is asked.
        var namesBuilding = ticket.Location.Building is { } building && heard.Text.Contains(building, StringComparison.Ordinal);
        return namesBuilding
            || heard.Text.Contains(ticket.Category, StringComparison.Ordinal)
            || TicketLinker.Overlap(heard.Text, ticket.Summary) >= SharedPairs;
    }

    private static bool Says(Heard heard, string[] words) => words.Any(word => heard.Text.Contains(word, StringComparison.Ordinal));

    /// <summary>The more it takes to mend, the surer the reader has to be (0 to 1).</summary>
    private static double WorkerNeeds(string action) => action switch
    {
        "accept" => 0.4,
        "update" or "done" => 0.6,
        _ => 0.75,
    };
}
