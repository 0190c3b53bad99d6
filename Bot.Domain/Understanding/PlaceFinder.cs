namespace Bot.Domain.Understanding;

/// <summary>Finds the landmark a text names: 东门保安亭旁边, 菜鸟驿站门口, 喷泉边, 4栋和5栋中间.</summary>
internal sealed class PlaceFinder(Vocabulary vocabulary)
{
    private const int LongestUnknownNoun = 6;

    /// <summary>So that even the poorest landmark is better than none.</summary>
    private const int Basis = 100;
    private const string EndsOfOtherWords = "在到有从了是把被往我们你他去就又都还没不得着过给让和跟对向这那个些很太真请吗呢吧啊哈，的说看人来里";

    /// <param name="inside">True where the place lies within a house, so that the speaker's own house may be meant.</param>
    /// <returns>The landmark in the words of the text; null where none is named.</returns>
    public string? Find(ScannedText scan, out bool inside, int from = 0, int to = int.MaxValue)
    {
        inside = false;
        string? range = RangeIn(scan, from, to);
        if (range is not null)
        {
            return range;
        }

        int bestStart = 0, bestEnd = 0, bestScore = 0;
        for (var i = 0; i < scan.Words.Count; i++)
        {
            var word = scan.Words[i];
            var kind = vocabulary.Places[word.Entry];
            if (kind == 0)
            {
                continue;
            }

            if (word.Start < from || word.End > to || word.Start < bestEnd && bestScore > 0 && word.End <= bestEnd)
            {
                continue;
            }

            if (word.Start >= from + 2 && scan.Masked[word.Start - 1] == '到' && scan.Masked[word.Start - 2] == '§' && (kind & Vocabulary.IsPublic) != 0)
            {
                return TextOf(scan, word.Start - 2, Extend(scan, i, word.End, to));
            }

            var isPublic = (kind & Vocabulary.IsPublic) != 0;
            var isInside = (kind & Vocabulary.IsInside) != 0;
            var isTail = (kind & Vocabulary.IsTail) != 0;

            var start = word.Start;
            if (isTail && !isPublic && !isInside)
            {
                var afterDoor = word.Start > from && scan.Masked[word.Start - 1] == '§';
                start = afterDoor ? word.Start : word.End - word.Start < 2 && scan.Masked[word.Start] != '路' ? word.Start : StartOfUnknownNoun(scan, word.Start);
                if (!afterDoor && (word.Start - start < 2 || (kind & Vocabulary.IsStrongTail) == 0))
                {
                    continue;
                }
            }

            else if (word.End - word.Start == 2 && scan.Masked[word.End - 1] is '口' or '头' or '地')
            {
                // 和韵路口, 振兴桥头: the name stands before the word.
                start = Math.Max(StartOfUnknownNoun(scan, word.Start), word.Start - 3);
            }

            var end = Extend(scan, i, word.End, to);
            var score = ScoreOf(scan, start, end, from, isPublic || isInside);
            if (score > bestScore)
            {
                (bestStart, bestEnd, bestScore) = (start, end, score);
                inside = isInside && !isPublic;
            }
        }

        return bestScore == 0 ? FloorsOf(scan, from, to) : TextOf(scan, WithDirection(scan, bestStart, from), bestEnd);
    }

    /// <summary>
    /// How likely this is the place of the matter among the landmarks a text names. The numbers were fitted to some 5,000 labelled places: what
    /// stands right after a door is the place at that house; a gate, a corner, a street says where, a bin, a lamp, a box what; after a verb or
    /// a measure stands the thing that is told of.
    /// </summary>
    private static int ScoreOf(ScannedText scan, int start, int end, int from, bool isKnown)
    {
        var before = start > from ? scan.Masked[start - 1] : ' ';
        var after = end < scan.MaskedLength ? scan.Masked[end] : ' ';
        return Basis + (isKnown ? 2 : -12) + (end - start) switch { 1 => -23, 2 => -4, 3 => 0, _ => 8 }
            + Weigh(before, "我成大当开级进走根跟有边", "个家是从着去往条人上棵动天过段装建画设些修辆把盏张", "在面号楼这", "§区共老苑")
            + Weigh(after, "走说生舞", "上了都头就又往还去占倒掉开", "有灯也水天装排圈裂", "那停放到墙新")
            + Weigh(scan.Masked[end - 1], "上户位排阶树箱带栓桩馆市管机挡柜期桶", "路下杆间井摊池栏所沟器闸", "口里面场库房店棚根厅外学湖", "门墙顶廊商层堂侧巷坪角街");
    }

