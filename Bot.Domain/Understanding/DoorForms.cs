namespace Bot.Domain.Understanding;

/// <summary>The single forms in which a door is written; each looks at a few characters only.</summary>
internal static partial class DoorForms
{
    /// <summary>What follows a number that counts or measures, and is no door.</summary>
    private const string Measures = "块元斤克点分钟天年月日个只条张件次人岁米平度寸吨瓶盒箱包袋份盏辆台针楼层%w:.：折期路线级位名秒周号倍起桩项票集页升瓦万千字样半种杯口场套片颗根排支本步公毫厘";

    /// <summary>A count or a measure stands at <paramref name="at"/>: 402天 but not 402天天 or 101天井, 5:30 but not "101:".</summary>
    private static bool IsMeasured(ReadOnlySpan<char> text, int at)
    {
        if (at >= text.Length || !Measures.Contains(text[at]))
        {
            return false;
        }

        var next = at + 1 < text.Length ? text[at + 1] : ' ';
        return text[at] switch
        {
            '天' => next is not ('天' or '井' or '花' or '台' or '棚'),
            ':' or '：' or '.' => Numerals.IsDigit(next),
            _ => true,
        };
    }

    public static bool StartsNumber(ReadOnlySpan<char> text, int start)
    {
        if (start == 0)
        {
            return true;
        }

        var before = text[start - 1];
        if (Numerals.IsDigit(text[start]))
        {
            // 12:30 is a time, 登记:3栋 a house.
            var tail = before is '.' or '/' or ':' && start > 1 && Numerals.IsDigit(text[start - 2]);
            return !Numerals.IsDigit(before) && !tail && before is not ('#' or >= 'a' and <= 'z');
        }

        return !Numerals.IsChinese(before) && before is not '第';
    }

    /// <summary>负二楼, 负一层, 地下一层, -2楼, b1.</summary>
    public static bool TryBasement(ReadOnlySpan<char> text, int start, out string? floor, out int end)
    {
        floor = null;
        end = start;
        var c = text[start];
        var digits = c switch
        {
            '负' => start + 1,
            '-' when start == 0 || !char.IsAsciiLetterOrDigit(text[start - 1]) => start + 1,
            'b' when start == 0 || !char.IsAsciiLetterOrDigit(text[start - 1]) => start + 1,
            '地' when text[start..].StartsWith("地下") => start + 2,
            _ => -1,
        };
        if (digits < 0 || digits >= text.Length)
        {
            return false;
        }

        var run = Numerals.EndOfRun(text, digits);
        var number = Numerals.ToNumber(text[digits..run]);
        if (run == digits || number is < 1 or > 5)
        {
            return false;
        }

        var marked = run < text.Length && text[run] is '楼' or '层' or 'f';
        var bare = c is '负' || (c is 'b' && (run >= text.Length || !char.IsAsciiLetterOrDigit(text[run]) && text[run] is not ('栋' or '座' or '幢' or '区' or '#' or '-')));
        if (!marked && !bare)
        {
            return false;
        }

        floor = "-" + Numerals.Text(number);
        end = marked ? run + 1 : run;
        return true;
    }

    /// <summary>The length of 栋, 幢, 座, 号楼, # … at the head of <paramref name="rest"/>; 0 where there is none.</summary>
    public static int HouseMarker(ReadOnlySpan<char> rest, ReadOnlySpan<char> number, ReadOnlySpan<char> text, int start)
    {
        if (rest.IsEmpty || number.Length > 3)
        {
            return 0;
        }

        if (rest.StartsWith("号楼") || rest.StartsWith("号栋"))
        {
            // 6号楼道, 3号楼顶, 3号楼下 (but 3号楼下水道): what follows is a place of its own.
            return rest.Length > 2 && (rest[2] is '道' or '梯' or '顶' || rest[2] is '下' && !(rest.Length > 3 && rest[3] == '水')) ? 1 : 2;
        }

        // 14楼3门201: in Beijing a house is called 楼, its units 门.
        if (rest[0] == '楼' && Numerals.EndOfRun(rest, 1) is > 1 and var unit && unit < rest.Length && (rest[unit..].StartsWith("门") || rest[unit..].StartsWith("单元")))
        {
            return 1;
        }

        // 这一栋, 每一座, 两栋: a count, no name.
        if (number is "两" || (number is "一" && start > 0 && text[start - 1] is '这' or '那' or '哪' or '每' or '整' or '同' or '有' or '另'))
        {
            return 0;
        }

        switch (rest[0])
        {
            case '栋' or '幢' or '橦' or '棟':
                return rest.Length > 1 && rest[1] == '楼' && !(rest.Length > 2 && rest[2] is '下' or '上' or '道' or '梯' or '顶' or '里') ? 2 : 1;
            case '座':
                return rest.Length > 1 && rest[1] is '位' or '谈' or '桥' or '山' or '椅' ? 0 : 1;
            case '洞':
                return rest.Length > 1 && rest[1] is '口' or '穴' ? 0 : 1;
            case '懂' or '冻' or '东' when Numerals.IsDigit(number[0]):
                return rest.Length == 1 || Numerals.IsDigit(rest[1]) || Numerals.IsChinese(rest[1]) || rest[1] is ' ' or ',' or '的' or '。' or '!' ? 1 : 0;
            case '#':
                return rest.StartsWith("#楼") ? 2 : 1;
            default:
                return 0;
        }
    }

