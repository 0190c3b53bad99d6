using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Topics;
using Bot.Host.Grids;
using Bot.Host.Messages;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Topics;

/// <summary>What residents say of a topic: opinions, votes, and how it went. The topic is locked by whoever calls.</summary>
public static class Voices
{
    /// <summary>True for the person's first opinion on it.</summary>
    public static async Task<bool> NoteOpinion(Spoken spoken, Topic topic, string text, CancellationToken stop)
    {
        var (connection, transaction) = (spoken.Connection, spoken.Transaction);
        var person = spoken.Message.SenderId;
        var before = await connection.ExecuteScalarAsync<int>(
            "SELECT count(*)::int FROM topic_opinion WHERE district = @District AND number = @Number AND person_id = @person", new { spoken.Map.District, topic.Number, person }, transaction);
        await connection.ExecuteAsync(
            """
            INSERT INTO topic_opinion (district, number, message_key, person_id, name, text, openly, at) VALUES (@District, @Number, @Key, @person, @name, @text, @openly, @now) ON CONFLICT DO NOTHING
            """,
            new { spoken.Map.District, topic.Number, spoken.Message.Key, person, name = spoken.Actor.Name, text, openly = !spoken.IsPrivate, now = spoken.Now.ToUniversalTime() },
            transaction);
        await using var batch = new NpgsqlBatch(connection, transaction);
        TopicStore.Note(batch, spoken.Map.District, topic, "topic_opinion", person, new { }, spoken.Now);
        await batch.ExecuteNonQueryAsync(stop);
        return before == 0;
    }

    /// <summary>The last vote of a person, or of a household, counts. The journal knows the ballot and not whose it is.</summary>
    /// <returns>Whether it takes the place of an earlier one.</returns>
    public static async Task<bool> NoteVote(Spoken spoken, Topic topic, int choice, CancellationToken stop)
    {
        var (connection, transaction) = (spoken.Connection, spoken.Transaction);
        var person = spoken.Message.SenderId;
        var round = topic.Ballot!.Round;
        var voter = topic.Ballot.ByHousehold ? Household.Of(person, spoken.Actor.Name) : $"person:{person}";
        var key = new { spoken.Map.District, topic.Number, round, voter, person };

        // Who shows another door by now votes for that household, and no longer for the one before.
        var left = (await connection.QueryAsync<Guid>(
            "DELETE FROM topic_vote WHERE district = @District AND number = @Number AND round = @round AND person_id = @person AND voter <> @voter RETURNING ballot", key, transaction)).ToList();
        var known = await connection.QueryFirstOrDefaultAsync<Guid?>("SELECT ballot FROM topic_vote WHERE district = @District AND number = @Number AND round = @round AND voter = @voter", key, transaction);
        var ballot = known ?? Guid.NewGuid();
        await connection.ExecuteAsync(
            """
            INSERT INTO topic_vote (district, number, round, voter, person_id, ballot, choice, at) VALUES (@District, @Number, @round, @voter, @person, @ballot, @choice, @now)
            ON CONFLICT (district, number, round, voter) DO UPDATE SET person_id = excluded.person_id, choice = excluded.choice, at = excluded.at
            """,
            new { key.District, key.Number, round, voter, person, ballot, choice, now = spoken.Now.ToUniversalTime() },
            transaction);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var gone in left)
        {
            TopicStore.Note(batch, spoken.Map.District, topic, "topic_vote_withdrawn", "voter", new { round, ballot = gone }, spoken.Now);
        }

