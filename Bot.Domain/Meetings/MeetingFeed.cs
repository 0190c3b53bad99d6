using System.Globalization;
using System.Text;

namespace Bot.Domain.Meetings;

/// <summary>Meetings as calendar programs read them: iCalendar, RFC 5545. Instants in UTC, lines folded at 75 bytes of UTF-8, ended by CR LF.</summary>
public static class MeetingFeed
{
    private const int LongestLine = 75;

    /// <summary>Nobody says when a talk will be over.</summary>
    private const string Duration = "PT1H30M";

    /// <param name="name">What the calendar is called in the program of whoever subscribes.</param>
    /// <param name="domain">Makes the ids of meetings unique among all calendars.</param>
    public static string Write(string name, string domain, IEnumerable<Meeting> meetings, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Line("BEGIN", "VCALENDAR");
        Line("VERSION", "2.0");
        Line("PRODID", "-//grid-bot//meetings//ZH");
        Line("CALSCALE", "GREGORIAN");
        Line("METHOD", "PUBLISH");
        Line("X-WR-CALNAME", Escape(name));
        Line("X-WR-TIMEZONE", "Asia/Shanghai");
        foreach (var meeting in meetings)
        {
            Line("BEGIN", "VEVENT");
            Line("UID", $"meeting-{meeting.Id}@{domain}");
            Line("DTSTAMP", Instant(now));
            Line("SEQUENCE", (meeting.Version - 1).ToString(CultureInfo.InvariantCulture));
            Line("DTSTART", Instant(meeting.At));
            Line("DURATION", Duration);
            Line("SUMMARY", Escape(meeting.Title));
            Line("LOCATION", Escape(meeting.Place));
            if (meeting.Agenda is { Length: > 0 } agenda)
            {
                Line("DESCRIPTION", Escape(agenda));
            }

            Line("STATUS", meeting.Cancelled ? "CANCELLED" : "CONFIRMED");
            Line("END", "VEVENT");
        }

        Line("END", "VCALENDAR");
        return text.ToString();

        void Line(string name, string value)
        {
            var bytes = 0;
            foreach (var rune in $"{name}:{value}".EnumerateRunes())
            {
                if (bytes + rune.Utf8SequenceLength > LongestLine)
                {
                    // The space that a continued line begins with counts for it.
                    text.Append("\r\n ");
                    bytes = 1;
                }

                text.Append(rune);
                bytes += rune.Utf8SequenceLength;
            }

            text.Append("\r\n");
        }
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("\r\n", "\\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "\\n", StringComparison.Ordinal);
}
