using System.Buffers;
using System.Text.RegularExpressions;

namespace Bot.Domain.Understanding;

/// <summary>
/// The commands the bot itself teaches ("确认 1023", "派 1023 给 物业老张 明天下班前", "同意1023"). They are short, carry a ticket's number or
/// stand alone, and are taken literally; everything else is left to the reader's weights. Patterns run without backtracking: linear time.
/// </summary>
public static class CommandGrammar
{
    /// <summary>A command is a line, not a letter.</summary>
    private const int Longest = 120;
    private const int ShortestNumber = 3;
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const string Number = @"#?\s*(?<no>[0-9]{3,})\s*(号)?(工单|单子|单)?";

    private sealed record Form(string Intent, string Action, bool NumberFirst, Regex Pattern);

    private static readonly Form[] WorkersForms =
    [
        Make("w_assign", "assign", $@"^(派单?|交办|指派|派工|分派|转派)\s*{Number}\s*(派?给|交给|到)\s*(?<to>\S+)\s*(?<rest>.*)$"),
        Make("w_assign", "assign", $@"^{Number}\s*(派给|交给|交办给|指派给|转派给|分给)\s*(?<to>\S+)\s*(?<rest>.*)$"),
        Make("w_accept", "accept", $@"^(确认|受理|收到|接单|收)\s*{Number}$"),
        Make("w_accept", "accept", $@"^{Number}\s*(确认|受理|收到|接单)(了)?$"),
        Make("w_transfer", "transfer", $@"^(转办?|转给|移交)\s*{Number}\s*(给|到|至)\s*(?<to>[^\s，,。：:]+)[\s，,。：:]*(?<rest>.*)$"),
        Make("w_transfer", "transfer", $@"^{Number}\s*(转给|转到|转至|移交给|转)\s*(?<to>[^\s，,。：:]+)[\s，,。：:]*(?<rest>.*)$"),
        Make("w_extend", "extend", $@"^(申请)?(延期|延到|延)\s*{Number}\s*(到|至)?\s*(?<rest>.*)$"),
        Make("w_extend", "extend", $@"^{Number}\s*(申请)?(延期|延长|延)(到|至)?\s*(?<rest>.*)$"),
        Make("w_cmd", "grant", $@"^(同意|批准|准)\s*({Number})?\s*(延期)?$"),
        Make("w_cmd", "grant", $@"^{Number}\s*(同意|批准)(延期)?$"),
        Make("w_cmd", "refuse", $@"^(不同意|不批准|不批)\s*({Number})?[\s，,：:]*(延期)?[\s，,：:]*(?<rest>.*)$"),
        Make("w_cmd", "pause", $@"^(暂缓|挂起|暂停)\s*{Number}\s*(到|至)?\s*(?<rest>.*)$"),
        Make("w_cmd", "pause", $@"^{Number}\s*(暂缓|挂起|暂停)(到|至)?\s*(?<rest>.*)$"),
        Make("w_cmd", "whistle", $@"^吹哨\s*{Number}\s*(给|叫|请)?[\s，,：:]*(?<rest>.*)$"),
        Make("w_cmd", "whistle", $@"^{Number}\s*吹哨\s*(给|叫|请)?[\s，,：:]*(?<rest>.*)$"),
        Make("w_cmd", "check_in", $@"^报到\s*{Number}[\s，,：:]*(?<rest>.*)$"),
        Make("w_cmd", "check_in", $@"^{Number}\s*(?<rest>\S*?)\s*(已经?)?报到(了)?$"),
        Make("w_cmd", "resume", $@"^(恢复|继续|继续办理)\s*{Number}$"),
        Make("w_cmd", "resume", $@"^{Number}\s*(恢复|继续)(办理)?$"),
        Make("w_cmd", "split", $@"^(拆分|拆)\s*{Number}$"),
        Make("w_cmd", "reopen", $@"^(重办|重开|重新办理)\s*{Number}[\s，,：:]*(?<rest>.*)$"),
        Make("w_cmd", "undo", $@"^(撤销|撤消|撤销上一步|撤回上一步)\s*({Number})?$"),
        Make("w_merge", "merge", $@"^{Number}\s*(并到|并入|合并到|合到|归到)\s*#?\s*(?<into>[0-9]{{3,}})$"),
        Make("w_merge", "merge", $@"^合并\s*{Number}\s*(和|与|、|到|并到|并入|合并到|合到|归到|,|，|\s)\s*#?\s*(?<into>[0-9]{{3,}})$"),
        Make("w_reject", "reject", $@"^(不予受理|不受理|驳回|退回|退单)\s*{Number}[\s，,：:]*(?<rest>.*)$"),
        Make("w_reject", "reject", $@"^{Number}\s*(不予受理|不受理|驳回|退回|退单)[\s，,：:]*(?<rest>.*)$"),
        Make("w_done", "done", $@"^(办结|办好|完成|办完|修好)\s*{Number}[\s，,：:]*(?<rest>.*)$"),
        Make("w_done", "done", $@"^{Number}[\s，,：:]*(已经?)?(办结|办好|完成|办完|修好|搞定|弄好|处理好|换好)(了|啦)?[\s，,：:。]*(?<rest>.*)$"),
        Make("w_update", "update", $@"^(进展)\s*{Number}[\s，,：:]*(?<rest>.+)$"),
        Make("w_update", "update", $@"^{Number}\s*进展[\s，,：:]*(?<rest>.+)$"),
    ];

