using Bot.Domain.Understanding;

namespace Bot.Domain.Grids;

/// <param name="Word">The district's own word; empty where it is the level's usual one.</param>
public sealed record NodeEntry(string Id, string Name, string Word, Level? Level, string? ParentId, bool AnswersFirst);

/// <param name="Title">Empty where it is the role's usual one.</param>
public sealed record PostEntry(string NodeId, string PersonId, SpeakerRole Role, string Title, string Line);

public sealed record PersonEntry(string Id, string Name);

/// <param name="Household">As <see cref="Grids.Household.Of"/> writes it.</param>
public sealed record HouseholdEntry(string NodeId, string Household);

public sealed record LineEntry(string Category, string Line);

/// <param name="IsStaffs">A group of staff may hang on any node, one of residents on a grid or below it.</param>
public sealed record GroupEntry(string Id, string Name, string? NodeId, bool IsStaffs);

/// <summary>花名册: all that the roster's sheets hold of a district, each noun by what makes one row of it unique.</summary>
public sealed record RosterBook
{
    public Dictionary<string, NodeEntry> Nodes { get; init; } = [];
    public Dictionary<string, PersonEntry> People { get; init; } = [];
    public Dictionary<(string NodeId, string PersonId, string Title, string Line), PostEntry> Posts { get; init; } = [];

    /// <summary>A household has one neighbour in a grid; the same door exists in several grids.</summary>
    public Dictionary<(string? GridId, string Household), HouseholdEntry> Households { get; init; } = [];
    public Dictionary<(string PersonId, DateOnly From), Leave> Leaves { get; init; } = [];
    public Dictionary<(string NodeId, DateOnly Day, TimeOnly Starts), Duty> Duties { get; init; } = [];
    public Dictionary<string, LineEntry> Lines { get; init; } = [];
    public Dictionary<string, GroupEntry> Groups { get; init; } = [];

    public RosterBook Copy() => new()
    {
        Nodes = new(Nodes),
        People = new(People),
        Posts = new(Posts),
        Households = new(Households),
        Leaves = new(Leaves),
        Duties = new(Duties),
        Lines = new(Lines),
        Groups = new(Groups),
    };

    /// <summary>The grid that a node is or lies in; null for one above the grids.</summary>
    public string? GridAt(string nodeId) => PathUp(nodeId).FirstOrDefault(node => node.Level == Level.Grid)?.Id;

    public bool IsBelowGrid(string nodeId) => GridAt(nodeId) is { } grid && grid != nodeId;

    private IEnumerable<NodeEntry> PathUp(string nodeId)
    {
        for (var node = Nodes.GetValueOrDefault(nodeId); node is not null; node = node.ParentId is null ? null : Nodes.GetValueOrDefault(node.ParentId))
        {
            yield return node;
        }
    }
}
