using Bot.Domain.Clocks;
using Bot.Domain.Tickets;

namespace Bot.Domain.Topics;

/// <summary>Why something is not done with a topic; said kindly.</summary>
public static class TopicErrors
{
    public static readonly Refusal OptionsUnclear = new("options_unclear", "投票要2到10个选项，每个不超过30字，用“/”隔开");
    public static readonly Refusal UntilRefused = new("until_refused", "投票的截止时间要在以后，60天以内");
    public static readonly Refusal ReasonMissing = new("reason_missing", "请加一句原因，好告诉提的人");
    public static readonly Refusal TitleTooLong = new("title_too_long", $"议题请用一句话说，最多{Topic.LongestTitle}字");
    public static readonly Refusal ResidentsOnly = new("residents_only", "这一步请居民来，工作人员不参加");

    public static Refusal Unknown(string number) => new("topic_unknown", $"没找到议题{number}，请看看号码对不对");

    public static Refusal TicketUnknown(string number) => new("ticket_unknown", $"没找到工单#{number}");

    public static Refusal WrongStage(Topic topic) => new("topic_stage", $"议题{topic.Number}：{TopicWords.Of(topic.Stage)}，这一步先不用");

    public static Refusal NoVote(Topic topic) => new("no_vote", $"议题{topic.Number}现在没有投票");

    public static Refusal VoteOver(Topic topic, DateTimeOffset now) => new("vote_over", $"议题{topic.Number}的投票{ShanghaiTime.SayDate(topic.Ballot!.Until, now)}已截止");

    public static Refusal VoteRuns(Topic topic) => new("vote_runs", $"议题{topic.Number}正在投票，截止后再开");

    public static Refusal NoSuchOption(Ballot ballot) => new("no_such_option", $"请回1到{ballot.Options.Count}中的一个数字");

    public static Refusal NobodyCalled(string name) => new("supervisor_unknown", $"群里没找到“{TicketWords.Brief(name, 10)}”，请写他在群里的名字");

    public static Refusal NotSupervisor(Topic topic) => new("not_supervisor", $"想监督请先回「我来监督{topic.Number}」");
}
