using Bot.Domain.Clocks;
using Bot.Domain.Tickets;

namespace Bot.Domain.Meetings;

/// <summary>What is said of meetings, in Chinese.</summary>
public static class MeetingWords
{
    private const int MostTold = 5;

    public static string Reminder(Meeting meeting, string kind, MeetingOutlook outlook, DateTimeOffset now)
    {
        var soon = kind == "hour_before";
        var agenda = meeting.Agenda is { Length: > 0 } written ? $"，议程：{TicketWords.Nameless(written)}" : !soon && outlook.Agenda is { } made ? $"，可以一起说说：{made}" : "";
        var comers = outlook.Comers > 0 ? $"，已有{outlook.Comers}人报名" : "";
        return $"【会议提醒】{meeting.Title}{(soon ? "马上开始" : "")}：{ShanghaiTime.Say(meeting.At, now)}，{meeting.Place}{agenda}{comers}，欢迎来说说";
    }

    /// <summary>What is open, for the agenda: of tickets numbers and kinds only, overdue ones apart, and topics that are talked through. Null where nothing is.</summary>
    /// <param name="topics">As they are named: 议题1031要不要装充电桩.</param>
    public static string? Agenda(IReadOnlyList<(string Number, string Category, bool Overdue)> open, IReadOnlyList<string> topics)
    {
        IReadOnlyList<string> overdue = [.. open.Where(ticket => ticket.Overdue).Select(Named)];
        string?[] parts = [Some(topics, "个议题", ""), Some(overdue, "件", "超期没办的"), Some([.. open.Where(ticket => !ticket.Overdue).Select(Named)], "件事", "")];
        return parts.OfType<string>().ToList() is { Count: > 0 } told ? string.Join('；', told) : null;

        static string Named((string Number, string Category, bool Overdue) ticket) => $"#{ticket.Number}{ticket.Category}";
        static string? Some(IReadOnlyList<string> names, string counted, string before) =>
            names.Count == 0 ? null : before + string.Join('、', names.Take(3)) + (names.Count > 3 ? $"等{names.Count}{counted}" : "");
    }

    public static string AskForMinutes(Meeting meeting, DateTimeOffset now) =>
        $"{ShanghaiTime.SayDate(meeting.At, now)}的{meeting.Title}还没有纪要。请回复「纪要{meeting.Id}」，另起一行写：1、什么事，谁负责，哪天前办好；现场答复了的写“现场答复”。";

    /// <summary>Safe for a group: what was said is told by its kind and number, as the agenda is; the items' own words may name people and doors.</summary>
    public static string Outcome(Meeting meeting, Minutes minutes, DateTimeOffset now)
    {
        var answered = minutes.Items.Count(item => item.Answered);
        var taken = minutes.Items.Where(item => item.Ticket is not null).ToList();
        var came = (minutes.People is { } people ? $"到会{people}人，" : "") + (Absent(meeting, minutes) is { } absent ? $"没到会：{absent}，" : "")
            + (meeting.Quorum.Came(minutes) is { } enough ? enough ? "人数够了，" : "人数不够，" : "");
        var lines = taken.Take(MostTold).Select(item => $"#{item.Ticket}{item.Category}{(item.Topic is { } topic ? $"（议题{topic}）" : "")}，{item.Responsible?.Name ?? "网格跟进"}{(item.DueAt is { } due ? $"{ShanghaiTime.SayDate(due, now)}前办" : "")}").ToList();
        return $"【会议结果】{meeting.Title}（{ShanghaiTime.Of(meeting.At):M月d日}）：{came}说了{minutes.Items.Count}件事"
            + (answered > 0 ? $"，现场答复{answered}件" : "")
            + (taken.Count > 0 ? $"，{taken.Count}件已登记：{string.Join('；', lines)}{(taken.Count > MostTold ? "等" : "")}。办好了告诉大家" : "");
    }

    public static string MinutesTaken(Meeting meeting, Minutes minutes)
    {
        var numbers = minutes.Items.Select(item => item.Ticket).OfType<string>().ToList();
        return $"{meeting.Title}的纪要收到：{minutes.Items.Count}件事，现场答复{minutes.Items.Count(item => item.Answered)}件"
            + (numbers.Count > 0 ? $"，登记{numbers.Count}件（#{string.Join("、#", numbers)}）" : "")
            + (Absent(meeting, minutes) is { } absent ? $"；没到会：{absent}" : "")
            + (meeting.Quorum.Came(minutes) is { } enough ? enough ? "；人数够了" : "；人数不够" : meeting.Quorum == Quorum.None ? "" : "；没写谁到会，不知道人数够不够");
    }

    private static string? Absent(Meeting meeting, Minutes minutes) =>
        minutes.Present is { } present && meeting.Parties.Except(present).ToList() is { Count: > 0 } absent ? string.Join('、', absent) : null;

    public const string NoMeeting = "没找到要记纪要的会。请写「纪要」加会议编号，如「纪要12」，另起一行写内容";
    public const string NothingInMinutes = "纪要里没看到事项。请一件事写一行，前面加“1、”";

    public static string MinutesThere(Meeting meeting) => $"{meeting.Title}的纪要已经记过了";

    public static string Changed(Meeting before, Meeting after, DateTimeOffset now)
    {
        if (after.Cancelled)
        {
            return $"【会议取消】{before.Title}（原定{ShanghaiTime.Say(before.At, now)}，{before.Place}）不开了，请互相转告";
        }

        return before.Cancelled
            ? $"【会议恢复】{after.Title}照开：{ShanghaiTime.Say(after.At, now)}，{after.Place}，请互相转告"
            : $"【会议变动】{after.Title}改到{ShanghaiTime.Say(after.At, now)}，{after.Place}（原定{ShanghaiTime.Say(before.At, now)}，{before.Place}），请互相转告";
    }
}
