using System.Text.RegularExpressions;

namespace Bot.Domain.Tickets;

/// <summary>Free words of one person that a group gets to read again.</summary>
public static partial class TicketWords
{
    /// <summary>
    /// Without phone and ID numbers, plates and doors: what a worker or neighbour wrote in passing must not leave through the bot's mouth.
    /// A building may stay, the flat behind it goes.
    /// </summary>
    public static string Discreet(string? text) =>
        Flat().Replace(Plate().Replace(LongNumber().Replace(text ?? "", "（号码略）"), "（车牌略）"), match => $"{match.Groups["building"].Value}（门牌略）");

    /// <summary>Seven digits or more (an ID number may end in X), and telephone numbers written in groups; dates and ticket numbers stay.</summary>
    [GeneratedRegex(@"(?<!\d)(?:\d{7,}[Xx]?|1\d{2}[ -]\d{4}[ -]\d{4}|\d{3,4}-\d{7,8})", RegexOptions.CultureInvariant)]
    private static partial Regex LongNumber();

    [GeneratedRegex(@"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Za-z][·• ]?[A-Za-z0-9]{5,6}(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Plate();

    // No two runs of spaces stand side by side, so that a long one is walked once and not in every division.
    [GeneratedRegex(@"(?<building>\d{1,3}\s*(?:栋|幢|号楼|座)|(?<!\d)\d{1,3}(?=\s*[-－—]))\s*(?:(?:(?:[-－—]\s*)?\d{1,2}\s*(?:单元|门|[-－—])\s*)?(?:[-－—]\s*)?\d{3,4}(?:室|房|号)?)(?!\d)|(?<!\d)\d{3,4}(?:室|房|户)", RegexOptions.CultureInvariant)]
    private static partial Regex Flat();
}
