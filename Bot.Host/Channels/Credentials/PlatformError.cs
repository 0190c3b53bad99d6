using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Bot.Host.Channels.Credentials;

/// <summary>What to do about an error code, whichever call it came from.</summary>
public enum Reaction
{
    /// <summary>The access token is dead: drop it, fetch another, call once more.</summary>
    RefreshToken,

    /// <summary>Busy, or not reached at all: again in a while.</summary>
    Retry,

    /// <summary>Too many calls in this minute.</summary>
    NextMinute,

    /// <summary>The person has to write first.</summary>
    WindowClosed,

    /// <summary>No more messages to this one for now.</summary>
    QuotaUsed,

    /// <summary>No accepted subscription is left, or the person has shut them off.</summary>
    NotSubscribed,

    /// <summary>Permissions, addresses, secrets: somebody has to set it right in the console.</summary>
    ConfigurationAlarm,

    /// <summary>The platform does not want these words.</summary>
    ContentRefused,

    /// <summary>The robot or its address is gone.</summary>
    TargetDisabled,

    /// <summary>The same call will never work.</summary>
    Permanent,
}

/// <summary>An error the platform answered with. It is judged by its code alone: the words beside it are not stable.</summary>
/// <param name="Code">The platform's errcode; 0 where the bot itself knows that the call cannot be made now.</param>
public sealed partial record PlatformError(int Code, Reaction Reaction)
{
    private const int MostWords = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TokenPause = TimeSpan.FromSeconds(30);

    /// <summary>What the platform said, without secrets and addresses; for operators.</summary>
    public string Words { get; init; } = "";

    /// <summary>Codes whose meaning is known and which no repetition helps. Any other is answered the same, and said to be unknown.</summary>
    private static readonly FrozenSet<int> Refusals =
    [
        0, 40003, 40013, 40029, 40037, 40056, 40058, 41002, 41004, 41030, 44002, 47001, 47003, 84061, 86001, 86003, 86008, 86217,
    ];

    /// <summary>In English, for operators, without secrets.</summary>
    public string Reason => $"{(Code == 0 ? "" : $"errcode {Code}: ")}{MeaningOf(Code) ?? Meaning(Reaction)}{(Words.Length > 0 ? $" ({Words})" : "")}";

    public static PlatformError Of(int code, string words = "") => new(code, ReactionTo(code)) { Words = words };

    /// <summary>Section "Error code table" of the platforms' documents, joined for WeChat and WeCom: no code means two things.</summary>
    public static Reaction ReactionTo(int code) => code switch
    {
        -1 or 43108 or 45033 => Reaction.Retry,
        40001 or 40014 or 42001 => Reaction.RefreshToken,
        45009 or 45011 => Reaction.NextMinute,
        45015 or 846605 or 846608 => Reaction.WindowClosed,
        45047 => Reaction.QuotaUsed,
        43101 or 43107 => Reaction.NotSubscribed,
        40125 or 40164 or 48001 or 48002 or 50002 or 60011 or 60020 or 301002 => Reaction.ConfigurationAlarm,
        45168 or 87014 => Reaction.ContentRefused,
        93000 => Reaction.TargetDisabled,
        _ => Reaction.Permanent,
    };

    /// <summary>
    /// What the dispatcher does about it: again later, by another way, or never. A fault of the configuration shuts this way only: the message may
    /// still go by another, and is dead where there is none.
    /// </summary>
    public Delivery ToDelivery(DateTimeOffset now) => Reaction switch
    {
        Reaction.RefreshToken => new Delivery.Later(TokenPause, Reason),
        Reaction.Retry => new Delivery.Later(Pause, Reason),
        Reaction.NextMinute => new Delivery.Later(ToNextMinute(now), Reason),
        Reaction.WindowClosed or Reaction.QuotaUsed or Reaction.NotSubscribed or Reaction.ConfigurationAlarm => new Delivery.Closed(Reason),
        _ => new Delivery.Refused(Reason),
    };

    /// <summary>A second into it, since clocks differ a little.</summary>
    public static TimeSpan ToNextMinute(DateTimeOffset now) => TimeSpan.FromSeconds(61) - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerMinute);

    /// <summary>The platform's words without what must not stand in a log: the given secrets, anything that looks like a credential, addresses.</summary>
    public static string Scrub(string words, IEnumerable<string> secrets)
    {
        foreach (var secret in secrets.Where(secret => secret.Length > 0))
        {
            words = words.Replace(secret, "***", StringComparison.OrdinalIgnoreCase).Replace(Uri.EscapeDataString(secret), "***", StringComparison.OrdinalIgnoreCase);
        }

        words = ControlCharacter.Replace(Credential.Replace(Address.Replace(words, "[address]"), "$1=***"), " ");
        return words.Length <= MostWords ? words : words[..MostWords];
    }

    /// <summary>What the code says more exactly than its reaction does; null for nothing.</summary>
    private static string? MeaningOf(int code) => code switch
    {
        // 无权限操作指定的应用: the token was made with another application's secret.
        301002 => "the agent id is not that of the application whose secret this is",
        _ when ReactionTo(code) == Reaction.Permanent && !Refusals.Contains(code) => "unknown code, the call is refused",
        _ => null,
    };

    private static string Meaning(Reaction reaction) => reaction switch
    {
        Reaction.RefreshToken => "the access token is refused",
        Reaction.Retry => "the platform is busy or cannot be reached",
        Reaction.NextMinute => "too many calls in this minute",
        Reaction.WindowClosed => "the person has to write first",
        Reaction.QuotaUsed => "no more messages to this one for now",
        Reaction.NotSubscribed => "no accepted subscription",
        Reaction.ConfigurationAlarm => "the platform's configuration does not allow it: check secret, permissions and the list of allowed addresses",
        Reaction.ContentRefused => "the content is refused",
        Reaction.TargetDisabled => "the robot or its address is gone",
        _ => "the call is refused",
    };

    [GeneratedRegex("https?://\\S+", RegexOptions.IgnoreCase)]
    private static partial Regex Address { get; }

    [GeneratedRegex("\\b(access_token|key|secret|corpsecret|appsecret|response_code|token)\\s*[=:]\\s*[^&\\s,\"]+", RegexOptions.IgnoreCase)]
    private static partial Regex Credential { get; }

    [GeneratedRegex("\\p{C}+")]
    private static partial Regex ControlCharacter { get; }
}

/// <summary>Thrown where there is no access token to be had.</summary>
public sealed class PlatformException(PlatformError error) : Exception(error.Reason)
{
    public PlatformError Error => error;
}

/// <summary>No answer, or none that tells anything: whether the call was carried out nobody knows, unless it never left.</summary>
/// <param name="path">Without the query, where secrets stand. There is no inner exception: its words are not ours.</param>
/// <param name="wasSent">False where no connection came about, so that nothing can have arrived.</param>
public sealed class PlatformFaultException(string path, string fault, bool wasSent) : Exception($"{path}: {fault}")
{
    public string Fault => fault;
    public bool WasSent => wasSent;
}
