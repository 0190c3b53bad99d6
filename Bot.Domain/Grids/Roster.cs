using Bot.Domain.Understanding;

namespace Bot.Domain.Grids;

/// <summary>One duty of one person (花名册 line): it stands at a node of the tree and counts for all below it.</summary>
public sealed record Post(string PersonId, string Name, SpeakerRole Role, string NodeId);

/// <summary>Everybody who answers for one grid: the posts on the way from the grid up to the district, nearest first.</summary>
public sealed record Roster(string GridId, string GridName, IReadOnlyList<Post> Posts)
{
    public IEnumerable<Post> With(SpeakerRole role) => Posts.Where(post => post.Role == role);

    public Post? First(SpeakerRole role) => With(role).FirstOrDefault();

    public IEnumerable<Post> Of(string personId) => Posts.Where(post => post.PersonId == personId);

    /// <summary>The grid's worker; where the grid has none, the community stands in, then whoever is next above.</summary>
    public Post? InCharge => First(SpeakerRole.GridWorker) ?? First(SpeakerRole.Community) ?? First(SpeakerRole.Street) ?? First(SpeakerRole.District);

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
