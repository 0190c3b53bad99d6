using System.Text.RegularExpressions;
using Bot.Domain.Understanding;

namespace Bot.Domain.Messages;

/// <summary>"更正1023 情形 缺失": a worker puts the condition right; under a quoted ticket the number may be left out.</summary>
public static class Corrections
{
    private static readonly Regex Form = new(
        @"^\s*更正\s*[#＃]?\s*(?<no>[0-9]{3,})?\s*(的)?\s*情形[\s，,：:为是]*(?<condition>\S.*?)[\s。！!]*$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    /// <summary>A command is a line, not a letter.</summary>
    private const int Longest = 120;

    public static Heard Understand(Heard heard, bool isStaff)
    {
        if (!isStaff || heard.Text.Length > Longest || !heard.Text.Contains("更正", StringComparison.Ordinal) || Form.Match(heard.Text) is not { Success: true } match)
        {
            return heard;
        }

        var number = match.Groups["no"].Value;
        return number.Length == 0 && heard.QuotedTickets.Count == 0
            ? heard
            : heard with
            {
                Reading = new Reading(Coarse.Worker, "w_cmd", "correct")
                {
                    Refs = number.Length > 0 ? [number] : heard.QuotedTickets,
                    Summary = match.Groups["condition"].Value,
                    Reasons = ["command:correct"],
                },
            };
    }
}
