using Bot.Domain.Notices;
using Bot.Domain.Understanding;
using Bot.Host.Grids;
using Bot.Host.Journal;
using Bot.Host.Messages;
using Dapper;
using Npgsql;

namespace Bot.Host.Registers;

/// <summary>Who looked when, and why; <paramref name="Through"/> is "chat" or "api", <paramref name="Refused"/> says that nothing was shown.</summary>
public sealed record LookLine(DateTimeOffset At, string Actor, string Why, string Through, bool Refused);

/// <summary>What registers and disputes have in common: words that leave no trace, answers to one person alone, and the log of who looked.</summary>
public static class Secrecy
{
    /// <summary>Longer ones are more than a platform's message holds.</summary>
    public const int LongestText = 1000;

    /// <summary>Staff of any grid; of property companies not.</summary>
    public static bool IsWorker(DistrictMap map, string person) => map.RoleOf(person) is not (SpeakerRole.Resident or SpeakerRole.Property);

    /// <summary>What was said is taken out of the inbox: kept only is that something was, so that it is not taken twice and never becomes part of a talk.</summary>
    public static Task Forget(Spoken spoken) => spoken.Connection.ExecuteAsync(
        "UPDATE inbox SET body = @body::jsonb WHERE district = @District AND message_key = @Key",
        new
        {
            spoken.Map.District,
            spoken.Message.Key,
            body = BotJson.Write(spoken.Message with { Text = "", Media = [], Quote = null, From = spoken.Message.From is { } said ? said with { Text = "", SenderName = null, QuotedText = null, Media = [] } : null }),
        },
        spoken.Transaction);

    /// <summary>An answer to the writer alone, wherever he wrote.</summary>
    public static Notice Alone(Spoken spoken, string text) => new($"reply:{spoken.Message.Key}:alone", Address.Person(spoken.Message.SenderId), "private", text) { Quote = spoken.IsPrivate ? spoken.Message.MessageId : null };

    /// <summary>The same, with content that must not stand in the outbox.</summary>
    public static Notice Sealed(Spoken spoken, Vault vault, string text)
    {
        var notice = Alone(spoken, "");
        return notice with { Text = vault.CloseNotice(notice.Key, text) };
    }

    /// <summary>Notes that somebody was shown an entry, or was refused it.</summary>
    /// <param name="subject">"register:1003" or "dispute:1005"; its row is locked.</param>
    public static async Task NoteLook(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string subject, string node, string actor, string why, string through, bool refused, DateTimeOffset now)
    {
        var noun = subject[..subject.IndexOf(':', StringComparison.Ordinal)];
        await using var batch = new NpgsqlBatch(connection, transaction);
        JournalStore.Add(batch, district, subject, refused ? $"{noun}_refused" : $"{noun}_looked", actor, node, new { why, through }, now);
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>The latest first.</summary>
    public static async Task<IReadOnlyList<LookLine>> Looks(NpgsqlConnection connection, string district, string subject, NpgsqlTransaction? transaction = null)
    {
        var noun = subject[..subject.IndexOf(':', StringComparison.Ordinal)];
        var rows = await connection.QueryAsync<(DateTime At, string Actor, string Why, string Through, bool Refused)>(
            """
            SELECT at, actor, data ->> 'why', data ->> 'through', kind = @refused FROM journal
            WHERE district = @district AND subject = @subject AND kind IN (@looked, @refused) ORDER BY sequence DESC LIMIT 200
            """,
            new { district, subject, looked = $"{noun}_looked", refused = $"{noun}_refused" },
            transaction);
        return [.. rows.Select(row => new LookLine(new DateTimeOffset(row.At), row.Actor, row.Why, row.Through, row.Refused))];
    }
}
