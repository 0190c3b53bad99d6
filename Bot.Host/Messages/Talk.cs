using System.Text.RegularExpressions;
using Bot.Domain.Messages;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Grids;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Messages;

/// <summary>What was said in a conversation before a message, and which tickets it may mean: all the reader may look at.</summary>
public sealed partial record Talk(IReadOnlyList<Utterance> Before, IReadOnlyList<EarlierLine> Lines, IReadOnlyList<Ticket> Tickets, Quoted? Quoted)
{
    private static readonly TimeSpan Span = TimeSpan.FromDays(5);

    /// <summary>What was spoken of so many lines ago is no longer what a bare word means.</summary>
    public const int LinesInTalk = 8;

    /// <summary>The report, the bot's line, and one more voice.</summary>
    public const int LinesJustBefore = 3;

    /// <summary>Numbers of the tickets that the last lines spoke of, the last one first.</summary>
    public IReadOnlyList<string> SpokenOf(int lines) => Before.TakeLast(lines).Reverse().SelectMany(line => line.Tickets ?? []).Distinct().ToList();

    /// <summary>Numbers of the tickets that words name as the bot does, "#1001": where a channel tells what is quoted without telling which message it was.</summary>
    public IReadOnlyList<string> NamedIn(string? words) => words is null ? [] : [.. TicketNumber().Matches(words).Select(match => match.Groups["no"].Value).Where(number => Tickets.Any(ticket => ticket.Number == number)).Distinct()];

    [GeneratedRegex("#(?<no>[0-9]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TicketNumber();

    private sealed record Line
    {
        public string SenderId { get; init; } = "";
        public string Text { get; init; } = "";
        public DateTime At { get; init; }
        public string[] Tickets { get; init; } = [];
        public string Media { get; init; } = "[]";
    }

    public static async Task<Talk> Load(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, ChatGroup group, IncomingMessage message, long position, DateTimeOffset now)
    {
        var grids = group.Kind == "staff" && group.NodeId is { } node ? map.GridsUnder(node).ToArray() : [map.GridOf(group) ?? ""];
        await using var rows = await connection.QueryMultipleAsync(
            """
            SELECT * FROM (
              (SELECT sender_id, body ->> 'text' AS text, received_at AS at, tickets, body ->> 'media' AS media FROM inbox
                WHERE district = @district AND group_id = @group AND position < @position AND received_at > @since AND body ->> 'flushOf' IS NULL
                ORDER BY received_at DESC LIMIT 24)
              UNION ALL
              (SELECT 'bot', text, sent_at, tickets, '[]' FROM outbox
                WHERE district = @district AND lane_id = @group AND state = 'sent' AND sent_at > @since
                ORDER BY sent_at DESC LIMIT 16)) AS talk
            ORDER BY at;

            SELECT body FROM ticket
            WHERE district = @district AND (group_id = @group OR (@wide AND grid_id = ANY(@grids)))
              AND (state IN ('reported', 'accepted', 'assigned', 'working', 'paused', 'resolved') OR changed_at > @recent)
              AND state <> 'merged'
            ORDER BY changed_at DESC LIMIT 60;

            SELECT sender_id, body ->> 'text' AS text, tickets FROM inbox WHERE district = @district AND group_id = @group AND message_id = @quote
            UNION ALL
            SELECT 'bot', text, tickets FROM outbox WHERE district = @district AND lane_id = @group AND provider_id = @quote;
            """,
            new
            {
                district = map.District,
                group = group.GroupId,
                position,
                since = (now - Span).ToUniversalTime(),
                recent = (now - TicketRules.ReturnTime).ToUniversalTime(),
                // In a residents' group only its own tickets are meant; staff and single persons may mean any of their grids'.
                wide = group.Kind != "grid",
                grids,
                quote = message.Quote ?? "",
            },
            transaction);
        var lines = (await rows.ReadAsync<Line>()).ToList();
        var tickets = (await rows.ReadAsync<string>()).Select(BotJson.Read<Ticket>).ToList();
        var quoted = (await rows.ReadAsync<Line>()).Select(line => new Quoted(line.Text, line.Tickets, line.SenderId)).FirstOrDefault();
        var talk = lines.Select(line => new Utterance(
            line.SenderId == "bot" ? "社区小助手" : map.NameOf(line.SenderId) ?? line.SenderId,
            line.SenderId == "bot" ? SpeakerRole.Bot : map.RoleOf(line.SenderId),
            line.Text,
            message.ReceivedAt - new DateTimeOffset(line.At),
            Media: BotJson.Read<List<Media>>(line.Media).Select(media => media.Kind).ToList(),
            Tickets: line.Tickets)).ToList();
        var earlier = lines.Select(line => new EarlierLine(line.SenderId, new DateTimeOffset(line.At), BotJson.Read<List<Media>>(line.Media), line.Tickets)).ToList();
        tickets = group.Kind switch
        {
            "private" => tickets.Where(ticket => Concerns(ticket, map, group)).ToList(),

            // Residents' words must never be taken to mean a neighbour's private matter.
            "grid" => tickets.Where(ticket => !ticket.Private || ticket.Reports.Any(report => report.ReporterId == message.SenderId)).ToList(),
            _ => tickets,
        };
        return new Talk(talk, earlier, tickets, quoted);
    }

    public IReadOnlyList<KnownTicket> Known(DateTimeOffset now) => Tickets.Select(ticket => new KnownTicket(
        ticket.Number,
        ticket.Category,
        ticket.Location,
        ticket.Summary,
        ticket.State.IsOpen(),
        ticket.State == TicketState.Resolved,
        now - ticket.OpenedAt,
        ticket.Reports.Select(report => report.ReporterName).Distinct().ToList(),
        ticket.State.IsOpen() && !ticket.Location.IsKnown ? ticket.Reports[0].ReporterName : null,
        ticket.State == TicketState.Resolved ? ticket.Asked.Where(person => ticket.AnswerOf(person) is null).Select(person => person.Name).ToList() : null)).ToList();

    /// <summary>A single person may speak of what he reported or answers for, and a private matter is known to no other.</summary>
    private static bool Concerns(Ticket ticket, DistrictMap map, ChatGroup group)
    {
        var person = map.MembersOf(group.GroupId).FirstOrDefault() ?? "";
        return ticket.Reports.Any(report => report.ReporterId == person) || map.ActorFor(person, ticket).IsStaff;
    }
}

/// <summary>The message that another one quotes.</summary>
public sealed record Quoted(string Text, IReadOnlyList<string> Tickets, string Sender);
