using System.Globalization;
using System.Text.RegularExpressions;

namespace Bot.Domain.Disputes;

/// <summary>What staff say of disputes. Strict forms; see <see cref="Read"/>.</summary>
public abstract partial record DisputeCommand
{
    /// <summary>纠纷：楼上漏水争吵，当事人：4-1-302、4-1-402，调解员：社区书记</summary>
    public sealed record Open(string Text, IReadOnlyList<string> Parties, string? Mediator) : DisputeCommand;

    /// <summary>转纠纷 1001: out of a ticket.</summary>
    public sealed record OutOfTicket(string Ticket) : DisputeCommand;

    /// <summary>纠纷1005</summary>
    public sealed record Look(string Number) : DisputeCommand;

    /// <summary>纠纷1005 调解员 社区书记</summary>
    public sealed record Name(string Number, string Mediator) : DisputeCommand;

    /// <summary>纠纷1005 进展：双方都愿意谈; 纠纷1005 协议：楼上一周内修好，10天后回访</summary>
    /// <param name="FollowUpAfter">In days; null where none is said.</param>
    public sealed record Step(string Number, DisputeStep Kind, string Text, int? FollowUpAfter) : DisputeCommand;

    private static readonly string[] Steps = ["进展", "协议", "未达成", "回访"];

    /// <summary>Null for everything else.</summary>
    public static DisputeCommand? Read(string text)
    {
        if (OpenForm().Match(text) is { Success: true } open)
        {
            return ReadOpen(open.Groups["text"].Value);
        }

        if (TicketForm().Match(text) is { Success: true } ticket)
        {
            return new OutOfTicket(ticket.Groups["no"].Value);
        }

        if (StepForm().Match(text) is not { Success: true } form)
        {
            return null;
        }

        var number = form.Groups["no"].Value;
        if (!form.Groups["verb"].Success)
        {
            return new Look(number);
        }

        var words = form.Groups["text"].Value.Trim();
        if (form.Groups["verb"].Value == "调解员")
        {
            return new Name(number, words);
        }

        var after = FollowUpForm().Match(words);
        return new Step(number, (DisputeStep)Array.IndexOf(Steps, form.Groups["verb"].Value), words, after.Success ? int.Parse(after.Groups["days"].Value, CultureInfo.InvariantCulture) : null);
    }

    private static Open ReadOpen(string words)
    {
        var parties = PartiesForm().Match(words);
        var mediator = MediatorForm().Match(words);
        var text = words;
        foreach (var part in new[] { parties, mediator }.Where(part => part.Success).OrderByDescending(part => part.Index))
        {
            text = text.Remove(part.Index, part.Length);
        }

        return new Open(
            text.Trim(' ', '，', ',', '。', '；', ';'),
            parties.Success ? parties.Groups["who"].Value.Split(['、', '和', '与'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [],
            mediator.Success ? mediator.Groups["who"].Value.Trim() : null);
    }

    [GeneratedRegex(@"^\s*纠纷\s*[：:]\s*(?<text>\S.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex OpenForm();

    [GeneratedRegex(@"^\s*转纠纷\s*[#＃]?(?<no>\d{1,9})\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex TicketForm();

    [GeneratedRegex(@"^\s*纠纷\s*[#＃]?(?<no>\d{1,9})\s*(?:(?<verb>调解员|进展|协议|未达成|回访)\s*[：:，,]?\s*(?<text>\S.*))?$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex StepForm();

    [GeneratedRegex(@"[，,。；;\s]*当事人\s*[：:]\s*(?<who>[^，,。；;\n]+)", RegexOptions.CultureInvariant)]
    private static partial Regex PartiesForm();

    [GeneratedRegex(@"[，,。；;\s]*调解员\s*[：:]\s*(?<who>[^，,。；;\n]+)", RegexOptions.CultureInvariant)]
    private static partial Regex MediatorForm();

    [GeneratedRegex(@"(?<days>\d{1,3})\s*天(?:后|之后)回访", RegexOptions.CultureInvariant)]
    private static partial Regex FollowUpForm();
}
