using System.Globalization;
using System.Text.RegularExpressions;

namespace Bot.Domain.Inspections;

/// <summary>One item of the checklist as it was found.</summary>
/// <param name="Item">Its place in the checklist, from 1.</param>
public sealed record Finding(int Item, bool IsGood, string? Note);

/// <summary>检查1050 合格, or item by item: 检查1050 1好 2好 3差：冰柜没贴标签</summary>
public static partial class InspectionResult
{
    public const int LongestNote = 200;

    /// <summary>Number and words of a result; null for everything else.</summary>
    public static (string Number, string Words)? Command(string text) =>
        Form().Match(text) is { Success: true } form ? (form.Groups["no"].Value, form.Groups["text"].Value.Trim()) : null;

    /// <summary>One finding per item, in their order; or which items are missing, in Chinese.</summary>
    public static (IReadOnlyList<Finding> Findings, string? Refusal) Read(string words, int items)
    {
        if (AllGood().IsMatch(words))
        {
            return ([.. Enumerable.Range(1, items).Select(item => new Finding(item, true, null))], null);
        }

        var matches = Item().Matches(words);
        var findings = new SortedDictionary<int, Finding>();
        for (var index = 0; index < matches.Count; index++)
        {
            var item = int.Parse(matches[index].Groups["item"].Value, CultureInfo.InvariantCulture);
            var from = matches[index].Index + matches[index].Length;
            var note = words[from..(index + 1 < matches.Count ? matches[index + 1].Index : words.Length)].Trim(' ', '：', ':', '，', ',', '。', '；', ';', '\n', '、');
            findings[item] = new Finding(item, matches[index].Groups["good"].Success, note.Length == 0 ? null : note[..Math.Min(note.Length, LongestNote)]);
        }

        return Check([.. findings.Values], items);
    }

    /// <summary>Every item once, and no other.</summary>
    public static (IReadOnlyList<Finding> Findings, string? Refusal) Check(IReadOnlyList<Finding> findings, int items)
    {
        var missing = Enumerable.Range(1, items).Where(item => findings.All(finding => finding.Item != item)).ToList();
        var unknown = findings.Where(finding => finding.Item < 1 || finding.Item > items).Select(finding => finding.Item).ToList();
        return unknown.Count > 0 || findings.DistinctBy(finding => finding.Item).Count() != findings.Count ? ([], InspectionWords.ItemUnknown(items))
            : missing.Count > 0 ? ([], InspectionWords.ItemsMissing(missing))
            : ([.. findings.OrderBy(finding => finding.Item)], null);
    }

    [GeneratedRegex(@"^\s*检查\s*[#＃]?(?<no>\d{1,9})(?:\s*[：:，,]\s*|\s+)(?<text>(?:全部|都)?(?:合格|没问题|好)[。.！!]?\s*|\d{1,2}.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("^(?:全部|都)?(?:合格|没问题|好)[。.！!]?$", RegexOptions.CultureInvariant)]
    private static partial Regex AllGood();

    [GeneratedRegex(@"(?<!\d)(?<item>\d{1,2})[、.．]?\s*(?:(?<good>好|合格)|(?<bad>差|不好|不合格))", RegexOptions.CultureInvariant)]
    private static partial Regex Item();
}
