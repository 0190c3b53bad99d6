using System.Text.RegularExpressions;

namespace Bot.Domain.Consents;

/// <summary>What is said of consent lists in a chat; strict, for a signature must be meant as one.</summary>
public abstract partial record ConsentCommand(string Number)
{
    /// <summary>签 1035, or 签 as a reply to the bot's line of it.</summary>
    public sealed record Sign(string Number) : ConsentCommand(Number);

    /// <summary>撤签 1035</summary>
    public sealed record Withdraw(string Number) : ConsentCommand(Number);

    /// <summary>委托书1035: what it says, and how many have signed.</summary>
    public sealed record Ask(string Number) : ConsentCommand(Number);

    /// <summary>纸签 1035 4-1-302 陈玉兰: a worker has the signature on paper.</summary>
    public sealed record Paper(string Number, string House, string Name) : ConsentCommand(Number);

    /// <param name="quoted">The bot's own line that the message quotes; null where it quotes none.</param>
    public static ConsentCommand? Read(string text, string? quoted)
    {
        text = text.Trim();
        if (Numbered().Match(text) is { Success: true } said)
        {
            var number = said.Groups["no"].Value;
            return said.Groups["word"].Value switch { "撤签" => new Withdraw(number), "委托书" => new Ask(number), _ => new Sign(number) };
        }

        if (OnPaper().Match(text) is { Success: true } paper)
        {
            return new Paper(paper.Groups["no"].Value, paper.Groups["house"].Value, paper.Groups["name"].Value);
        }

        return quoted is not null && Told().Match(quoted) is { Success: true } told && Bare().Match(text) is { Success: true } bare
            ? bare.Groups["back"].Success ? new Withdraw(told.Groups["no"].Value) : new Sign(told.Groups["no"].Value)
            : null;
    }

    [GeneratedRegex(@"^(?<word>我?签|签字|签名|撤签|委托书)\s*[#＃]?(?<no>[0-9]{1,9})[。！!？?]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^纸签\s*[#＃]?(?<no>[0-9]{1,9})\s+(?<house>\S{5,20})\s+(?<name>\S{2,20})$", RegexOptions.CultureInvariant)]
    private static partial Regex OnPaper();

    [GeneratedRegex(@"^(?:(?<back>撤签)|我?签|签字|签名|我?同意(?:签字?)?)[。！!]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Bare();

    [GeneratedRegex(@"^【委托书(?<no>[0-9]{1,9})】", RegexOptions.CultureInvariant)]
    private static partial Regex Told();
}
