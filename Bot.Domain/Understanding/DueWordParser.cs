namespace Bot.Domain.Understanding;

/// <summary>One time word after the other: day, part of the day, hour.</summary>
internal static class DueWordParser
{
    private static readonly (string Word, int Days)[] Days =
    [
        ("大后天", 3), ("后天", 2), ("明天", 1), ("明日", 1), ("明儿", 1), ("今天", 0), ("今日", 0), ("今儿", 0), ("当天", 0), ("听日", 1), ("今个", 0),
    ];

    private static readonly (string Word, int Hour, int Minute)[] Parts =
    [
        ("下班前", 18, 0), ("下班之前", 18, 0), ("下班", 18, 0), ("收工前", 18, 0), ("上午", 12, 0), ("早上", 9, 0), ("一早", 9, 0), ("清早", 9, 0), ("中午", 12, 0), ("下午", 18, 0),
        ("傍晚", 19, 0), ("晚上", 22, 0), ("夜里", 22, 0), ("晚", 22, 0), ("早", 9, 0), ("夜", 22, 0),
    ];

    private static readonly (string Word, int Days, int Hour)[] DayParts = [("今晚", 0, 22), ("今早", 0, 9), ("明早", 1, 9), ("明晚", 1, 22), ("今夜", 0, 22), ("当晚", 0, 22)];

    public static bool MayStart(char c) => Numerals.IsDigit(c) || Numerals.IsChinese(c) || c is '今' or '明' or '后' or '大' or '当' or '周' or '星' or '礼' or '下' or '上' or '本' or '这' or '月' or '年' or '半' or '中' or '晚' or '傍' or '听';

    public static bool TryRead(ReadOnlySpan<char> text, int start, DateTimeOffset? now, out int end, out DateTimeOffset? at)
    {
        end = start;
        at = null;
        if (TryDuration(text, start, now, out end, out at))
        {
            return true;
        }

        var position = start;
        DateTime? day = null;
        var dayKnown = TryDayPart(text, ref position, now, ref day, out var hour) || TryDay(text, ref position, now, ref day) || TryWeek(text, ref position, now, ref day) || TryDate(text, ref position, now, ref day);
        var minute = 0;
        var at1 = position;
        if (hour < 0 || !dayKnown)
        {
            TryPart(text, ref position, ref hour, ref minute, alone: !dayKnown);
        }

        var afternoon = hour is 18 or 19 or 22;
        if (TryHour(text, ref position, afternoon, out var clock, out var clockMinute))
        {
            (hour, minute) = (clock, clockMinute);
        }
        else if (!dayKnown && position == at1)
        {
            return false;
        }

        if (TryPart(text, ref position, ref hour, ref minute, alone: false) || !dayKnown && hour >= 0 || dayKnown)
        {
            end = position;
        }

        if (end < text.Length && text[end..].StartsWith("前") || end < text.Length && text[end..].StartsWith("之前"))
        {
            end += text[end] == '之' ? 2 : 1;
        }

        if (now is { } known)
        {
            var date = day ?? known.Date;
            at = new DateTimeOffset(date.AddHours(hour < 0 ? 18 : hour).AddMinutes(minute), known.Offset);
            at = at < known && !dayKnown && hour >= 0 ? at.Value.AddDays(1) : at;
        }

        return end > start;
    }

    /// <summary>20分钟, 半小时, 两个小时, 3天内.</summary>
    private static bool TryDuration(ReadOnlySpan<char> text, int start, DateTimeOffset? now, out int end, out DateTimeOffset? at)
    {
        end = start;
        at = null;
        var minutes = MinutesAt(text, start, out end);
        if (minutes <= 0)
        {
            end = start;
            return false;
        }

        at = now?.AddMinutes(minutes);
        return true;
    }

