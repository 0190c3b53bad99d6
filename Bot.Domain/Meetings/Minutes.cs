using System.Buffers;
using System.Text.RegularExpressions;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Meetings;

/// <summary>One matter of a meeting: answered on the spot, or promised by somebody until some time; else left to whoever is in charge and the limits of the rules.</summary>
/// <param name="Ticket">The number of the ticket it became; null for what was answered, and before there is one.</param>
/// <param name="Category">Its kind, as the ticket has it.</param>
/// <param name="Topic">The number of the topic (议题) that it decides.</param>
public sealed record MinutesItem(string Text, bool Answered, Person? Responsible, DateTimeOffset? DueAt, string? Ticket = null, string? Category = null, string? Topic = null);

/// <summary>会议纪要: who came, and what was said.</summary>
/// <param name="People">How many came; null where nobody wrote it down.</param>
/// <param name="Present">Those of the parties who must be there that were; null where nobody wrote it down.</param>
public sealed partial record Minutes(string Text, int? People, IReadOnlyList<string>? Present, IReadOnlyList<MinutesItem> Items)
{
    /// <summary>More is no meeting but a pasted archive.</summary>
    public const int MostItems = 100;

    /// <summary>
    /// Reads minutes as they are typed or pasted: a line "到会：社区、物业，居民23人" may tell who came; every numbered line is one matter, as is one that names a topic, and lines
    /// without a number belong to the one before. "现场答复", "已解释" and the like make it answered; a name of the roster and a time make it a promise.
    /// </summary>
    public static Minutes Read(string text, IReadOnlyList<string> parties, Roster roster, DateTimeOffset now)
    {
        int? people = null;
        IReadOnlyList<string>? present = null;
        var matters = new List<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Came().Match(line) is { Success: true } came)
            {
                people = came.Groups["count"].Success ? int.Parse(came.Groups["count"].Value, System.Globalization.CultureInfo.InvariantCulture) : people;
                present = [.. parties.Where(party => line.Contains(party, StringComparison.Ordinal))];
            }
            else if (OfTopic().IsMatch(line))
            {
                matters.Add(line);
            }
            else if (Numbered().Match(line) is { Success: true } numbered && numbered.Groups["text"].Value.Trim() is { Length: > 0 } matter)
            {
                matters.Add(matter);
            }
            else if (matters.Count > 0)
            {
                matters[^1] += line;
            }
        }

        return new Minutes(text, people, present, [.. matters.Take(MostItems).Select(matter => ReadItem(matter, roster, now))]);
    }

    private static readonly SearchValues<char> Days = SearchValues.Create("今明后周星礼月日号底");

    /// <summary>One matter, without the number before it.</summary>
    public static MinutesItem ReadItem(string text, Roster roster, DateTimeOffset now)
    {
        var topic = OfTopic().Match(text) is { Success: true } named ? named.Groups["no"].Value : null;
        if (OnTheSpot().IsMatch(text))
        {
            return new MinutesItem(text, true, null, null, Topic: topic);
        }

        // The longest name that is said: "物业老张" rather than another's "老张".
        var post = roster.Posts.Where(post => post.Name.Length >= 2 && text.Contains(post.Name, StringComparison.Ordinal)).MaxBy(post => post.Name.Length)
            ?? roster.Posts.Where(post => post.Name.Length > 3 && text.Contains(post.Name[^2..], StringComparison.Ordinal)).DistinctBy(post => post.PersonId).Take(2).ToList() switch { [var only] => only, _ => null };

        // "晚上看不清路" tells of the trouble: only words that name a day promise something.
        var due = DueWords.FindLast(text, text, now) is { } said && said.Words.AsSpan().ContainsAny(Days) ? said.At : null;
        return new MinutesItem(text, false, post is null ? null : new Person(post.PersonId, post.Name), due > now ? due : null, Topic: topic);
    }

    /// <summary>What was decided, without the topic's name before it.</summary>
    public static string Decided(MinutesItem item) => OfTopic().Replace(item.Text, "").Trim();

    [GeneratedRegex(@"^议题\s*[#＃]?(?<no>[0-9]{1,9})\s*(?:[：:，,]|\s)\s*(?:决定|决议)?[：:，,]?", RegexOptions.CultureInvariant)]
    private static partial Regex OfTopic();

    [GeneratedRegex(@"^(?:到会|参会|出席|与会)(?:人员|情况)?[：:](?:.*?(?<count>\d{1,4})\s*(?:多)?(?:人|位|名))?", RegexOptions.CultureInvariant)]
    private static partial Regex Came();

    [GeneratedRegex(@"^(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]?[、.．,，:：]|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]|[①-⑳]|[-•·])\s*(?<text>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();

    [GeneratedRegex("现场答复|当场答复|现场解决|当场解决|现场解答|当场解答|已答复|已解答|已解释|现场解释|当场解释|已当场", RegexOptions.CultureInvariant)]
    private static partial Regex OnTheSpot();
}
