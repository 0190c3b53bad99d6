using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Bot.Domain.Channels.SmartRobot;

/// <summary>
/// The card under a ticket's notice in a staff group, with buttons that say what a worker would type. Source: dw/101032. It holds no state: its task
/// id tells the ticket and the notice, and a press is turned into the worker's words.
/// </summary>
public static class RobotCard
{
    /// <summary>What the client shows of a card; longer words go out as an ordinary message.</summary>
    public const int MostWords = 112;
    public const string TransferQuestion = "to";
    private const int MostPeople = 10;
    private const int DigestLength = 32;

    /// <summary>Buttons, by the key that comes back.</summary>
    private static readonly (string Key, string Label, string Done)[] Buttons = [("confirm", "确认", "已确认"), ("resolve", "办结", "已办结"), ("transfer", "转派", "已转派")];

    public static bool Fits(string words) => new StringInfo(words).LengthInTextElements <= MostWords;

    /// <summary>Unique per robot, as the platform wants it: at most 128 bytes of letters, digits and "_-@".</summary>
    public static string TaskId(string number, string noticeKey) => $"{number}@{Digest(noticeKey)}";

    /// <summary>The ticket's number and the notice's digest; null where it is no task of ours.</summary>
    public static (string Number, string Digest)? Read(string? taskId) =>
        taskId?.Split('@') is [{ Length: > 0 and <= 18 } number, { Length: DigestLength } digest] && number.All(char.IsAsciiDigit) && digest.All(char.IsAsciiHexDigitLower)
            ? (number, digest)
            : null;

    /// <summary>The first 32 hexadecimal digits of SHA-256, so that the database can find the notice by it.</summary>
    public static string Digest(string noticeKey) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(noticeKey)))[..DigestLength];

    /// <summary>What the worker would have typed; null for a button that is none, or a transfer to nobody.</summary>
    /// <param name="to">Id of the person chosen.</param>
    public static string? Command(string? button, string number, string? to) => button switch
    {
        "confirm" => $"确认{number}",
        "resolve" => $"办结{number}",
        "transfer" when to is { Length: > 0 } => $"转{number}给{to} 在卡片上转派",
        _ => null,
    };

    /// <summary>"已确认 · 小余 10:32"</summary>
    public static string Done(string button, string name, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{Buttons.First(one => one.Key == button).Done} · {name} {Clocks.ShanghaiTime.Of(at):HH:mm}");

    /// <param name="words">The notice's own.</param>
    /// <param name="status">What has been done since; null at first.</param>
    /// <param name="without">Buttons that no longer make sense.</param>
    /// <param name="people">To whom it can be handed over, nearest first: id and name.</param>
    public static JsonObject Make(string taskId, string words, string? status, IReadOnlyCollection<string> without, IEnumerable<(string Id, string Name)> people)
    {
        var options = people.Take(MostPeople).Select(person => new JsonObject { ["id"] = person.Id, ["text"] = person.Name }).ToArray<JsonNode?>();
        var buttons = Buttons.Where(button => !without.Contains(button.Key) && (button.Key != "transfer" || options.Length > 0)).ToList();
        var card = new JsonObject
        {
            ["card_type"] = "button_interaction",
            ["main_title"] = new JsonObject { ["title"] = $"工单 #{taskId.Split('@')[0]}", ["desc"] = status ?? "" },
            ["sub_title_text"] = words,
            ["task_id"] = taskId,

            // A card has at least one button; where nothing is left to press, it says how it ended.
            ["button_list"] = buttons.Count > 0
                ? new JsonArray([.. buttons.Select((button, place) => new JsonObject { ["text"] = button.Label, ["style"] = place == 0 ? 1 : 2, ["key"] = button.Key })])
                : new JsonArray(new JsonObject { ["text"] = status ?? "", ["style"] = 2, ["key"] = "none" }),
        };
        if (buttons.Any(button => button.Key == "transfer"))
        {
            card["button_selection"] = new JsonObject { ["question_key"] = TransferQuestion, ["title"] = "转派给", ["option_list"] = new JsonArray(options) };
        }

        return card;
    }

    /// <summary>The answer to a press that changes the card, for everybody or for one person alone.</summary>
    public static JsonObject Update(JsonObject card, string? onlyFor = null) => new()
    {
        ["response_type"] = "update_template_card",
        ["userids"] = onlyFor is null ? [] : new JsonArray(onlyFor),
        ["template_card"] = card,
    };
}