    /// <summary>How many minutes a duration at <paramref name="start"/> lasts, 0 where there is none.</summary>
    public static int MinutesAt(ReadOnlySpan<char> text, int start, out int end)
    {
        end = start;
        if (start > 0 && (Numerals.IsDigit(text[start - 1]) || Numerals.IsChinese(text[start - 1])))
        {
            return 0;
        }

        var half = text[start] == '半';
        var run = half ? start + 1 : Numerals.EndOfRun(text, start);
        if (run == start || run - start > 4)
        {
            return 0;
        }

        var number = half ? 1 : Numerals.ToNumber(text[start..run]);
        var rest = text[run..];
        var skip = rest.StartsWith("个半") ? 2 : rest.StartsWith("个") ? 1 : 0;
        var extraHalf = skip == 2;
        rest = rest[skip..];
        var (unit, length) = rest switch
        {
            _ when rest.StartsWith("分钟") => (1, 2),
            _ when rest.StartsWith("小时") => (60, 2),
            _ when rest.StartsWith("钟头") => (60, 2),
            _ when rest.StartsWith("刻钟") => (15, 2),
            _ when rest.StartsWith("工作日") => (1440, 3),
            _ when skip == 0 && (rest.StartsWith("天内") || rest.StartsWith("天后") || rest.StartsWith("天之内") || rest.StartsWith("天左右")) => (1440, 2),
            _ => (0, 0),
        };
        if (unit == 0 || number <= 0)
        {
            return 0;
        }

        end = run + skip + length;
        if (end < text.Length && text[end] is '内' or '后')
        {
            end++;
        }

        return half ? unit / 2 : number * unit + (extraHalf ? unit / 2 : 0);
    }

    private static bool TryDayPart(ReadOnlySpan<char> text, ref int position, DateTimeOffset? now, ref DateTime? day, out int hour)
    {
        hour = -1;
        foreach (var (word, days, at) in DayParts)
        {
            if (text[position..].StartsWith(word))
            {
                position += word.Length;
                day = now?.Date.AddDays(days);
                hour = at;
                return true;
            }
        }

        return false;
    }

    private static bool TryDay(ReadOnlySpan<char> text, ref int position, DateTimeOffset? now, ref DateTime? day)
    {
        foreach (var (word, days) in Days)
        {
            if (text[position..].StartsWith(word))
            {
                position += word.Length;
                day = now?.Date.AddDays(days);
                return true;
            }
        }

        return false;
    }

    /// <summary>周六, 下周三, 这周五, 下周, 周末, 月底, 年底.</summary>
    private static bool TryWeek(ReadOnlySpan<char> text, ref int position, DateTimeOffset? now, ref DateTime? day)
    {
        var rest = text[position..];
        if (rest.StartsWith("月底") || rest.StartsWith("本月底") || rest.StartsWith("这月底") || rest.StartsWith("下月底") || rest.StartsWith("年底") || rest.StartsWith("月末"))
        {
            var length = rest[0] is '月' or '年' ? 2 : 3;
            position += length;
            if (now is { } today)
            {
                var month = rest[0] == '年' ? 12 : today.Month;
                var first = new DateTime(today.Year, month, 1).AddMonths(rest[0] == '下' ? 2 : 1);
                day = first.AddDays(-1);
            }

            return true;
        }

        var weeks = 0;
        var at = position;
        if (rest.StartsWith("下下"))
        {
            (weeks, at) = (2, position + 2);
        }
        else if (rest[0] == '下')
        {
            (weeks, at) = (1, position + 1);
        }
        else if (rest[0] is '本' or '这')
        {
            at = position + 1;
        }

        if (at < text.Length && text[at] == '个')
        {
            at++;
        }

        rest = text[at..];
        var name = rest.StartsWith("周") ? 1 : rest.StartsWith("星期") || rest.StartsWith("礼拜") ? 2 : 0;
        if (name == 0)
        {
            return false;
        }

        at += name;
        var weekday = at < text.Length ? "一二三四五六日".IndexOf(text[at]) : -1;
        weekday = at < text.Length && text[at] is '天' or '末' ? (text[at] == '末' ? 5 : 6) : weekday;
        if (at < text.Length && text[at] is >= '1' and <= '6')
        {
            weekday = text[at] - '1';
        }

        if (weekday < 0 && weeks == 0)
        {
            return false;
        }

        position = weekday < 0 ? at : at + 1;
        if (now is { } known)
        {
            var todayIndex = ((int)known.DayOfWeek + 6) % 7;
            var wanted = weekday < 0 ? 4 : weekday;
            var ahead = weeks * 7 + wanted - todayIndex;
            if (weeks == 0 && (ahead < 0 || ahead == 0 && known.Hour >= 18))
            {
                ahead += 7;
            }

            day = known.Date.AddDays(ahead);
        }

        return true;
    }