    private static readonly Form[] EverybodysForms =
    [
        Make("query_cmd", "why", $@"^(为什么|为啥|时限依据)\s*{Number}[?？]?$"),
        Make("query_cmd", "why", $@"^{Number}\s*(为什么|为啥)(是?这个时限|要这么久)?[?？]?$"),
        Make("query_cmd", "query", $@"^(查|查询|查一下|查查)\s*(一下)?\s*{Number}$"),
    ];

    private static readonly Form[] ResidentsForms =
    [
        Make("reopen", "reopen", $@"^{Number}\s*(没好|还没好|没解决|没修好|还是不行|又坏了)(?<rest>.*)$"),
        Make("confirm", "close", $@"^{Number}\s*(好了|解决了|修好了|可以了)$"),
        Make("answer", "close", $@"^{Number}\s*(不清楚|不知道)$"),
        Make("cancel", "close", $@"^(撤回|取消|不报了)\s*{Number}$"),
        Make("cancel", "close", $@"^{Number}\s*(撤回|取消|不报了)$"),
    ];

    /// <summary>Said under the bot's own question what a pause waits for, the kind alone is the command.</summary>
    private static readonly Form[] AnswersToWhichProof =
    [
        Make("w_cmd", "pause", @"^(?<rest>等?(居民|住户|业主|配件|零件|材料|部门).*)$"),
    ];

    /// <summary>What a command may begin with, and little else: a word of the patterns, or the number. All else need not be tried against them.</summary>
    private static readonly SearchValues<char> CommandStarts = SearchValues.Create(
        [.. "#0123456789", .. WorkersForms.Concat(EverybodysForms).Concat(ResidentsForms).SelectMany(form => form.Pattern.ToString()).Where(character => !char.IsAscii(character)).Distinct()]);

    /// <summary>Null where the message is no such command.</summary>
    public static Reading? Read(Conversation conversation)
    {
        var message = conversation.Message;
        var text = message.Text;
        if (text.Length > Longest)
        {
            return null;
        }

        if (message.QuotedText?.Contains(Tickets.TicketErrors.ThreeProofs, StringComparison.Ordinal) == true
            && Match(AnswersToWhichProof, Plain(text), conversation, Coarse.Worker) is { } answer)
        {
            return answer;
        }

        if (!MayBe(text))
        {
            return null;
        }

        var line = Plain(text);
        if (line.Length == 0 || !CommandStarts.Contains(line[0]))
        {
            return null;
        }

        var isResident = message.Role == SpeakerRole.Resident;
        return Match(EverybodysForms, line, conversation, Coarse.Query)
            ?? (isResident ? Match(ResidentsForms, line, conversation, Coarse.Link) : Match(WorkersForms, line, conversation, Coarse.Worker));
    }

