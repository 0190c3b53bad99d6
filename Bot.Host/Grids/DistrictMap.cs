using System.Collections.Concurrent;
using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Understanding;
using Bot.Host.Channels;
using Dapper;
using Npgsql;

namespace Bot.Host.Grids;

public sealed record ChatGroup
{
    public string GroupId { get; init; } = "";
    public string Name { get; init; } = "";
    public string Channel { get; init; } = "";

    /// <summary>"grid", "staff" or "private".</summary>
    public string Kind { get; init; } = "";
    public string? NodeId { get; init; }
    public string[] Communities { get; init; } = [];
    public string? DefaultCommunity { get; init; }
    public GroupProfile Profile => new(Name, Communities, DefaultCommunity);
}

public sealed record NodeRow(string NodeId, string? ParentId, string Level, string Name);

/// <summary>A person under one of the far side's ids.</summary>
public sealed record Identity(string Channel, string Account, string ExternalId, string PersonId);

/// <summary>Who and where, as one picture in memory: small, read at every message, changed rarely. Reloaded by <see cref="DistrictMaps"/>.</summary>
public sealed class DistrictMap
{
    private readonly Dictionary<string, NodeRow> nodes;
    private readonly Dictionary<string, ChatGroup> groups;
    private readonly Dictionary<string, string> people;
    private readonly ILookup<string, string> members;
    private readonly ILookup<string, Post> posts;
    private readonly ILookup<string, ChannelRoute> routes;
    private readonly Dictionary<(string Channel, string Account, string Target), string> groupsByRoute;
    private readonly Dictionary<(string Channel, string Account, string ExternalId), string> peopleByIdentity;
    private readonly ILookup<string, Identity> identities;

    // Asked for each ticket of a batch, and the same for all of one grid.
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> paths = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Roster> rosters = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string?> staffGroups = new(StringComparer.Ordinal);

    public DistrictMap(string district, IEnumerable<NodeRow> nodes, IEnumerable<ChatGroup> groups, IEnumerable<(string Id, string Name)> people, IEnumerable<(string Group, string Person)> members, IEnumerable<Post> posts, IEnumerable<ChannelRoute>? routes = null, IEnumerable<Identity>? identities = null)
    {
        District = district;
        this.nodes = nodes.ToDictionary(node => node.NodeId);
        Nodes = this.nodes.Keys.ToHashSet();
        this.groups = groups.ToDictionary(group => group.GroupId);
        this.people = people.ToDictionary(person => person.Id, person => person.Name);
        this.members = members.ToLookup(member => member.Group, member => member.Person);
        this.posts = posts.ToLookup(post => post.NodeId);
        this.routes = (routes ?? []).ToLookup(route => route.GroupId);
        groupsByRoute = (routes ?? []).DistinctBy(route => (route.Channel, route.Account, route.Target)).ToDictionary(route => (route.Channel, route.Account, route.Target), route => route.GroupId);
        peopleByIdentity = (identities ?? []).ToDictionary(identity => (identity.Channel, identity.Account, identity.ExternalId), identity => identity.PersonId);
        this.identities = (identities ?? []).ToLookup(identity => identity.PersonId);
    }

    public string District { get; }
    public IReadOnlySet<string> Nodes { get; }
    public IEnumerable<ChatGroup> Groups => groups.Values;
    public IEnumerable<(string Id, string Name)> People => people.Select(person => (person.Key, person.Value));

    /// <summary>The conversation that the far side's id means; null where it is bound to none.</summary>
    public string? GroupOf(string channel, string account, string target) => groupsByRoute.GetValueOrDefault((channel, account, target));

    /// <summary>Who writes under the far side's id; null where nobody has proven to be it.</summary>
    public string? PersonOf(string channel, string account, string externalId) => peopleByIdentity.GetValueOrDefault((channel, account, externalId));

    /// <summary>The far sides' ids under which a person is known.</summary>
    public IEnumerable<Identity> IdentitiesOf(string personId) => identities[personId];

    /// <summary>The ways out of a conversation, the one to be tried first at the front; a simulated one is its own.</summary>
    public IReadOnlyList<ChannelRoute> RoutesOf(string groupId) => groups.GetValueOrDefault(groupId) is not { } group ? []
        : group.Channel == "simulator" ? [new ChannelRoute(groupId, group.Channel, "", groupId, 0)]
        : [.. routes[groupId].Where(route => route.Rank is not null).OrderBy(route => route.Rank)];

