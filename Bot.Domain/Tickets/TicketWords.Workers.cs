using Bot.Domain.Clocks;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>What workers and staff read.</summary>
public static partial class TicketWords
{
    public static string Confirmed(Ticket ticket, DateTimeOffset now) =>
        Line($"#{ticket.Number} 已受理，", ticket.Responsible!.Name, $"负责，{Of(ticket.Deadline, now)}前办好");

    public static string Assigned(Ticket ticket, DateTimeOffset now) =>
        Line($"@{Brief(ticket.Responsible!.Name, LongestName)} #{ticket.Number} ", Heading(ticket), $"，请{Of(ticket.Deadline, now)}前办好，回“收到”");

    public static string AssignedNotLater(Ticket ticket, DateTimeOffset now) => $"（规定{Of(ticket.Deadline, now)}到期，不能更晚；来不及请回“延期{ticket.Number} 时间 原因”）";

    public static string Started(Ticket ticket, DateTimeOffset now) => Line($"#{ticket.Number} 办理中，", ticket.Responsible!.Name, $"，{Of(ticket.Deadline, now)}到期");

    public static string Progressed(Ticket ticket) => $"#{ticket.Number} 进展已记下";

    public static string Suspended(Ticket ticket, DateTimeOffset now) => $"#{ticket.Number} 暂缓到{ShanghaiTime.Say(ticket.Pause!.Until, now)}，到时自动继续";

    public static string Resumed(Ticket ticket, DateTimeOffset now) => $"#{ticket.Number} 继续办理，新时限{Of(ticket.Deadline, now)}";

    public static string ExtensionAsked(Ticket ticket) => $"#{ticket.Number} 延期申请已报社区，同意前时限不变";

    public static string GrantExtension(Ticket ticket, IEnumerable<Person> granters, DateTimeOffset now)
    {
        var request = ticket.ExtensionRequest!;
        return $"{At(granters)}#{ticket.Number} {Heading(ticket)}：{request.By.Name}申请延到{ShanghaiTime.Say(request.Until, now)}，原因：{request.Reason}。回“同意{ticket.Number}”或“不同意{ticket.Number} 原因”";
    }

    public static string ExtensionGranted(Ticket ticket, DateTimeOffset now) => $"#{ticket.Number} 同意延期，新时限{Of(ticket.Deadline, now)}";

    public static string ExtensionRefused(Ticket ticket, string reason, DateTimeOffset now) => $"#{ticket.Number} 不同意延期：{reason}。时限仍是{Of(ticket.Deadline, now)}";

    public static string Transferred(Ticket ticket, Person to) =>
        $"@{to.Name} #{ticket.Number} {Heading(ticket)} 转给您，请回“收到{ticket.Number}”接手；接手前仍由{ticket.Responsible?.Name ?? "网格员"}负责";

    public static string Declined(Ticket ticket) => Line($"#{ticket.Number} 已退单，仍由", ticket.Responsible?.Name ?? "网格员", "负责");

    public static string DeclinedForStaff(Ticket ticket, Person inCharge, string by, string reason) => $"{At([inCharge])}#{ticket.Number} {Heading(ticket)}：{by}退单，原因：{Discreet(reason)}。仍由您负责";

    /// <summary>吹哨</summary>
    public static string Whistled(Ticket ticket, IReadOnlyList<string> units) => Line($"#{ticket.Number} 已吹哨：", string.Join("、", units), $"，{Brief(ticket.Responsible!.Name, LongestName)}牵头");

    public static string CallUnits(Ticket ticket, IReadOnlyList<string> units, IEnumerable<Person> people) =>
        $"【吹哨】{At(people)}#{ticket.Number} {Heading(ticket)}，请{string.Join("、", units)}到场，{ticket.Responsible!.Name}牵头。到了回“报到{ticket.Number} 单位”";

    public static string Escalated(Ticket ticket) => $"#{ticket.Number} 已上报{Of(ticket.Level)}，接手前仍由{Brief(ticket.Responsible!.Name, 10)}负责";