    /// <summary>15弄<b>6号</b>301.</summary>
    public static bool TryLaneHouse(ReadOnlySpan<char> text, int start, out string? building, out int end)
    {
        var run = Numerals.EndOfRun(text, start);
        building = run > start && run < text.Length && text[run] == '号' ? Numerals.ToText(text[start..run]) : null;
        end = building is null ? start : run + (run + 1 < text.Length && text[run + 1] == '楼' ? 2 : 1);
        return building is not null;
    }

    /// <summary>6号301, 9号门口 (above the numbers of gates): a house in the way of the lower Yangtze; 5号 alone is a day.</summary>
    public static bool IsHouseNumber(ReadOnlySpan<char> text, int start, int run, bool nickname, out int end)
    {
        end = run;
        if (run >= text.Length || text[run] != '号' || run - start > 3 || (start > 0 && text[start - 1] is '月' or '路' or '街'))
        {
            return false;
        }

        var next = run + 1;
        var digits = Numerals.EndOfRun(text, next);
        var roomFollows = digits - next is 3 or 4 && !IsMeasured(text, digits);
        var unitFollows = digits > next && text[digits..].StartsWith("单元");
        var local = start >= 2 && text[(start - 2)..start] is "阿拉" or "伲个" or "我们" or "我俚" or "侬格";
        var number = Numerals.ToNumber(text[start..run]);
        var rest = text[next..];
        var doorway = (rest.StartsWith("门口") || rest.StartsWith("门前") || rest.StartsWith("门洞")) && (local || number >= 5 || rest.StartsWith("门洞"));
        var floorFollows = rest.StartsWith("底楼") || rest.StartsWith("顶楼") || rest.StartsWith("楼上") || (digits > next && digits < text.Length && text[digits] == '楼');
        var lastWord = rest.IsEmpty && start > 0 && TextMarks.IsBreak(text[start - 1]);
        var named = nickname && !(rest.Length > 0 && rest[0] is '线' or '店' or '铺' or '技' or '档' or '摊' or '桌' or '选' or '网' or '群' or '厅' or '馆' or '员' or '院' or '路' or '地');
        var within = StartsWithAny(rest, PartsOfHouse);
        var stairs = named || within || floorFollows || lastWord || rest.StartsWith("楼") || (local && (next >= text.Length || text[next] is '里' or ' ' or '楼' or ',' or '的'));
        end = run + 1;
        return roomFollows || unitFollows || doorway || stairs;
    }

    /// <summary>What belongs to a house, so that 9号 before it is no day.</summary>
    private static readonly string[] PartsOfHouse = ["地下室", "首层", "底层", "房顶", "屋顶", "楼顶", "后门", "天井", "灶间", "灶披间", "亭子间", "三层阁", "二层阁", "煤气表", "水表", "电表", "后院", "的阿", "的老", "那位", "那家", "那户", "里弄", "客堂"];

