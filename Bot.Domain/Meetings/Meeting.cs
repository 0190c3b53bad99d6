using Bot.Domain.Clocks;
using Bot.Domain.Notices;

namespace Bot.Domain.Meetings;

/// <summary>A meeting: 夜话会, 院坝会 ... <paramref name="Version"/> rises when time, place or cancellation changes; reminders belong to one version.</summary>
/// <param name="GroupIds">The groups that are told of it: one of a grid, or all of a community; never empty.</param>
public sealed record Meeting(string Id, IReadOnlyList<string> GroupIds, string Title, DateTimeOffset At, string Place, string? Agenda, bool Cancelled, int Version)
{
    /// <summary>Person id of whoever answers for it; null for whoever is in charge there.</summary>
    public string? Host { get; init; }

    /// <summary>Who must be there (五方代表); may be empty.</summary>
    public IReadOnlyList<string> Parties { get; init; } = [];
}

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

    public static IEnumerable<Notice> Remind(Meeting meeting, string kind, DateTimeOffset now) =>
        meeting.GroupIds.Select(group => new Notice(Key(meeting, kind, group), Address.Group(group), "meeting", MeetingWords.Reminder(meeting, kind, now))
        {
            // Its clock avoids the night; only where it fires late may the notice itself have to wait, and never beyond the meeting.
            WaitsForMorning = ShanghaiTime.NotByNight(now) < meeting.At,
        });

    /// <summary>Whether a reminder that is found due now still has something to say.</summary>
    public static bool Holds(Meeting meeting, string kind, int version, DateTimeOffset now) =>
        !meeting.Cancelled && meeting.Version == version && meeting.At > now
        && (kind != "day_before" || Reminders(meeting, DateTimeOffset.MinValue).All(other => other.Kind == kind || other.DueAt > now));

    /// <summary>One notice of the change to each group, whatever changed.</summary>
    public static IEnumerable<Notice> Changed(Meeting before, Meeting after, DateTimeOffset now) =>
        after.GroupIds.Select(group => new Notice(Key(after, "changed", group), Address.Group(group), "meeting", MeetingWords.Changed(before, after, now)) { WaitsForMorning = true });

    /// <summary>What has been decided of the meeting as it stands and may have become moot.</summary>
    public static IEnumerable<string> Keys(Meeting meeting) =>
        meeting.GroupIds.SelectMany(group => Offsets.Select(offset => offset.Kind).Append("changed").Select(kind => Key(meeting, kind, group)));

    private static string Key(Meeting meeting, string kind, string group) => $"meeting:{meeting.Id}:{kind}:v{meeting.Version}{(group == meeting.GroupIds[0] ? "" : $":{group}")}";
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