    public static string EscalatedForStaff(Ticket ticket, IEnumerable<Person> people, string by, string reason) =>
        $"【上报】{At(people)}#{ticket.Number} {Heading(ticket)}，{by}报到{Of(ticket.Level)}：{Brief(reason, 60)}。请定谁来办，回“{ticket.Number}派给谁”，定下前仍由{ticket.Responsible!.Name}负责";

    public static string CheckedIn(Ticket ticket, string unit)
    {
        var awaited = ticket.Units.Where(other => other.At is null && other.Name != unit).Select(other => other.Name).ToList();
        return Line($"#{ticket.Number} {unit}已报到", awaited.Count > 0 ? "，还差" + string.Join("、", awaited) : "，都到齐了", "");
    }

    /// <summary>"，物业已报到、城管未报到"; nothing where nobody was called.</summary>
    private static string OfUnits(Ticket ticket) =>
        ticket.Units.Count == 0 ? "" : "，" + string.Join("、", ticket.Units.Select(unit => unit.Name + (unit.At is null ? "未报到" : "已报到")));

    private static string Awaited(Ticket ticket) => ticket.Units.Where(unit => unit.At is null).Select(unit => unit.Name).ToList() is { Count: > 0 } names ? $"（未报到：{string.Join("、", names)}）" : "";

    /// <summary>"等配件（灯具）"; the bare reason where no proof was asked for yet.</summary>
    private static string Of(Suspension pause) => pause.Proof is not { } proof ? pause.Reason : proof.Kind switch
    {
        PauseKind.Resident => $"等居民（已问：{proof.Detail}）",
        PauseKind.Part => $"等配件（{proof.Detail}）",
        _ => $"等部门（{proof.Detail}）",
    };

    public static string TransferredOutside(Ticket ticket, string unit) =>
        Line($"#{ticket.Number} 已记转", unit, $"；对方接手前仍由{Brief(ticket.Responsible!.Name, LongestName)}负责");

    public static string CoordinateOutside(Ticket ticket, string unit, string reason, IEnumerable<Person> people) => $"{At(people)}#{ticket.Number} {Heading(ticket)} 要转{unit}：{reason}。请帮忙对接";

    public static string Resolved(Ticket ticket) => $"#{ticket.Number} 记为已办好，等居民评价";

    public static string PassOn(Ticket ticket) => $"#{ticket.Number} {ticket.Category} 办好了，请您告诉反映的人";

    public static string Rejected(Ticket ticket) => $"#{ticket.Number} 已记不予受理";

    public static string Merged(Ticket from, Ticket into) => $"#{from.Number} 已并到 #{into.Number}，共{into.Households}户";

    public static string Split(string number, string to) => $"#{number} 已拆出一件，新编号 #{to}";

    public static string Corrected(Ticket ticket) => Line($"#{ticket.Number} 已改为", $"{Heading(ticket)}｜{Of(ticket.Urgency)}", "");

    public static string Undone(Ticket ticket) => $"已撤销，#{ticket.Number} 回到{Of(ticket.State)}";

    /// <summary>To the staff group, when a matter came in where the worker cannot see it.</summary>
    public static string NewForStaff(Ticket ticket, IEnumerable<Person> people) => $"{At(people)}新单 #{ticket.Number} {Heading(ticket)}｜{Of(ticket.Urgency)}，请回“确认{ticket.Number}”";

    /// <summary>To the staff group: words that only half sound like a matter, which the residents' group was told nothing of.</summary>
    public static string UnsureForStaff(Ticket ticket, IEnumerable<Person> people) =>
        $"{At(people)}请看 #{ticket.Number}：居民说“{Brief(Nameless(ticket.Summary), 30)}”，不知是不是报事，群里还没回。是就回“确认{ticket.Number}”，不是就回“{ticket.Number} 不予受理 闲聊”";

    /// <summary>"30天内第2次", "90天内第3次", or both where the longer time knows of more.</summary>
    public static string Times(IReadOnlyList<Earlier> earlier)
    {
        var soon = earlier.Count(one => one.Within <= FlagReturn.Soon);
        return soon == 0 ? $"{FlagReturn.Late}天内第{earlier.Count + 1}次"
            : soon == earlier.Count ? $"{FlagReturn.Soon}天内第{soon + 1}次"
            : $"{FlagReturn.Soon}天内第{soon + 1}次，{FlagReturn.Late}天内第{earlier.Count + 1}次";
    }

