using System.Security.Cryptography;
using System.Text;
using Bot.Domain.Registers;
using Dapper;
using Npgsql;

namespace Bot.Host.Registers;

/// <summary>Text as it is stored; <paramref name="KeyId"/> tells by which key.</summary>
public sealed record Sealed(string KeyId, byte[] Bytes);

/// <summary>What is secret cannot be read or written. <see cref="Code"/> is stable; the message, in English, tells the operator what to do and nothing of the content.</summary>
public sealed class VaultException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

/// <summary>
/// The section "Registers": keys by their id (32 bytes as base64) and which of them seals what is written now. Where it names none, they stand in
/// register-keys.json of the data folder, which is made at the first start. All keys ever used must stay: a further one is added, and made the current one.
/// </summary>
public sealed record VaultKeys(string Current, IReadOnlyDictionary<string, string> Keys)
{
    public static VaultKeys? From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Registers");
        var keys = section.GetSection("Keys").GetChildren().ToDictionary(key => key.Key, key => key.Value ?? "");
        return keys.Count == 0 ? null : new VaultKeys(section["CurrentKey"] is { Length: > 0 } current ? current : keys.Keys.Order(StringComparer.Ordinal).Last(), keys);
    }
}

/// <summary>
/// Seals what registers and disputes say, and opens it. Without the right keys nothing is sealed, opened or overwritten, while all else of the bot works on: a
/// lost key must not silence the complaints.
/// </summary>
public sealed class Vault(NpgsqlDataSource source, BotSettings settings, ILogger<Vault> log, VaultKeys? configured = null)
{
    private const string Proof = "this is the key of the registers";

    private sealed record Key(byte[] Sealing, byte[] Marking);

    private Dictionary<string, Key> keys = [];
    private string current = "";
    private VaultException trouble = new("register_key_missing", "the keys of the registers have not been read yet");

    private string Path => System.IO.Path.Combine(settings.DataDirectory, "register-keys.json");

    /// <summary>Reads the keys, or makes the first one, and checks them against what the database was sealed with. Whatever is wrong is logged, and said at every use.</summary>
    public async Task Ensure(CancellationToken stop)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(stop);
            await using var transaction = await connection.BeginTransactionAsync(stop);

            // Two hosts that start together must not make a key each.
            await connection.ExecuteAsync("SELECT 1 FROM district WHERE district = @District FOR UPDATE", new { settings.District }, transaction);
            var proofs = (await connection.QueryAsync<(string KeyId, byte[] Proof)>("SELECT key_id, proof FROM register_key WHERE district = @District ORDER BY key_id", new { settings.District }, transaction)).ToList();
            var given = configured ?? ReadFile() ?? (proofs.Count == 0 ? Create() : throw Missing(proofs.Select(proof => proof.KeyId)));
            Take(given, proofs);
            if (proofs.All(proof => proof.KeyId != current))
            {
                await connection.ExecuteAsync(
                    "INSERT INTO register_key (district, key_id, proof) VALUES (@District, @current, @proof)",
                    new { settings.District, current, proof = Seal.Close(keys[current].Sealing, PlaceOf("register_key", current), Proof) },
                    transaction);
            }