    private static int Weigh(char character, string against, string ratherNot, string rather, string speaksFor) =>
        against.Contains(character) ? -12 : ratherNot.Contains(character) ? -6 : rather.Contains(character) ? 6 : speaksFor.Contains(character) ? 12 : 0;

    /// <summary>"6楼以上": floors, and none of them in particular.</summary>
    private static string? FloorsOf(ScannedText scan, int from, int to)
    {
        if (from > 0 || to != int.MaxValue)
        {
            return null;
        }

        foreach (var tail in (ReadOnlySpan<string>)["楼以上", "楼以下", "层以上", "层以下"])
        {
            var at = scan.Folded.IndexOf(tail);
            if (at <= 0)
            {
                continue;
            }

            var start = at;
            while (start > 0 && (Numerals.IsDigit(scan.Folded[start - 1]) || Numerals.IsChinese(scan.Folded[start - 1])))
            {
                start--;
            }

            if (start < at)
            {
                return scan.Raw[start..(at + tail.Length)];
            }
        }

        return null;
    }

    private static string? RangeIn(ScannedText scan, int from, int to)
    {
        foreach (var door in scan.Doors)
        {
            if (!door.IsRange || (from > 0 || to != int.MaxValue) && (door.Start < scan.OriginOf(from) || door.Start >= scan.OriginOf(Math.Min(to, scan.MaskedLength))))
            {
                continue;
            }

            var rest = scan.Folded[door.End..];
            var end = door.End;
            foreach (var tail in (ReadOnlySpan<string>)["中间", "之间", "当中", "当间", "夹缝", "那条路", "这条路"])
            {
                if (rest.StartsWith(tail) || (rest.StartsWith("的") && rest[1..].StartsWith(tail)))
                {
                    end += tail.Length + (rest.StartsWith("的") ? 1 : 0);
                    break;
                }
            }

            return scan.Raw[door.Start..end].Trim();
        }

        return null;
    }

    /// <summary>Further place words and 旁边, 门口, 里 … that follow at once belong to it.</summary>
    private int Extend(ScannedText scan, int index, int end, int to)
    {
        var grown = true;
        while (grown)
        {
            grown = false;
            for (var k = index + 1; k < scan.Words.Count && scan.Words[k].Start <= end + 1; k++)
            {
                var next = scan.Words[k];
                var joined = next.Start <= end || (next.Start == end + 1 && end < scan.MaskedLength && scan.Masked[end] == '的');
                if (joined && next.End > end && next.End <= to && IsPlaceOrTail(next.Entry))
                {
                    end = next.End;
                    grown = true;
                }
            }
        }

        return end;
    }

    private bool IsPlaceOrTail(int entry) => (vocabulary.Places[entry] & (Vocabulary.IsPublic | Vocabulary.IsInside | Vocabulary.IsTail)) != 0;

    private static int StartOfUnknownNoun(ScannedText scan, int end)
    {
        var start = end;
        while (start > 0 && end - start < LongestUnknownNoun && scan.Masked[start - 1] is not (' ' or '§' or '№') && !EndsOfOtherWords.Contains(scan.Masked[start - 1]))
        {
            start--;
        }

        return start;
    }

    /// <summary>东, 大, 一号 before a landmark belong to its name.</summary>
    private static int WithDirection(ScannedText scan, int start, int from) =>
        start > from && scan.Masked[start - 1] is '东' or '南' or '西' or '北' or '大' or '小' or '前' or '后' or '老' or '新' && start - 1 >= 0 ? start - 1 : start;

    private static string TextOf(ScannedText scan, int start, int end)
    {
        var first = scan.OriginOf(start);
        var last = scan.OriginOf(end - 1) + 1;

        // "6号楼前": the house took the character that the place begins with.
        first -= start + 1 == end && first > 0 && scan.Folded[first - 1] == '楼' ? 1 : 0;
        return scan.Corrected ? scan.Folded[first..last].ToString() : scan.Raw[first..last];
    }
}
