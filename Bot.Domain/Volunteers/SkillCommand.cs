using System.Text.RegularExpressions;

namespace Bot.Domain.Volunteers;

/// <summary>互助: what neighbours can do for each other, as it is said in chats.</summary>
public abstract partial record SkillCommand
{
    public sealed record Add(IReadOnlyList<string> Skills) : SkillCommand;

    public sealed record Remove(string Skill) : SkillCommand;

    public sealed record Ask(string Skill) : SkillCommand;

    public sealed record Agree(string Number) : SkillCommand;

    /// <summary>Null where the message is something else, and where somebody's life may hang on an answer: that is no matter for a list of skills.</summary>
    public static SkillCommand? Read(string text)
    {
        var said = text.Trim().TrimEnd('。', '！', '!', '～', '~');
        if (Added().Match(said) is { Success: true } added)
        {
            var skills = added.Groups["skills"].Value.Split(['、', '，', ',', '；', ';', ' ', '　'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToList();
            return skills.Count is > 0 and <= 10 && skills.TrueForAll(skill => skill.Length is >= 2 and <= 12) ? new Add(skills) : null;
        }

        return Removed().Match(said) is { Success: true } removed ? new Remove(removed.Groups["skill"].Value)
            : Asked().Match(said) is { Success: true } asked && !Urgent().IsMatch(said) ? new Ask(asked.Groups["skill"].Value)
            : Agreed().Match(said) is { Success: true } agreed ? new Agree(agreed.Groups["no"].Value)
            : null;
    }

    /// <summary>Whether a skill that somebody registered is the one asked for: "修水管" is "修水管", and "修家里的水管" is not found.</summary>
    public static bool Fits(string registered, string asked) =>
        registered == asked || (asked.Length >= 2 && registered.Contains(asked, StringComparison.Ordinal)) || (registered.Length >= 2 && asked.Contains(registered, StringComparison.Ordinal));

    [GeneratedRegex(@"^(?:我的)?技能\s*[：:]\s*(?<skills>\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Added();

    [GeneratedRegex(@"^(?:取消|删除)技能\s*[：:]?\s*(?<skill>\S{2,12})$", RegexOptions.CultureInvariant)]
    private static partial Regex Removed();

    [GeneratedRegex(@"^谁会(?<skill>[\p{IsCJKUnifiedIdeographs}A-Za-z]{2,10}?)(?:吗|呀|啊|呢)?[？?]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Asked();

    [GeneratedRegex("救|人工呼吸|心肺|止血|拍背|噎|抢|开门|灭火", RegexOptions.CultureInvariant)]
    private static partial Regex Urgent();

    [GeneratedRegex(@"^(?:我)?愿意\s*[#＃]?(?<no>\d{3,9})$", RegexOptions.CultureInvariant)]
    private static partial Regex Agreed();
}
