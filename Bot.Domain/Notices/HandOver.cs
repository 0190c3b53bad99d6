namespace Bot.Domain.Notices;

/// <summary>What staff are asked to pass on, where the bot has no way to the person it is for.</summary>
public static class HandOver
{
    private const int MostWords = 200;

    /// <summary>Kinds that only say that somebody was heard: nobody is sent for them.</summary>
    public static readonly IReadOnlyList<string> Acknowledgements = ["ack", "reply", "binding"];

    /// <param name="kind">Of the notice that could not be sent.</param>
    /// <param name="summary">Of the ticket; null where it is kept from groups, and then the words are kept too.</param>
    public static string Words(string kind, string number, string? summary, string text)
    {
        var ask = kind == "outcome" ? "请把办理结果告诉上报人" : "请转告上报人";
        return summary is null
            ? $"#{number} {ask}，机器人发不到。"
            : $"#{number} {summary}：{ask}，机器人发不到。要说的是：{(text.Length <= MostWords ? text : text[..MostWords] + "…").ReplaceLineEndings(" ")}";
    }

    /// <summary>For a residents' group that cannot be written to: its month is used up, or it has lost its channel. The words are whole, to be copied.</summary>
    public static string ForGroup(string group, string text) => $"机器人现在发不到“{group}”，请复制下面的话发到群里：\n{text}";
}
