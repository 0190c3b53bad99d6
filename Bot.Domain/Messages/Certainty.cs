using Bot.Domain.Understanding;

namespace Bot.Domain.Messages;

/// <summary>
/// When the bot does not know well enough, it leaves things alone: a ticket that a worker's small talk rejects, or that a "+1" to a group
/// purchase joins, costs more trust than a word that has to be said again with the number.
/// </summary>
public static class Certainty
{
    /// <summary>What is named by number, quoted or said as a taught command is meant; a bare word needs the ticket in talk; the rest needs the reader to be sure.</summary>
    public static bool IsEnough(Heard heard, bool isResponsible)
    {
        var reading = heard.Reading;
        if (reading.Coarse is not (Coarse.Worker or Coarse.Link) || IsExplicit(heard))
        {
            return true;
        }

        var inTalk = reading.Refs.Count > 0 && heard.InTalk.Contains(reading.Refs[0]);
        return reading.Coarse == Coarse.Worker
            ? reading.Confidence >= WorkerNeeds(reading.Action) && (inTalk || isResponsible || reading.Refs.Count == 0)
            : reading.Confidence >= ResidentNeeds(reading.Action, inTalk);
    }

    /// <summary>The message itself tells which ticket: by number, by quote, or as a command.</summary>
    public static bool IsExplicit(Heard heard) =>
        heard.QuotedTickets.Count > 0
        || heard.Reading.Reasons.Any(reason => reason.StartsWith("command:", StringComparison.Ordinal) || reason.StartsWith("picture-", StringComparison.Ordinal))
        || heard.Reading.Refs.Any(number => heard.Text.Contains(number, StringComparison.Ordinal));

    /// <summary>The more it takes to mend, the surer the reader has to be (0 to 1).</summary>
    private static double WorkerNeeds(string action) => action switch
    {
        "accept" or "update" or "report_list" => 0.4,
        "done" or "undo" => 0.6,
        _ => 0.75,
    };

    private static double ResidentNeeds(string action, bool inTalk) => action switch
    {
        "merge" or "attach" or "escalate" => inTalk ? 0.3 : 0.6,
        _ => inTalk ? 0.3 : 0.5,
    };
}
