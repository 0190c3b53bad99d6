using System.Text.RegularExpressions;

namespace Bot.Domain.Intakes;

/// <summary>Where something came in that was not said in a chat.</summary>
public enum IntakeSource
{
    /// <summary>一码通, written by the one it concerns.</summary>
    Qr,

    /// <summary>窗口代报: somebody told it at the desk.</summary>
    Desk,

    /// <summary>民情收集箱</summary>
    Box,

    /// <summary>居民建议记录本</summary>
    Notebook,

    /// <summary>走访</summary>
    Visit,
}

/// <summary>What staff record for others.</summary>
/// <param name="Reporter">Whom they speak for; null for anonymous.</param>
public sealed partial record IntakeNote(IntakeSource Source, string? Reporter, string Text)
{
    /// <summary>Longer words nobody writes into a box.</summary>
    public const int LongestText = 1000;

    /// <summary>
    /// 代报 陈阿姨 4栋灯坏了 · 代报 匿名 4栋灯坏了 · 箱 4栋灯坏了 · 本 4栋灯坏了 · 走访记 4栋灯坏了. Null for anything else: the word must stand at the front, with a space or a
    /// colon behind it.
    /// </summary>
    public static IntakeNote? Read(string text)
    {
        if (Form().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var source = match.Groups["source"].Value switch
        {
            "代报" => IntakeSource.Desk,
            "走访记" => IntakeSource.Visit,
            "本" or "记录本" or "建议本" => IntakeSource.Notebook,
            _ => IntakeSource.Box,
        };
        var name = match.Groups["name"].Value;
        return new IntakeNote(source, name is "" or "匿名" ? null : name, match.Groups["text"].Value.Trim());
    }

    [GeneratedRegex(@"^\s*(?:(?<source>代报)[\s:：]+(?<name>\S{1,12})[\s:：，,]+|(?<source>箱|收集箱|意见箱|本|记录本|建议本|走访记)[\s:：]+)(?<text>\S.{2,999})$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Form();
}
