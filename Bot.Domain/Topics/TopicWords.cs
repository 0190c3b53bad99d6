using System.Text.RegularExpressions;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Tickets;

namespace Bot.Domain.Topics;

/// <summary>What is said of topics, in Chinese. What a group reads holds no door and no phone; supervisors are named by the name they go by.</summary>
public static partial class TopicWords
{
    private const int LongestClause = 30;

    public static string Of(TopicStage stage) => stage switch
    {
        TopicStage.Proposed => "等网格员确认",
        TopicStage.Discussing => "协商",
        TopicStage.Implementing => "监督落实",
        TopicStage.Reviewing => "复盘",
        TopicStage.Done => "已完结",
        _ => "没有公开",
    };

    public static string Proposed(Topic topic) => $"议题{topic.Number}记下了，等网格员看过就请大家商量";

    public static string ProposedForStaff(Topic topic) => $"议题{topic.Number}待确认：{topic.Title}。可以公开请回「议题{topic.Number}通过」，不可以请回「议题{topic.Number}不通过」加原因";

    public static string Opened(Topic topic) =>
        $"{Head(topic, "协商")}{(topic.FromTicket is { } ticket ? $"（由#{ticket}来）" : "")}。想说什么请引用这条回复，或写「议题{topic.Number} 您的想法」";

    public static string PassedForStaff(Topic topic) => $"好的，议题{topic.Number}请大家商量";

    public static string RefusedForProposer(Topic topic, string reason) => $"议题{topic.Number}这次没有公开商量：{TicketWords.Nameless(reason)}";

    public static string RefusedForStaff(Topic topic) => $"好的，议题{topic.Number}不公开，原因会告诉提的人";

    public static string OpinionNoted(Topic topic) => $"您的想法记到议题{topic.Number}了，谢谢";

    public static string VoteOpened(Topic topic, DateTimeOffset now)
    {
        var ballot = topic.Ballot!;
        var options = string.Join("，", ballot.Options.Select((option, index) => $"{index + 1}{TicketWords.Nameless(option)}"));
        return $"{Head(topic, "投票")}：{options}。{(ballot.ByHousehold ? "一户一票，" : "一人一票，")}请回「投票 {topic.Number} 1」这样的数字，{ShanghaiTime.SayDate(ballot.Until, now)}截止";
    }

    public static string VoteOpenedForStaff(Topic topic, DateTimeOffset now) => $"好的，议题{topic.Number}投票到{ShanghaiTime.SayDate(topic.Ballot!.Until, now)}";

    public static string Voted(bool again) => again ? "改好了，以最后一次为准" : "您的一票记好了，截止前可以改";

    /// <summary>Numbers only.</summary>
    public static string Tally(Topic topic)
    {
        var ballot = topic.Ballot!;
        var told = string.Join("，", ballot.Options.Select((option, index) => $"{TicketWords.Nameless(option)}{ballot.Counts![index]}票"));
        return $"【议题{topic.Number}·投票结果】{topic.Shown}：{told}，共{ballot.Counts!.Sum()}{(ballot.ByHousehold ? "户" : "人")}投票";
    }

    /// <param name="residents">Nicknames of those who live there.</param>
    public static string Resolved(Topic topic, Resolution resolution, IEnumerable<string> residents, DateTimeOffset now) =>
        $"{Head(topic, "监督落实")}。{(Public(resolution.Text, residents) is { } clause ? clause + "；" : "")}{resolution.Responsible?.Name ?? "网格"}负责"
        + (resolution.DueAt is { } due ? $"，{ShanghaiTime.SayDate(due, now)}前办" : "")
        + (resolution.Ticket is { } ticket ? $"，工单#{ticket}" : "")
        + (topic.Supervisors.Count > 0 ? $"，{Names(topic)}监督" : $"。想监督请回「我来监督{topic.Number}」");

    public static string ResolvedForStaff(Topic topic, Resolution resolution) => $"议题{topic.Number}的决议记下了{(resolution.Ticket is { } ticket ? $"，工单#{ticket}" : "")}";