    /// <summary>To the staff: the last closing did not hold.</summary>
    public static string Recurred(Ticket ticket, IReadOnlyList<Earlier> earlier, IEnumerable<Person> people, DateTimeOffset now) =>
        $"【复发】{At(people)}#{ticket.Number} {Heading(ticket)} {Times(earlier)}，上次 #{earlier[0].Number} {ShanghaiTime.Say(earlier[0].ClosedAt, now)}销号，请查清根子再办";

    /// <summary>A rung of the ladder has been reached.</summary>
    public static string Rung(Rung rung, Ticket ticket, IEnumerable<Person> people, DateTimeOffset now)
    {
        var heading = $"#{ticket.Number} {Heading(ticket)}";
        var due = Of(ticket.Deadline, now);
        var charge = (ticket.Responsible is { } person ? $"，{person.Name}负责" : "，还没人受理") + Awaited(ticket);
        return rung.Anchor switch
        {
            RungAnchor.Opened => $"{At(people)}{heading} 还没确认，{ShanghaiTime.Say(ticket.OpenedAt, now)}报的，请回“确认{ticket.Number}”",
            RungAnchor.Whistled => $"【吹哨】{At(people)}{heading} 还没报到：{string.Join("、", ticket.Units.Where(unit => unit.At is null).Select(unit => unit.Name))}。到了回“报到{ticket.Number} 单位”",
            RungAnchor.Share when rung.Share <= 0.5 => $"{At(people)}{heading} 时限过半，{due}到期，办好请回“{ticket.Number} 办好了”",
            RungAnchor.Share => $"{At(people)}{heading} 快到期了：{due}。办好请回“{ticket.Number} 办好了”，办不完请在到期前回“延期{ticket.Number} 时间 原因”",
            _ when rung.Raises is { } level => $"【{(level == Grids.Level.District ? "通报" : "督办")}】{At(people)}{heading} {due}到期未办好{charge}，已升到{Of(level)}",
            _ => $"【催办】{At(people)}{heading} {due}到期未办好{charge}，请尽快办理并回复",
        };
    }

    public static string ReopenedForStaff(Ticket ticket, IEnumerable<Person> people, string reason, DateTimeOffset now) =>
        $"【重办】{At(people)}#{ticket.Number} {Heading(ticket)}：{reason}，新时限{Of(ticket.Deadline, now)}";

    public static string StillOverdue(Ticket ticket, IEnumerable<Person> people, DateTimeOffset now) =>
        $"【挂账】{At(people)}#{ticket.Number} {Heading(ticket)} {Of(ticket.Deadline, now)}到期，至今未办好，请给出办结日期";

    /// <summary>Many reminders at once, to whom they all call: the most urgent first, cut where nobody would read on.</summary>
    /// <param name="shown">The first of <paramref name="count"/>, at least one.</param>
    public static string Reminders(IReadOnlyList<Ticket> shown, int count, int overdue, IEnumerable<Person> people, DateTimeOffset now) =>
        $"【催办】{At(people)}{count}件要办{(overdue > 0 ? $"，超期{overdue}件" : "")}：\n"
        + string.Join("\n", shown.Select(ticket => ReminderLine(ticket, now)))
        + (count > shown.Count ? $"\n…另有{count - shown.Count}件" : "")
        + $"\n请逐件回，例如“进展{shown[0].Number} 今天去”";

    private static string ReminderLine(Ticket ticket, DateTimeOffset now) =>
        $"#{ticket.Number} {Heading(ticket)}｜{(ticket.State == TicketState.Reported ? "还没确认｜" : "")}{(ticket.IsOverdue(now) ? $"超期{Span(now - ticket.Deadline.At)}" : $"{Of(ticket.Deadline, now)}到期")}{Awaited(ticket)}";

    /// <summary>"3天", "5小时", "20分钟": how long, in the largest whole unit.</summary>
    private static string Span(TimeSpan span) =>
        span.TotalDays >= 1 ? $"{(int)span.TotalDays}天" : span.TotalHours >= 1 ? $"{(int)span.TotalHours}小时" : $"{Math.Max(1, (int)span.TotalMinutes)}分钟";

