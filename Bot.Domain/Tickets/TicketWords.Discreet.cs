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

    /// <summary>
    /// Discreet, and without the names of neighbours as people say them, with a word of age or kinship: 张阿姨, 李大爷, 王姐. What is told to a whole group names
    /// nobody but staff: 网格员李姐 and 楼长王大爷 stay, and so do names of trades (张师傅, 李医生) and the short names that staff go by (老张, 小余).
    /// </summary>
    /// <param name="names">Nicknames that must not be in it besides, with or without the door in them.</param>
    public static string Nameless(string? text, params IEnumerable<string?> names)
    {
        var bare = names.OfType<string>().SelectMany(name => new[] { name.Trim(), Grids.NameInGroup.Of(name) }).Where(name => name.Length >= ShortestName).Distinct().OrderByDescending(name => name.Length);
        return Neighbour().Replace(Discreet(bare.Aggregate(text ?? "", (words, name) => words.Replace(name, SomeNeighbour, StringComparison.Ordinal))), SomeNeighbour);
    }

    private const string SomeNeighbour = "居民";
    private const int ShortestName = 2;

    // 于 is a name far less often than a part of 由于, 对于, 关于; a name behind an office is that of staff.
    [GeneratedRegex(
        "(?<![员长业安洁医工])(?:(?<![由对关至等位终属处在])于|欧阳|司徒|上官|诸葛|[王李张刘陈杨赵黄吴徐孙朱马胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘蔡蒋余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾韦夏付傅邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤哈温施洪季殷章鲁葛方高白安牛])"
        + "(?:阿姨|阿婆|阿公|大爷|大妈|大娘|大叔|大伯|大婶|大姐|大哥|大嫂|奶奶|爷爷|婆婆|伯伯|叔叔|婶婶|嫂子|老太太|老太|老伯|老先生|先生|女士|小姐|太太|姐|哥|叔|婶|嫂|姨|伯)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Neighbour();

    /// <summary>Seven digits or more (an ID number may end in X), and telephone numbers written in groups; dates and ticket numbers stay.</summary>
    [GeneratedRegex(@"(?<!\d)(?:\d{7,}[Xx]?|1\d{2}[ -]\d{4}[ -]\d{4}|\d{3,4}-\d{7,8})", RegexOptions.CultureInvariant)]
    private static partial Regex LongNumber();

    [GeneratedRegex(@"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Za-z][·• ]?[A-Za-z0-9]{5,6}(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Plate();

    // No two runs of spaces stand side by side, so that a long one is walked once and not in every division.
    [GeneratedRegex(@"(?<building>\d{1,3}\s*(?:栋|幢|号楼|座)|(?<!\d)\d{1,3}(?=\s*[-－—]))\s*(?:(?:(?:[-－—]\s*)?\d{1,2}\s*(?:单元|门|[-－—])\s*)?(?:[-－—]\s*)?\d{3,4}(?:室|房|号)?)(?!\d)|(?<!\d)\d{3,4}(?:室|房|户)", RegexOptions.CultureInvariant)]
    private static partial Regex Flat();
}
