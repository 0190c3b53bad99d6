using System.Collections.Concurrent;
using System.Text.Json;
using Bot.Domain.Channels;
using Bot.Domain.Channels.Archive;
using Bot.Host.Channels.Credentials;
using Npgsql;

namespace Bot.Host.Channels.Archive;

/// <summary>
/// Asks WeCom who consented (check_room_agree, check_single_agree) where an application is set up for the archive: of those only whose word is not
/// known, and a conversation at most every ten minutes. Source: dw/91782.
/// </summary>
public sealed class ConsentCheck(PlatformClient platform, ChannelSettings channels, BotSettings settings, NpgsqlDataSource source, ILogger<ConsentCheck> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(string Corp, string Conversation), long> asked = new();

    /// <param name="said">By conversation.</param>
    /// <param name="told">What the same request tells of consents.</param>
    /// <returns>False where somebody's word is not known because WeCom cannot be asked.</returns>
    public async Task<bool> Ask(string corp, ChannelSettings.WecomArchive archive, ILookup<string, ChannelMessage> said, IReadOnlyList<Consent> told, CancellationToken stop)
    {
        if (archive.App.Length == 0)
        {
            return true;
        }

        var outside = said.SelectMany(messages => messages).Select(message => message.Sender).Where(sender => ArchivePersons.Of(sender) == ArchivePerson.External).Distinct().ToList();
        await using var connection = await source.OpenConnectionAsync(stop);
        var known = await Consents.Read(connection, null, settings.District, corp, outside);
        var unknown = outside.Where(person => !known.ContainsKey(person) && told.All(consent => consent.Person != person)).ToHashSet();
        var isKnown = true;
        foreach (var conversation in said.Where(messages => messages.Any(message => unknown.Contains(message.Sender))).Select(messages => messages.Key))
        {
            if (asked.TryGetValue((corp, conversation), out var last) && TimeProvider.System.GetElapsedTime(last) < Pause)
            {
                continue;
            }

            var owner = TokenOwner.Of(archive.App, channels.WecomApps[archive.App]);
            try
            {
                var answer = await Call(owner, conversation, stop);
                if (answer.Error is { } error)
                {
                    log.LogWarning("archive {Corp}: WeCom does not tell who consented ({Reason})", corp, error.Reason);
                    isKnown = false;
                    continue;
                }

                await Consents.Write(connection, null, settings.District, corp, Read(answer));
                asked[(corp, conversation)] = TimeProvider.System.GetTimestamp();
            }
            catch (PlatformFaultException fault)
            {
                log.LogWarning("archive {Corp}: WeCom does not tell who consented ({Fault})", corp, fault.Fault);
                isKnown = false;
            }
        }

        return isKnown;
    }

    /// <summary>A talk of two is named by both ids, see <see cref="ArchiveRecord"/>.</summary>
    private Task<PlatformAnswer> Call(TokenOwner owner, string conversation, CancellationToken stop)
    {
        if (conversation.Split('|') is not [var one, var other])
        {
            return platform.Post(owner, "cgi-bin/msgaudit/check_room_agree", new { roomid = conversation }, stop);
        }

        var (staff, person) = ArchivePersons.Of(one) == ArchivePerson.External ? (other, one) : (one, other);

        // "exteranalopenid" is WeCom's own spelling.
        return platform.Post(owner, "cgi-bin/msgaudit/check_single_agree", new { info = new[] { new { userid = staff, exteranalopenid = person } } }, stop);
    }

    private static IEnumerable<Consent> Read(PlatformAnswer answer) =>
        answer.Body.TryGetProperty("agreeinfo", out var people) && people.ValueKind == JsonValueKind.Array
            ? people.EnumerateArray()
                .Where(one => PlatformAnswer.Text(one, "exteranalopenid") is { Length: > 0 and <= 256 } && PlatformAnswer.Text(one, "agree_status") is "Agree" or "Default_Agree" or "Disagree")
                .Select(one => new Consent(
                    PlatformAnswer.Text(one, "exteranalopenid")!,
                    PlatformAnswer.Text(one, "agree_status") != "Disagree",
                    DateTimeOffset.FromUnixTimeSeconds(PlatformAnswer.Number(one, "status_change_time") is > 0 and < 253402300800 and { } seconds ? seconds : 0)))
            : [];
}
