using System.Globalization;
using System.Text.RegularExpressions;
using Bot.Domain.Understanding;

namespace Bot.Domain.Topics;

/// <summary>What is said of topics in a chat. The patterns are strict: whatever does not clearly speak of a topic stays a message like any other.</summary>
/// <param name="Number">The topic's; of the ticket for <see cref="FromTicket"/>, "" for <see cref="Propose"/>.</param>
public abstract partial record TopicCommand(string Number)
{
    /// <summary>议题：要不要装充电桩</summary>
    public sealed record Propose(string Title) : TopicCommand("");

    /// <summary>1023转议题, 1023转议题：楼道的灯怎么管</summary>
    public sealed record FromTicket(string Number, string? Title) : TopicCommand(Number);

    /// <summary>议题1031</summary>
    public sealed record Ask(string Number) : TopicCommand(Number);

    /// <summary>议题1031通过</summary>
    public sealed record Pass(string Number) : TopicCommand(Number);

    /// <summary>议题1031不通过 不归小区管</summary>
    public sealed record Refuse(string Number, string Reason) : TopicCommand(Number);

    /// <summary>议题1031投票 按户 周五20:00截止：装两台/装四台/先不装</summary>
    public sealed record OpenVote(string Number, string Terms, IReadOnlyList<string> Options) : TopicCommand(Number);

    /// <summary>投票 1031 2</summary>
    public sealed record Vote(string Number, int Choice) : TopicCommand(Number);

    /// <summary>议题1031决议：装两台，网格员小余负责，月底前</summary>
    public sealed record Resolve(string Number, string Text) : TopicCommand(Number);

    /// <summary>议题1031监督：陈阿姨、老周</summary>
    public sealed record Supervise(string Number, IReadOnlyList<string> Names) : TopicCommand(Number);

    /// <summary>我来监督1031</summary>
    public sealed record Volunteer(string Number) : TopicCommand(Number);

    /// <summary>监督 1031 没装好</summary>
    public sealed record Objection(string Number, string Text) : TopicCommand(Number);

    /// <summary>复盘 1031 好了</summary>
    /// <param name="Value">1 好了, 2 没好, 3 说不清.</param>
    public sealed record Review(string Number, int Value) : TopicCommand(Number);

    /// <summary>议题1031 我觉得装在东门好</summary>
    public sealed record Opinion(string Number, string Text) : TopicCommand(Number);

    /// <param name="quoted">The bot's own line that the message quotes; null where it quotes none.</param>
    public static TopicCommand? Read(string text, string? quoted)
    {
        text = text.Trim();
        if (Proposal().Match(text) is { Success: true } proposal)
        {
            return new Propose(proposal.Groups["title"].Value.Trim());
        }

        if (Turning().Match(text) is { Success: true } turning)
        {
            return new FromTicket(turning.Groups["no"].Value, turning.Groups["title"].Value.Trim() is { Length: > 0 } title ? title : null);
        }

        if (Voting().Match(text) is { Success: true } vote)
        {
            return new Vote(vote.Groups["no"].Value, NumberIn(vote));
        }

        if (Volunteering().Match(text) is { Success: true } volunteer)
        {
            return new Volunteer(volunteer.Groups["no"].Value);
        }

        if (Objecting().Match(text) is { Success: true } objection)
        {
            return new Objection(objection.Groups["no"].Value, objection.Groups["text"].Value.Trim());
        }

        if (Reviewing().Match(text) is { Success: true } review)
        {
            return new Review(review.Groups["no"].Value, ValueOf(review.Groups["value"].Value));
        }

        return Naming().Match(text) is { Success: true } named ? OfTopic(named.Groups["no"].Value, named.Groups["rest"].Value.Trim())
            : quoted is not null && Told().Match(quoted) is { Success: true } told ? Reply(told.Groups["no"].Value, told.Groups["stage"].Value, text)
            : null;
    }

