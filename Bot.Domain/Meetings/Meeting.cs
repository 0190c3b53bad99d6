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

    public Quorum Quorum { get; init; } = Quorum.None;
}

/// <summary>到会人数: how many of the parties and how many people must be there; null where nothing is asked.</summary>
public sealed record Quorum(int? Parties, int? People)
{
    public static readonly Quorum None = new(null, null);

    /// <summary>Whether it came; null where none is asked, or nobody wrote down who came.</summary>
    public bool? Came(Minutes minutes) =>
        Parties > minutes.Present?.Count || People > minutes.People ? false
        : this == None || (Parties is not null && minutes.Present is null) || (People is not null && minutes.People is null) ? null
        : true;
}

/// <param name="Kind">"day_before", "hour_before" for all; "minutes_3", "minutes_7" for the host, so many days after.</param>
public sealed record MeetingReminder(string Kind, DateTimeOffset DueAt);

/// <summary>What a reminder can tell beside the meeting itself.</summary>
/// <param name="Comers">How many people have signed up.</param>
/// <param name="Agenda">Made of what is open, where nobody wrote one; null where there is nothing to speak of.</param>
public sealed record MeetingOutlook(int Comers, string? Agenda)
{
    public static readonly MeetingOutlook None = new(0, null);
}

/// <summary>When members are reminded, and of what they are told.</summary>
public static class MeetingNotices
{
    public const string MinutesMissing = "minutes";
    private static readonly int[] DaysToMinutes = [3, 7];
    private static readonly (string Kind, TimeSpan Before)[] Offsets = [("day_before", TimeSpan.FromDays(1)), ("hour_before", TimeSpan.FromHours(1))];

    /// <summary>Those still to come; a reminder whose time has passed when the meeting is made or moved is not made up for.</summary>
    public static IReadOnlyList<MeetingReminder> Reminders(Meeting meeting, DateTimeOffset now) => meeting.Cancelled
        ? []
        : Offsets
            .Select(offset => new MeetingReminder(offset.Kind, ShanghaiTime.NotByNight(meeting.At - offset.Before, meeting.At)))
            .Where(reminder => reminder.DueAt > now)
            .ToList();

    /// <summary>When the host is reminded of minutes that are not there.</summary>
    public static IEnumerable<MeetingReminder> MinutesReminders(Meeting meeting) => meeting.Cancelled
        ? []
        : DaysToMinutes.Select(days => new MeetingReminder($"{MinutesMissing}_{days}", ShanghaiTime.NotByNight(meeting.At.AddDays(days))));

    public static Notice AskForMinutes(Meeting meeting, string kind, string host, DateTimeOffset now) =>
        new($"meeting:{meeting.Id}:{kind}:v{meeting.Version}", Address.Person(host), "minutes", MeetingWords.AskForMinutes(meeting, now)) { WaitsForMorning = true };

    public static IEnumerable<Notice> Remind(Meeting meeting, string kind, MeetingOutlook outlook, DateTimeOffset now) =>
        meeting.GroupIds.Select(group => new Notice(Key(meeting, kind, group), Address.Group(group), "meeting", MeetingWords.Reminder(meeting, kind, outlook, now))
        {
            // Its clock avoids the night; only where it fires late may the notice itself have to wait, and never beyond the meeting.
            WaitsForMorning = ShanghaiTime.NotByNight(now) < meeting.At,
        });

    /// <summary>Whether a reminder that is found due now still has something to say.</summary>
    public static bool Holds(Meeting meeting, string kind, int version, DateTimeOffset now) =>
        !meeting.Cancelled && meeting.Version == version && (meeting.At > now || kind.StartsWith(MinutesMissing, StringComparison.Ordinal))
        && (kind != "day_before" || Reminders(meeting, DateTimeOffset.MinValue).All(other => other.Kind == kind || other.DueAt > now));

    /// <summary>One notice of the change to each group, whatever changed.</summary>
    public static IEnumerable<Notice> Changed(Meeting before, Meeting after, DateTimeOffset now) =>
        after.GroupIds.Select(group => new Notice(Key(after, "changed", group), Address.Group(group), "meeting", MeetingWords.Changed(before, after, now)) { WaitsForMorning = true });

    /// <summary>What came out of it, told to those who were invited.</summary>
    public static IEnumerable<Notice> Outcome(Meeting meeting, Minutes minutes, DateTimeOffset now) =>
        meeting.GroupIds.Select(group => new Notice(Key(meeting, "outcome", group), Address.Group(group), "outcome", MeetingWords.Outcome(meeting, minutes, now))
        {
            Tickets = [.. minutes.Items.Select(item => item.Ticket).OfType<string>()],
            WaitsForMorning = true,
        });

    /// <summary>What has been decided of the meeting as it stands and may have become moot.</summary>
    public static IEnumerable<string> Keys(Meeting meeting) =>
        meeting.GroupIds.SelectMany(group => Offsets.Select(offset => offset.Kind).Append("changed").Select(kind => Key(meeting, kind, group)));

    private static string Key(Meeting meeting, string kind, string group) => $"meeting:{meeting.Id}:{kind}:v{meeting.Version}{(group == meeting.GroupIds[0] ? "" : $":{group}")}";
}
