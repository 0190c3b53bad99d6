using Bot.Domain.Tickets;

namespace Bot.Host.Tickets;

/// <summary>The rules as they are at this moment. <see cref="RulesWatch"/> exchanges them as a whole; whoever decides takes them once and stays with them.</summary>
public sealed class RulesInForce(RuleSet first)
{
    private volatile RuleSet set = first;

    public DistrictRules Now => set.Rules;

    /// <summary>The rules, and where they stand.</summary>
    public RuleSet Set => set;

    /// <returns>The rules that come with the program.</returns>
    public static RulesInForce Shipped() => new(RuleFiles.Load());

    public void Take(RuleSet next) => set = next;
}
