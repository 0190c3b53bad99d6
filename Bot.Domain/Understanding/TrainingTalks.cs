using System.Globalization;

namespace Bot.Domain.Understanding;

/// <summary>
/// The talk files: what was said before ("= 居民 3-2-501老周 2h: 楼道灯坏了", "= 机器人 2h: 已登记 #1023 照明｜3栋2单元｜一般"), oldest first, then messages any of
/// which may come next, each with its label ("> 3-2-501老周: 亮了 谢谢 [confirm]", "> 6栋小芳: 门禁坏了 [report 门禁 较急]", "> 物业 老李: 换好了 [w_done]").
/// An empty line ends a talk; a talk without "=" lines has nothing before it; "\n" in a text breaks the line; "#" begins a remark.
/// </summary>
public static class TrainingTalks
{
    private const string Robot = "机器人";
    private static readonly GroupProfile Group = new("例群", ["例苑"], "例苑");
    private static readonly Dictionary<string, SpeakerRole> Staff = new(StringComparer.Ordinal)
    {
        ["网格员"] = SpeakerRole.GridWorker,
        ["物业"] = SpeakerRole.Property,
        ["社区"] = SpeakerRole.Community,
    };

    /// <exception cref="FormatException">A line is neither of these; the message tells its number.</exception>
    public static IEnumerable<TrainingExample> Parse(IEnumerable<string> lines)
    {
        List<Utterance> before = [];
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                before = [];
            }
            else if (line.StartsWith("= ", StringComparison.Ordinal))
            {
                before.Add(Before(line[2..], number));
            }
            else if (line.StartsWith("> ", StringComparison.Ordinal))
            {
                yield return Next(line[2..], before, number);
            }
            else if (line[0] != '#')
            {
                throw Wrong(number, "a line begins with '= ', '> ' or '#'");
            }
        }
    }

    private static Utterance Before(string line, int number)
    {
        var (head, text) = Parted(line, number);
        var words = head.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
        {
            throw Wrong(number, "who and how long ago stand before the colon");
        }

        var ago = Ago(words[^1]) ?? throw Wrong(number, $"'{words[^1]}' is no time; written as 90s, 5m, 2h, 1d");
        var name = string.Join(' ', words[1..^1]);
        return words[0] switch
        {
            Robot => new Utterance("社区小助手", SpeakerRole.Bot, text, ago),
            "居民" => new Utterance(name, SpeakerRole.Resident, text, ago),
            var role when Staff.TryGetValue(role, out var known) => new Utterance(name.Length == 0 ? role : name, known, text, ago),
            var role => throw Wrong(number, $"no such role: {role}"),
        };
    }

    private static TrainingExample Next(string line, List<Utterance> before, int number)
    {
        var open = line.LastIndexOf('[');
        if (open < 0 || line[^1] != ']')
        {
            throw Wrong(number, "the label stands in brackets at the end");
        }

        var (head, text) = Parted(line[..open].TrimEnd(), number);
        var labels = line[(open + 1)..^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var who = head.Split(' ', 2);
        var role = Staff.GetValueOrDefault(who[0], SpeakerRole.Resident);
        var name = role == SpeakerRole.Resident ? head : who[^1];
        return labels.Length == 0
            ? throw Wrong(number, "the label is empty")
            : new TrainingExample(
            new Conversation(Group, before, new Utterance(name, role, text, TimeSpan.Zero)),
            labels[0],
            Said(labels, 1),
            Said(labels, 2) is { } urgency ? UrgencyNames.Parse(urgency) : null);
    }

    private static string? Said(string[] labels, int at) => labels.Length > at && labels[at] != "-" ? labels[at] : null;

    private static (string Head, string Text) Parted(string line, int number)
    {
        var colon = line.IndexOf(':');
        return colon <= 0 ? throw Wrong(number, "a colon stands between who speaks and what is said") : (line[..colon].Trim(), line[(colon + 1)..].Trim().Replace("\\n", "\n", StringComparison.Ordinal));
    }

    /// <summary>"1d3h" and its like.</summary>
    private static TimeSpan? Ago(string written)
    {
        var sum = TimeSpan.Zero;
        var from = 0;
        for (var i = 0; i < written.Length; i++)
        {
            if (char.IsAsciiDigit(written[i]))
            {
                continue;
            }

            if (!int.TryParse(written.AsSpan(from, i - from), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return null;
            }

            TimeSpan? unit = written[i] switch { 's' => TimeSpan.FromSeconds(1), 'm' => TimeSpan.FromMinutes(1), 'h' => TimeSpan.FromHours(1), 'd' => TimeSpan.FromDays(1), _ => null };
            if (unit is null)
            {
                return null;
            }

            sum += unit.Value * count;
            from = i + 1;
        }

        return from == written.Length && from > 0 ? sum : null;
    }

    private static FormatException Wrong(int number, string what) => new($"line {number}: {what}");
}
