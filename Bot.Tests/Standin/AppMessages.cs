using System.Text;
using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>
/// Application messages to members. With enable_duplicate_check the same content to the same people within the interval is answered as the first
/// was and not delivered again. Text above 2,048 bytes is cut here, unlike at a webhook; a member gets at most 30 a minute, the rest is dropped in silence.
/// </summary>
internal sealed class AppMessages
{
    private readonly Standin standin;
    private readonly Dictionary<string, (string MessageId, DateTimeOffset At)> sent = [];
    private readonly Dictionary<string, Limit> minutes = [];
    private readonly Dictionary<string, Limit> hours = [];
    private int number;

    public AppMessages(Standin standin, Routes routes)
    {
        this.standin = standin;
        routes.Wecom("/cgi-bin/message/send", Send);
    }

    private JsonObject Send(Call call)
    {
        if (call.Text("agentid") != standin.Accounts.WecomApps[call.Account].AgentId)
        {
            throw new Refusal(40056, "invalid agentid");
        }

        var people = call.Text("touser").Split('|', StringSplitOptions.RemoveEmptyEntries);
        if (people.Length == 0 && call.Text("toparty").Length == 0 && call.Text("totag").Length == 0)
        {
            throw new Refusal(40058, "touser, toparty and totag are all empty");
        }

        var kind = call.Text("msgtype");
        if (kind is not ("text" or "markdown" or "textcard" or "news" or "image" or "file" or "voice" or "video" or "template_card" or "miniprogram_notice"))
        {
            throw new Refusal(40008, "invalid message type");
        }

        if (call.Node(kind) is not JsonObject content)
        {
            throw new Refusal(40058, $"{kind} missing. invalid Request Parameter");
        }

        // The same content to the same people, whatever the interval they name.
        var key = $"{call.Account}\n{call.Text("touser")}\n{call.Text("toparty")}\n{call.Text("totag")}\n{kind}\n{content.ToJsonString()}";
        var interval = TimeSpan.FromSeconds(Math.Clamp(call.Number("duplicate_check_interval") ?? 1800, 0, 14400));
        if (call.Flag("enable_duplicate_check") && sent.TryGetValue(key, out var before) && call.Now - before.At < interval)
        {
            return Answer.Ok(("msgid", before.MessageId));
        }

        var id = $"standin-{++number}";
        sent[key] = (id, call.Now);
        if (kind is "text" or "markdown")
        {
            content["content"] = Cut(content["content"]?.ToString() ?? "", 2048);
        }

        var reached = people.Where(person => hours.Take($"{call.Account} {person}", 1000, TimeSpan.FromHours(1), call.Now)
            && minutes.Take($"{call.Account} {person}", 30, TimeSpan.FromMinutes(1), call.Now)).ToList();
        if (reached.Count > 0 || people.Length == 0)
        {
            standin.Ledger.Accept(call.Now, call.Account, call.Path, people.Length == 0 ? $"party {call.Text("toparty")} tag {call.Text("totag")}" : string.Join('|', reached), call.Body);
        }

        return Answer.Ok(("msgid", id));
    }

    private static string Cut(string text, int most)
    {
        var bytes = 0;
        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().TakeWhile(rune => (bytes += rune.Utf8SequenceLength) <= most))
        {
            kept.Append(rune.ToString());
        }

        return kept.ToString();
    }
}
