using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>Names and small words about tickets, as people read them.</summary>
public static partial class TicketWords
{
    /// <summary>The longest acknowledgement a group is shown, in characters.</summary>
    public const int Longest = 40;

    /// <summary>So much of a name fits into an acknowledgement beside what else it must say.</summary>
    private const int LongestName = 8;

    public static string Of(TicketState state) => state switch
    {
        TicketState.Reported => "待确认",
        TicketState.Accepted => "已受理",
        TicketState.Assigned => "已交办",
        TicketState.Working => "办理中",
        TicketState.Paused => "暂缓",
        TicketState.Resolved => "待评价",
        TicketState.Closed => "已销号",
        TicketState.Rejected => "不予受理",
        TicketState.Cancelled => "已撤回",
        _ => "已合并",
    };

    public static string Of(Urgency urgency) => urgency switch
    {
        Urgency.Critical => "特急",
        Urgency.Urgent => "紧急",
        Urgency.Elevated => "较急",
        _ => "一般",
    };

    public static Urgency? UrgencyOf(string word) => word switch
    {
        "特急" => Urgency.Critical,
        "紧急" => Urgency.Urgent,
        "较急" => Urgency.Elevated,
        "一般" => Urgency.Normal,
        _ => null,
    };

    public static string Of(Level level) => level switch
    {
        Level.Grid => "网格",
        Level.Community => "社区",
        Level.Street => "街道",
        _ => "区里",
    };

    /// <summary>A place as a group may read it: building, unit, floor or landmark, never the room.</summary>
    public static string Of(Location location)
    {
        var community = location.Community ?? "";
        var building = location.Building is { } number ? WithMark(number, "栋") : "";
        var unit = location.Unit is { } door ? WithMark(door, "单元") : "";
        var place = location.Place is { } landmark && !landmark.Contains(building is "" ? "\0" : building, StringComparison.Ordinal) ? landmark : building is "" ? location.Place : "";
        return community + building + unit + place;
    }

    public static string Of(Deadline deadline, DateTimeOffset now) =>
        ShanghaiTime.Say(deadline.At, now) + (deadline.Provisional ? "（暂定）" : "");

    /// <summary>As <see cref="Of(Deadline, DateTimeOffset)"/>, for what is read again on another day.</summary>
    private static string On(Deadline deadline, DateTimeOffset at) => ShanghaiTime.SayDate(deadline.At, at) + (deadline.Provisional ? "（暂定）" : "");

    /// <summary>"照明｜4栋1单元"</summary>
    public static string Heading(Ticket ticket)
    {
        // "电梯｜5栋1单元电梯" says the lift twice.
        var location = ticket.Location.Place is { } landmark && ticket.Category.Contains(landmark, StringComparison.Ordinal) ? ticket.Location with { Place = null } : ticket.Location;
        return Of(location) is { Length: > 0 } place ? $"{ticket.Category}｜{place}" : ticket.Category;
    }

    /// <summary>"@老周 @陈阿姨 "; nothing for nobody.</summary>
    public static string At(IEnumerable<Person> people) => string.Concat(people.Select(person => $"@{person.Name} "));

    /// <summary>Shortens the middle part so that the whole line keeps to <see cref="Longest"/>.</summary>
    public static string Line(string before, string middle, string after)
    {
        var room = Longest - before.Length - after.Length;
        if (middle.Length > room)
        {
            middle = room >= 2 ? Cut(middle, room - 1).TrimEnd('｜') + "…" : "";
        }

        return Brief(before + middle + after, Longest);
    }

    /// <summary>At most so many characters, the last one "…" where something was left out.</summary>
    public static string Brief(string text, int longest) => text.Length <= longest ? text : Cut(text, longest - 1) + "…";

    /// <summary>Never through the middle of a character of two halves.</summary>
    private static string Cut(string text, int length) => text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    private static string WithMark(string value, string mark) =>
        value.EndsWith(mark, StringComparison.Ordinal) || value.Any(character => character is '弄' or '号' or '期') ? value : value + mark;
}
