using Bot.Domain.Clocks;

namespace Bot.Domain.Tickets;

/// <summary>
/// Which clock a reopened matter gets: a fresh one, or the old one that goes on where it stopped (the time in which it counted as done is left out).
/// Lines of "category TAB fresh or continued"; "*" is the category for all others.
/// </summary>
public sealed class ReopeningRules
{
    private readonly Dictionary<string, bool> continues = new(StringComparer.Ordinal);

    public bool Continues(string category) => continues.TryGetValue(category, out var known) ? known : continues["*"];

    /// <exception cref="FormatException">Names the line that cannot be used.</exception>
    public static ReopeningRules Parse(IEnumerable<string> lines)
    {
        var parsed = new ReopeningRules();
        foreach (var (fields, number) in TabLines.Read(lines, 2))
        {
            var goesOn = fields[1] switch
            {
                "fresh" => false,
                "continued" => true,
                var other => throw new FormatException($"line {number}: unknown clock '{other}' (fresh, continued)"),
            };
            if (!parsed.continues.TryAdd(fields[0], goesOn))
            {
                throw new FormatException($"line {number}: category {fields[0]} has a rule already");
            }
        }

        return parsed.continues.ContainsKey("*") ? parsed : throw new FormatException("no rule for '*', which stands for all other categories");
    }
}
