using Dapper;
using Npgsql;

namespace Bot.Host.Drawings;

/// <summary>Pictures that go out with a notice, by their id.</summary>
public sealed class Pictures(NpgsqlDataSource source, BotSettings settings)
{
    /// <summary>PNG; null where there is none.</summary>
    public async Task<byte[]?> Load(string? id, CancellationToken stop)
    {
        if (id is null)
        {
            return null;
        }

        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<byte[]?>(new CommandDefinition(
            "SELECT content FROM picture WHERE district = @District AND picture_id = @id", new { settings.District, id }, cancellationToken: stop));
    }

    public static Task Save(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string id, byte[] content, DateTimeOffset now) => connection.ExecuteAsync(
        "INSERT INTO picture (district, picture_id, content, made_at) VALUES (@district, @id, @content, @now) ON CONFLICT DO NOTHING",
        new { district, id, content, now = now.ToUniversalTime() },
        transaction);
}