        TopicStore.Note(batch, spoken.Map.District, topic, "topic_voted", "voter", new { round, ballot, choice }, spoken.Now);
        await batch.ExecuteNonQueryAsync(stop);
        return known is not null;
    }

    public static async Task<IReadOnlyList<int>> Choices(NpgsqlConnection connection, NpgsqlTransaction? transaction, string district, Topic topic) => topic.Ballot is not { } ballot ? [] :
        [.. await connection.QueryAsync<int>("SELECT choice FROM topic_vote WHERE district = @district AND number = @Number AND round = @Round", new { district, topic.Number, ballot.Round }, transaction)];

    public static Task<int> Speakers(NpgsqlConnection connection, NpgsqlTransaction? transaction, string district, string number) => connection.ExecuteScalarAsync<int>(
        "SELECT count(DISTINCT person_id)::int FROM topic_opinion WHERE district = @district AND number = @number", new { district, number }, transaction);

    /// <summary>Who is asked how it went: those who spoke, voted, supervised, proposed it, or reported what it grew out of; no staff.</summary>
    public static async Task<TopicStep> BeginReview(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, Topic topic, DateTimeOffset now)
    {
        var told = (await connection.QueryAsync<(string Person, bool Openly)>(
            """
            SELECT person_id, openly FROM topic_opinion WHERE district = @District AND number = @Number
            UNION SELECT person_id, false FROM topic_vote WHERE district = @District AND number = @Number
            """,
            new { map.District, topic.Number },
            transaction)).ToList();
        var reports = topic.FromTicket is { } from ? (await TicketStore.Lock(connection, transaction, map.District, [from])).SelectMany(ticket => ticket.Asked).Select(person => person.Id) : [];
        var grid = map.GridsUnder(topic.NodeId).FirstOrDefault() ?? topic.NodeId;
        bool IsResident(string person) => map.NameOf(person) is not null && !map.ActorFor(person, grid).IsStaff;
        var openly = told.Where(one => one.Openly).Select(one => one.Person).Concat(topic.Supervisors.Select(person => person.Id))
            .Where(person => topic.GroupIds.Any(group => map.IsMember(group, person))).Distinct().Where(IsResident).Order(StringComparer.Ordinal).ToList();
        var others = told.Select(one => one.Person).Concat(reports).Append(topic.By.Id).Concat(topic.Supervisors.Select(person => person.Id)).Distinct().Except(openly).Where(IsResident).ToList();
        var asked = openly.Concat(others).ToList();
        await connection.ExecuteAsync(
            "INSERT INTO topic_review (district, number, round, person_id, at) SELECT @District, @Number, @round, person, @now FROM unnest(@asked) AS person",
            new { map.District, topic.Number, round = topic.Reviews + 1, asked = asked.ToArray(), now = now.ToUniversalTime() },
            transaction);
        var alone = others.Where(person => map.Group(map.Resolve(Address.Person(person))) is not null).Order(StringComparer.Ordinal);
        return TopicSteps.BeginReview(topic, [.. openly.Select(person => new Person(person, map.NameOf(person)!))], alone, asked.Count, now);
    }

    /// <summary>Also of somebody who was not asked; the last answer counts.</summary>
    public static async Task NoteReview(Spoken spoken, Topic topic, int value, CancellationToken stop)
    {
        await spoken.Connection.ExecuteAsync(
            """
            INSERT INTO topic_review (district, number, round, person_id, value, at) VALUES (@District, @Number, @Reviews, @SenderId, @value, @now)
            ON CONFLICT (district, number, round, person_id) DO UPDATE SET value = excluded.value, at = excluded.at
            """,
            new { spoken.Map.District, topic.Number, topic.Reviews, spoken.Message.SenderId, value, now = spoken.Now.ToUniversalTime() },
            spoken.Transaction);
        await using var batch = new NpgsqlBatch(spoken.Connection, spoken.Transaction);
        TopicStore.Note(batch, spoken.Map.District, topic, "topic_reviewed", spoken.Message.SenderId, new { round = topic.Reviews, value }, spoken.Now);
        await batch.ExecuteNonQueryAsync(stop);
    }

    public static async Task<ReviewCount> CountReview(NpgsqlConnection connection, NpgsqlTransaction? transaction, string district, Topic topic) => ReviewCount.Of([.. await connection.QueryAsync<int?>(
        "SELECT value FROM topic_review WHERE district = @district AND number = @Number AND round = @Reviews", new { district, topic.Number, topic.Reviews }, transaction)]);
}
