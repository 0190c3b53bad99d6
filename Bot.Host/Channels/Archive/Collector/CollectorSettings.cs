using System.Globalization;
using System.Security.Cryptography;

namespace Bot.Host.Channels.Archive.Collector;

/// <summary>Something in the way that a person has to put right; the message is in English, for operators, and holds no secret.</summary>
public sealed class CollectorException(string message) : Exception(message);

/// <summary>
/// The section "Collector": {CorpId, Secret, PrivateKeys: {"1": file of a PEM key, or the key itself}, Hook, SigningSecret, DataDirectory, Library, Proxy,
/// ProxyPassword, IntervalSeconds, Media}. Usually given as environment variables (Collector__Secret ...).
/// </summary>
/// <param name="Secret">Of the message archive, not of an application.</param>
/// <param name="Hook">"https://bot.example/hooks/wecom-archive/CORP".</param>
/// <param name="SigningSecret">The same as Channels:WecomArchives:CORP:SigningSecret.</param>
/// <param name="DataDirectory">Where it writes how far it has come; one collector at a time works in it.</param>
public sealed record CollectorSettings(string CorpId, string Secret, Uri Hook, string SigningSecret, string DataDirectory) : IDisposable
{
    /// <summary>By the version that the console shows beside the public key; records of before a change need the old one.</summary>
    public required IReadOnlyDictionary<int, RSA> PrivateKeys { get; init; }
    public string Library { get; init; } = "";
    public string Proxy { get; init; } = "";
    public string ProxyPassword { get; init; } = "";

    /// <summary>Between two looks while there is nothing new.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether files are fetched into the data folder; off unless wanted, since what nobody fetches cannot be lost.</summary>
    public bool Media { get; init; }

    /// <exception cref="CollectorException">Something is missing or cannot be used.</exception>
    public static CollectorSettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Collector");
        var settings = new CollectorSettings(
            Needed("CorpId"),
            Needed("Secret"),
            Uri.TryCreate(Needed("Hook"), UriKind.Absolute, out var hook) && hook.Scheme is "http" or "https" ? hook : throw new CollectorException("Collector:Hook is no http address"),
            Needed("SigningSecret"),
            Path.GetFullPath(Needed("DataDirectory"), BotSettings.FindFolder()))
        {
            PrivateKeys = section.GetSection("PrivateKeys").GetChildren().ToDictionary(Version, Key),
            Library = section["Library"] ?? "",
            Proxy = section["Proxy"] ?? "",
            ProxyPassword = section["ProxyPassword"] ?? "",
            Interval = TimeSpan.FromSeconds(Seconds(section["IntervalSeconds"])),
            Media = string.Equals(section["Media"], "true", StringComparison.OrdinalIgnoreCase),
        };
        return settings.PrivateKeys.Count > 0 ? settings : throw new CollectorException("Collector:PrivateKeys is missing: the version of the key and its PEM file");

        string Needed(string name) => section[name] is { Length: > 0 } value ? value : throw new CollectorException($"Collector:{name} is missing");
    }

    public void Dispose()
    {
        foreach (var key in PrivateKeys.Values)
        {
            key.Dispose();
        }
    }

    /// <summary>Neither secret nor key.</summary>
    public override string ToString() => $"{CorpId} to {Hook.GetLeftPart(UriPartial.Path)}";

    private static int Version(IConfigurationSection entry) => int.TryParse(entry.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        ? version
        : throw new CollectorException($"{entry.Path}: the name of a key is its version, a number");

    private static double Seconds(string? text) => string.IsNullOrEmpty(text) ? 5
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.1 and <= 86_400 ? seconds
        : throw new CollectorException("Collector:IntervalSeconds is a number from 0.1 to 86400");

    private static RSA Key(IConfigurationSection entry)
    {
        var key = RSA.Create();
        try
        {
            var value = entry.Value ?? "";
            key.ImportFromPem(value.Contains("-----BEGIN", StringComparison.Ordinal) ? value : File.ReadAllText(Path.GetFullPath(value, BotSettings.FindFolder())));
            key.ExportRSAPrivateKey();
            return key;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new CollectorException($"{entry.Path} is no PEM private key, nor the file of one");
        }
    }
}