    private static bool StartsWithAny(ReadOnlySpan<char> text, string[] words)
    {
        foreach (var word in words)
        {
            if (text.StartsWith(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>2门 after a house or in a nickname, or alone where a gate is not meant.</summary>
    public static bool IsUnitDoor(ReadOnlySpan<char> text, int start, int run, bool afterHouse, bool nickname)
    {
        if (run >= text.Length || text[run] != '门' || run - start > 2)
        {
            return false;
        }

        var next = run + 1 < text.Length ? text[run + 1] : ' ';
        if (next is '课' or '心' or '亲' or '外' or '子' or '类' or '技' or '手' or '功' or '道' || (next is '口' && !afterHouse))
        {
            return false;
        }

        var before = start > 0 ? text[start - 1] : ' ';
        return afterHouse || nickname || before is not ('东' or '南' or '西' or '北' or '正' or '侧' or '后' or '前' or '这' or '那' or '一');
    }

    public static bool IsFloor(ReadOnlySpan<char> text, int start, int run, bool afterHouse)
    {
        if (run >= text.Length || text[run] is not ('楼' or '层' or 'f') || run - start > 3)
        {
            return false;
        }

        var next = run + 1 < text.Length ? text[run + 1] : ' ';
        var before = start > 0 ? text[start - 1] : ' ';
        var number = Numerals.ToNumber(text[start..run]);
        if (number is < 1 or > 60 || text[start] == '两' || (text[run] == 'f' && char.IsAsciiLetter(next)))
        {
            return false;
        }

        // 住21楼, 五楼以上, 三楼往上: who or how far.
        var rest = text[(run + 1)..];
        if (before is '住' || rest.StartsWith("以") || rest.StartsWith("往上") || rest.StartsWith("往下") || rest.StartsWith("上不") || start >= 2 && text[(start - 2)..start] is "住在")
        {
            return false;
        }

        // 爬六楼, 长到一楼窗户: how far, not where. 从一楼到三楼, 五楼六楼: several, told as words.
        if (before is '爬' or '到' or '徒' && start > 0 || IsFloorRange(text, start, run))
        {
            return false;
        }

        if (afterHouse && next is not ('灰' or '高'))
        {
            return true;
        }

        // 一层灰, 18层高, 这一层, 有六层: how many, not which.
        var counted = text[run] == '层' && (before is '有' or '共' or '这' or '那' or '每' or '高' or '上' or '了' or '下' or '着' || next is '高' or '的' or '楼' || (number == 1 && !AfterFloor.Contains(next)));
        return !counted && !(text[run] == '楼' && next is '主' or '盘' or '市');
    }

    /// <summary>What may stand after 一层 where it is the ground floor; anything else lies in a layer (一层白灰, 一层冰).</summary>
    private const string AfterFloor = " ,.!?;、住电走过门东西南北商厅架车厕阳公左右和到都大单3楼道窗户人家";

    private static bool IsFloorRange(ReadOnlySpan<char> text, int start, int run)
    {
        var rest = text[(run + 1)..];
        var joint = rest.StartsWith("到") || rest.StartsWith("至") || rest.StartsWith("和") || rest.StartsWith("、") || rest.StartsWith("-") ? 1 : 0;
        var next = Numerals.EndOfRun(rest, joint);
        var before = start > 0 && text[start - 1] is '楼' or '层' && start > 1 && Numerals.EndOfRun(text, start - 2) > start - 2;
        return next > joint && next < rest.Length && rest[next] is '楼' or '层' || before;
    }

    private static readonly string[] Neighbours = ["隔壁", "对门", "那户", "那家", "那一户", "那个男", "那个女", "那男", "那女", "老太", "老头", "大爷", "阿婆", "阿姨", "没人", "敲门", "门口", "楼上", "楼下", "天花"];

    /// <summary>"…淹到客厅了 402": the flat added at the end.</summary>
    private static bool IsAfterthought(ReadOnlySpan<char> text, int start, int run) =>
        run == text.Length && start > 4 && text[start - 1] is ' ' or ',' or '\n' && !char.IsAsciiLetterOrDigit(text[start - 2]);

    /// <summary>501室, 501 right after a house or unit, 1702的, 楼上601.</summary>
    public static bool IsRoom(ReadOnlySpan<char> text, int start, int run, in DoorMention before, bool nickname, out int end)
    {
        end = run;
        var length = run - start;
        var value = Numerals.ToNumber(text[start..run]);
        if (length is < 3 or > 4 || !IsPlausibleRoom(value) || text[start..run].IndexOfAny('十', '百', '廿') >= 0)
        {
            return false;
        }

        var next = run < text.Length ? text[run] : ' ';
        if (next is '室' or '房')
        {
            end = run + 1;
            return true;
        }

        var household = next is '户' or '家' || text[run..].StartsWith("住户") || text[run..].StartsWith("业主");
        if (before.HasDoor || nickname)
        {
            end = next is '号' ? run + 1 : run;
            return household || next is '号' || !IsMeasured(text, run);
        }

        if (value is 110 or 119 or 120 or 122 || value is >= 2018 and <= 2035 || IsMeasured(text, run))
        {
            return false;
        }

        return household || StartsWithAny(text[run..], Neighbours) || IsAfterthought(text, start, run) || (next is '的' && length >= 3) || (start >= 2 && text[(start - 2)..start] is "楼上" or "楼下" or "隔壁" or "对门" or "我家" or "我是" or "家住" or "我住");
    }
}
