using System.Globalization;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

public enum RungAnchor
{
    /// <summary>An offset after the report; runs until somebody confirms.</summary>
    Opened,

    /// <summary>A share of the time between the setting of the deadline and the deadline; runs while somebody has it in hand.</summary>
    Share,

    /// <summary>An offset after the deadline; runs while the ticket is open.</summary>
    Due,

    /// <summary>An offset after the last call for units; runs while one of them has not reported in.</summary>
    Whistled,
}

/// <summary>One rung of the ladder (催办 → 督办 → 通报): when it fires, whom it names, and to which level it raises the ticket.</summary>
/// <param name="Offset">Null for a share, and for the due time itself.</param>
public sealed record Rung(string Kind, RungAnchor Anchor, Limit? Offset, double Share, IReadOnlyList<string> To, Level? Raises);

/// <summary>
/// Reminders and escalations as data. Lines of "kind TAB urgencies TAB anchor TAB offset TAB to TAB level";
/// offset is a limit ("2wh", "1wd"), "50%" of the time, or "0"; to names roles, "responsible" or "units" (those called and not yet here); level may be "-".
/// Below "[node]" stands what differs for that node of the tree and all below it; there an offset of "-" takes a rung away.
/// </summary>
public sealed class Ladder
{
    /// <summary>A ticket that has climbed the whole ladder is named again after each so many working days: none is ever without a clock.</summary>
    public static readonly Limit Again = new(5, LimitUnit.WorkingDays);

    private readonly Dictionary<Urgency, List<Rung>> rungs = Enum.GetValues<Urgency>().ToDictionary(urgency => urgency, _ => new List<Rung>());
    private readonly List<Line> lines = [];

    /// <summary>What one line says of one urgency.</summary>
    /// <param name="Rung">Null where the rung is taken away.</param>
    private sealed record Line(string Node, Urgency Urgency, string Kind, Rung? Rung, int Number);

    /// <summary>The nodes that have lines of their own, with the first of them.</summary>
    public IEnumerable<(string Node, int Line)> Nodes => lines.DistinctBy(line => line.Node).Select(line => (line.Node, line.Number));

    public IReadOnlyList<Rung> For(Urgency urgency) => rungs[urgency];

    public Rung? Find(Urgency urgency, string kind) => rungs[urgency].Find(rung => rung.Kind == kind);

    /// <summary>The ladder as it is at a node: the nearest line about a rung wins, all else is inherited.</summary>
    /// <param name="path">The nodes from there upwards; empty for what holds everywhere.</param>
    public Ladder At(IReadOnlyList<string> path)
    {
        var near = new Ladder();
        foreach (var rung in lines.GroupBy(line => (line.Urgency, line.Kind)))
        {
            var nearest = path.Append("").Select(node => rung.FirstOrDefault(line => line.Node == node)).FirstOrDefault(line => line is not null);
            if (nearest?.Rung is { } stands)
            {
                near.rungs[rung.Key.Urgency].Add(stands);
            }
        }

        return near;
    }

    /// <returns>The ladder that holds everywhere; <see cref="At"/> tells that of a node.</returns>
    /// <exception cref="FormatException">Names the line that cannot be used.</exception>
    public static Ladder Parse(IEnumerable<string> lines)
    {
        var all = new List<Line>();
        foreach (var (node, fields, number) in TabLines.ReadByNode(lines, 6))
        {
            Rung? rung;
            try
            {
                rung = node.Length > 0 && fields[3] == "-" ? null : Read(fields);
            }
            catch (Exception exception) when (exception is FormatException or ArgumentException)
            {
                throw new FormatException($"line {number}: {exception.Message}", exception);
            }

            foreach (var urgency in fields[1] == "*" ? Enum.GetValues<Urgency>() : fields[1].Split(',').Select(word => ReadUrgency(word, number)))
            {
                if (all.Find(line => line.Node == node && line.Urgency == urgency && line.Kind == fields[0]) is { } first)
                {
                    throw new FormatException($"line {number}: {fields[0]} stands twice for one urgency, first at line {first.Number}");
                }

                all.Add(new Line(node, urgency, fields[0], rung, number));
            }
        }

        var everywhere = new Ladder();
        everywhere.lines.AddRange(all);
        foreach (var line in all.Where(line => line.Node.Length == 0))
        {
            everywhere.rungs[line.Urgency].Add(line.Rung!);
        }

        return everywhere;
    }

    private static Rung Read(string[] fields)
    {
        var anchor = fields[2] switch
        {
            "opened" => RungAnchor.Opened,
            "share" => RungAnchor.Share,
            "due" => RungAnchor.Due,
            "whistled" => RungAnchor.Whistled,
            var other => throw new FormatException($"unknown anchor '{other}' (opened, share, due, whistled)"),
        };
        var isShare = fields[3].EndsWith('%');
        if (isShare != (anchor == RungAnchor.Share))
        {
            throw new FormatException($"'{fields[3]}' does not fit the anchor {fields[2]}");
        }

        var share = isShare ? int.Parse(fields[3].TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        if (isShare && share is < 1 or > 99)
        {
            throw new FormatException($"a share lies between 1% and 99%, got '{fields[3]}'");
        }

        if (anchor is RungAnchor.Opened or RungAnchor.Whistled && fields[3] == "0")
        {
            throw new FormatException($"a reminder after '{fields[2]}' needs an offset");
        }

        // Found out here, with the line, and not when the clock fires.
        var to = fields[4].Split(',');
        foreach (var word in to.Where(word => word is not ("responsible" or "units")))
        {
            _ = RoleOf(word);
        }

        return new Rung(
            fields[0],
            anchor,
            isShare || fields[3] == "0" ? null : Limit.Parse(fields[3]),
            share / 100.0,
            to,
            fields[5] switch
            {
                "-" => null,
                "community" => Level.Community,
                "street" => Level.Street,
                "district" => Level.District,
                var other => throw new FormatException($"unknown level '{other}' (community, street, district, or - for none)"),
            });
    }

    /// <exception cref="FormatException">No such addressee.</exception>
    public static SpeakerRole RoleOf(string word) => word switch
    {
        "grid_worker" => SpeakerRole.GridWorker,
        "property" => SpeakerRole.Property,
        "community" => SpeakerRole.Community,
        "street" => SpeakerRole.Street,
        "district" => SpeakerRole.District,
        _ => throw new FormatException($"unknown addressee '{word}' (responsible, units, grid_worker, property, community, street, district)"),
    };

    private static Urgency ReadUrgency(string word, int number) =>
        TicketWords.UrgencyOf(word) ?? throw new FormatException($"line {number}: unknown urgency '{word}'");
}
