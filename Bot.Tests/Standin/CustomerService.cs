using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>
/// 客服消息: 5 messages within 48 h of what the user said last; 2 within a minute of entering a mini program's session, 3 within a minute of a menu
/// click, a follow or a scan of an official account. 45015 when no window is open, 45047 when an open one is used up.
/// </summary>
public sealed class CustomerService
{
    private static readonly string[] Kinds = ["event", "message"];
    private readonly Standin standin;
    private readonly Dictionary<(string App, string OpenId, string Kind), Window> windows = [];

    internal CustomerService(Standin standin, Routes routes)
    {
        this.standin = standin;
        routes.Wechat("/cgi-bin/message/custom/send", Send);
    }

    /// <summary>The user wrote; what is left of an earlier window is forgotten.</summary>
    public void Heard(string app, string openId) => Open(app, openId, "message", TimeSpan.FromHours(48), 5);

    /// <param name="what">The event's name: user_enter_tempsession, CLICK, VIEW, subscribe, SCAN; others open nothing.</param>
    public void Happened(string app, string openId, string what)
    {
        switch (what)
        {
            case "user_enter_tempsession":
                Open(app, openId, "event", TimeSpan.FromMinutes(1), 2);
                break;
            case "CLICK" or "VIEW" or "subscribe" or "SCAN":
                Open(app, openId, "event", TimeSpan.FromMinutes(1), 3);
                break;
        }
    }

    private void Open(string app, string openId, string kind, TimeSpan span, int messages)
    {
        lock (standin.Gate)
        {
            windows[(app, openId, kind)] = new Window(standin.Now + span, messages);
            standin.Logins.Visit(app, openId);
        }
    }

    private JsonObject Send(Call call)
    {
        var openId = call.Text("touser") is { Length: > 0 } told ? told : throw new Refusal(40003, "invalid openid");
        var kind = call.Text("msgtype");
        if (kind is not ("text" or "image" or "link" or "miniprogrampage" or "voice" or "video" or "news" or "msgmenu") || call.Node(kind) is not JsonObject)
        {
            throw new Refusal(40008, "invalid message type");
        }

        if (kind is "text" && call.Text("text.content").Length == 0)
        {
            throw new Refusal(44004, "empty content");
        }

        if (kind is "text" && Measures.Bytes(call.Text("text.content")) > 2048)
        {
            throw new Refusal(45002, "content size out of limit");
        }

        var open = Kinds.Select(name => windows.GetValueOrDefault((call.Account, openId, name))).Where(one => one is not null && one.Until > call.Now).ToList();
        if (open.Count == 0)
        {
            throw new Refusal(45015, "response out of time limit or subscription is canceled");
        }

        var window = open.Find(one => one!.Left > 0) ?? throw new Refusal(45047, "out of response count limit");
        window.Left--;
        standin.Ledger.Accept(call.Now, call.Account, call.Path, openId, call.Body);
        return Answer.Ok();
    }

    private sealed record Window(DateTimeOffset Until, int Most)
    {
        public int Left { get; set; } = Most;
    }
}
