using System.Globalization;

namespace Bot.Domain.Channels.GroupSend;

/// <summary>What the owner of a residents' group is asked for, and what is said where nothing came of it.</summary>
public static class TapWords
{
    /// <summary>So much of the text tells which task is meant.</summary>
    private const int Shown = 60;
    private const string CutMark = "……（太长，其余请问社区）";

    /// <summary>UTF-8 bytes of a task's text.</summary>
    public const int MostBytes = 4000;

    public static string Ask(string owner, string group, string text) => $"@{owner} 请在企业微信『客户联系』里点一下发送：{Beginning(text)}（发往{group}，点了居民才看得到）";

    public static string AskAgain(string owner, string group, string text) => $"@{owner} 还差这一下：请在企业微信『客户联系』里点一下发送：{Beginning(text)}（发往{group}，居民还没看到）";

    public static string Refused(string group, string text) => $"没有发到{group}：这个群的群发次数用完了。要紧的话，请有人直接在群里说一声：{Beginning(text)}";

    public static string Expired(string group, string text) => $"没有发到{group}：三天没有人点发送，已撤回。还要说的话，请有人直接在群里说一声：{Beginning(text)}";

    /// <summary>What is too long for a task ends visibly: a second task would cost the group another of its few.</summary>
    public static string Fit(string text)
    {
        var cut = ByteText.Cut(text, MostBytes);
        return cut.Length == text.Length ? text : ByteText.Cut(text, MostBytes - System.Text.Encoding.UTF8.GetByteCount(CutMark)) + CutMark;
    }

    private static string Beginning(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        var elements = new StringInfo(line);
        return elements.LengthInTextElements <= Shown ? line : elements.SubstringByTextElements(0, Shown) + "…";
    }
}