    public static string Supervised(Topic topic) => $"议题{topic.Number}请{Names(topic)}监督，没落实请回「监督 {topic.Number} 哪里没好」";

    public static string ObjectedForStaff(Topic topic, string text) => $"议题{topic.Number}的监督人说：{text}。请跟进，议题还在监督落实";

    public static string ObjectionNoted(Topic topic) => $"收到，议题{topic.Number}还在监督落实，已告诉网格员";

    public static string Review(Topic topic, IReadOnlyList<Person> mentioned) =>
        $"{Head(topic, "复盘")}：决议都办好了。{TicketWords.At(mentioned)}{(mentioned.Count > 0 ? "和各位" : "各位")}参与的邻居，办得怎样？引用这条回1好了 2没好 3说不清，或「复盘 {topic.Number} 1」";

    public static string ReviewAlone(Topic topic) => $"{Head(topic, "复盘")}：决议都办好了，办得怎样？回「复盘 {topic.Number} 1」：1好了 2没好 3说不清";

    public static string ReviewNoted(int value) => value == 2 ? "记下了，会请网格员再看看" : "谢谢，记下了";

    public static string NotGoodForStaff(Topic topic) => $"议题{topic.Number}复盘：有邻居说没好，请再看看";

    /// <summary>Silence is 未评价 and never consent.</summary>
    public static string Outcome(Topic topic, ReviewCount count)
    {
        var tickets = topic.Tickets.ToList();
        return $"【议题{topic.Number}·结果】{topic.Shown}：{topic.Resolutions.Count}项决议都办完了{(tickets.Count > 0 ? $"（#{string.Join("、#", tickets)}）" : "")}。"
            + $"好了{count.Good}人，没好{count.Bad}人，说不清{count.Unclear}人，未评价{count.Silent}人。谢谢大家";
    }

    public static string Status(Topic topic, int speakers, DateTimeOffset now) => $"议题{topic.Number}{topic.Shown}：" + topic.Stage switch
    {
        TopicStage.Discussing => $"协商中，{speakers}人说了想法" + (topic.IsVoting ? $"，投票到{ShanghaiTime.SayDate(topic.Ballot!.Until, now)}" : ""),
        TopicStage.Implementing => $"监督落实中，{topic.Resolutions.Count}项决议" + (topic.Tickets.Any() ? $"（#{string.Join("、#", topic.Tickets)}）" : ""),
        TopicStage.Reviewing => "都办完了，正在复盘",
        var stage => Of(stage),
    };

    /// <summary>For an agenda: 议题1031要不要装充电桩.</summary>
    public static string OnAgenda(string number, string title) => $"议题{number}{TicketWords.Nameless(title)}";

    /// <summary>What was decided, without who and when; null where it may name a door, a phone or one of the residents.</summary>
    public static string? Public(string text, params IEnumerable<string> residents)
    {
        var clause = text.Split(['，', ',', '。', '；', ';', '\n'], 2)[0].Trim();
        return clause.Length == 0 || HouseOrPhone().IsMatch(clause) || residents.Any(resident => NameInGroup.IsIn(clause, resident)) ? null : TicketWords.Brief(TicketWords.Nameless(clause), LongestClause);
    }

    private static string Names(Topic topic) => string.Join('、', topic.Supervisors.Select(person => person.Name));

    private static string Head(Topic topic, string stage) => $"【议题{topic.Number}·{stage}】{topic.Shown}";

    [GeneratedRegex("[0-9]{3,}|[0-9]+[-－—][0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex HouseOrPhone();
}

/// <summary>复盘, counted: of whoever was asked.</summary>
public sealed record ReviewCount(int Good, int Bad, int Unclear, int Silent)
{
    public static ReviewCount Of(IReadOnlyCollection<int?> answers) =>
        new(answers.Count(value => value == 1), answers.Count(value => value == 2), answers.Count(value => value == 3), answers.Count(value => value is null));
}
