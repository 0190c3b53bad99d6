using System.Globalization;
using System.Text.RegularExpressions;
using Bot.Domain.Bulletins;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Understanding;
using Bot.Host.Grids;
using Bot.Host.Messages;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Bulletins;

/// <summary>
/// What staff say about bulletins, in a private chat or their own group: 发布 通报 12 · 发 月报 · 不发 通报 12 · 履职清单 [3月] · 邻长月报 [3月] · 网格月报 [3月]. Residents' groups are no place for it.
/// </summary>
public sealed partial class BulletinTalk(BulletinStore store, BulletinCounter counter) : IListener
{
    public async Task<IReadOnlyList<Change>?> Hear(Spoken spoken, CancellationToken stop)
    {
        if (spoken.Group.Kind == "grid" || spoken.Map.RoleOf(spoken.Message.SenderId) == SpeakerRole.Resident)
        {
            return null;
        }

        if (Release().Match(spoken.Text) is { Success: true } release)
        {
            return await Settle(spoken, release.Groups["id"].Success ? release.Groups["id"].Value : null, isRelease: !release.Groups["not"].Success, stop);
        }

        if (Duties().Match(spoken.Text) is { Success: true } duties)
        {
            // Others' matters are nobody's to read in a group.
            var period = Month(duties.Groups["month"].Value, spoken.Now);
            var to = Address.Person(spoken.Message.SenderId);
            var words = period is null ? BulletinWords.PeriodUnknown : BulletinWords.Duties(await counter.Duties(spoken.Map, spoken.Message.SenderId, period, spoken.Now, stop), spoken.Now);
            return spoken.Say(new Notice($"reply:{spoken.Message.Key}:duties", to, "reply", words) { Quote = spoken.IsPrivate ? spoken.Message.MessageId : null });
        }

        return RollUp().Match(spoken.Text) is { Success: true } rollUp ? await Together(spoken, rollUp.Groups["title"].Value, rollUp.Groups["month"].Value, stop) : null;
    }

    /// <summary>Only who has a post at the node or above it may, and only above the grid worker.</summary>
    public static bool MaySettle(DistrictMap map, string person, KeptBulletin kept) => kept.Answers == person || map.ActorFor(person, kept.NodeId).Grants;

    private async Task<IReadOnlyList<Change>> Settle(Spoken spoken, string? id, bool isRelease, CancellationToken stop)
    {
        var person = spoken.Message.SenderId;
        if (await BulletinStore.Lock(spoken.Connection, spoken.Transaction, spoken.Map.District, id, person) is not { } kept)
        {
            return spoken.Say(spoken.Reply("bulletin", BulletinWords.NoDraft));
        }

        if (!MaySettle(spoken.Map, person, kept))
        {
            return spoken.Say(spoken.Reply("bulletin", BulletinWords.NotYours));
        }

        if (kept.State != "draft")
        {
            return spoken.Say(spoken.Reply("bulletin", BulletinWords.Settled(kept.Id, kept.State)));
        }

        await using var batch = new NpgsqlBatch(spoken.Connection, spoken.Transaction);
        string words;
        if (isRelease)
        {
            words = BulletinWords.Released(kept.Bulletin, store.SendOut(batch, spoken.Map, kept, person, spoken.Now));
        }
        else
        {
            BulletinStore.Drop(batch, spoken.Map.District, kept, person, spoken.Now);
            words = BulletinWords.Dropped(kept.Bulletin);
        }

        await batch.ExecuteNonQueryAsync(stop);
        return spoken.Say(spoken.Reply("bulletin", words));
    }

    /// <summary>The nodes of that kind under the one where the speaker has a post.</summary>
    private async Task<IReadOnlyList<Change>> Together(Spoken spoken, string title, string month, CancellationToken stop)
    {
        var (map, period) = (spoken.Map, Month(month, spoken.Now));
        if (period is null)
        {
            return spoken.Say(spoken.Reply("bulletin", BulletinWords.PeriodUnknown));
        }

        var own = map.RosterOf(spoken.Grid).Of(spoken.Message.SenderId).Select(post => post.NodeId).LastOrDefault();
        var nodes = own is null ? [] : RollUpNodes(map, own, title[..^2]);
        var counted = await counter.CountEach(map, nodes, period, spoken.Now, stop);
        var parts = nodes.Zip(counted, (node, numbers) => BulletinCounter.Of(title, map, node, period, spoken.Now, numbers)).Where(part => !part.IsEmpty).ToList();
        return spoken.Say(spoken.Reply("bulletin", parts.Count == 0 ? BulletinWords.NothingCounted : BulletinWords.RollUp(title, period, parts)));
    }

    /// <summary>The nodes below one (itself too) whose level a word means: 网格, 社区, and whatever the district calls those between, such as 邻 or 组.</summary>
    public static IReadOnlyList<string> RollUpNodes(DistrictMap map, string under, string level)
    {
        var word = level switch { "网格" => "grid", "社区" => "community", "街道" => "street", _ => level.TrimEnd('长') };
        return [.. map.Nodes.Where(node => (map.Node(node)!.Level == word || map.Node(node)!.Word == word) && map.PathOf(node).Contains(under)).Order(StringComparer.Ordinal)];
    }

    /// <summary>"", "本月", "上月", "3月" (the last one that has begun) or a period's code; null for anything else.</summary>
    public static Period? Month(string words, DateTimeOffset now)
    {
        var current = Period.Around(ShanghaiTime.DateOf(now), 1);
        return words switch
        {
            "" or "本月" => current,
            "上月" or "上个月" => current.Before(),
            _ when words.EndsWith('月') => int.TryParse(words[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var month) && month is >= 1 and <= 12
                ? new Period(new DateOnly(current.From.Year - (month > current.From.Month ? 1 : 0), month, 1), 1)
                : null,
            _ => Period.Parse(words),
        };
    }

    [GeneratedRegex(@"^\s*(?<not>不)?发布?\s*(?:通报|公示|总结|月报|月报告|报告)\s*[#＃]?(?<id>[0-9]{1,9})?\s*[。！!]?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Release();

    [GeneratedRegex(@"^\s*(?:我的)?(?:履职清单|问题清单)\s*(?<month>[0-9]{1,2}月|本月|上个?月|[0-9]{4}(?:-(?:[0-9]{2}|Q[1-4]))?)?\s*[。？?]?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Duties();

    [GeneratedRegex(@"^\s*(?<title>(?:邻长|组长|片长|联户|网格|社区)月报)\s*(?<month>[0-9]{1,2}月|本月|上个?月|[0-9]{4}(?:-(?:[0-9]{2}|Q[1-4]))?)?\s*[。？?]?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex RollUp();
}
