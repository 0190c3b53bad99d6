using Dapper;
using Npgsql;

namespace Bot.Host.Channels.Credentials;

/// <summary>The row of an application's token, as the hosts share it.</summary>
public sealed record TokenRow
{
    public byte[]? Token { get; init; }
    public DateTime? ExpiresAt { get; init; }
    public long LeaseToken { get; init; }
    public byte[]? Dropped { get; init; }
    public DateTime? NextTryAt { get; init; }
    public int? FailedCode { get; init; }
    public string? FailedReaction { get; init; }
    public string? FailedWhy { get; init; }
    public DateOnly? ForcedOn { get; init; }
    public int ForcedCount { get; init; }
    public DateTime? ForcedAt { get; init; }

    /// <summary>What the last try failed with.</summary>
    public PlatformError Error => Enum.TryParse<Reaction>(FailedReaction, out var reaction)
        ? new PlatformError(FailedCode ?? 0, reaction) { Words = FailedWhy ?? "" }
        : new PlatformError(0, Reaction.Retry) { Words = "the platform refuses the token that it hands out" };
}

/// <summary>The SQL of the tokens: reading, the lease to fetch, writing what was fetched. Every write of a fetch carries the lease's number.</summary>
public sealed class TokenRows(NpgsqlDataSource source, BotSettings settings)
{
    /// <summary>So long others wait for a host that may have died. A caller that waits all of it and then fetches is still done within the lease of its lane.</summary>
    private TimeSpan Lease => settings.Lease / 3;

    public async Task<TokenRow> Read(TokenOwner owner, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.QueryFirstOrDefaultAsync<TokenRow>(new CommandDefinition(
            """
            SELECT token, expires_at, lease_token, dropped, next_try_at, failed_code, failed_reaction, failed_why, forced_on, forced_count, forced_at
            FROM access_token WHERE district = @District AND owner = @Id
            """,
            new { settings.District, owner.Id },
            cancellationToken: stop)) ?? new TokenRow();
    }

    /// <summary>The right to fetch, unless another host has it or has fetched since the row was read; null then.</summary>
    public async Task<long?> Take(TokenOwner owner, long seen, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            INSERT INTO access_token (district, owner, lease_until, lease_token) VALUES (@District, @Id, now() + @Lease, 1)
            ON CONFLICT (district, owner) DO UPDATE SET lease_until = now() + @Lease, lease_token = access_token.lease_token + 1
              WHERE access_token.lease_token = @seen AND (access_token.lease_until IS NULL OR access_token.lease_until < now())
            RETURNING lease_token
            """,
            new { settings.District, owner.Id, Lease, seen },
            cancellationToken: stop));
    }

    /// <summary>False where another host has taken over since.</summary>
    public async Task<bool> Keep(TokenOwner owner, long lease, string token, DateTimeOffset expires, DateTimeOffset now, DateTimeOffset? nextTry) => await Write(
        """
        UPDATE access_token SET token = @token, expires_at = @expires, refreshed_at = @now, next_try_at = @nextTry, dropped = NULL,
          failed_code = NULL, failed_reaction = NULL, failed_why = NULL, lease_until = NULL
        WHERE district = @District AND owner = @Id AND lease_token = @lease
        """,
        new { settings.District, owner.Id, lease, token = owner.Seal(token, settings.District), expires, now, nextTry });

    public Task<bool> Fail(TokenOwner owner, long lease, PlatformError error, DateTimeOffset nextTry) => Write(
        """
        UPDATE access_token SET next_try_at = @nextTry, failed_code = @Code, failed_reaction = @reaction, failed_why = @Words, lease_until = NULL
        WHERE district = @District AND owner = @Id AND lease_token = @lease
        """,
        new { settings.District, owner.Id, lease, nextTry, error.Code, reaction = error.Reaction.ToString(), error.Words });

    public Task Release(TokenOwner owner, long lease) => Write(
        "UPDATE access_token SET lease_until = NULL WHERE district = @District AND owner = @Id AND lease_token = @lease", new { settings.District, owner.Id, lease });

    /// <summary>Counted before the call, so that one that dies in it has not called for nothing.</summary>
    public Task<bool> CountForced(TokenOwner owner, long lease, DateOnly today, DateTimeOffset now) => Write(
        """
        UPDATE access_token SET forced_count = CASE WHEN forced_on = @today THEN forced_count + 1 ELSE 1 END, forced_on = @today, forced_at = @now
        WHERE district = @District AND owner = @Id AND lease_token = @lease
        """,
        new { settings.District, owner.Id, lease, today, now });

    /// <summary>Takes the token out where it is still the one that stands there.</summary>
    public async Task Drop(TokenOwner owner, string token)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var standing = await connection.ExecuteScalarAsync<byte[]?>(
            "SELECT token FROM access_token WHERE district = @District AND owner = @Id FOR UPDATE", new { settings.District, owner.Id }, transaction);
        if (owner.Open(standing, settings.District) == token)
        {
            await connection.ExecuteAsync(
                "UPDATE access_token SET token = NULL, expires_at = NULL, dropped = @mark WHERE district = @District AND owner = @Id",
                new { settings.District, owner.Id, mark = owner.MarkOf(token) },
                transaction);
        }

        await transaction.CommitAsync();
    }

    private async Task<bool> Write(string sql, object parameters)
    {
        await using var connection = await source.OpenConnectionAsync();
        return await connection.ExecuteAsync(sql, parameters) > 0;
    }
}
