using System.Collections.Concurrent;
using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Channels;

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

/// <param name="Level">"grid", "community", "street" or "district"; null for a node that is no level of escalation: 片 above a grid, 组, 邻, 联户 below it.</param>
public sealed record NodeRow(string NodeId, string? ParentId, string? Level, string Name)
{
    /// <summary>What this district calls it: 片, 组, 邻, 联户, 镇. Empty where it is the level's usual word.</summary>
    public string Word { get; init; } = "";

    /// <summary>Whether the people of a node below a grid answer before the grid's worker does.</summary>
    public bool AnswersFirst { get; init; }

    public Level? Escalation => Level is null ? null : Enum.Parse<Level>(Level, ignoreCase: true);
}

/// <summary>What stands beside the tree: who is bound to which 邻, who is away or on duty, and by which clock.</summary>
/// <param name="Households">Nodes below a grid and the households (as <see cref="Household.Of"/> writes them) they answer for.</param>
/// <param name="Lines">Which line of work (条线) a category of matters belongs to.</param>
public sealed record Bindings(IReadOnlyList<(string NodeId, string Household)> Households, IReadOnlyDictionary<string, string> Lines, Shifts Shifts, Func<DateTimeOffset> Now)
{
    public static readonly Bindings None = new([], new Dictionary<string, string>(), Shifts.None, () => default);
}

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
    private readonly Bindings bindings;
    private readonly Dictionary<(string? Grid, string Household), string> households;

    // Asked for each ticket of a batch, and the same for all of one grid.
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> paths = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string NodeId, string? Line, bool All), Roster> rosters = new();
    private readonly ConcurrentDictionary<string, string?> staffGroups = new(StringComparer.Ordinal);

    public DistrictMap(string district, IEnumerable<NodeRow> nodes, IEnumerable<ChatGroup> groups, IEnumerable<(string Id, string Name)> people, IEnumerable<(string Group, string Person)> members, IEnumerable<Post> posts, IEnumerable<ChannelRoute>? routes = null, IEnumerable<Identity>? identities = null, Bindings? bindings = null)
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
        this.bindings = bindings ?? Bindings.None;
        households = this.bindings.Households.DistinctBy(bound => (GridAt(bound.NodeId), bound.Household)).ToDictionary(bound => (GridAt(bound.NodeId), bound.Household), bound => bound.NodeId);
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

    /// <summary>The grid that a node is or lies in; null for one above the grids.</summary>
    public string? GridAt(string nodeId) => PathUp(nodeId).FirstOrDefault(node => node.Level == "grid")?.NodeId;

    /// <summary>Whether a node is a part of a grid: 组, 邻, 联户.</summary>
    public bool IsBelowGrid(string nodeId) => GridAt(nodeId) is { } grid && grid != nodeId;

    /// <summary>
    /// The residents' groups at or below a node, in the order of their ids. A grid's own group speaks for the neighbours' groups within it, so
    /// that nobody reads the same twice; where it has none, or where a part of it is asked for, theirs are meant.
    /// </summary>
    public IReadOnlyList<string> ResidentGroupsUnder(string nodeId)
    {
        var under = groups.Values.Where(group => group.Kind == "grid" && group.NodeId is { } node && GridAt(node) is not null && PathUp(node).Any(above => above.NodeId == nodeId)).ToList();
        var spokenFor = IsBelowGrid(nodeId) ? [] : under.Select(group => group.NodeId!).Where(node => !IsBelowGrid(node)).ToHashSet();
        return [.. under.Where(group => !IsBelowGrid(group.NodeId!) || !spokenFor.Contains(GridAt(group.NodeId!)!)).Select(group => group.GroupId).Order(StringComparer.Ordinal)];
    }

    /// <summary>The node of that level above a grid, or the grid itself; null where the tree has none, or no longer has the grid.</summary>
    public NodeRow? NodeAbove(string gridId, Level level) => PathUp(gridId).FirstOrDefault(node => string.Equals(node.Level, level.ToString(), StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Everybody who answers by the bot's clock now, nearest first. Property staff stand with the grid even where their post is higher. For a
    /// node below a grid: the grid's people, and before them the neighbours' where the node is to answer first.
    /// </summary>
    /// <param name="category">Of the matter: at each node those whose line of work it is come first, then those of no line.</param>
    public Roster RosterOf(string nodeId, string? category = null) => RosterAt(nodeId, category, all: false);

    /// <summary>Those who answer for a ticket: the neighbours' of the household that reported it first. What is private is no matter of helpers.</summary>
    public Roster RosterOf(Ticket ticket) => ticket.Private ? RosterOf(ticket.GridId).WithoutHelpers : RosterOf(NearestOf(ticket), ticket.Category);

    /// <summary>A person with the posts held now for a grid, or for a node below it.</summary>
    public Actor ActorFor(string personId, string nodeId) => ActorIn(RosterAt(nodeId, null, all: true), personId);

    /// <summary>A person with the posts held for a ticket: a neighbour's count only for what their own households reported.</summary>
    public Actor ActorFor(string personId, Ticket ticket) =>
        ActorIn(ticket.Private ? RosterOf(ticket.GridId).WithoutHelpers : RosterAt(NearestOf(ticket), null, all: true), personId);

    /// <summary>The node that is nearest to a household: the one below the grid that it is bound to, or whose group was written in; else the grid.</summary>
    public string NearestOf(string gridId, string household, string? groupId) =>
        households.GetValueOrDefault((gridId, household))
        ?? (groupId is not null && Group(groupId)?.NodeId is { } node && GridAt(node) == gridId ? node : gridId);

    /// <summary>Of some duties those that run now at a node, at one above it or below it, the nearest to the ground first.</summary>
    public IReadOnlyList<Duty> OnDutyAround(string nodeId, IEnumerable<Duty> duties, DateTimeOffset now) =>
        [.. duties.Where(duty => duty.Covers(now) && (PathOf(nodeId).Contains(duty.NodeId) || PathOf(duty.NodeId).Contains(nodeId))).OrderByDescending(duty => PathOf(duty.NodeId).Count)];

    /// <summary>The highest post a person holds anywhere now, or a resident's; what a chat page shows beside the name.</summary>
    public SpeakerRole RoleOf(string personId)
    {
        var now = bindings.Now();
        var standIns = bindings.Shifts.Leaves.Where(leave => leave.StandInId == personId && leave.Covers(now)).Select(leave => leave.PersonId);
        var roles = posts.SelectMany(post => post).Where(post => post.PersonId == personId || standIns.Contains(post.PersonId)).Select(post => post.Role)
            .Concat(bindings.Shifts.Duties.Where(duty => duty.PersonId == personId && duty.Covers(now)).Select(_ => SpeakerRole.GridWorker))
            .Where(role => role != SpeakerRole.Resident)
            .ToList();
        return roles.Count == 0 ? SpeakerRole.Resident : roles.MaxBy(role => role == SpeakerRole.Property ? SpeakerRole.Resident : role);
    }

    /// <summary>The grid a conversation belongs to: that of the group, or for a private chat the first grid the person lives in or serves.</summary>
    public string? GridOf(ChatGroup group)
    {
        if (group.Kind != "private" || group.NodeId is not null)
        {
            return group.NodeId is { } node ? GridAt(node) ?? GridsUnder(node).FirstOrDefault() : null;
        }

        var person = MembersOf(group.GroupId).FirstOrDefault();
        return groups.Values
            .Where(other => other.Kind == "grid" && person is not null && IsMember(other.GroupId, person))
            .Select(other => other.NodeId is { } node ? GridAt(node) : null)
            .FirstOrDefault(grid => grid is not null) ?? Grids.FirstOrDefault();
    }

    /// <summary>The conversation that an address means. A grid without a staff group falls back to its residents' group: nothing is lost.</summary>
    public string Resolve(Address address) => address.Kind switch
    {
        AddressKind.Group => address.Id,
        AddressKind.Person => $"dm-{address.Id}",
        _ => StaffGroupOf(address.Id) ?? ResidentGroupsUnder(address.Id)[0],
    };

    public string? StaffGroupOf(string gridId) => staffGroups.GetOrAdd(gridId, id => PathUp(id)
        .Select(node => groups.Values.FirstOrDefault(group => group.Kind == "staff" && group.NodeId == node.NodeId)?.GroupId)
        .FirstOrDefault(group => group is not null));

    private string NearestOf(Ticket ticket) => NearestOf(ticket.GridId, ticket.Reports is [var first, ..] ? first.Household : "", ticket.GroupId);

    private Actor ActorIn(Roster roster, string personId) => new(personId, NameOf(personId) ?? personId, [.. roster.Of(personId).Select(post => post.Role).Distinct()]);

    /// <param name="all">Also those neighbours who are not to answer first: it is their right, but not their turn.</param>
    private Roster RosterAt(string nodeId, string? category, bool all)
    {
        var line = category is null ? null : bindings.Lines.GetValueOrDefault(category);
        var standing = rosters.GetOrAdd((nodeId, line, all), asked => Standing(asked.NodeId, asked.Line, asked.All));
        return ReferenceEquals(bindings.Shifts, Shifts.None) ? standing
            : standing with { Posts = bindings.Shifts.At(standing.Posts, [.. Stages(nodeId, all)], person => NameOf(person) ?? person, bindings.Now()) };
    }

    private Roster Standing(string nodeId, string? line, bool all)
    {
        var grid = GridAt(nodeId) ?? nodeId;
        var standing = Stages(nodeId, all)
            .SelectMany(stage => posts[stage.NodeId].OrderBy(post => post.Line == line ? 0 : post.Line.Length == 0 ? 1 : 2))
            .Where(post => post.Role != SpeakerRole.Resident)
            .Select(post => IsBelowGrid(post.NodeId) ? post with { IsHelper = true } : post);
        return new Roster(grid, Node(grid)?.Name ?? grid, [.. standing]);
    }

    private IEnumerable<Stage> Stages(string nodeId, bool all) =>
        PathUp(nodeId).Where(node => all || node.AnswersFirst || !IsBelowGrid(node.NodeId)).Select(node => new Stage(node.NodeId, node.Escalation));

    private IEnumerable<NodeRow> PathUp(string nodeId)
    {
        for (var node = nodes.GetValueOrDefault(nodeId); node is not null; node = node.ParentId is null ? null : nodes.GetValueOrDefault(node.ParentId))
        {
            yield return node;
        }
    }
}
