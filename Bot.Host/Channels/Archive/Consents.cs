using Bot.Domain.Channels;
using Bot.Domain.Channels.Archive;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.Archive;

/// <summary>What somebody outside said to being archived; the last word counts, by the far side's time.</summary>
/// <param name="Person">external_userid.</param>
public sealed record Consent(string Person, bool Agrees, DateTimeOffset At)
{
    /// <summary>Null for an event that is no consent. An agreement that the application is told of names the person as the archive does.</summary>
    public static Consent? Of(ChannelEvent happened) =>
        happened.Kind is "agree" or "disagree" && happened.Sender is { Length: > 0 } person ? new Consent(person, happened.Kind == "agree", happened.At) : null;
}

/// <summary>The table of consents. Members of the corp are under its own rules and are not asked.</summary>
public static class Consents
{
    /// <summary>Of several words of one person, in whatever order they come, the latest is kept; of two in one instant the refusal.</summary>
    public static async Task Write(NpgsqlConnection connection, NpgsqlTransaction? transaction, string district, string account, IEnumerable<Consent> consents)
    {
        var last = consents.GroupBy(consent => consent.Person).Select(words => words.OrderBy(word => word.At).ThenBy(word => word.Agrees ? 0 : 1).Last()).ToList();
        if (last.Count == 0)
        {
            return;
        }

        await connection.ExecuteAsync(
            """
            INSERT INTO consent (district, channel, account, external_id, state, at)
            SELECT @district, @channel, @account, line.person, line.state, line.at FROM unnest(@people, @states, @times) AS line (person, state, at) ORDER BY line.person
            ON CONFLICT (district, channel, account, external_id) DO UPDATE SET state = excluded.state, at = excluded.at
              WHERE excluded.at > consent.at OR (excluded.at = consent.at AND excluded.state = 'disagree')
            """,
            new
            {
                district,
                ArchiveRecord.Channel,
                account,
                people = last.Select(consent => consent.Person).ToArray(),
                states = last.Select(consent => consent.Agrees ? "agree" : "disagree").ToArray(),
                times = last.Select(consent => consent.At.ToUniversalTime()).ToArray(),
            },
            transaction);
    }

    /// <summary>True for who agrees, false for who does not; who never said anything is missing.</summary>
    public static async Task<IReadOnlyDictionary<string, bool>> Read(NpgsqlConnection connection, NpgsqlTransaction? transaction, string district, string account, IEnumerable<string> people) =>
        (await connection.QueryAsync<(string Person, string State)>(
            "SELECT external_id, state FROM consent WHERE district = @district AND channel = @channel AND account = @account AND external_id = ANY(@people)",
            new { district, ArchiveRecord.Channel, account, people = people.ToArray() },
            transaction)).ToDictionary(row => row.Person, row => row.State == "agree");
}