    /// <summary>Several reports wait, and "确认" came without a number.</summary>
    /// <param name="waiting">At least one, those to be named first in front.</param>
    public static string WhichToConfirm(IReadOnlyList<Ticket> waiting)
    {
        const int named = 3;
        return $"有 {waiting.Count} 件等确认：{string.Join("、", waiting.Take(named).Select(ticket => $"#{ticket.Number} {(ticket.Private ? "不公开事项" : ticket.Category)}"))}{(waiting.Count > named ? " 等" : "")}。请带上编号，例如：确认 {waiting[0].Number}";
    }

    /// <summary>本月台账: what is open, the overdue ones first.</summary>
    public static string List(IReadOnlyList<Ticket> open, DateTimeOffset now) => open.Count == 0
        ? "现在没有没办完的事项。"
        : $"没办完{open.Count}件，超期{open.Count(ticket => ticket.IsOverdue(now))}件：\n"
            + string.Join("\n", open.OrderBy(ticket => ticket.Deadline.At).Take(20).Select(ticket => ListLine(ticket, now)))
            + (open.Count > 20 ? $"\n……另有{open.Count - 20}件" : "");

    /// <summary>每日小结, to the staff group.</summary>
    public static string Digest(int opened, int closed, IReadOnlyList<Ticket> open, DateTimeOffset now) =>
        $"【今日小结】新增{opened}件，销号{closed}件。{List(open, now)}";

    private static string ListLine(Ticket ticket, DateTimeOffset now) =>
        $"#{ticket.Number} {(ticket.Private ? "不公开事项" : Heading(ticket))}｜{Of(ticket.State)}｜{ticket.Responsible?.Name ?? "待确认"}｜{Of(ticket.Deadline, now)}{(ticket.IsOverdue(now) ? " 超期" : "")}";

    /// <summary>Why its clock stood still, and stands now.</summary>
    private static IEnumerable<string> Paused(Ticket ticket, DateTimeOffset now) => ticket.Suspensions
        .Select(pause => $"暂缓过 {ShanghaiTime.Say(pause.From, now)} 至 {ShanghaiTime.Say(pause.Until, now)}：{Discreet(Of(pause))}")
        .Concat(ticket is { State: TicketState.Paused, Pause: { } running } ? [$"正在暂缓，到{ShanghaiTime.Say(running.Until, now)}：{Discreet(Of(running))}"] : []);

    /// <summary>Why a provisional due time was measured anew.</summary>
    public const string CalendarChanged = "工作日历或上班时间有变";

    public static string YearPublished(int year) => $"{year}年放假安排已公布";

    /// <summary>Which paper, since when it stands here, and what it now says of the days that count; a long list is cut.</summary>
    public static string YearCorrected(int year, IReadOnlyList<DateOnly> days, WorkCalendar calendar)
    {
        var paper = calendar.PaperOn(days[0]);
        var known = string.Join("，", new[] { paper?.Since is { } since ? $"{ShanghaiTime.Of(since):yyyy-MM-dd}更新" : null, paper?.Source }.OfType<string>());
        var changed = days.Take(MostDaysNamed).Select(day => $"{day:yyyy-MM-dd}改为{(calendar.IsWorkingDay(day) ? "上班" : "休息")}");
        return $"{year}年放假安排有更正{(known.Length > 0 ? $"（{known}）" : "")}：{string.Join("、", changed)}{(days.Count > MostDaysNamed ? $"等{days.Count}天" : "")}";
    }

    private const int MostDaysNamed = 5;

