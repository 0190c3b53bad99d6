using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Bot.Platforms;

/// <summary>订阅消息: one accept is good for one message and has no end; a long-term one is not used up. Fields are judged by their names.</summary>
public sealed partial class Subscriptions
{
    private readonly Standin standin;
    private readonly Dictionary<(string App, string OpenId, string Template), int> accepts = [];
    private readonly HashSet<(string App, string OpenId, string Template)> longTerm = [];
    private readonly HashSet<(string App, string OpenId, string Template)> banned = [];
    private long number = 1864323726461255680;

    internal Subscriptions(Standin standin, Routes routes)
    {
        this.standin = standin;
        routes.Wechat("/cgi-bin/message/subscribe/send", Send);
        routes.Wechat("/cgi-bin/message/subscribe/bizsend", Send);
    }

    /// <summary>A person answers the question of wx.requestSubscribeMessage.</summary>
    /// <param name="answer">"accept", "accept_always" (long-term), "reject", or "ban" (the template is stopped by the platform).</param>
    public void Accept(string app, string openId, string template, string answer = "accept")
    {
        lock (standin.Gate)
        {
            var key = (app, openId, template);
            switch (answer)
            {
                case "accept":
                    accepts[key] = accepts.GetValueOrDefault(key) + 1;
                    break;
                case "accept_always":
                    longTerm.Add(key);
                    break;
                case "ban":
                    banned.Add(key);
                    break;
                case "reject":
                    break;
                default:
                    throw new ArgumentException("an answer is accept, accept_always, reject or ban");
            }
        }
    }

    /// <summary>How many messages the person still takes; long-term ones not counted.</summary>
    public int Left(string app, string openId, string template)
    {
        lock (standin.Gate)
        {
            return accepts.GetValueOrDefault((app, openId, template));
        }
    }

    private JsonObject Send(Call call)
    {
        var openId = call.Text("touser") is { Length: > 0 } told ? told : throw new Refusal(40003, "invalid openid");
        var fields = standin.Accounts.Templates.GetValueOrDefault(call.Text("template_id")) ?? throw new Refusal(40037, "invalid template_id");
        foreach (var field in fields)
        {
            if (!Fits(field.TrimEnd([.. "0123456789"]), call.Text($"data.{field}.value")))
            {
                throw new Refusal(47003, $"argument invalid! data.{field}.value invalid");
            }
        }

        if (call.Node("data") is JsonObject data && data.Select(pair => pair.Key).Except(fields).FirstOrDefault() is { } unknown)
        {
            throw new Refusal(47003, $"argument invalid! data.{unknown} is not in the template");
        }

        var key = (call.Account, openId, call.Text("template_id"));
        if (banned.Contains(key))
        {
            throw new Refusal(43107, "subscription banned");
        }

        if (!longTerm.Contains(key))
        {
            var left = accepts.GetValueOrDefault(key);
            accepts[key] = left > 0 ? left - 1 : throw new Refusal(43101, "user refuse to accept the msg");
        }

        standin.Ledger.Accept(call.Now, call.Account, call.Path, openId, call.Body);
        return Answer.Ok(("msgid", ++number));
    }

    /// <summary>What is empty or holds a line break fits nowhere.</summary>
    internal static bool Fits(string kind, string text) => text.Length > 0 && !text.Contains('\n') && !text.Contains('\r') && kind switch
    {
        "thing" => Measures.Characters(text) <= 20,
        "number" => Number.IsMatch(text) && text.Count(char.IsAsciiDigit) <= 32,
        "letter" => text.Length <= 32 && text.All(char.IsAsciiLetter),
        "symbol" => text.Length <= 5 && !text.Any(char.IsLetterOrDigit),
        "character_string" => text.Length <= 32 && text.All(letter => letter is > ' ' and < (char)127),
        "phrase" => text.Length <= 5 && text.All(Han),
        "name" => text.All(Han) ? text.Length <= 10 : text.Length <= 20,
        "phone_number" => text.Length <= 17 && text.All(letter => char.IsAsciiDigit(letter) || letter is '+' or '-'),
        "car_number" => text.Length <= 8,
        "amount" => Amount.IsMatch(text),
        "time" or "date" => text.Split('~').All(part => IsTime(part.Trim())),
        _ => false,
    };

    private static bool Han(char letter) => letter is >= '一' and <= '鿿' or >= '㐀' and <= '䶿' or '·';

    private static bool IsTime(string text) =>
        DateTime.TryParseExact(text.Replace('年', '-').Replace('月', '-').Replace("日", "", StringComparison.Ordinal), Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static readonly string[] Times = ["H:mm", "H:mm:ss", "yyyy-M-d", "yyyy-M-d H:mm", "yyyy-M-d H:mm:ss", "yyyy/M/d H:mm", "yyyy/M/d"];

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]+)?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number { get; }

    [GeneratedRegex(@"^[¥￥$]?[0-9]{1,10}(\.[0-9]{1,2})?元?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Amount { get; }
}