    private static Reading? Match(Form[] forms, string line, Conversation conversation, Coarse coarse)
    {
        var numberFirst = line[0] is '#' or (>= '0' and <= '9');
        foreach (var form in forms)
        {
            if (form.NumberFirst != numberFirst)
            {
                continue;
            }

            var match = form.Pattern.Match(line);

            // "同意" alone is said of many things; it is a command only under a quoted ticket.
            var named = match.Groups["no"].Success || form.Action == "undo" || conversation.Message.QuotedTickets is { Count: > 0 };
            if (match.Success && named && !(numberFirst && IsRoom(match.Groups["no"].Value, line, conversation)))
            {
                return Make(form, match, conversation, coarse);
            }
        }

        return null;
    }

    /// <summary>"302修好了" speaks of a flat, unless a ticket of the talk has that number or it is written as one.</summary>
    private static bool IsRoom(string number, string line, Conversation conversation) =>
        number.Length == ShortestNumber && line[0] != '#' && !line.Contains('单') && conversation.Tickets?.Any(ticket => ticket.Number == number) != true;

    private static Reading Make(Form form, Match match, Conversation conversation, Coarse coarse)
    {
        var numbers = new[] { match.Groups["no"].Value, match.Groups["into"].Value }.Where(number => number.Length > 0).ToList();
        var rest = match.Groups["rest"].Value.Trim();
        var when = rest.Length > 0 ? DueWords.Find(rest, rest, conversation.Now) : null;
        var reason = when is { } found && form.Action is "extend" or "pause" or "assign" ? WithoutTime(rest, when) : rest;
        return new Reading(coarse, form.Intent, form.Action)
        {
            Refs = numbers.Count > 0 ? numbers : conversation.Message.QuotedTickets ?? [],
            To = match.Groups["to"].Value is { Length: > 0 } to ? to.TrimStart('@') : null,
            Until = when?.Words,
            UntilAt = when?.At,
            Promise = form.Action is "update" or "done" ? when?.Words : null,
            PromiseAt = form.Action is "update" or "done" ? when?.At : null,
            Summary = reason,
            Satisfied = form.Intent switch { "confirm" => true, "reopen" => false, _ => null },
            Unclear = form.Intent == "answer",
            Reasons = ["command:" + form.Action],
        };
    }

    /// <summary>What remains of "周六 配件没到" once the time is taken out is the reason.</summary>
    private static string WithoutTime(string rest, DueWord? when)
    {
        var words = when!.Value.Words;
        var at = rest.IndexOf(words, StringComparison.Ordinal);
        return at < 0 ? rest : (rest[..at].TrimEnd(' ', '到', '至') + rest[(at + words.Length)..].TrimStart(' ', '，', ',', '：', ':', '前')).Trim(' ', '，', ',', '：', ':', '。');
    }

    /// <summary>Cheap look before the patterns: a ticket's number, or one of the words that stand alone.</summary>
    private static bool MayBe(string text)
    {
        var digits = 0;
        foreach (var character in text)
        {
            digits = character is (>= '0' and <= '9') or (>= '０' and <= '９') ? digits + 1 : 0;
            if (digits == ShortestNumber)
            {
                return true;
            }
        }

        return text.AsSpan().IndexOfAny("撤同批准") >= 0;
    }

    /// <summary>Full-width digits become plain, an address to the bot at the front goes.</summary>
    private static string Plain(string text)
    {
        var line = string.Create(text.Length, text, static (span, source) =>
        {
            for (var index = 0; index < source.Length; index++)
            {
                span[index] = source[index] is >= '０' and <= '９' ? (char)(source[index] - '０' + '0') : source[index] == '＃' ? '#' : source[index] == '\u3000' ? ' ' : source[index];
            }
        }).Trim();
        if (line.StartsWith('@'))
        {
            var space = line.IndexOfAny([' ', '\u2005', '\n']);
            line = space < 0 ? line : line[(space + 1)..].TrimStart();
        }

        return line.TrimEnd('。', '！', '!', ' ');
    }

    private static Form Make(string intent, string action, string pattern) => new(intent, action, pattern.StartsWith("^" + Number, StringComparison.Ordinal), new Regex(pattern, Options));
}
