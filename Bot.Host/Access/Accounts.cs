using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace Bot.Host.Access;

/// <summary>Who may use the staff API. The database keeps hashes; what can be used stands in credentials.json of the data folder, mode 600.</summary>
public sealed class Accounts(NpgsqlDataSource source, BotSettings settings)
{
    private const int PasswordRounds = 210_000;

    public sealed record Credentials(string User, string Password, string Token);

    /// <summary>Reads credentials.json or makes it at random, and sees to it that the database knows them.</summary>
    /// <exception cref="IOException">The file is there but cannot be used; it is not overwritten.</exception>
    public async Task Ensure(CancellationToken stop)
    {
        Directory.CreateDirectory(settings.DataDirectory);
        var path = Path.Combine(settings.DataDirectory, "credentials.json");
        var credentials = File.Exists(path) ? Read(path) : Create(path);
        await using var connection = await source.OpenConnectionAsync(stop);
        await connection.ExecuteAsync(
            "INSERT INTO account (district, user_name, password_hash, token_hash) VALUES (@District, @User, @password, @token) ON CONFLICT DO NOTHING",
            new { settings.District, credentials.User, password = HashPassword(credentials.Password), token = HashToken(credentials.Token) });
    }

    /// <summary>The user whose token this is; null for none. Only the hash is looked up, so the time taken tells nothing of a token.</summary>
    public async Task<string?> UserOf(string token, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT user_name FROM account WHERE district = @District AND token_hash = @hash", new { settings.District, hash = HashToken(token) }, cancellationToken: stop));
    }

    private static Credentials Read(string path)
    {
        try
        {
            return BotJson.Read<Credentials>(File.ReadAllText(path));
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw new IOException($"{path} is damaged; remove it to have new credentials made", exception);
        }
    }

    private static Credentials Create(string path)
    {
        var credentials = new Credentials("admin", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

        // Written beside and moved into place: a crash leaves no half file, and nobody else can read it at any moment.
        var draft = path + "." + Guid.NewGuid().ToString("N");
        using (var stream = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            stream.Write(Encoding.UTF8.GetBytes(BotJson.Write(credentials)));
        }

        File.Move(draft, path);
        return credentials;
    }

    private static string HashToken(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static string HashPassword(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, PasswordRounds, HashAlgorithmName.SHA256, 32);
        return $"{PasswordRounds}:{Convert.ToHexStringLower(salt)}:{Convert.ToHexStringLower(hash)}";
    }
}

/// <summary>Lets a request through with a known bearer token only, and tells who it is.</summary>
public sealed class TokenFilter(Accounts accounts) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var header = http.Request.Headers.Authorization.ToString();
        var user = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? await accounts.UserOf(header["Bearer ".Length..].Trim(), http.RequestAborted)
            : null;
        if (user is null)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.Of(StatusCodes.Status401Unauthorized, "unauthorized", "a valid bearer token is needed; it stands in credentials.json of the data folder");
        }

        http.Items["user"] = user;
        return await next(context);
    }
}