            await transaction.CommitAsync(stop);
        }
        catch (VaultException exception)
        {
            keys = [];
            trouble = exception;
            log.LogError("the registers stay closed: {Reason}", exception.Message);
        }
    }

    /// <param name="row">Table and key of the row it will stand in.</param>
    /// <exception cref="VaultException">The keys are not there.</exception>
    public Sealed Close(string table, string row, string text) => keys.TryGetValue(current, out var key) ? new Sealed(current, Seal.Close(key.Sealing, PlaceOf(table, row), text)) : throw trouble;

    /// <exception cref="VaultException">The keys are not there, or the bytes do not belong to this row.</exception>
    public string Open(string table, string row, Sealed closed)
    {
        if (keys.Count == 0)
        {
            throw trouble;
        }

        return keys.TryGetValue(closed.KeyId, out var key) && Seal.Open(key.Sealing, PlaceOf(table, row), closed.Bytes) is { } text
            ? text
            : throw new VaultException("register_row_refused", $"row {row} of table {table} does not open: it was changed, or stood elsewhere when it was sealed");
    }

    /// <summary>A value as the index stores it.</summary>
    public byte[] Mark(string value) => keys.TryGetValue(current, out var key) ? Seal.Mark(key.Marking, value) : throw trouble;

    /// <summary>A value as any key may have marked it.</summary>
    public IEnumerable<byte[]> Marks(string value) => keys.Count == 0 ? throw trouble : keys.Values.Select(key => Seal.Mark(key.Marking, value));

    private const string Prefix = "sealed:";

    /// <summary>A notice's text as it may stand in the outbox.</summary>
    public string CloseNotice(string noticeKey, string text)
    {
        var closed = Close("outbox", noticeKey, text);
        return $"{Prefix}{closed.KeyId}:{Convert.ToBase64String(closed.Bytes)}";
    }

    /// <summary>The text that is sent. What was not sealed is sent as it is; what does not open is never sent.</summary>
    public string OpenNotice(string noticeKey, string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Split(':') is not { Length: 3 } parts)
        {
            return text;
        }

        try
        {
            return Open("outbox", noticeKey, new Sealed(parts[1], Convert.FromBase64String(parts[2])));
        }
        catch (Exception exception) when (exception is VaultException or FormatException)
        {
            log.LogError("notice {Key} does not open and is sent without its content: {Reason}", noticeKey, exception.Message);
            return RegisterWords.KeyMissing;
        }
    }

    private string PlaceOf(string table, string row) => $"{settings.District}\n{table}\n{row}";

    private void Take(VaultKeys given, IReadOnlyList<(string KeyId, byte[] Proof)> proofs)
    {
        var from = configured is null ? Path : "the section Registers of the configuration";
        var taken = given.Keys.ToDictionary(pair => pair.Key, pair => KeyOf(pair.Key, pair.Value, from));
        if (!taken.ContainsKey(given.Current))
        {
            throw new VaultException("register_key_missing", $"{from} names '{given.Current}' as the current key but does not hold it");
        }

        foreach (var (keyId, proof) in proofs)
        {
            if (!taken.TryGetValue(keyId, out var key))
            {
                throw Missing([keyId]);
            }

            if (Seal.Open(key.Sealing, PlaceOf("register_key", keyId), proof) != Proof)
            {
                throw new VaultException("register_key_wrong", $"key '{keyId}' of {from} is not the one the registers of district '{settings.District}' are sealed with: put the right one back; nothing was overwritten");
            }
        }

        (keys, current) = (taken, given.Current);
    }

    private VaultException Missing(IEnumerable<string> keyIds) => new(
        "register_key_missing",
        $"the registers of district '{settings.District}' are sealed with key {string.Join(", ", keyIds)}, which {(configured is null ? Path : "the section Registers of the configuration")} does not hold: put it back (every host of a district needs the same); nothing was overwritten");

    private static Key KeyOf(string keyId, string text, string from)
    {
        var bytes = new byte[Seal.KeyBytes];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == Seal.KeyBytes
            ? new Key(Seal.Derive(bytes, "seal"), Seal.Derive(bytes, "mark"))
            : throw new VaultException("register_key_wrong", $"key '{keyId}' of {from} is not {Seal.KeyBytes} bytes in base64");
    }

    private VaultKeys? ReadFile()
    {
        if (!File.Exists(Path))
        {
            return null;
        }

        try
        {
            return BotJson.Read<VaultKeys>(File.ReadAllText(Path)) is { Current: not null, Keys: not null } read ? read : throw new System.Text.Json.JsonException();
        }
        catch (System.Text.Json.JsonException)
        {
            throw new VaultException("register_key_wrong", $"{Path} is damaged: put the right file back; nothing was overwritten");
        }
    }

    private VaultKeys Create()
    {
        Directory.CreateDirectory(settings.DataDirectory);
        var made = new VaultKeys("k" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)), new Dictionary<string, string>());
        made = made with { Keys = new Dictionary<string, string> { [made.Current] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(Seal.KeyBytes)) } };

        // Written beside and moved into place, as the credentials are: no half file, and nobody else can read it at any moment.
        var draft = Path + "." + Guid.NewGuid().ToString("N");
        using (var stream = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            stream.Write(Encoding.UTF8.GetBytes(BotJson.Write(made)));
        }

        File.Move(draft, Path);
        return made;
    }
}
