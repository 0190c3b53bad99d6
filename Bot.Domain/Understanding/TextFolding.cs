namespace Bot.Domain.Understanding;

/// <summary>
/// Brings the many ways of writing to one: full-width to half-width, traditional to simplified, capitals to small letters,
/// and the usual slips of pinyin keyboards (电体 → 电梯). Every step keeps the length, so that positions still point into the original.
/// </summary>
public sealed class TextFolding
{
    private readonly char[] map = new char[char.MaxValue + 1];
    private readonly WordTrie slips = new(expected: 128);
    private readonly List<string> corrections = [];

    /// <param name="characters">Lines "繁<TAB>简", several pairs may stand on one line as "繁简 繁简".</param>
    /// <param name="homophones">Lines "写错<TAB>应为", both of the same length.</param>
    public TextFolding(IEnumerable<string> characters, IEnumerable<string> homophones)
    {
        for (var i = 0; i < map.Length; i++)
        {
            map[i] = FoldWidth((char)i);
        }

        foreach (var pair in characters.SelectMany(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)))
        {
            if (pair.Length == 2)
            {
                map[pair[0]] = pair[1];
            }
        }

        foreach (var line in homophones)
        {
            var parts = line.Split('\t', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length < 2)
            {
                continue;
            }

            if (parts[0].Length != parts[1].Length)
            {
                throw new FormatException($"homophone '{parts[0]}' and its correction '{parts[1]}' differ in length");
            }

            slips.SetPayload(slips.Add(parts[0]), corrections.Count);
            corrections.Add(parts[1]);
        }
    }

    public char Fold(char character) => map[character];

    /// <summary>Folds <paramref name="text"/> into <paramref name="target"/> (at least as long). Linear in the length.</summary>
    /// <returns>True where a slip was corrected, so that the words of the text differ from what is meant.</returns>
    public bool Fold(ReadOnlySpan<char> text, Span<char> target)
    {
        for (var i = 0; i < text.Length; i++)
        {
            target[i] = map[text[i]];
        }

        var corrected = false;
        for (var i = 0; i < text.Length; i++)
        {
            var node = slips.Root(target[i]);
            var best = -1;
            for (var j = i; node != 0; node = slips.Next(node, target[j]))
            {
                best = slips.Payload(node) >= 0 ? slips.Payload(node) : best;
                if (++j >= text.Length)
                {
                    break;
                }
            }

            // "一楼水表": after a number 楼 is a floor and no slip.
            if (best >= 0 && !(target[i] == '楼' && i > 0 && (Numerals.IsDigit(target[i - 1]) || Numerals.IsChinese(target[i - 1]))))
            {
                corrections[best].AsSpan().CopyTo(target[i..]);
                i += corrections[best].Length - 1;
                corrected = true;
            }
        }

        return corrected;
    }

    private static char FoldWidth(char character) => character switch
    {
        >= '\uFF01' and <= '\uFF5E' => char.ToLowerInvariant((char)(character - 0xFEE0)),
        '\u3000' or '\u00A0' or '\t' => ' ',
        '—' or '–' or '－' or '―' or '﹣' => '-',
        '＃' or '♯' => '#',
        '〇' or '○' => '零',
        '壹' => '一',
        '贰' => '二',
        '叁' => '三',
        >= 'A' and <= 'Z' => (char)(character + 32),
        _ => character,
    };
}
