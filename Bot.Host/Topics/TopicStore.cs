using Bot.Domain.Grids;
using Bot.Domain.Topics;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Journal;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Bot.Host.Topics;

/// <summary>Topics as rows, their steps written in one round trip, and their clocks.</summary>
public sealed class TopicStore(NpgsqlDataSource source) : IRings
{
    public async Task<IReadOnlyList<Topic>> List(string district, TopicStage? stage, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var bodies = await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT body FROM topic WHERE district = @district AND (@stage::text IS NULL OR stage = @stage) ORDER BY proposed_at, number",
            new { district, stage = stage is { } one ? TicketStore.Word(one) : null },
            cancellationToken: stop));
        return [.. bodies.Select(BotJson.Read<Topic>)];
    }

    public static async Task<Topic?> Load(NpgsqlConnection connection, string district, string number) =>
        await connection.ExecuteScalarAsync<string?>("SELECT body FROM topic WHERE district = @district AND number = @number", new { district, number }) is { } body ? BotJson.Read<Topic>(body) : null;

    /// <summary>Locked in the order of their numbers; unknown ones are left out.</summary>
    public static async Task<IReadOnlyList<Topic>> Lock(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, IEnumerable<string> numbers)
    {
        var wanted = numbers.Distinct().ToArray();
        return wanted.Length == 0 ? [] : [.. (await connection.QueryAsync<string>(
            "SELECT body FROM topic WHERE district = @district AND number = ANY(@wanted) ORDER BY number FOR UPDATE", new { district, wanted }, transaction)).Select(BotJson.Read<Topic>)];
    }

    /// <summary>Of those that are talked through in any of the groups, number and title.</summary>
    public static async Task<IReadOnlyList<(string Number, string Title)>> Discussed(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, IEnumerable<string> groups) =>
        [.. await connection.QueryAsync<(string, string)>(
            "SELECT number, body ->> 'title' FROM topic WHERE district = @district AND stage = 'discussing' AND group_ids && @groups ORDER BY proposed_at, number",
            new { district, groups = groups.ToArray() },
            transaction)];

    /// <summary>The row, the journal's line and the clocks. What is to be told the caller sends.</summary>
    public static void Write(NpgsqlBatch batch, string district, TopicStep step, string actor, DateTimeOffset now)
    {
        var topic = step.Topic;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            INSERT INTO topic (district, number, stage, node_id, group_ids, proposed_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (district, number) DO UPDATE SET stage = excluded.stage, body = excluded.body
            """)
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = topic.Number },
                new() { Value = TicketStore.Word(topic.Stage) },
                new() { Value = topic.NodeId },
                new() { Value = topic.GroupIds.ToArray() },
                new() { Value = topic.ProposedAt.ToUniversalTime() },
                new() { Value = BotJson.Write(topic), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        });
        if (step.Kind.Length > 0)
        {
            Note(batch, district, topic, step.Kind, actor, step.Data, now);
        }

        foreach (var clock in step.Clocks)
        {
            RoomClock.Set(batch, district, $"topic:{topic.Number}", clock.Kind, clock.Episode, clock.DueAt);
        }
    }

    public static void Note(NpgsqlBatch batch, string district, Topic topic, string kind, string actor, object data, DateTimeOffset now) =>
        JournalStore.Add(batch, district, $"topic:{topic.Number}", kind, actor, topic.NodeId, data, now);

    public string Noun => "topic";

    public async Task<bool> Ring(string id, string kind, int episode, DistrictMap map, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var body = await connection.ExecuteScalarAsync<string?>("SELECT body FROM topic WHERE district = @District AND number = @id FOR UPDATE SKIP LOCKED", new { map.District, id }, transaction);
        if (body is null || !await RoomClockRuns(connection, transaction, map.District, id, kind, episode))
        {
            return false;
        }

        var topic = BotJson.Read<Topic>(body);
        var step = await Due(connection, transaction, map, topic, kind, episode, now);
        await using var batch = new NpgsqlBatch(connection, transaction);
        RoomClock.Settle(batch, map.District, $"topic:{id}", kind, episode, step is null ? "the topic has moved on" : null, now);
        if (step is not null)
        {
            Write(batch, map.District, step, Actor.Clock.Id, now);
            Outbox.Add(batch, map, step.Notices, now);
        }

        await batch.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
        return true;
    }

    /// <summary>Another host may have rung it between the look at the clocks and the lock.</summary>
    private static Task<bool> RoomClockRuns(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string id, string kind, int episode) => connection.ExecuteScalarAsync<bool>(
        "SELECT EXISTS (SELECT 1 FROM clock WHERE district = @district AND subject = @subject AND kind = @kind AND episode = @episode AND state = 'running')",
        new { district, subject = $"topic:{id}", kind, episode },
        transaction);

    private static async Task<TopicStep?> Due(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, Topic topic, string kind, int episode, DateTimeOffset now) => kind switch
    {
        TopicSteps.Vote when topic.IsVoting && topic.Ballot!.Round == episode => TopicSteps.CloseVote(topic, await Voices.Choices(connection, transaction, map.District, topic)),
        TopicSteps.Follow when topic.Stage == TopicStage.Implementing && topic.Looks == episode =>
            await IsOver(connection, transaction, map.District, topic) ? await Voices.BeginReview(connection, transaction, map, topic, now) : TopicSteps.LookAgain(topic, now),
        TopicSteps.Review when topic.Stage == TopicStage.Reviewing && topic.Reviews == episode =>
            await IsOver(connection, transaction, map.District, topic) ? TopicSteps.EndReview(topic, await Voices.CountReview(connection, transaction, map.District, topic)) : TopicSteps.TakeBack(topic, now),
        _ => null,
    };

    /// <summary>All its tickets are closed or ended otherwise; of one that was merged, the one it went into.</summary>
    private static Task<bool> IsOver(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, Topic topic) => connection.ExecuteScalarAsync<bool>(
        """
        SELECT NOT EXISTS (
          SELECT 1 FROM ticket LEFT JOIN ticket AS target ON ticket.state = 'merged' AND target.district = ticket.district AND target.number = ticket.body ->> 'mergedInto'
          WHERE ticket.district = @district AND ticket.number = ANY(@numbers) AND COALESCE(target.state, ticket.state) NOT IN ('closed', 'rejected', 'cancelled'))
        """,
        new { district, numbers = topic.Tickets.ToArray() },
        transaction);
}
