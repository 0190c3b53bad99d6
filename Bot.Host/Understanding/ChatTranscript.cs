using System.Globalization;
using Bot.Domain.Understanding;

namespace Bot.Host.Understanding;

/// <summary>A line of a recorded chat. <paramref name="At"/> is in +08:00.</summary>
public sealed record TranscriptLine(string Sender, string Text, DateTimeOffset At);

/// <summary>
/// A group's chat as copied out of a client: name and time on one line ("老周 2026-03-02 21:14:03", "老周 3/2 21:14", "老周 21:14"), the words below
/// it up to the next such line. Days are told by the lines themselves, or by a line with nothing but a date.
/// </summary>
public static class ChatTranscript
{
    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);
    private static readonly string[] Dates = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日", "M月d日", "M/d", "M-d"];
    private static readonly string[] Times = ["H:mm:ss", "H:mm"];

    /// <param name="start">The day of lines that tell no date.</param>
    public static IReadOnlyList<TranscriptLine> Parse(IEnumerable<string> lines, DateOnly start)
    {
        var result = new List<TranscriptLine>();
        var day = start;
        (string Sender, DateTimeOffset At)? head = null;
        var words = new List<string>();
        foreach (var raw in lines)
        {
            var line = raw.TrimEnd();
            if (TryDay(line.Trim(), day.Year, out var newDay))
            {
                Close();
                day = newDay;
            }
            else if (TryHead(line, day, out var sender, out var at))
            {
                Close();
                head = (sender, at);
                day = DateOnly.FromDateTime(at.DateTime);
            }
            else if (head is not null && (line.Length > 0 || words.Count > 0))
            {
                words.Add(line);
            }
        }

        Close();
        return result;

        void Close()
        {
            var text = string.Join('\n', words).Trim();
            if (head is { } known && text.Length > 0)
            {
                result.Add(new TranscriptLine(known.Sender, text, known.At));
            }

            head = null;
            words.Clear();
        }
    }

    private static bool TryDay(string line, int year, out DateOnly day)
    {
        day = default;
        line = line.Trim('-', '—', ' ');
        foreach (var format in Dates)
        {
            if (DateOnly.TryParseExact(line, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            {
                day = format.StartsWith('y') ? day : new DateOnly(year, day.Month, Math.Min(day.Day, DateTime.DaysInMonth(year, day.Month)));
                return true;
            }
        }

        return false;
    }

    private static bool TryHead(string line, DateOnly day, out string sender, out DateTimeOffset at)
    {
        sender = "";
        at = default;
        var words = line.Split([' ', '\t', '　'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || line.Length > 80)
        {
            return false;
        }

        foreach (var format in Times)
        {
            if (!TimeOnly.TryParseExact(words[^1], format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            {
                continue;
            }

            var dated = words.Length > 2 && TryDay(words[^2], day.Year, out day);
            sender = string.Join(' ', words[..^(dated ? 2 : 1)]).TrimEnd(':', '：');
            at = new DateTimeOffset(day.ToDateTime(time), Shanghai);
            return sender.Length > 0;
        }

        return false;
    }

    /// <summary>Roles by the words people put into nicknames, for a transcript tells none.</summary>
    public static SpeakerRole RoleOf(string sender) =>
        sender.Contains("助手", StringComparison.Ordinal) || sender.Contains("机器人", StringComparison.Ordinal) ? SpeakerRole.Bot
        : sender.Contains("网格员", StringComparison.Ordinal) ? SpeakerRole.GridWorker
        : sender.Contains("物业", StringComparison.Ordinal) || sender.Contains("管理处", StringComparison.Ordinal) ? SpeakerRole.Property
        : sender.Contains("社区", StringComparison.Ordinal) || sender.Contains("书记", StringComparison.Ordinal) ? SpeakerRole.Community
        : SpeakerRole.Resident;
}
