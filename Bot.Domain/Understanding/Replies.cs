namespace Bot.Domain.Understanding;

/// <summary>What the bot says at once, by name of the occasion. The sentences stand in replies.txt and may be changed without a build.</summary>
public sealed class Replies
{
    /// <summary>Longer answers are cut in groups; only where life is in danger may they be longer.</summary>
    public const int Longest = 40;

    private readonly Dictionary<string, string> sentences;

    /// <param name="lines">"[occasion]" and the sentence on the line below; {0}, {1} are filled in.</param>
    public Replies(IEnumerable<string> lines) =>
        sentences = WordList.Parse(lines).ToDictionary(section => section.Name, section => string.Join(' ', section.Lines), StringComparer.Ordinal);

    /// <summary>The sentence, null where the file holds none for this occasion: then the bot is silent.</summary>
    public string? Say(string occasion) => sentences.GetValueOrDefault(occasion);

    public string? Say(string occasion, string first, string second = "") =>
        sentences.TryGetValue(occasion, out var sentence)
            ? sentence.Replace("{0}", first, StringComparison.Ordinal).Replace("{1}", second, StringComparison.Ordinal)
            : null;

    /// <summary>"已登记 #… 照明｜4栋1单元｜一般"; the place is left out where it would make the line longer than a group bears.</summary>
    public string? Registered(string category, Location location, Urgency urgency)
    {
        var place = PlaceOf(location);
        var full = Say("登记", category, place.Length == 0 ? UrgencyNames.Of(urgency) : place + "｜" + UrgencyNames.Of(urgency));
        return full is { Length: > Longest } ? Say("登记", category, UrgencyNames.Of(urgency)) : full;
    }

    /// <summary>The place for everybody's eyes: never the flat.</summary>
    public static string PlaceOf(Location location) => location switch
    {
        { Building: { } building, Unit: { } unit } => $"{building}栋{unit}单元",
        { Building: { } building } => $"{building}栋{(location.Place is { Length: <= 8 } at && !at.Contains('栋', StringComparison.Ordinal) ? at : "")}",
        { Place: { } place } => place.Length <= 14 ? place : place[..14],
        _ => "",
    };
}