    private static TopicCommand OfTopic(string number, string rest)
    {
        if (Question().IsMatch(rest))
        {
            return new Ask(number);
        }

        if (rest is "通过" or "同意公开")
        {
            return new Pass(number);
        }

        if (Refusing().Match(rest) is { Success: true } refused)
        {
            return new Refuse(number, refused.Groups["reason"].Value.Trim());
        }

        if (Voted().Match(rest) is { Success: true } vote)
        {
            return new Vote(number, NumberIn(vote));
        }

        if (Opening().Match(rest) is { Success: true } opening)
        {
            return new OpenVote(number, opening.Groups["terms"].Value, SplitOptions(opening.Groups["options"].Value));
        }

        if (Deciding().Match(rest) is { Success: true } decided)
        {
            return decided.Groups["word"].Value == "决议" ? new Resolve(number, decided.Groups["text"].Value.Trim())
                : new Supervise(number, [.. decided.Groups["text"].Value.Split(BetweenNames, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()]);
        }

        return new Opinion(number, rest);
    }

    /// <summary>A reply to what the bot said of a topic: a bare number answers its question, and in 协商 all else is an opinion.</summary>
    private static TopicCommand? Reply(string number, string stage, string text) => stage switch
    {
        "投票" when BareChoice().Match(text) is { Success: true } vote => new Vote(number, NumberIn(vote)),
        "复盘" when BareReview().IsMatch(text) => new Review(number, ValueOf(text.TrimEnd('。', '！', '!'))),
        "协商" or "投票" => new Opinion(number, text),
        _ => null,
    };

    private static int NumberIn(Match match) => int.Parse(match.Groups["choice"].Value, CultureInfo.InvariantCulture);

    private static int ValueOf(string word) => word switch { "1" or "好了" or "好" or "满意" => 1, "2" or "没好" or "不好" or "不满意" => 2, _ => 3 };

    /// <summary>Split at slashes or lines where there are any, for "东门、西门各一台" may be one option.</summary>
    private static IReadOnlyList<string> SplitOptions(string words) =>
        [.. words.Split(words.AsSpan().IndexOfAny('/', '／', '\n') >= 0 ? ['/', '／', '\n'] : ['、', ';', '；'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(option => Numbered().Replace(option, "")).Where(option => option.Length > 0).Distinct()];

    private static readonly char[] BetweenNames = ['、', '，', ',', ' ', '和'];

    private const string Topic = @"议题\s*[#＃]?\s*(?<no>[0-9]{1,9})(?![0-9年月日个条项点])号?";

    [GeneratedRegex(@"^(?:我?提个?)?议题[：:]\s*(?<title>[^\n]{2,200})$", RegexOptions.CultureInvariant)]
    private static partial Regex Proposal();

    [GeneratedRegex(@"^[#＃]?(?<no>[0-9]{1,9})\s*转(?:成|为)?议题(?:[：:]\s*(?<title>[^\n]{2,200}))?[。！!]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Turning();

    [GeneratedRegex(@"^投票?\s*[#＃]?(?<no>[0-9]{1,9})(?:\s+|[：:，,]\s*)[选投]?(?<choice>[0-9]{1,2})[。！!]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Voting();

    [GeneratedRegex(@"^我(?:来|要|愿意)?监督\s*[#＃]?(?:议题)?(?<no>[0-9]{1,9})[。！!]?$|^监督\s*[#＃]?(?:议题)?(?<no>[0-9]{1,9})\s*我来[。！!]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Volunteering();

    [GeneratedRegex(@"^监督\s*[#＃]?(?:议题)?(?<no>[0-9]{1,9})(?:\s+|[：:，,]\s*)(?<text>.{2,500})$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Objecting();

    [GeneratedRegex(@"^复盘\s*[#＃]?(?:议题)?(?<no>[0-9]{1,9})(?:\s*[：:，,]?\s*)(?<value>好了|没好|不好|好|满意|不满意|一般|说不清|不清楚|(?<=\D)[123])[。！!]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Reviewing();

    [GeneratedRegex("^" + Topic + @"\s*[：:，,]?\s*(?<rest>.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Naming();

    [GeneratedRegex(@"^【议题(?<no>[0-9]{1,9})·(?<stage>协商|投票|监督落实|复盘)】", RegexOptions.CultureInvariant)]
    private static partial Regex Told();

    [GeneratedRegex(@"^(?:怎么样了?|进展|进度|到哪一?步了?|有结果了?吗|结果)?[呢吗]?[？?。]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Question();

    [GeneratedRegex(@"^不通过(?:[，,：:\s]*)(?<reason>.{0,200})$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Refusing();

    [GeneratedRegex(@"^(?:投票?|选)\s*(?<choice>[0-9]{1,2})[。！!]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Voted();

    [GeneratedRegex(@"^(?:开始|发起|开)?投票(?<terms>[^\n]{0,40}?)(?<![0-9])[：:](?<options>.{3,400})$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Opening();

    [GeneratedRegex(@"^(?<word>决议|监督)(?:人)?(?:\s+|[：:，,]\s*)(?<text>.{2,500})$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Deciding();

    [GeneratedRegex(@"^(?:投票?|选)?\s*(?<choice>[0-9]{1,2})[。！!]?$", RegexOptions.CultureInvariant)]
    private static partial Regex BareChoice();

    [GeneratedRegex(@"^(?:[123]|好了|没好|不好|好|满意|不满意|一般|说不清|不清楚)[。！!]?$", RegexOptions.CultureInvariant)]
    private static partial Regex BareReview();

    [GeneratedRegex(@"^[0-9]{1,2}\s*[.、．,，)）]\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
