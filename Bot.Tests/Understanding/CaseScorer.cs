using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bot.Domain.Understanding;
using Bot.Host.Understanding;

namespace Bot.Tests.Understanding;

/// <summary>The scores of labelled cases, counted as score_cases.py counts them.</summary>
public sealed partial class CaseScorer
{
    private static readonly string[] LocationKeys = ["community", "building", "unit", "floor", "room", "place"];
    private static readonly string[] DoorKeys = ["building", "unit", "floor", "room"];
    private readonly Dictionary<string, (double Hit, double Count)> scores = new(StringComparer.Ordinal);
    private readonly List<(string Gold, string Said)> pairs = [];
    private int truePositive, falsePositive, falseNegative;
    private int placeHit, placeWrong, placeMissed;

    public double this[string name] => scores.TryGetValue(name, out var score) && score.Count > 0 ? score.Hit / score.Count : 1;

    public double NewPrecision => truePositive + falsePositive == 0 ? 0 : (double)truePositive / (truePositive + falsePositive);
    public double NewRecall => truePositive + falseNegative == 0 ? 0 : (double)truePositive / (truePositive + falseNegative);
    public double LocationF1 => placeHit == 0 ? 0 : 2.0 * placeHit / (2.0 * placeHit + placeWrong + placeMissed);

    /// <summary>Over the classes with at least five cases.</summary>
    public double MacroF1
    {
        get
        {
            var labels = pairs.GroupBy(pair => pair.Gold).Where(group => group.Count() >= 5).Select(group => group.Key).ToArray();
            return labels.Average(label =>
            {
                var hit = pairs.Count(pair => pair.Gold == label && pair.Said == label);
                return hit == 0 ? 0 : 2.0 * hit / (pairs.Count(pair => pair.Said == label) + pairs.Count(pair => pair.Gold == label));
            });
        }
    }

    public static CaseScorer Score(Reader reader, IEnumerable<string> files)
    {
        var scorer = new CaseScorer();
        foreach (var line in files.SelectMany(File.ReadAllLines).Where(line => line.Trim().Length > 0))
        {
            var message = CaseLine.Parse(line, out _);
            scorer.Add(message, message.Expect!.Value, reader.Read(message.Conversation));
        }

        return scorer;
    }

    private void Add(CaseLine message, JsonElement expect, Reading got)
    {
        var gold = Text(expect, "coarse")!;
        var said = DecisionJson.CoarseName(got.Coarse);
        var right = Accepted(expect, "coarse").Contains(said) || said == "NEW" && List(expect, "action_alt").Contains("new");
        pairs.Add((gold, right ? gold : said));
        Count("coarse", right);
        var hasContext = message.Conversation.Context.Count > 0;
        if (gold == "NEW")
        {
            truePositive += right ? 1 : 0;
            falseNegative += right ? 0 : 1;
            if (Text(expect, "category") is not null)
            {
                Count("category", Accepted(expect, "category").Contains(got.Category));
            }
        }
        else if (said == "NEW" && !right)
        {
            falsePositive++;
        }

        if (gold == "NEW" || gold == "LINK" && !hasContext)
        {
            AddLocation(expect, got.Location);
        }

        if (Text(expect, "urgency") is { } urgency && (gold == "NEW" || Text(expect, "action") == "escalate"))
        {
            var good = got.Urgency is { } degree && Accepted(expect, "urgency").Contains(UrgencyNames.Of(degree));
            Count("urgency", good);
            Count("urgency:" + urgency, good);
        }

        if (gold is "LINK" or "QUERY" && hasContext)
        {
            var named = message.Conversation.Context.Where(line => line.Role == SpeakerRole.Bot).SelectMany(line => Ticket().Matches(line.Text).Select(match => match.Groups[1].Value)).ToHashSet();
            Count("link", right && said != "NONE" && (named.Count != 1 || said == "NEW" || got.Refs.Any(named.Contains)));
        }

        if (gold == "NONE" && List(expect, "coarse_alt").Length == 0)
        {
            Count("over-speaking", !string.IsNullOrEmpty(got.Reply));
        }
    }

    private void AddLocation(JsonElement expect, Location got)
    {
        var wanted = expect.TryGetProperty("location", out var location) && location.ValueKind == JsonValueKind.Object ? location : default;
        var fromNickname = wanted.ValueKind == JsonValueKind.Object && Text(wanted, "from") == "nickname";
        foreach (var key in LocationKeys)
        {
            var value = key switch
            {
                "community" => got.Community,
                "building" => got.Building,
                "unit" => got.Unit,
                "floor" => got.Floor,
                "room" => got.Room,
                _ => got.Place,
            };
            if (fromNickname && key == "unit")
            {
                continue;
            }

            var gold = wanted.ValueKind == JsonValueKind.Object ? Text(wanted, key) : null;
            if (gold is not null)
            {
                var right = Matches(key, [gold, .. List(wanted, key + "_alt")], value);
                placeHit += right ? 1 : 0;
                placeMissed += right ? 0 : 1;
            }
            else if (!string.IsNullOrEmpty(value) && DoorKeys.Contains(key) && !ImpliedByRoom(key, wanted, value))
            {
                placeWrong++;
            }
        }
    }

    private static bool ImpliedByRoom(string key, JsonElement wanted, string value)
    {
        var room = wanted.ValueKind == JsonValueKind.Object ? Text(wanted, "room") ?? "" : "";
        return key == "floor" && room.Length >= 3 && room.All(char.IsAsciiDigit) && value == room[..^2];
    }

    private static bool Matches(string key, string[] wanted, string? got) => got is not null && (key == "place"
        ? wanted.Any(want => (got.Contains(want, StringComparison.Ordinal) || want.Contains(got, StringComparison.Ordinal)) && got.Length >= 2 && got.Length <= 3 * want.Length)
        : wanted.Contains(got));

    private void Count(string name, bool hit)
    {
        var (hits, count) = scores.GetValueOrDefault(name);
        scores[name] = (hits + (hit ? 1 : 0), count + 1);
    }

    private static string?[] Accepted(JsonElement expect, string key) => [Text(expect, key), .. List(expect, key + "_alt")];

    private static string[] List(JsonElement expect, string key) => expect.TryGetProperty(key, out var list) && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Select(item => item.ToString())]
        : [];

    private static string? Text(JsonElement element, string key) => element.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
        ? Convert.ToString(value.ToString(), CultureInfo.InvariantCulture)
        : null;

    [GeneratedRegex(@"(?<![0-9])#\s*(\d{3,})")]
    private static partial Regex Ticket();
}