    /// <summary>Every way into and out of a conversation, also those by which nothing is sent.</summary>
    public IEnumerable<ChannelRoute> AllRoutesOf(string groupId) => routes[groupId];

    /// <summary>The far side's ids that mean a conversation of the bot's.</summary>
    public IEnumerable<string> TargetsOf(string channel, string account) =>
        groupsByRoute.Keys.Where(key => key.Channel == channel && key.Account == account).Select(key => key.Target);

    public ChatGroup? Group(string groupId) => groups.GetValueOrDefault(groupId);

    public NodeRow? Node(string nodeId) => nodes.GetValueOrDefault(nodeId);

    public string? NameOf(string personId) => people.GetValueOrDefault(personId);

    public IEnumerable<string> MembersOf(string groupId) => members[groupId];

    public bool IsMember(string groupId, string personId) => members[groupId].Contains(personId);

    /// <summary>Whether a person no longer reads a conversation, or it exists no more, while a private chat with the bot is open.</summary>
    public bool HasLeft(string groupId, string personId) => !IsMember(groupId, personId) && IsMember(Resolve(Address.Person(personId)), personId);

    public IEnumerable<string> Grids => nodes.Values.Where(node => node.Level == "grid").Select(node => node.NodeId);

    /// <summary>The nodes from a grid upwards, itself first; none for an unknown grid.</summary>
    public IReadOnlyList<string> PathOf(string gridId) => paths.GetOrAdd(gridId, id => [.. PathUp(id).Select(node => node.NodeId)]);

    /// <summary>The grids at or below a node.</summary>
    public IEnumerable<string> GridsUnder(string nodeId) => Grids.Where(grid => PathUp(grid).Any(node => node.NodeId == nodeId));

    /// <summary>The residents' groups of the grids at or below a node, in the order of their ids.</summary>
    public IReadOnlyList<string> ResidentGroupsUnder(string nodeId)
    {
        var grids = GridsUnder(nodeId).ToHashSet();
        return [.. groups.Values.Where(group => group.Kind == "grid" && group.NodeId is { } node && grids.Contains(node)).Select(group => group.GroupId).Order(StringComparer.Ordinal)];
    }

    /// <summary>The node of that level above a grid, or the grid itself; null where the tree has none, or no longer has the grid.</summary>
    public NodeRow? NodeAbove(string gridId, Level level) => PathUp(gridId).FirstOrDefault(node => string.Equals(node.Level, level.ToString(), StringComparison.OrdinalIgnoreCase));

    /// <summary>Everybody who answers for the grid, nearest first. Property staff stand with the grid even where their post is higher.</summary>
    public Roster RosterOf(string gridId) =>
        rosters.GetOrAdd(gridId, id => new Roster(id, nodes.GetValueOrDefault(id)?.Name ?? id, PathUp(id).SelectMany(node => posts[node.NodeId]).ToList()));

    public Actor ActorFor(string personId, string gridId) =>
        new(personId, NameOf(personId) ?? personId, RosterOf(gridId).Of(personId).Select(post => post.Role).Distinct().ToList());

    /// <summary>The highest post a person holds anywhere, or a resident's; what a chat page shows beside the name.</summary>
    public SpeakerRole RoleOf(string personId)
    {
        var roles = posts.SelectMany(post => post).Where(post => post.PersonId == personId).Select(post => post.Role).ToList();
        return roles.Count == 0 ? SpeakerRole.Resident : roles.MaxBy(role => role == SpeakerRole.Property ? SpeakerRole.Resident : role);
    }

    /// <summary>The grid a conversation belongs to: that of the group, or for a private chat the first grid the person lives in or serves.</summary>
    public string? GridOf(ChatGroup group)
    {
        if (group.Kind != "private" || group.NodeId is not null)
        {
            return group.NodeId is { } node ? GridsUnder(node).FirstOrDefault() : null;
        }

        var person = MembersOf(group.GroupId).FirstOrDefault();
        return groups.Values
            .Where(other => other.Kind == "grid" && person is not null && IsMember(other.GroupId, person))
            .Select(other => other.NodeId)
            .FirstOrDefault(node => node is not null) ?? Grids.FirstOrDefault();
    }

