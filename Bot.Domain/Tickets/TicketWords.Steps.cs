using Bot.Domain.Clocks;

namespace Bot.Domain.Tickets;

/// <summary>首次答复 and 到场, and why a time limit is what it is.</summary>
public static partial class TicketWords
{
    /// <summary>Nobody has answered, or been there, in time: said once to whoever is responsible.</summary>
    public static string StepMissed(LimitStep step, Ticket ticket, IEnumerable<Person> people, DateTimeOffset now)
    {
        var due = Of(ticket.Steps.Of(step)!, now);
        return $"{At(people)}#{ticket.Number} {Heading(ticket)} " + (step == LimitStep.OnSite
            ? $"{due}前要到场，还没人说到了。到了请回“进展{ticket.Number} 到现场了”"
            : $"{due}前要答复，还没人回话，请回“{(ticket.State == TicketState.Reported ? $"确认{ticket.Number}" : $"进展{ticket.Number} 怎么办、几时办")}”");
    }

    public static string ConditionNoted(Ticket ticket, DateTimeOffset now) =>
        Line($"#{ticket.Number} 情形记为“", ticket.Condition.Length > 0 ? ticket.Condition : ConditionRules.None, $"”，{Of(ticket.Deadline, now)}到期");

    /// <summary>The answer to "为什么 1023": the condition, and each limit with its rule and the steps of its computation.</summary>
    public static string Why(Ticket ticket, DateTimeOffset now) => string.Join(
        "\n",
        [
            $"#{ticket.Number} 时限{Of(ticket.Deadline, now)}。依据：{ticket.Deadline.Rule}。" + string.Join("；", [.. ticket.Deadline.Trace, .. Paused(ticket, now)]),
            .. ticket.Condition.Length > 0 ? new[] { $"情形：{ticket.Condition}" } : [],
            .. TicketSteps.All.Select(one => one.Step).Where(step => ticket.Steps.Of(step) is not null).Select(step => Why(ticket, step, now)),
        ]);

    /// <summary>"首次答复：3月2日16:00前，还没有。依据：…"</summary>
    private static string Why(Ticket ticket, LimitStep step, DateTimeOffset now)
    {
        var deadline = ticket.Steps.Of(step)!;
        return $"{LimitWords.Of(step)}：{Of(deadline, now)}前，{Standing(ticket, step, now)}。依据：{deadline.Rule}。" + string.Join("；", deadline.Trace);
    }

    /// <summary>"3月2日10:00已答复", "超时，还没有" ...</summary>
    private static string Standing(Ticket ticket, LimitStep step, DateTimeOffset now)
    {
        var missed = TicketSteps.IsMissed(ticket, step, now) ? "超时，" : "";
        return missed + (TicketSteps.MetAt(ticket, step) is { } met ? $"{ShanghaiTime.Say(met, now)}{(step == LimitStep.OnSite ? "已到场" : "已答复")}"
            : TicketSteps.IsHeld(ticket, step) ? "暂缓中不计时"
            : "还没有");
    }

    private static string Recomputed(Deadline anew, DateTimeOffset oldDueAt, bool wasFirm, string why, DateTimeOffset at) => anew.At == oldDueAt
        ? $"时限{On(anew, at)}不变{(anew.Provisional || wasFirm ? "" : "，不再是暂定")}：{why}"
        : $"时限重算为{On(anew, at)}（原时限{ShanghaiTime.SayDate(oldDueAt, at)}）：{why}";
}
