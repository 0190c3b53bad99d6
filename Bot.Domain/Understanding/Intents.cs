namespace Bot.Domain.Understanding;

/// <summary>The intents of the cases, and what follows from them.</summary>
public static class Intents
{
    /// <summary>What a resident's message may be, in a fixed order.</summary>
    public static IReadOnlyList<string> OfResidents { get; } =
    [
        "ack", "ad", "addition", "answer", "cancel", "chat", "claim", "confirm", "correct", "denied", "duplicate", "followup", "fragment", "help", "inquiry", "lost_found", "media",
        "microwish", "multi", "notice", "opinion", "privacy", "query_cmd", "rating", "recommend", "reopen", "report", "rsvp", "rumor", "suggestion", "system", "thanks", "urge",
    ];

    /// <summary>What a resident's intent comes to.</summary>
    public static Coarse CoarseOf(string intent) => intent switch
    {
        "multi" => Coarse.Split,
        "inquiry" => Coarse.Inquiry,
        "fragment" or "media" => Coarse.Buffer,
        "denied" => Coarse.Deny,
        _ when OpensTicket(intent) => Coarse.New,
        _ when Touches(intent) => Coarse.Link,
        _ when Asks(intent) => Coarse.Query,
        _ => Coarse.None,
    };

    /// <summary>What opens a ticket.</summary>
    public static bool OpensTicket(string intent) => intent is "report" or "suggestion" or "help" or "microwish";

    /// <summary>What touches a ticket that exists.</summary>
    public static bool Touches(string intent) => intent is "addition" or "duplicate" or "urge" or "reopen" or "cancel" or "correct" or "confirm" or "rating" or "answer" or "claim";

    /// <summary>What goes on about a matter that is open; the rest is said once it is asked about or done.</summary>
    public static bool GoesOn(string intent) => intent is "addition" or "duplicate" or "urge" or "cancel" or "correct" or "followup";

    public static bool Asks(string intent) => intent is "followup" or "query_cmd";

    public static string ActionOf(string intent) => intent switch
    {
        "addition" => "attach",
        "duplicate" => "merge",
        "urge" => "urge",
        "reopen" => "reopen",
        "cancel" or "confirm" => "close",
        "correct" => "update",
        "rating" => "rate",
        "answer" => "fill",
        "claim" => "claim",
        "followup" or "query_cmd" => "query",
        "inquiry" => "answer",
        "fragment" or "media" => "buffer",
        "denied" => "deny",
        "rumor" or "recommend" => "watch",
        "opinion" => "topic",
        "thanks" => "praise",
        "notice" => "notice",
        "w_accept" => "accept",
        "w_update" => "update",
        "w_done" => "done",
        "w_transfer" => "transfer",
        "w_extend" => "extend",
        "w_reject" => "reject",
        "w_ask" => "ask",
        "w_assign" => "assign",
        "w_merge" => "merge",
        "w_report" => "report_list",
        "w_cmd" => "cmd",
        _ => OpensTicket(intent) ? "new" : "none",
    };
}
