namespace Bot.Domain.Understanding;

/// <summary>A danger to life: what it is, and whom to call.</summary>
/// <param name="Hotline">"119", "120", "110", or several as "119/燃气抢修".</param>
/// <param name="GrowsFrom">The kinds of tickets it may be the next chapter of: a lift that stands, then people in it. Null where nobody wrote any down.</param>
public sealed record Danger(string Category, string Hotline, bool Private, IReadOnlyList<string>? GrowsFrom = null)
{
    public bool MayGrowFrom(string? category) => category is null || GrowsFrom is null || GrowsFrom.Contains(category);
}

/// <summary>
/// Which words together mean danger to life. Written as rules and not learned, because each must be explainable and one miss is too many.
/// </summary>
public sealed class DangerRules
{
    /// <summary>The section whose rules make a matter 紧急 and no danger.</summary>
    private const string UrgentSection = "紧急";
    private const string ElevatedSection = "较急";

    private readonly Rule[] dangers;
    private readonly Rule[] urgent;
    private readonly Rule[] elevated;
    private readonly TagSet alarms;

    /// <summary>Holds where all needed tags stand and none of the forbidden.</summary>
    private sealed record Rule(Danger Danger, TagSet Needed, TagSet Forbidden);

    /// <param name="lines">"[category] 热线=119 私密=是 来自=照明、燃气" opens a danger; each line below is one rule: names of tags joined by +, "!tag" forbids.</param>
    public DangerRules(Vocabulary vocabulary, IEnumerable<string> lines)
    {
        List<Rule> ofDanger = [], ofUrgent = [], ofElevated = [];
        foreach (var section in WordList.Parse(lines))
        {
            var danger = new Danger(section.Name, section.Properties.GetValueOrDefault("热线", ""), section.Properties.ContainsKey("私密"), section.Properties.GetValueOrDefault("来自")?.Split('、'));
            foreach (var line in section.Lines)
            {
                TagSet needed = default, forbidden = default;
                foreach (var term in line.Split([' ', '+'], StringSplitOptions.RemoveEmptyEntries))
                {
                    if (term[0] == '!')
                    {
                        forbidden.Add(vocabulary.TagOf(term[1..]));
                    }
                    else
                    {
                        needed.Add(vocabulary.TagOf(term));
                    }
                }

                (section.Name switch { UrgentSection => ofUrgent, ElevatedSection => ofElevated, _ => ofDanger }).Add(new Rule(danger, needed, forbidden));
            }
        }

        (dangers, urgent, elevated) = ([.. ofDanger], [.. ofUrgent], [.. ofElevated]);
        foreach (var rule in dangers)
        {
            alarms.AddAll(rule.Needed);
        }
    }

    /// <summary>The first danger whose rule holds; null where none does.</summary>
    public Danger? Find(in TagSet tags)
    {
        return Alarms(tags) ? FirstOf(dangers, tags)?.Danger : null;
    }

    /// <summary>Whether any word stands there that a danger could need; what comes before in the talk may tell the rest.</summary>
    public bool Alarms(in TagSet tags) => tags.HasAny(alarms);

    /// <summary>Whether a rule says that the matter cannot wait a day.</summary>
    public bool IsUrgent(in TagSet tags) => FirstOf(urgent, tags) is not null;

    /// <summary>Whether a rule says that the matter cannot wait for days.</summary>
    public bool IsElevated(in TagSet tags) => FirstOf(elevated, tags) is not null;

    public Danger? Of(string? category) => category is null ? null : Array.Find(dangers, rule => rule.Danger.Category == category)?.Danger;

    private static Rule? FirstOf(Rule[] rules, in TagSet tags)
    {
        foreach (var rule in rules)
        {
            if (tags.HasAll(rule.Needed) && !tags.HasAny(rule.Forbidden))
            {
                return rule;
            }
        }

        return null;
    }
}