    /// <summary>One line per event, for the history that staff read on any later day: no "明天" in it.</summary>
    public static string Say(TicketEvent happened, DateTimeOffset at) => happened switch
    {
        Opened opened => $"登记：{opened.Category}，{(opened.Condition is { } told ? $"情形：{told}，" : "")}{Of(opened.Urgency)}，时限{On(opened.Deadline, at)}",
        Joined joined => $"居民反映：{joined.Report.Text}",
        Corrected corrected => "更正：" + string.Join("，", new[]
        {
            corrected.Category,
            corrected.Condition is { } condition ? $"情形：{(condition.Length > 0 ? condition : ConditionRules.None)}" : null,
            corrected.Urgency is { } urgency ? Of(urgency) : null,
            corrected.Location is { } place ? Of(place) : null,
            corrected.Deadline is { } deadline ? $"时限{On(deadline, at)}" : null,
        }.OfType<string>()),
        Confirmed confirmed => $"受理：{confirmed.Responsible.Name}负责；措施：{confirmed.Measures}；责任：{confirmed.Responsibility}",
        Assigned assigned => $"交办：{assigned.To.Name}" + (assigned.Deadline is { } deadline ? $"，时限{On(deadline, at)}" : ""),
        Started started => $"开始办理：{started.By.Name}",
        Progressed progressed => $"进展{(progressed.OnSite ? "（到场）" : "")}：{progressed.Text}",
        Tickets.Suspended suspended => $"暂缓到{ShanghaiTime.SayDate(suspended.Until, at)}：{Of(new Suspension(at, suspended.Until, suspended.Reason) { Proof = suspended.Proof })}",
        Resumed resumed => $"继续办理，时限{On(resumed.Deadline, at)}",
        Tickets.ExtensionAsked asked => $"{asked.By.Name}申请延到{ShanghaiTime.SayDate(asked.Until, at)}：{asked.Reason}",
        Tickets.ExtensionGranted granted => $"同意延期到{On(granted.Deadline, at)}（原时限{ShanghaiTime.SayDate(granted.OldDueAt, at)}）",
        Tickets.ExtensionRefused refused => $"不同意延期：{refused.Reason}",
        Tickets.Transferred transferred => $"转办：{transferred.Unit}，原因：{transferred.Reason}" + (transferred.Awaited ? "（待接手）" : ""),
        Tickets.Declined declined => $"{declined.By.Name}退单：{declined.Reason}",
        Tickets.Whistled whistled => $"吹哨：{string.Join("、", whistled.Units)}",
        Tickets.CheckedIn reported => $"报到：{reported.Unit}（{reported.By.Name}）",
        Resolved resolved => $"办结：{resolved.Text}",
        Answered answered => $"{answered.By.Name}评价：{answered.Value switch { 1 => "好了", 2 => "没好", _ => "不清楚" }}" + (answered.Stars is { } stars ? $"，{stars}星" : ""),
        Reopened reopened => $"重新办理：{reopened.Reason}；原时限{ShanghaiTime.SayDate(reopened.OldDueAt, at)}，新时限{On(reopened.Deadline, at)}{(reopened.Continued ? "（接着原时限）" : "")}",
        Rejected rejected => $"不予受理：{rejected.Reason}",
        MergedAway merged => $"并到 #{merged.Into}",
        Absorbed absorbed => $"并入 #{absorbed.From}",
        SplitOff split => $"拆出 #{split.To}",
        Tickets.Recurred { Of.Count: 0 } => "更正后不算复发",
        Tickets.Recurred recurred => $"复发：{Times(recurred.Of)}（{string.Join("、", recurred.Of.Select(earlier => $"#{earlier.Number}"))}）",
        Cancelled cancelled => $"撤回：{cancelled.Reason}",
        Closed closed => $"销号：好了{closed.Solved}户，没好{closed.Unsolved}户，不清楚{closed.Unclear}户，未评价{closed.Unanswered}户",
        ClockFired fired => $"到点：{(TicketSteps.Find(fired.Clock) is { } step ? $"{LimitWords.Of(step)}时限已到" : fired.Clock)}",
        Tickets.Escalated escalated => $"升级到{Of(escalated.Level)}",
        DeadlineRecomputed anew => Recomputed(anew.Deadline, anew.OldDueAt, anew.WasFirm, anew.Why, at),
        StepRecomputed anew => LimitWords.Of(anew.Step) + Recomputed(anew.Deadline, anew.OldDueAt, anew.WasFirm, anew.Why, at),
        Tickets.Revoked => TakenBack,
        Tickets.Undone => "撤销上一步",
        _ => happened.GetType().Name,
    };
}
