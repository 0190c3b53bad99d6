using Bot.Domain.Clocks;
using Bot.Domain.Understanding;

namespace Bot.Domain.Grids;

/// <summary>请假: from the first day to the last, both included, by the date in Shanghai; the stand-in has the same posts meanwhile.</summary>
public sealed record Leave(string PersonId, DateOnly From, DateOnly To, string? StandInId)
{
    public bool Covers(DateTimeOffset now) => ShanghaiTime.DateOf(now) is var today && From <= today && today <= To;
}

/// <summary>值班: who answers first for a node on one day. Hours that do not end after they begin run into the next day: 18:00–08:00, and 00:00–00:00 for the whole day.</summary>
public sealed record Duty(string NodeId, DateOnly Day, TimeOnly Starts, TimeOnly Ends, string PersonId)
{
    public bool Covers(DateTimeOffset now) => ShanghaiTime.At(Day, Starts) <= now && now < ShanghaiTime.At(Ends > Starts ? Day : Day.AddDays(1), Ends);
}

/// <summary>A node as the way up from a grid passes it.</summary>
/// <param name="Level">Null for one that is no level of escalation: 片 above a grid, 组, 邻, 联户 below it.</param>
public sealed record Stage(string NodeId, Level? Level);

/// <summary>Who is away, who stands in, who is on duty: what makes of the standing posts those who answer now.</summary>
public sealed record Shifts(IReadOnlyList<Leave> Leaves, IReadOnlyList<Duty> Duties)
{
    public const string OnDutyTitle = "值班";

    public static readonly Shifts None = new([], []);

    /// <summary>
    /// Who is on duty comes first, nearest first; whoever is on leave is replaced at his place by his stand-in, and stands at the end.
    /// On duty up to the community one acts as the grid's worker does, above it as that level's staff.
    /// </summary>
    /// <param name="standing">The posts by the roster, nearest first.</param>
    /// <param name="path">From the nearest node upwards.</param>
    public IReadOnlyList<Post> At(IReadOnlyList<Post> standing, IReadOnlyList<Stage> path, Func<string, string> nameOf, DateTimeOffset now)
    {
        var leaves = Leaves.Where(leave => leave.Covers(now)).ToLookup(leave => leave.PersonId);
        var duties = Duties.Where(duty => duty.Covers(now)).ToLookup(duty => duty.NodeId);
        if (leaves.Count == 0 && duties.Count == 0)
        {
            return standing;
        }

        var onDuty = path.SelectMany(stage => duties[stage.NodeId].Select(duty => new Post(duty.PersonId, nameOf(duty.PersonId), RoleAt(stage), stage.NodeId) { Title = OnDutyTitle, IsHelper = true }));
        List<Post> present = [];
        List<Post> away = [];
        foreach (var post in onDuty.Concat(standing))
        {
            if (!leaves.Contains(post.PersonId))
            {
                present.Add(post);
                continue;
            }

            away.Add(post with { IsAway = true });
            if (StandIn(post.PersonId, leaves) is { } other)
            {
                present.Add(post with { PersonId = other, Name = nameOf(other), InPlaceOf = post.PersonId });
            }
        }

        return [.. present, .. away];
    }

    /// <summary>A stand-in who is away himself has one too; a circle of stand-ins has nobody.</summary>
    private static string? StandIn(string personId, ILookup<string, Leave> leaves)
    {
        HashSet<string> asked = [];
        string? other = personId;
        while (other is not null && leaves.Contains(other))
        {
            other = asked.Add(other) ? leaves[other].Select(leave => leave.StandInId).FirstOrDefault(id => id is not null) : null;
        }

        return other;
    }

    private static SpeakerRole RoleAt(Stage stage) => stage.Level switch
    {
        Level.Street => SpeakerRole.Street,
        Level.District => SpeakerRole.District,
        _ => SpeakerRole.GridWorker,
    };
}
