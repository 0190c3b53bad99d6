namespace Bot.Domain.Understanding;

/// <summary>What clients write between words: brackets for pictures and stickers, names after @, punctuation.</summary>
internal static class TextMarks
{
    public enum Mark
    {
        Keep,
        Picture,
        Voice,
        Sticker,
    }

    private const int LongestSticker = 6;
    private const int LongestName = 20;

    /// <summary>[图片], [语音] 12", [捂脸]; [小程序] and [红包] are words and stay.</summary>
    public static bool TryBracket(ReadOnlySpan<char> text, int start, out Mark mark, out int end)
    {
        mark = Mark.Keep;
        end = start;
        var limit = Math.Min(text.Length, start + LongestSticker + 2);
        var close = text[start..limit].IndexOf(']');
        if (close < 2)
        {
            return false;
        }

        var word = text[(start + 1)..(start + close)];
        end = start + close + 1;
        if (word is "语音" or "视频" or "小视频" or "语音消息")
        {
            // [语音] 12" tells its length, which is no word.
            while (end < text.Length && (Numerals.IsDigit(text[end]) || text[end] is ' ' or '"' or '\'' or ':' or '秒' or '″' or '”' or '′'))
            {
                end++;
            }
        }

        mark = word switch
        {
            "图片" or "照片" or "视频" or "动画" or "动画表情" or "小视频" or "相册" => Mark.Picture,
            "语音" or "语音消息" => Mark.Voice,
            "小程序" or "红包" or "文件" or "链接" or "位置" or "接龙" or "群公告" or "公告" or "通知" or "转账" or "聊天记录" or "视频号" or "名片" or "投票" or "文档" => Mark.Keep,
            _ => Mark.Sticker,
        };
        return true;
    }

    public static int EndOfName(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end < text.Length && end - start < LongestName && !IsBreak(text[end]))
        {
            end++;
        }

        return end;
    }

    /// <summary>The bot goes by several names; a group may call it 小助手 or 机器人.</summary>
    public static bool IsBot(ReadOnlySpan<char> name) => name.IndexOf("助手") >= 0 || name.IndexOf("机器人") >= 0 || name.IndexOf("bot") >= 0;

    public static bool IsAll(ReadOnlySpan<char> name) => name.StartsWith("所有人") || name.StartsWith("全体") || name is "all";

    public static bool IsBreak(char c) => c is ' ' or '\n' or '\r' or ',' or '.' or '。' or '!' or '?' or ';' or ':' or '，' or '、' or '…' or '~' or '·' or '(' or ')' or '（' or '）'
        or '“' or '”' or '"' or '\'' or '‘' or '’' or '【' or '】' or '《' or '》' or '「' or '」' or '|' or '｜' or '\u200b' or '\ufeff' or '\u2005' or '/' or '*' or '=' or '_' or '^' or '`' or '-';
}
