using System.Text.RegularExpressions;

namespace Bot.Domain.Wishes;

/// <summary>What is said of wishes in chats. The patterns take whole messages of a fixed form only: "谁家毛巾，来认领一下" is none.</summary>
/// <param name="Number">Null where the message quotes the notice that it means, or means no single wish.</param>
public abstract partial record WishCommand(string? Number)
{
    /// <param name="For">For whom: "替哈奶奶说个心愿：…". Null for the writer's own.</param>
    public sealed record Propose(string? For, string Text) : WishCommand((string?)null);

    /// <param name="Wording">What shall be published instead of the teller's words; null for these.</param>
    public sealed record Approve(string Number, bool Wide, string? Wording) : WishCommand(Number);

    /// <param name="Reason">Empty where none is said.</param>
    public sealed record Refuse(string Number, string Reason) : WishCommand(Number);

    public sealed record Claim(string? Number) : WishCommand(Number);

    public sealed record GiveBack(string? Number) : WishCommand(Number);

    public sealed record Finish(string? Number) : WishCommand(Number);

    public sealed record Withdraw(string Number) : WishCommand(Number);

    /// <param name="Value">1 好了, 2 没好.</param>
    public sealed record Answer(int Value) : WishCommand((string?)null);

    /// <summary>心愿公示: all that is approved is told now and not with the next batch.</summary>
    public sealed record PublishNow() : WishCommand((string?)null);

    public sealed record List() : WishCommand((string?)null);

    /// <summary>Null where the message is something else.</summary>
    public static WishCommand? Read(string text)
    {
        var said = text.Trim().TrimEnd('。', '！', '!', '～', '~', '.');
        return said switch
        {
            "1" => new Answer(1),
            "2" => new Answer(2),
            "心愿公示" or "公示心愿" => new PublishNow(),
            "心愿清单" or "微心愿清单" or "查心愿" => new List(),
            _ => ReadProposal(text) ?? ReadStep(said),
        };
    }

    private static Propose? ReadProposal(string text) => Proposal().Match(text.Trim()) is { Success: true } match
        ? new Propose(match.Groups["for"] is { Success: true, Value: var other } ? other.Trim() : null, match.Groups["text"].Value.Trim())
        : null;

    private static WishCommand? ReadStep(string said)
    {
        if (ClaimWords().Match(said) is { Success: true } claim)
        {
            return new Claim(NumberIn(claim));
        }

        if (GiveBackWords().Match(said) is { Success: true } back)
        {
            return new GiveBack(NumberIn(back));
        }

        if (Step().Match(said) is not { Success: true } step)
        {
            return null;
        }

        var (number, rest) = (step.Groups["no"].Value, step.Groups["rest"].Value.Trim(' ', '　', '：', ':', '，', ','));
        return step.Groups["verb"].Value switch
        {
            "通过" when Scope().Match(rest) is var scope => new Approve(number, scope.Groups["wide"].Success, scope.Groups["words"].Value.Trim() is { Length: > 0 } words ? words : null),
            "不通过" => new Refuse(number, rest),
            "完成" or "办好了" when rest.Length == 0 => new Finish(number),
            "撤回" when rest.Length == 0 => new Withdraw(number),
            _ => null,
        };
    }

    private static string? NumberIn(Match match) => match.Groups["no"] is { Success: true, Value: var number } ? number : null;

    [GeneratedRegex(@"^(?:(?:代|替|帮)(?<for>[^：:\n]{1,20}?)(?:提|说)?(?:一?个)?(?:微)?心愿|(?:我的)?(?:微)?心愿)\s*[：:]\s*(?<text>\S.+)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Proposal();

    [GeneratedRegex(@"^(?:我(?:来|要|想)?)?认领(?:(?:微)?心愿)?(?:\s*[#＃]?(?<no>\d{3,9})(?:号)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex ClaimWords();

    [GeneratedRegex(@"^(?:退认领|退回认领|不认领了|取消认领)(?:\s*[#＃]?(?<no>\d{3,9})(?:号)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex GiveBackWords();

    [GeneratedRegex(@"^(?:微)?心愿\s*[#＃]?(?<no>\d{3,9})\s*(?<verb>通过|不通过|完成|办好了|撤回)(?<rest>.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Step();

    [GeneratedRegex(@"^(?<wide>全社区)?[\s：:，,]*(?<words>.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Scope();
}
