using System.Globalization;
using Bot.Domain.Understanding;

namespace Bot.Host.Understanding;

/// <summary>Plays a recorded talk through the reader, keeping the tickets it would have opened.</summary>
public sealed class Replay(Reader reader)
{
    /// <summary>As much of the talk as the live loop shows the reader.</summary>
    private const int Remembered = 20;
    private const int FirstNumber = 1001;
    private static readonly GroupProfile Group = new("replay", [], "");

    private readonly List<(Utterance Line, DateTimeOffset At)> talk = [];
    private readonly List<(KnownTicket Ticket, DateTimeOffset At)> tickets = [];
    private readonly List<(string Day, string Text)> happenings = [];
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    public void Add(TranscriptLine line)
    {
        var role = ChatTranscript.RoleOf(line.Sender);
        var context = talk.TakeLast(Remembered).Select(entry => entry.Line with { Ago = line.At - entry.At }).ToArray();
        var known = tickets.Select(entry => entry.Ticket with { Age = line.At - entry.At }).ToArray();
        var message = new Utterance(line.Sender, role, line.Text, TimeSpan.Zero);
        var reading = reader.Read(new Conversation(Group, context, message, line.At, known));
        talk.Add((message, line.At));
        Note(line.At.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), line.At.ToString("HH:mm", CultureInfo.InvariantCulture), line.Sender, line.Text, reading, line.At);
    }

    /// <summary>A line that carries its own context; nothing is kept from line to line.</summary>
    public void Add(CaseLine line) =>
        Note("", line.Id, line.Conversation.Message.Sender, line.Conversation.Message.Text, reader.Read(line.Conversation), DateTimeOffset.UnixEpoch);

    /// <summary>By day: each thing that would have been done; then the counts.</summary>
    public void Print(TextWriter output)
    {
        foreach (var day in happenings.GroupBy(entry => entry.Day))
        {
            if (day.Key.Length > 0)
            {
                output.WriteLine($"== {day.Key}");
            }

            foreach (var (_, text) in day)
            {
                output.WriteLine(text);
            }
        }

        output.WriteLine("== 合计");
        foreach (var (name, count) in counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{count}"));
        }
    }

    private void Note(string day, string when, string sender, string text, Reading reading, DateTimeOffset at)
    {
        var name = DecisionJson.CoarseName(reading.Coarse);
        counts[name] = counts.GetValueOrDefault(name) + 1;
        if (reading.Coarse is Coarse.None or Coarse.Buffer)
        {
            return;
        }

        var number = "";
        if (reading.Coarse == Coarse.New)
        {
            number = (FirstNumber + tickets.Count).ToString(CultureInfo.InvariantCulture);
            tickets.Add((new KnownTicket(number, reading.Category ?? "其他", reading.Location, text, true, false, TimeSpan.Zero, [sender]), at));
        }
        else if (reading.Refs.Count > 0)
        {
            number = string.Join(",", reading.Refs);
        }

        var shortText = text.ReplaceLineEndings(" ");
        shortText = shortText.Length > 40 ? shortText[..40] + "…" : shortText;
        var about = reading.Coarse == Coarse.Split ? string.Join("、", reading.Items.Select(item => item.Category)) : reading.Category;
        happenings.Add((day, $"{when} {sender}：{shortText}\n      {name} {reading.Action}{(number.Length > 0 ? " #" + number : "")} {about} {Replies.PlaceOf(reading.Location)} {(reading.Reply is { } reply ? "「" + reply + "」" : "")}".TrimEnd()));
    }
}
