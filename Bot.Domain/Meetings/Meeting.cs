using Bot.Domain.Clocks;
using Bot.Domain.Notices;

namespace Bot.Domain.Meetings;

/// <summary>A meeting of a group: 夜话会, 院坝会 ... <paramref name="Version"/> rises when time, place or cancellation changes; reminders belong to one version.</summary>
public sealed record Meeting(string Id, string GroupId, string Title, DateTimeOffset At, string Place, string? Agenda, bool Cancelled, int Version);

/// <param name="Kind">"day_before" or "hour_before".</param>
public sealed record MeetingReminder(string Kind, DateTimeOffset DueAt);

/// <summary>When members are reminded, and of what they are told.</summary>
public static class MeetingNotices
{
    private static readonly (string Kind, TimeSpan Before)[] Offsets = [("day_before", TimeSpan.FromDays(1)), ("hour_before", TimeSpan.FromHours(1))];

    /// <summary>Those still to come; a reminder whose time has passed when the meeting is made or moved is not made up for.</summary>
    public static IReadOnlyList<MeetingReminder> Reminders(Meeting meeting, DateTimeOffset now) => meeting.Cancelled
        ? []
        : Offsets
            .Select(offset => new MeetingReminder(offset.Kind, ShanghaiTime.NotByNight(meeting.At - offset.Before, meeting.At)))
            .Where(reminder => reminder.DueAt > now)
            .ToList();

    public static Notice Remind(Meeting meeting, string kind, DateTimeOffset now) =>
        new($"meeting:{meeting.Id}:{kind}:v{meeting.Version}", Address.Group(meeting.GroupId), "meeting", MeetingWords.Reminder(meeting, kind, now))
        {
            // Its clock avoids the night; only where it fires late may the notice itself have to wait, and never beyond the meeting.
            WaitsForMorning = ShanghaiTime.NotByNight(now) < meeting.At,
        };

    /// <summary>Whether a reminder that is found due now still has something to say.</summary>
    public static bool Holds(Meeting meeting, string kind, int version, DateTimeOffset now) =>
        !meeting.Cancelled && meeting.Version == version && meeting.At > now
        && (kind != "day_before" || Reminders(meeting, DateTimeOffset.MinValue).All(other => other.Kind == kind || other.DueAt > now));

    /// <summary>One notice of the change, whatever changed.</summary>
    public static Notice Changed(Meeting before, Meeting after, DateTimeOffset now) =>
        new($"meeting:{after.Id}:changed:v{after.Version}", Address.Group(after.GroupId), "meeting", MeetingWords.Changed(before, after, now)) { WaitsForMorning = true };
}

public static class MeetingWords
{
    public static string Reminder(Meeting meeting, string kind, DateTimeOffset now) =>
        $"【会议提醒】{meeting.Title}{(kind == "hour_before" ? "马上开始" : "")}：{ShanghaiTime.Say(meeting.At, now)}，{meeting.Place}{(meeting.Agenda is { Length: > 0 } agenda ? $"，议程：{agenda}" : "")}，欢迎来说说";

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

/// <summary>每周例会: same weekday, time and place each week. Weekday as ISO counts it, 1 Monday to 7 Sunday.</summary>
public sealed record MeetingSeries(string Id, string GroupId, string Title, int Weekday, TimeOnly TimeOfDay, string Place)
{
    /// <summary>The dates of the coming days on which it is held, the present day included if its time has not passed.</summary>
    public IEnumerable<DateOnly> Dates(DateTimeOffset now, int days)
    {
        var today = ShanghaiTime.DateOf(now);
        return Enumerable.Range(0, days)
            .Select(today.AddDays)
            .Where(date => ((int)date.DayOfWeek + 6) % 7 + 1 == Weekday && ShanghaiTime.At(date, TimeOfDay) > now);
    }
}
