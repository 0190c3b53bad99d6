using System.Text.Json.Serialization;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Meetings;
using Bot.Domain.Tickets;
using Bot.Domain.Topics;
using Bot.Domain.Understanding;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Topics;

/// <summary>Topics for staff programs: see them with the whole chain from complaint to result, propose, and every step that staff can take in the chat.</summary>
public static class TopicApi
{
    private const int LongestText = 500;

    /// <param name="From">The number of the ticket that it grew out of; then no node is needed.</param>
    public sealed record TopicInput(string? Node, string? Title, string? From);

    /// <param name="Action">"pass", "refuse" (reason), "open_vote" (options, byHousehold, until), "resolve" (text), "supervise" (supervisors, by name or person id).</param>
    public sealed record TopicAction(
        string? Action, string? Reason, IReadOnlyList<string>? Options, bool? ByHousehold, [property: JsonConverter(typeof(ShanghaiInstant))] DateTimeOffset? Until, string? Text, IReadOnlyList<string>? Supervisors);

    /// <summary>What an answer is made of.</summary>
    public sealed record Parts(NpgsqlDataSource Source, DistrictMaps Maps, RulesInForce Rules, Reader Reader, Dispatcher Dispatcher, BotClock Clock, HttpContext Http)
    {
        public Actor Actor => new($"api:{Http.Items["user"]}", (string)Http.Items["user"]!, [SpeakerRole.District]);
    }

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/topics", async (string? stage, TopicStore topics, BotSettings settings, CancellationToken stop) =>
            stage is not null && !Enum.GetNames<TopicStage>().Contains(stage, StringComparer.OrdinalIgnoreCase)
                ? Problems.BadRequest("stage_unknown", "'stage' is one of proposed, discussing, implementing, reviewing, done, refused")
                : Results.Ok(new { items = await topics.List(settings.District, stage is null ? null : Enum.Parse<TopicStage>(stage, ignoreCase: true), stop) }));
        api.MapPost("/topics", Create);
        api.MapGet("/topics/{number}", Load);
        api.MapPost("/topics/{number}/actions", Act);
    }

    private static async Task<IResult> Create(TopicInput input, [AsParameters] Parts parts, CancellationToken stop)
    {
        var map = await parts.Maps.Get(stop);
        var title = input.Title?.Trim() ?? "";
        if (title.Length > Topic.LongestTitle || (title.Length < 2 && input.From is null))
        {
            return Problems.BadRequest("topic_incomplete", $"title is needed, 2 to {Topic.LongestTitle} characters");
        }

        if (input.From is null && (input.Node is null || map.ResidentGroupsUnder(input.Node).Count == 0))
        {
            return Problems.NotFound("node_unknown", "unknown node, or no residents' group at or below it");
        }

        return await Run(parts, map, async (connection, transaction, now) => input.From is { } from
            ? await TopicActions.FromTicket(connection, transaction, map, from.TrimStart('#'), title.Length > 0 ? title : null, _ => parts.Actor, null, now)
            : await TopicActions.Propose(connection, transaction, map, input.Node!, title, parts.Actor, null, null, now), "ticket_unknown", stop);
    }

    private static async Task<IResult> Act(string number, TopicAction input, [AsParameters] Parts parts, CancellationToken stop)
    {
        var map = await parts.Maps.Get(stop);
        if (input is not ({ Action: "pass" } or { Action: "refuse" } or { Action: "open_vote", Options: not null } or { Action: "resolve", Text.Length: > 1 and <= LongestText } or { Action: "supervise", Supervisors.Count: > 0 }))
        {
            return Problems.BadRequest("action_unknown", "unknown action, or a field it needs is missing or too long");
        }

        return await Run(parts, map, async (connection, transaction, now) =>
        {
            return await TopicStore.Lock(connection, transaction, map.District, [number]) is [var topic] ? await Decide(input, topic, parts, map, connection, transaction, now) : null;
        }, "topic_unknown", stop);
    }

    private static async Task<TopicOutcome> Decide(TopicAction input, Topic topic, Parts parts, DistrictMap map, NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset now)
    {
        switch (input.Action)
        {
            case "pass":
                return TopicOutcome.Of(TopicSteps.Pass(topic, parts.Actor));
            case "refuse":
                return TopicOutcome.Of(TopicSteps.RefuseIt(topic, input.Reason ?? "", parts.Actor));
            case "open_vote":
                var options = input.Options!.Select(option => option.Trim()).Distinct().ToList();
                return TopicOutcome.Of(input.Until is { } until
                    ? TopicSteps.OpenVote(topic, options, input.ByHousehold == true, ShanghaiTime.Of(until), parts.Actor, now)
                    : TopicSteps.OpenVote(topic, input.ByHousehold == true ? "按户" : "", options, parts.Actor, now));
            case "resolve":
                var item = Minutes.ReadItem(input.Text!.Trim(), map.RosterOf(map.GridsUnder(topic.NodeId).First()), now);
                return await TopicActions.Resolve(parts.Reader, connection, transaction, map, parts.Rules.Now, topic, parts.Actor, item, null, now);
            default:
                var people = input.Supervisors!.Select(name => (Name: name, Id: TopicActions.Find(map, topic, name))).ToList();
                return people.FirstOrDefault(person => person.Id is null) is { Name: { } unknown }
                    ? TopicOutcome.Of(TopicStep.Refuse(topic, TopicErrors.NobodyCalled(unknown)))
                    : await TopicActions.Supervise(connection, transaction, map, parts.Rules.Now, topic, parts.Actor, [.. people.Select(person => person.Id!)], now);
        }
    }

    private static async Task<IResult> Run(Parts parts, DistrictMap map, Func<NpgsqlConnection, NpgsqlTransaction, DateTimeOffset, Task<TopicOutcome?>> decide, string missing, CancellationToken stop)
    {
        var now = parts.Clock.GetUtcNow();
        await using var connection = await parts.Source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        if (await decide(connection, transaction, now) is not { } outcome)
        {
            return Problems.NotFound(missing, missing == "topic_unknown" ? "no such topic" : "no such ticket, or it is private");
        }

        if (outcome.Step.Refusal is { } refused)
        {
            return Problems.Of(StatusCodes.Status409Conflict, refused.Code, refused.Text);
        }

        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            TopicStore.Write(batch, map.District, outcome.Step, parts.Actor.Id, now);
            TicketStore.Write(batch, map, outcome.Changes, parts.Rules.Now, now);
            Outbox.Add(batch, map, outcome.Step.Notices, now);
            await batch.ExecuteNonQueryAsync(stop);
        }

        await transaction.CommitAsync(stop);
        parts.Dispatcher.Wake();
        return Results.Ok(outcome.Step.Topic);
    }

    private sealed record OpinionRow(string Name, string Text, DateTime At);

    /// <summary>The whole chain: the complaint it grew out of, opinions, the vote in numbers, resolutions with their meeting and their ticket's state, the review.</summary>
    private static async Task<IResult> Load(string number, NpgsqlDataSource source, BotSettings settings, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        if (await TopicStore.Load(connection, settings.District, number) is not { } topic)
        {
            return Problems.NotFound("topic_unknown", "no such topic");
        }

        var opinions = await connection.QueryAsync<OpinionRow>(
            "SELECT name, text, at FROM topic_opinion WHERE district = @District AND number = @number ORDER BY at, message_key", new { settings.District, number });
        var states = (await connection.QueryAsync<(string Number, string State)>(
            "SELECT number, state FROM ticket WHERE district = @District AND number = ANY(@numbers)", new { settings.District, numbers = topic.Tickets.Append(topic.FromTicket ?? "").ToArray() })).ToDictionary();
        var choices = await Voices.Choices(connection, null, settings.District, topic);
        return Results.Ok(new
        {
            topic,
            complaint = topic.FromTicket is { } from ? new { number = from, state = states.GetValueOrDefault(from) } : null,
            opinions,
            votes = topic.Ballot?.Options.Select((option, index) => new { option, count = choices.Count(choice => choice == index + 1) }),
            resolutions = topic.Resolutions.Select(one => new { one.Text, one.Responsible, one.DueAt, one.Meeting, one.Ticket, state = one.Ticket is { } ticket ? states.GetValueOrDefault(ticket) : null, one.At }),
            review = topic.Reviews > 0 ? await Voices.CountReview(connection, null, settings.District, topic) : null,
        });
    }
}
