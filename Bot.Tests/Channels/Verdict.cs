using System.Text.RegularExpressions;
using Bot.Platforms;

namespace Bot.Tests.Channels;

/// <summary>A notice as the bot's outbox has it in the end.</summary>
public sealed record SentNotice
{
    public string NoticeKey { get; init; } = "";
    public string LaneId { get; init; } = "";
    public long Sequence { get; init; }
    public string Kind { get; init; } = "";
    public string State { get; init; } = "";
    public string? Error { get; init; }
    public string? Channel { get; init; }
}

/// <summary>
/// Judges what the bot believes by what the stand-in accepted: it reads the ledger alone, where every text names its notice in brackets. It asks no part of the
/// product for its opinion.
/// </summary>
public sealed partial class Verdict
{
    public const string Webhook = "/cgi-bin/webhook/send";
    public const string Messages = "/cgi-bin/message/send";
    public const string Service = "/cgi-bin/message/custom/send";

    /// <summary>What a group has read: a task that was taken back before anybody tapped it has been read by nobody.</summary>
    public const string Taps = "(tap)";
    private const string Again = "（重发，可能已经看过）";
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    /// <summary>Kinds that a blind channel says once more to staff where nobody knows whether they arrived; of residents' it is danger alone.</summary>
    private static readonly string[] SaidTwice = ["alert", "due", "hand_over", "danger"];
    private readonly IReadOnlyList<LedgerEntry> entries;
    private readonly Dictionary<string, SentNotice> notices;
    private readonly ILookup<string, (int Place, bool IsRepeat)> appearances;

    public Verdict(IEnumerable<SentNotice> notices, IReadOnlyList<LedgerEntry> entries)
    {
        this.entries = [.. entries.Where(entry => entry.Path is Webhook or Messages or Service or Taps)];
        this.notices = notices.ToDictionary(notice => notice.NoticeKey);
        appearances = this.entries
            .SelectMany((entry, place) => TextOf(entry) is var text
                ? Named.Matches(text).Select(name => (Key: name.Groups[1].Value, Place: place, IsRepeat: text.StartsWith(Again, StringComparison.Ordinal))) : [])
            .Where(one => this.notices.GetValueOrDefault(one.Key)?.Channel is { } channel && PathOf(channel) == this.entries[one.Place].Path)
            .ToLookup(one => one.Key, one => (one.Place, one.IsRepeat));
    }

    /// <summary>How a notice ended, and how often it stands in the ledger.</summary>
    public (string State, int Times) this[string key] => (notices[key].State, appearances[key].Count());

    /// <summary>A text that names its notice, of so many letters that two of three waiting ones do not fit into one message where it is long.</summary>
    public static string Text(string key, bool isLong = false) => $"〔{key}〕{(isLong ? new string('请', 350) : "请看")}";

    /// <summary>All promises that hold whatever happened.</summary>
    public void Holds()
    {
        Assert.All(notices.Values, NothingIsLost);
        Assert.All(notices.Values, RepeatsFollowTheChannel);
        Assert.All(notices.Values.GroupBy(notice => notice.LaneId), lane => OrderIsKept([.. lane.OrderBy(notice => notice.Sequence)]));
        Assert.All(entries.Where(entry => entry.Path == Webhook).GroupBy(entry => entry.Account), robot => AtMost(20, robot));
        Assert.All(entries.Where(entry => entry.Path == Messages).GroupBy(entry => entry.Target), member => AtMost(30, member));
    }

    /// <summary>What is sent arrived; what did not arrive for certain is dead, left to staff, or not worth telling late, and says why. "parked" is what waits for a person's tap, or for the next task of a group.</summary>
    private void NothingIsLost(SentNotice notice)
    {
        Assert.True(notice.State is "sent" or "dead" or "parked" or "handed_over" or "withdrawn", $"{notice} is neither sent nor given up");
        Assert.True(notice.State != "sent" || appearances[notice.NoticeKey].Any(), $"{notice} never arrived");
        Assert.True(notice.State is not ("dead" or "handed_over" or "withdrawn") || !string.IsNullOrEmpty(notice.Error), $"{notice} does not say why");
    }

    /// <summary>Where the platform drops repeats, or tells what it has, nothing comes twice; what a blind way brings is said once more by its kind, and says so.</summary>
    private void RepeatsFollowTheChannel(SentNotice notice)
    {
        var all = appearances[notice.NoticeKey].ToList();
        var most = notice.Channel is "wecom-webhook" or "wechat" && SaidTwice.Contains(notice.Kind) ? 2 : 1;
        Assert.True(all.Count <= most, $"{notice} arrived {all.Count} times");
        Assert.True(all.Skip(1).All(one => one.IsRepeat), $"{notice} was repeated without saying so");
    }

    /// <summary>What comes later in a lane arrives later; a repeat comes before anything that was not said with the first.</summary>
    private void OrderIsKept(IReadOnlyList<SentNotice> lane)
    {
        var said = lane.SelectMany(notice => appearances[notice.NoticeKey].Select((one, time) => (notice.Sequence, one.Place, First: appearances[notice.NoticeKey].First().Place, IsFirst: time == 0)))
            .OrderBy(one => one.Place).ThenBy(one => one.Sequence).ToList();
        foreach (var (before, after) in said.Zip(said.Skip(1)))
        {
            // Joined into one message they arrived together, and what is repeated of them comes one by one.
            Assert.True(after.Sequence > before.Sequence || (!after.IsFirst && said.Where(one => one.Place < after.Place && one.IsFirst).Max(one => one.First) <= after.First),
                $"{lane[0].LaneId}: {after.Sequence} after {before.Sequence}");
        }
    }

    private static void AtMost(int most, IEnumerable<LedgerEntry> sent)
    {
        var times = sent.Select(entry => entry.At).Order().ToList();
        Assert.All(times.Zip(times.Skip(most)), pair => Assert.True(pair.Second - pair.First >= Minute, $"{most + 1} within {pair.Second - pair.First}"));
    }

    /// <summary>Elsewhere a notice is only quoted: who is to tap a task is told in the staff's group which.</summary>
    private static string PathOf(string channel) => channel switch
    {
        "wecom-webhook" => Webhook,
        "wecom" => Messages,
        "wechat" => Service,
        "wecom-group-send" => Taps,
        _ => "",
    };

    private static string TextOf(LedgerEntry entry) => entry.Content?["text"]?["content"]?.ToString() ?? "";

    [GeneratedRegex("〔([^〕]+)〕")]
    private static partial Regex Named { get; }
}
