namespace Bot.Domain.Tickets;

/// <summary>Every reason for which something about a ticket is not done; this list is the rule book.</summary>
public static class TicketErrors
{
    public static Refusal Unknown(string number) => new("ticket_unknown", $"没有找到 #{TicketWords.Brief(number, 12)}，请核对编号。");

    public static readonly Refusal NotStaff = new("not_staff", "谢谢关心！这一步要由网格员来操作。");

    public static readonly Refusal NotSteering = new("not_steering", "这一步请网格员或社区来定。");

    public static readonly Refusal NotGranting = new("not_granting", "延期要由社区来批，请稍等。");

    public static readonly Refusal NotAbove = new("not_above", "延期要由申请人的上一级来批。");

    public static readonly Refusal OwnRequest = new("own_request", "自己的延期申请要由别人来批。");

    public static Refusal AlreadyConfirmed(Ticket ticket) => new("already_confirmed", $"#{ticket.Number} 已经受理过了，{TicketWords.Brief(ticket.Responsible?.Name ?? "网格员", 10)}负责。");

    public static Refusal Over(Ticket ticket) => new("ticket_over", $"#{ticket.Number} {TicketWords.Of(ticket.State)}，不用再办了。");

    public static Refusal NotInHand(Ticket ticket) => new("not_in_hand", $"#{ticket.Number} 正在暂缓，请先回“恢复{ticket.Number}”。");

    public static Refusal NotPaused(Ticket ticket) => new("not_paused", $"#{ticket.Number} 没有在暂缓。");

    public static Refusal NobodyCalled(string? name) => new("nobody_called", string.IsNullOrWhiteSpace(name)
        ? "请写上交给谁，例如：派 1023 给 物业老张。"
        : $"花名册里没有找到“{TicketWords.Brief(name.Trim(), 12)}”，请写全名。");

    public static readonly Refusal ReasonMissing = new("reason_missing", "请写上原因，好给居民一个交代。");

    /// <summary>Why something is sent back or turned down; with the words that would do.</summary>
    public static Refusal RejectionUnexplained(Ticket ticket) => ReasonMissing with { Text = $"请写上原因，例如：退单{ticket.Number} 不归物业管。", IsQuestion = true };

    /// <summary>The words by which an answer to this question is known.</summary>
    public const string ThreeProofs = "等居民、等配件还是等部门";

    public static Refusal ProofMissing(Ticket ticket) => new("proof_missing", $"#{ticket.Number} 是{ThreeProofs}？请写清再暂缓。") { IsQuestion = true };

    public static Refusal ResidentNotAsked(Ticket ticket) => new("resident_not_asked", $"请写要问居民什么：暂缓{ticket.Number} 周六 等居民 哪天在家") { IsQuestion = true };

    public static Refusal DepartmentMissing(Ticket ticket) => new("department_missing", $"请写上哪个部门，例如：暂缓{ticket.Number} 周六 等部门 城管") { IsQuestion = true };

    public static readonly Refusal TimeMissing = new("time_missing", "请写上时间，例如：周六、明天下班前。");

    public static readonly Refusal TimePast = new("time_past", "这个时间已经过了，请换一个。");

    public static Refusal PauseTooLong(string kind, int days) => new("pause_too_long", $"{kind}合起来最长暂缓{days}天，请换个日期。");

    public static Refusal UnitsMissing(Ticket ticket) => new("units_missing", $"请写上叫哪些单位，例如：吹哨{ticket.Number} 物业、城管");

    public static Refusal TooManyUnits(int most, int longest) => new("too_many_units", $"一件最多叫{most}个单位，名称最多{longest}个字。");

    public static Refusal NotHigher(Ticket ticket) => new("not_higher", $"#{ticket.Number} 已经在{TicketWords.Of(ticket.Level)}了。");

    public static Refusal EscalationUnexplained(Ticket ticket) => ReasonMissing with { Text = $"请写上为什么，例如：上报{ticket.Number} 要街道协调资金", IsQuestion = true };

    public static Refusal NobodyWhistled(Ticket ticket) => new("nobody_whistled", $"#{ticket.Number} 没有吹哨，不用报到。");

    public static Refusal WhichUnit(Ticket ticket) => new("which_unit", $"请写上是哪个单位，例如：报到{ticket.Number} {TicketWords.Brief(ticket.Units[0].Name, 10)}");

    public static Refusal CheckedInAlready(string unit) => new("checked_in_already", $"{TicketWords.Brief(unit, 10)}已经报到过了。");

    public static Refusal LeadCloses(Ticket ticket) => new("lead_closes", $"#{ticket.Number} 由{TicketWords.Brief(ticket.Responsible!.Name, 10)}牵头，请牵头人来办结。");

    public static Refusal AlreadyDue(Ticket ticket) => new("already_due", $"#{ticket.Number} 已经到期，不能再申请延期，请尽快办理。");

    public static Refusal TooManyExtensions(int most) => new("too_many_extensions", $"已经延期{most}次，不能再延了。");

    public static readonly Refusal NotLater = new("not_later", "新时间不比现在的时限晚，不用延期。");

    public static Refusal NoRequest(Ticket ticket) => new("no_request", $"#{ticket.Number} 没有待批的延期申请。");

    public static Refusal NotAsked(Ticket ticket) => new("not_asked", ticket.State.IsOpen()
        ? $"#{ticket.Number} 还在办，办好后会请您评价。"
        : $"#{ticket.Number} {TicketWords.Of(ticket.State)}，现在不用评价。");

    public static readonly Refusal NotAffected = new("not_affected", "这一件请报过的住户来评价。");

    public static Refusal StillOpen(Ticket ticket) => new("still_open", $"#{ticket.Number} 还在办，不用重开。");

    public static readonly Refusal ValueUnknown = new("value_unknown", "请回 1、2 或 3。");

    public static readonly Refusal StarsUnknown = new("stars_unknown", "星级是 1 到 5。");

    public static Refusal ObjectionLate(Ticket ticket) => new("objection_late", $"#{ticket.Number} 销号已过7天，请再说一次情况，我们重新登记。");

    public static readonly Refusal OthersWait = new("others_wait", "还有别的住户在等这件事，不能撤回。");

    public static readonly Refusal NotYours = new("not_yours", "只有报这件事的人才能撤回。");

    public static readonly Refusal MergeWithItself = new("merge_with_itself", "两个编号是同一件。");

    public static readonly Refusal PrivateApart = new("private_apart", "不公开的事项不能和公开的合并。");

    public static readonly Refusal OneReport = new("one_report", "这一件只有一个人反映，不用拆。");

    public static readonly Refusal NothingToUndo = new("nothing_to_undo", "没有可以撤销的：只能撤销自己刚做、还没人接着办的那一步。");

    public static Refusal UndoSplit(SplitOff split, string number) => new("undo_split", $"拆开的不能撤销，可以合回来：{split.To}并到{number}。");

    public static Refusal UndoMerge(string number) => new("undo_merge", $"合并后又办过别的，不能撤销，可以拆开：拆分{number}。");

    public static Refusal ConditionUnknown(Ticket ticket, IReadOnlyList<string> known) => new("condition_unknown", known.Count == 0
        ? $"#{ticket.Number} {TicketWords.Brief(ticket.Category, 10)}没有分情形。"
        : $"没有这种情形，可写：{TicketWords.Brief(string.Join("；", known.Select(one => TicketWords.Brief(one, 8))), 24)}");

    public static readonly Refusal WhichTicket = new("which_ticket", "请带上编号，例如：确认 1023。");
}