    /// <summary>The conversation that an address means. A grid without a staff group falls back to its residents' group: nothing is lost.</summary>
    public string Resolve(Address address) => address.Kind switch
    {
        AddressKind.Group => address.Id,
        AddressKind.Person => $"dm-{address.Id}",
        _ => StaffGroupOf(address.Id) ?? groups.Values.First(group => group.Kind == "grid" && group.NodeId == address.Id).GroupId,
    };

    public string? StaffGroupOf(string gridId) => staffGroups.GetOrAdd(gridId, id => PathUp(id)
        .Select(node => groups.Values.FirstOrDefault(group => group.Kind == "staff" && group.NodeId == node.NodeId)?.GroupId)
        .FirstOrDefault(group => group is not null));

    private IEnumerable<NodeRow> PathUp(string nodeId)
    {
        for (var node = nodes.GetValueOrDefault(nodeId); node is not null; node = node.ParentId is null ? null : nodes.GetValueOrDefault(node.ParentId))
        {
            yield return node;
        }
    }
}

/// <summary>Keeps the picture fresh: it is read again after a few seconds, and at once (but not more than once a second) when something is not found in it.</summary>
public sealed class DistrictMaps(NpgsqlDataSource source, BotSettings settings)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);
    private readonly SemaphoreSlim loading = new(1);
    private DistrictMap? current;
    private long loadedAt;

    public string District => settings.District;

    public async Task<DistrictMap> Get(CancellationToken stop, bool again = false)
    {
        var map = current;
        if (map is not null && TimeProvider.System.GetElapsedTime(loadedAt) < (again ? TimeSpan.FromSeconds(1) : Fresh))
        {
            return map;
        }

        await loading.WaitAsync(stop);
        try
        {
            if (current is not null && !ReferenceEquals(current, map))
            {
                return current;
            }

            current = await Load(stop);
            loadedAt = TimeProvider.System.GetTimestamp();
            return current;
        }
        finally
        {
            loading.Release();
        }
    }

    private async Task<DistrictMap> Load(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var rows = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            SELECT node_id, parent_id, level, name FROM node WHERE district = @District ORDER BY node_id;
            SELECT group_id, name, channel, kind, node_id, communities, default_community FROM chat_group WHERE district = @District ORDER BY group_id;
            SELECT person_id, name FROM person WHERE district = @District;
            SELECT group_id, person_id FROM member WHERE district = @District;
            SELECT post.person_id, person.name, post.role, post.node_id
              FROM post JOIN person USING (district, person_id) WHERE district = @District ORDER BY post.node_id, post.person_id;
            SELECT group_id, channel, account, target, rank FROM route WHERE district = @District ORDER BY group_id, rank;
            SELECT channel, account, external_id, person_id FROM identity WHERE district = @District;
            """,
            new { settings.District },
            cancellationToken: stop));
        return new DistrictMap(
            settings.District,
            await rows.ReadAsync<NodeRow>(),
            await rows.ReadAsync<ChatGroup>(),
            await rows.ReadAsync<(string, string)>(),
            await rows.ReadAsync<(string, string)>(),
            (await rows.ReadAsync<(string Person, string Name, string Role, string Node)>()).Select(row => new Post(row.Person, row.Name, Roles.Parse(row.Role), row.Node)),
            await rows.ReadAsync<ChannelRoute>(),
            await rows.ReadAsync<Identity>());
    }

    /// <summary>What was just written counts at once.</summary>
    public void Forget() => current = null;
}

/// <summary>Roles as the database and the outside write them.</summary>
public static class Roles
{
    public static SpeakerRole Parse(string word) => word switch
    {
        "resident" => SpeakerRole.Resident,
        "grid_worker" => SpeakerRole.GridWorker,
        "property" => SpeakerRole.Property,
        "community" => SpeakerRole.Community,
        "street" => SpeakerRole.Street,
        "district" => SpeakerRole.District,
        "bot" => SpeakerRole.Bot,
        _ => throw new FormatException($"unknown role '{word}'"),
    };

    public static string Of(SpeakerRole role) => role switch
    {
        SpeakerRole.GridWorker => "grid_worker",
        _ => role.ToString().ToLowerInvariant(),
    };
}
