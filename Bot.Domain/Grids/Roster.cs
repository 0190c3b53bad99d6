using Bot.Domain.Understanding;

namespace Bot.Domain.Grids;

/// <summary>岗位: one duty of one person (花名册 line): it stands at a node of the tree and counts for all below it.</summary>
public sealed record Post(string PersonId, string Name, SpeakerRole Role, string NodeId)
{
    /// <summary>The district's own word: 邻长, 楼栋长. Empty where it is the role's usual one.</summary>
    public string Title { get; init; } = "";

    /// <summary>条线: 党建, 综治, 城管, 卫健. Empty for one who works on everything.</summary>
    public string Line { get; init; } = "";

    /// <summary>On leave today: still known by name, but nobody who answers.</summary>
    public bool IsAway { get; init; }

    /// <summary>The person on leave whose place it is, or null.</summary>
    public string? InPlaceOf { get; init; }

    /// <summary>A neighbour who answers for a few households, or is on duty: acts as the grid's worker does, but is told nothing private.</summary>
    public bool IsHelper { get; init; }
}

/// <summary>Everybody who answers for one grid at one time: the posts on the way from the grid up to the district, nearest first; before them who is on duty.</summary>
public sealed record Roster(string GridId, string GridName, IReadOnlyList<Post> Posts)
{
    public IEnumerable<Post> With(SpeakerRole role) => Posts.Where(post => post.Role == role && !post.IsAway).DistinctBy(post => post.PersonId);

    public Post? First(SpeakerRole role) => With(role).FirstOrDefault();

    public IEnumerable<Post> Of(string personId) => Posts.Where(post => post.PersonId == personId);

    /// <summary>Whoever stands in for a person on leave; null where he is there, or nobody does.</summary>
    public Post? StandInFor(string personId) => Posts.FirstOrDefault(post => post.InPlaceOf == personId);

    /// <summary>Those who may know what is private: the grid's and the community's own people; those on leave only where nobody else is there.</summary>
    public IEnumerable<Post> Confidants => Posts
        .Where(post => post is { IsHelper: false, Role: SpeakerRole.GridWorker or SpeakerRole.Community })
        .DistinctBy(post => post.PersonId)
        .GroupBy(post => post.IsAway)
        .OrderBy(group => group.Key)
        .FirstOrDefault() ?? Enumerable.Empty<Post>();

    /// <summary>The same without helpers, for matters that are private.</summary>
    public Roster WithoutHelpers => Posts.Any(post => post.IsHelper) ? this with { Posts = [.. Posts.Where(post => !post.IsHelper)] } : this;

    /// <summary>Who is on duty or nearest, else the grid's worker; where the grid has none, the community stands in, then whoever is next above.</summary>
    public Post? InCharge =>
        First(SpeakerRole.GridWorker) ?? First(SpeakerRole.Community) ?? First(SpeakerRole.Street) ?? First(SpeakerRole.District)
        ?? Posts.Where(post => post.Role is not SpeakerRole.Property).MinBy(post => post.Role);

    /// <summary>
    /// Finds the person that a worker names: by id, by full name, by a name that ends so ("老张" for "物业老张"), or by a role ("物业").
    /// Null where nobody or more than one person fits.
    /// </summary>
    public Post? Find(string named)
    {
        var name = named.Trim().TrimStart('@');
        if (name.Length == 0)
        {
            return null;
        }

        return Posts.FirstOrDefault(post => post.PersonId == name)
            ?? Posts.FirstOrDefault(post => post.Name == name)
            ?? OnlyOne(post => post.Name.EndsWith(name, StringComparison.Ordinal))
            ?? OnlyOne(post => name.Length >= 2 && (post.Name.Contains(name, StringComparison.Ordinal) || name.Contains(post.Name, StringComparison.Ordinal)))
            ?? (name.StartsWith("物业", StringComparison.Ordinal) ? OnlyOne(post => post.Role == SpeakerRole.Property) : null);
    }

    private Post? OnlyOne(Func<Post, bool> fits)
    {
        var people = Posts.Where(fits).DistinctBy(post => post.PersonId).Take(2).ToList();
        return people.Count == 1 ? people[0] : null;
    }
}

/// <summary>Who acts. <paramref name="Roles"/> are the posts held for the grid in question; empty for a resident.</summary>
public sealed record Actor(string Id, string Name, IReadOnlyList<SpeakerRole> Roles)
{
    /// <summary>What the clock does on its own.</summary>
    public static readonly Actor Clock = new("clock", "系统", []);

    public bool IsStaff => Roles.Count > 0;

    /// <summary>The grid worker and everybody above: they confirm, assign, reject and merge. Property staff work on what they are given.</summary>
    public bool Steers => Roles.Any(role => role is SpeakerRole.GridWorker or SpeakerRole.Community or SpeakerRole.Street or SpeakerRole.District);

    /// <summary>The level above the worker: it grants or refuses more time.</summary>
    public bool Grants => Roles.Any(role => role is SpeakerRole.Community or SpeakerRole.Street or SpeakerRole.District);
}
