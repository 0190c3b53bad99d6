using System.Security.Cryptography;
using System.Text;
using Bot.Domain.Channels;
using Bot.Domain.Channels.Wechat;
using Bot.Domain.Tickets;
using Bot.Host.Channels.Identity;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.Wechat;

/// <summary>
/// What a resident reports in the mini program: a message of that person in the grid whose group the mini program was opened from, in a private conversation of
/// the two, so that what the bot says reaches him alone.
/// </summary>
public sealed class MiniReports(Intake intake, Newcomers newcomers, ContentChecks checks, Accepts accepts, DistrictMaps maps, NpgsqlDataSource source, BotSettings settings, BotClock clock)
{
    private const int LongestList = 50;
    private const string Withheld = "（只给工作人员看）";

    /// <param name="IsNew">False where the same report was there already.</param>
    /// <param name="IsWithheld">Staff alone read it.</param>
    public sealed record Outcome(bool IsNew, string? Refused, bool IsWithheld = false);

    /// <summary>One of the caller's own tickets: his own words, nobody else's.</summary>
    public sealed record Own(string Number, TicketState State, string StateText, string Category, string Text, DateTimeOffset ReportedAt, DateTimeOffset DueAt);

    /// <param name="id">The caller's own id of the report; the same again is the same report.</param>
    public async Task<Outcome> Accept(MiniSession session, string id, string text, IReadOnlyList<Media> media, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (session.GroupId is null || map.Group(session.GroupId) is not { } group || map.GridOf(group) is not { } grid)
        {
            return new Outcome(false, "group_unknown");
        }

        var isWithheld = text.Length > 0 && await checks.Text(session.Account, session.OpenId, text, "report", isHere: false, stop) == ContentVerdict.Risky;
        var conversation = $"{session.OpenId}@{grid}";
        var message = new ChannelMessage(WechatPayload.Channel, session.Account, conversation, session.OpenId, $"report:{Digest($"{session.OpenId}:{id}")}", text, clock.GetUtcNow())
        {
            Media = media,
            Mentioned = true,
            UnionId = session.UnionId,
            IsWithheld = isWithheld,
        };
        if (map.GroupOf(WechatPayload.Channel, session.Account, conversation) is null)
        {
            await Open(session, group, grid, message, map, stop);
        }

        var isNew = await intake.Accept(message, stop);
        foreach (var one in isNew ? media : [])
        {
            await checks.Media(session.Account, session.OpenId, one, message.Key, stop);
        }

        return new Outcome(isNew, null, isWithheld);
    }

    /// <summary>The newest first. What is kept from every group is not shown here either: others may hold the phone.</summary>
    public async Task<IReadOnlyList<Own>> List(MiniSession session, CancellationToken stop)
    {
        if ((await maps.Get(stop)).PersonOf(WechatPayload.Channel, session.Account, session.OpenId) is not { } person)
        {
            return [];
        }

        await using var connection = await source.OpenConnectionAsync(stop);
        var bodies = await connection.QueryAsync<string>(
            """
            SELECT body FROM ticket
            WHERE district = @District AND (NOT private OR (body ->> 'withheld')::boolean) AND group_id IN (SELECT group_id FROM member WHERE district = @District AND person_id = @person)
              AND body -> 'reports' @> jsonb_build_array(jsonb_build_object('reporterId', @person::text))
            ORDER BY opened_at DESC LIMIT @LongestList
            """,
            new { settings.District, person, LongestList });
        return
        [
            .. bodies.Select(BotJson.Read<Ticket>).Select(ticket =>
            {
                var own = ticket.Reports.Where(report => report.ReporterId == person).ToList();
                return new Own(ticket.Number, ticket.State, TicketWords.Of(ticket.State), ticket.Category, ticket.Withheld ? Withheld : string.Join('\n', own.Select(report => report.Text)), own[0].At, ticket.Deadline.At);
            }),
        ];
    }

    /// <summary>Person, membership and the private conversation with its ways; done twice it is done once.</summary>
    private async Task Open(MiniSession session, ChatGroup group, string grid, ChannelMessage message, DistrictMap map, CancellationToken stop)
    {
        var known = map.PersonOf(WechatPayload.Channel, session.Account, session.OpenId);
        var person = await newcomers.Welcome(message with { Conversation = null }, group.GroupId, known, stop);
        await using var connection = await source.OpenConnectionAsync(stop);
        await connection.ExecuteAsync(
            """
            INSERT INTO chat_group (district, group_id, name, channel, kind, node_id, communities, default_community)
              SELECT @District, @place, person.name, @Channel, 'private', @grid, @Communities, @DefaultCommunity FROM person WHERE district = @District AND person_id = @person ON CONFLICT DO NOTHING;
            INSERT INTO member (district, group_id, person_id) VALUES (@District, @place, @person) ON CONFLICT DO NOTHING;
            INSERT INTO route (district, group_id, channel, account, target, rank) VALUES
              (@District, @place, @Channel, @Account, @Conversation, NULL), (@District, @place, @Channel, @Account, @OpenId, 0) ON CONFLICT DO NOTHING;
            """,
            new { settings.District, place = $"dm-{person}-{grid}", WechatPayload.Channel, grid, group.Communities, group.DefaultCommunity, person, session.Account, message.Conversation, session.OpenId });
        await accepts.AddWay(session.Account, session.OpenId, stop);
        maps.Forget();
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
