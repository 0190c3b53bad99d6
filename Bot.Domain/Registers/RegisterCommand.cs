using System.Globalization;
using System.Text.RegularExpressions;

namespace Bot.Domain.Registers;

/// <summary>What a worker says of the registers in a private chat. The forms are strict: nothing that a resident might write is taken for one.</summary>
public abstract partial record RegisterCommand
{
    /// <summary>重点人员：王奶奶，独居，4栋1单元302，每2周</summary>
    /// <param name="EveryDays">Null where no rhythm stands at the end.</param>
    public sealed record Add(RegisterKind Kind, string Text, int? EveryDays) : RegisterCommand;

    /// <summary>清单1003, 清单1003 核对</summary>
    public sealed record Look(string Number, string Why) : RegisterCommand;

    /// <summary>清单1003 记录: who has looked at it.</summary>
    public sealed record Looks(string Number) : RegisterCommand;

    /// <summary>清单1003 移交 网格员小林</summary>
    public sealed record HandOver(string Number, string To) : RegisterCommand;

    /// <summary>清单1003 移出</summary>
    public sealed record StrikeOff(string Number) : RegisterCommand;

    /// <summary>走访1003 老人身体不错，缺药</summary>
    public sealed record Visit(string Number, string Text) : RegisterCommand;

    /// <summary>我的清单</summary>
    public sealed record Mine : RegisterCommand;

    /// <summary>Why somebody looks: one of these words, since free words would carry the secret into the log. The first is meant where none is given.</summary>
    public static readonly IReadOnlyList<string> Reasons = ["走访", "核对", "交接", "检查", "应急"];

    private static readonly string[] Names = ["人员", "场所", "事项"];

    /// <summary>Null for everything else.</summary>
    public static RegisterCommand? Read(string text)
    {
        if (AddForm().Match(text) is { Success: true } add)
        {
            var words = add.Groups["text"].Value;
            var rhythm = Rhythm().Match(words);
            return new Add((RegisterKind)Array.IndexOf(Names, add.Groups["kind"].Value), (rhythm.Success ? words[..rhythm.Index] : words).Trim(), rhythm.Success ? DaysOf(rhythm) : null);
        }

        if (VisitForm().Match(text) is { Success: true } visit)
        {
            return new Visit(visit.Groups["no"].Value, visit.Groups["text"].Value.Trim());
        }

        if (LookForm().Match(text) is { Success: true } look)
        {
            var number = look.Groups["no"].Value;
            return look.Groups["log"].Success ? new Looks(number)
                : look.Groups["off"].Success ? new StrikeOff(number)
                : look.Groups["to"].Success ? new HandOver(number, look.Groups["to"].Value.Trim())
                : new Look(number, look.Groups["why"].Success ? look.Groups["why"].Value : Reasons[0]);
        }

        return MineForm().IsMatch(text) ? new Mine() : null;
    }

    /// <summary>Null where it is no number of days that makes sense.</summary>
    private static int? DaysOf(Match rhythm)
    {
        var word = rhythm.Groups["count"].Value;
        var count = word.Length == 0 ? 1 : "一二三四五六七八九十".IndexOf(word, StringComparison.Ordinal) is >= 0 and var index ? index + 1 : word is "两" ? 2 : int.Parse(word, CultureInfo.InvariantCulture);
        var days = count * rhythm.Groups["unit"].Value switch { "天" or "日" => 1, "周" or "星期" => 7, "季度" => 90, _ => 30 };
        return days is >= 1 and <= RegisterEntry.LongestRhythm ? days : null;
    }

    [GeneratedRegex(@"^\s*重点(?<kind>人员|场所|事项)\s*[：:]\s*(?<text>\S.*?)\s*$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex AddForm();

    [GeneratedRegex(@"[，,。；;、\s]*每(?<count>\d{1,3}|[一二两三四五六七八九十])?个?(?<unit>天|日|周|星期|月|季度)(?:走访|查看|巡查|看)?(?:一次|1次)?[。.！!]?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Rhythm();

    [GeneratedRegex(@"^\s*走访\s*[#＃]?(?<no>\d{1,9})(?:\s*[：:，,]\s*|\s+)(?<text>\S.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex VisitForm();

    [GeneratedRegex(@"^\s*清单\s*[#＃]?(?<no>\d{1,9})\s*(?:(?<why>走访|核对|交接|检查|应急)|(?<log>(?:查看)?记录)|(?<off>移出)|移交(?:给)?\s*[：:]?\s*(?<to>\S.{0,19}?))?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex LookForm();

    [GeneratedRegex(@"^\s*(?:我的|三张)清单\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex MineForm();
}
