namespace Bot.Domain.Understanding;

/// <summary>What a worker has announced ("今日14:00-18:00 3栋至6栋停水") needs no ticket while it lasts.</summary>
internal static class Notices
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    /// <summary>What was announced for tomorrow has not begun so soon after.</summary>
    private static readonly TimeSpan FromTodayToTomorrow = TimeSpan.FromHours(6);
    private static readonly (string Word, string Category)[] Kinds = [("停水", "供水"), ("停电", "电力故障"), ("停气", "燃气"), ("停暖", "供暖"), ("换表", "燃气"), ("线路检修", "电力故障")];

    /// <summary>Whether a worker's line of the last day announces this outage for the house that is told; a house outside the announced range is another matter.</summary>
    public static bool Announced(Conversation conversation, string category, in Location said, ScannedText scan)
    {
        if (scan.Substance > 11)
        {
            return false;
        }

        foreach (var line in conversation.Context)
        {
            if (line.Role is SpeakerRole.Resident or SpeakerRole.Bot || line.Ago > Lasts || line.Ago < FromTodayToTomorrow && IsOfTomorrow(line.Text))
            {
                continue;
            }

            foreach (var (word, kind) in Kinds)
            {
                if (kind == category && line.Text.Contains(word, StringComparison.Ordinal) && Covers(line.Text, said.Building))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsOfTomorrow(string notice) => notice.Contains("明天", StringComparison.Ordinal) || notice.Contains("明日", StringComparison.Ordinal) || notice.Contains("明早", StringComparison.Ordinal);

    private static bool Covers(string notice, string? building)
    {
        if (building is null || !int.TryParse(building, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number))
        {
            return true;
        }

        var doors = new List<DoorMention>();
        DoorScanner.Scan(notice, doors);
        var named = false;
        foreach (var door in doors)
        {
            named |= door.IsRange || door.Building is not null;
            if (door.Building == building || door.IsRange && Within(notice.AsSpan(door.Start, door.End - door.Start), number))
            {
                return true;
            }
        }

        return !named;
    }

    private static bool Within(ReadOnlySpan<char> range, int number)
    {
        int? first = null, last = null;
        for (var i = 0; i < range.Length;)
        {
            var run = Numerals.EndOfRun(range, i);
            if (run > i)
            {
                last = Numerals.ToNumber(range[i..run]);
                first ??= last;
            }

            i = Math.Max(run, i + 1);
        }

        return number >= first && number <= last;
    }
}