    /// <summary>11月25日, 12/3, 25号.</summary>
    private static bool TryDate(ReadOnlySpan<char> text, ref int position, DateTimeOffset? now, ref DateTime? day)
    {
        var run = Numerals.EndOfRun(text, position);
        if (run == position || run >= text.Length || run - position > 3 || (position > 0 && Numerals.IsDigit(text[position - 1])))
        {
            return false;
        }

        var first = Numerals.ToNumber(text[position..run]);
        if (text[run] is '月')
        {
            var second = Numerals.EndOfRun(text, Math.Min(run + 1, text.Length));
            var date = second > run + 1 ? Numerals.ToNumber(text[(run + 1)..second]) : -1;
            if (date is < 1 or > 31 || first is < 1 or > 12)
            {
                return false;
            }

            position = second < text.Length && text[second] is '日' or '号' ? second + 1 : second;
            day = now is { } known ? Next(known, first, date) : null;
            return true;
        }

        if (text[run] is '号' or '日' && first is >= 1 and <= 31 && !(run + 1 < text.Length && text[run + 1] is '楼' or '门' or '线' or '院' or '栋' or '房' or '车'))
        {
            position = run + 1;
            day = now is { } known ? Next(known, known.Day <= first ? known.Month : known.Month % 12 + 1, first) : null;
            return true;
        }

        return false;
    }

    private static DateTime Next(DateTimeOffset now, int month, int date)
    {
        var year = month < now.Month - 1 ? now.Year + 1 : now.Year;
        return new DateTime(year, month, Math.Min(date, DateTime.DaysInMonth(year, month)));
    }

    private static bool TryPart(ReadOnlySpan<char> text, ref int position, ref int hour, ref int minute, bool alone)
    {
        foreach (var (word, at, minutes) in Parts)
        {
            if (position < text.Length && text[position..].StartsWith(word) && (!alone || word.Length > 1))
            {
                position += word.Length;
                hour = hour < 0 || word.StartsWith("下班", StringComparison.Ordinal) ? at : hour;
                minute = minutes;
                return true;
            }
        }

        return false;
    }

    /// <summary>八点, 3点半, 14:30, 18点前.</summary>
    private static bool TryHour(ReadOnlySpan<char> text, ref int position, bool afternoon, out int hour, out int minute)
    {
        hour = minute = 0;
        var run = Numerals.EndOfRun(text, Math.Min(position, text.Length));
        if (run == position || run >= text.Length || text[run] is not ('点' or ':' or '时') || run - position > 3)
        {
            return false;
        }

        hour = Numerals.ToNumber(text[position..run]);
        if (hour is < 0 or > 24)
        {
            return false;
        }

        var next = run + 1;
        if (next < text.Length && text[next] == '半')
        {
            minute = 30;
            next++;
        }
        else
        {
            var minutes = Numerals.EndOfRun(text, next);
            if (minutes > next && minutes - next <= 3)
            {
                minute = Math.Clamp(Numerals.ToNumber(text[next..minutes]), 0, 59);
                next = minutes < text.Length && text[minutes] == '分' ? minutes + 1 : minutes;
            }
            else if (next < text.Length && text[next] == '钟')
            {
                next++;
            }
        }

        if (hour < 12 && afternoon || hour is >= 1 and <= 6)
        {
            hour += hour < 12 ? 12 : 0;
        }

        position = next;
        return true;
    }
}
