using System.Collections.Concurrent;
using System.Text.Json;
using Bot.Domain.Channels;
using Bot.Domain.Channels.Archive;
using Bot.Host.Channels.Credentials;
using Bot.Host.Grids;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.Archive;

/// <summary>
/// Names of the bound groups and of their members, where an application is set up for the archive: records have ids only. A name is shown and read
/// for a place ("3-2-501 老周"), and never proves who somebody is; those whom a code or a post has named keep that name. Source: dw/92122, dw/92951.
/// </summary>
public sealed class ArchiveRooms(PlatformClient platform, ChannelSettings channels, BotSettings settings, NpgsqlDataSource source, DistrictMaps maps, ILogger<ArchiveRooms> log)
{
    private const int LongestName = 64;

    /// <summary>Groups change seldom; a stranger in one that was just asked for is looked for again a little later.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Corp, string Room), (Room Room, long At)> known = new();

    public sealed record Member(string Name, string? UnionId);

    /// <summary>Members by their id; an internal group tells no names.</summary>
    public sealed record Room(string Name, IReadOnlyDictionary<string, Member> Members);

    public sealed record Named(IReadOnlyDictionary<string, Room> Rooms)
    {
        public ChannelMessage Complete(ChannelMessage message) =>
            message.Conversation is { } place && Rooms.TryGetValue(place, out var room) && room.Members.TryGetValue(message.Sender, out var member)
                ? message with { SenderName = member.Name.Length > 0 ? member.Name : null, UnionId = member.UnionId }
                : message;
    }

    /// <summary>The group has changed: it is asked for again before its next message.</summary>
    public void Forget(string corp, string room) => known.TryRemove((corp, room), out _);

    /// <summary>What is known of these groups, asked for where it is not. Without an answer people are without a name for now.</summary>
    public async Task<Named> Names(string corp, ChannelSettings.WecomArchive archive, ILookup<string, ChannelMessage> said, DistrictMap map, CancellationToken stop)
    {
        var rooms = new Dictionary<string, Room>(StringComparer.Ordinal);
        foreach (var messages in said.Where(messages => archive.App.Length > 0 && !messages.Key.Contains('|', StringComparison.Ordinal)))
        {
            var isKnown = known.TryGetValue((corp, messages.Key), out var last);
            var age = isKnown ? TimeProvider.System.GetElapsedTime(last.At) : TimeSpan.MaxValue;
            if (age > Fresh || (age > Pause && messages.Any(message => !last.Room.Members.ContainsKey(message.Sender))))
            {
                last.Room = await Ask(corp, archive.App, messages.Key, stop) ?? last.Room ?? new Room("", new Dictionary<string, Member>());
                known[(corp, messages.Key)] = (last.Room, TimeProvider.System.GetTimestamp());
                await Write(corp, map.GroupOf(ArchiveRecord.Channel, corp, messages.Key)!, last.Room, stop);
            }

            rooms[messages.Key] = last.Room;
        }

        return new Named(rooms);
    }

    private async Task<Room?> Ask(string corp, string app, string room, CancellationToken stop)
    {
        var owner = TokenOwner.Of(app, channels.WecomApps[app]);
        try
        {
            var answer = room.StartsWith("wr", StringComparison.Ordinal)
                ? await platform.Post(owner, "cgi-bin/externalcontact/groupchat/get", new { chat_id = room, need_name = 1 }, stop)
                : await platform.Post(owner, "cgi-bin/msgaudit/groupchat/get", new { roomid = room }, stop);
            if (answer.Error is { } error)
            {
                log.LogWarning("archive {Corp}: WeCom does not tell about a group ({Reason})", corp, error.Reason);
                return null;
            }

            return answer.Body.TryGetProperty("group_chat", out var chat)
                ? new Room(Short(PlatformAnswer.Text(chat, "name")), Members(chat, "member_list", "userid"))
                : new Room(Short(answer.Text("roomname")), Members(answer.Body, "members", "memberid"));
        }
        catch (PlatformFaultException fault)
        {
            log.LogWarning("archive {Corp}: WeCom does not tell about a group ({Fault})", corp, fault.Fault);
            return null;
        }
    }

    private static Dictionary<string, Member> Members(JsonElement body, string list, string id)
    {
        var members = new Dictionary<string, Member>(StringComparer.Ordinal);
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in items.EnumerateArray())
            {
                if (PlatformAnswer.Text(item, id) is { Length: > 0 } person)
                {
                    // In the group people call themselves by their home; the nickname is what they chose elsewhere.
                    var name = Short(PlatformAnswer.Text(item, "group_nickname")) is { Length: > 0 } own ? own : Short(PlatformAnswer.Text(item, "name"));
                    members[person] = new Member(name, PlatformAnswer.Text(item, "unionid") is { Length: > 0 } union ? union : null);
                }
            }
        }

        return members;
    }

    private static string Short(string? name)
    {
        var plain = (name ?? "").Replace("\0", "", StringComparison.Ordinal).Trim();
        return plain.Length <= LongestName ? plain : string.Concat(plain.EnumerateRunes().Take(LongestName / 2));
    }

    /// <summary>Those who have written before get the name they have now and are members where they are; nobody is made known by being on a list.</summary>
    private async Task Write(string corp, string group, Room room, CancellationToken stop)
    {
        if (room.Members.Count == 0)
        {
            return;
        }

        await using var connection = await source.OpenConnectionAsync(stop);
        var changed = await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE chat_group SET name = @Name WHERE district = @District AND group_id = @group AND @Name <> '' AND name <> @Name;
            UPDATE person SET name = line.name
              FROM unnest(@ids, @names) AS line (id, name)
              JOIN identity ON identity.district = @District AND identity.channel = @Channel AND identity.account = @corp AND identity.external_id = line.id AND identity.proof = 'first'
              WHERE person.district = @District AND person.person_id = identity.person_id AND line.name <> '' AND person.name <> line.name
                AND NOT EXISTS (SELECT 1 FROM post WHERE post.district = @District AND post.person_id = person.person_id)
                AND NOT EXISTS (SELECT 1 FROM identity other WHERE other.district = @District AND other.person_id = person.person_id AND other.proof IN ('code', 'operator'));
            DELETE FROM member USING identity
              WHERE member.district = @District AND member.group_id = @group AND identity.district = @District AND identity.channel = @Channel AND identity.account = @corp
                AND identity.person_id = member.person_id AND identity.external_id <> ALL (@ids);
            INSERT INTO member (district, group_id, person_id)
              SELECT @District, @group, person_id FROM identity WHERE district = @District AND channel = @Channel AND account = @corp AND external_id = ANY (@ids)
              ON CONFLICT DO NOTHING;
            """,
            new
            {
                settings.District,
                ArchiveRecord.Channel,
                corp,
                group,
                room.Name,
                ids = room.Members.Keys.ToArray(),
                names = room.Members.Values.Select(member => member.Name).ToArray(),
            },
            cancellationToken: stop));
        if (changed > 0)
        {
            maps.Forget();
        }
    }
}
