namespace Bot.Domain.Understanding;

/// <summary>Reads one matter out of a scanned text: what it is, where, how urgent.</summary>
internal sealed class MatterReader(Vocabulary vocabulary)
{
    /// <summary>A category word in the text counts this much more than none, so that a district's own words work before anything is learned of them.</summary>
    private const float WordBonus = 0.4f;

    /// <summary>A rule of the dangers does not count where the model gives them less than this.</summary>
    public const float LeastChance = 0.1f;

    /// <summary>From this chance what is added to a ticket makes it 特急: to come for nothing is better than too late. Chosen with authors left out.</summary>
    private const float RaisesFrom = 0.25f;

    /// <summary>The same before a judge is taught, of the chances by the words.</summary>
    private const float RaisesUnjudgedFrom = 0.6f;

    private readonly Tags tags = vocabulary.Tags;
    private readonly Category[] unlearned = [.. vocabulary.Categories.Values.Where(category => vocabulary.Model.Categories.IndexOf(category.Name) < 0)];

    public LocationResolver Locations { get; } = new(vocabulary);

    /// <summary>The likeliest category of the whole text.</summary>
    public string CategoryOf(Workspace work, ScannedText scan, out float chance)
    {
        scan.FoundCategory ??= (CategoryOf(work, scan.Sums, scan.Tags, out var found), found);
        chance = scan.FoundCategory.Value.Chance;
        return scan.FoundCategory.Value.Name;
    }

    /// <summary>The likeliest category; its chance tells how sure that is.</summary>
    public string CategoryOf(Workspace work, ReadOnlySpan<float> sums, in TagSet words, out float chance) =>
        CategoryOf(work.ChancesOf(vocabulary.Model.Categories, sums), words, out chance);

    /// <param name="chances">Of the model's categories, in its order.</param>
    public string CategoryOf(ReadOnlySpan<float> chances, in TagSet words, out float chance)
    {
        if (chances.Length == 0)
        {
            chance = 0;
            return ByWords(words) ?? "其他";
        }

        var best = Workspace.Best(chances);
        chance = chances[best];
        return chance < WordBonus && ByWords(words) is { } told ? told : vocabulary.Model.Categories.Classes[best];
    }

    /// <summary>How likely the words are about this category, 0 where the model does not know it.</summary>
    public float ChanceOf(Workspace work, ReadOnlySpan<float> sums, string? category)
    {
        var head = vocabulary.Model.Categories;
        var index = category is null || head.Classes.Count == 0 ? -1 : head.IndexOf(category);
        return index < 0 ? 0 : work.ChancesOf(head, sums)[index];
    }

    /// <summary>A category that the model has not learned, by its words alone.</summary>
    private string? ByWords(in TagSet words)
    {
        foreach (var category in unlearned)
        {
            if (words.Has(category.Tag))
            {
                return category.Name;
            }
        }

        return null;
    }

    /// <summary>The rules' word, else the model's degree.</summary>
    public Urgency UrgencyOf(Workspace work, ReadOnlySpan<float> sums, string category, bool danger, in TagSet words)
    {
        if (danger)
        {
            return Urgency.Critical;
        }

        var head = vocabulary.Model.Urgencies;
        if (head.Classes.Count == 0)
        {
            return vocabulary.Categories.TryGetValue(category, out var known) ? known.Urgency : Urgency.Normal;
        }

        var chances = work.ChancesOf(head, sums);
        Span<float> degree = stackalloc float[4];
        for (var i = 0; i < chances.Length; i++)
        {
            degree[(int)UrgencyNames.Parse(head.Classes[i])] = chances[i];
        }

        var usual = vocabulary.Categories.TryGetValue(category, out var own) ? own.Urgency : Urgency.Normal;
        var (urgent, elevated) = (vocabulary.Dangers.IsUrgent(words), vocabulary.Dangers.IsElevated(words));
        if (work.Gathers)
        {
            work.KnownOfDegree = new DegreeJudge.Known([.. degree], category, usual, urgent, elevated);
        }

        var weighed = vocabulary.Model.Judges?.Degrees?.Weigh(degree, category, usual, urgent, elevated) ?? Unweighed(degree, usual);

        // The rules have the last word: a district's own words count before anything is learned of them.
        return weighed < Urgency.Urgent && urgent ? Urgency.Urgent : weighed < Urgency.Elevated && elevated ? Urgency.Elevated : weighed;
    }

    /// <summary>Before a judge is taught the category's usual degree has a voice beside the words.</summary>
    private static Urgency Unweighed(Span<float> degree, Urgency usual)
    {
        degree[(int)usual] += 0.2f;
        return (Urgency)Workspace.Best(degree);
    }

    /// <summary>A danger by the rules that the whole text does not speak against: "打不着火" is no fire.</summary>
    public Danger? DangerIn(Workspace work, ScannedText scan)
    {
        var danger = DangerIn(scan.Tags);
        return danger is null || ChanceOfDanger(work, scan.Sums) >= LeastChance ? danger : null;
    }

    /// <summary>How likely the words tell a danger to life; 1 before anything is learned, so that the rules decide alone.</summary>
    public float ChanceOfDanger(Workspace work, ReadOnlySpan<float> sums) => ChanceOf(work, sums, Urgency.Critical) ?? 1;

    /// <summary>Whether the words more likely than not tell what cannot wait a day.</summary>
    public bool IsLikelyUrgent(Workspace work, ReadOnlySpan<float> sums) => ChanceOf(work, sums, Urgency.Urgent) + ChanceOf(work, sums, Urgency.Critical) >= 0.5f;

    private float? ChanceOf(Workspace work, ReadOnlySpan<float> sums, Urgency degree)
    {
        var head = vocabulary.Model.Urgencies;
        return head.IndexOf(UrgencyNames.Of(degree)) is >= 0 and var index ? work.ChancesOf(head, sums)[index] : null;
    }

    /// <summary>Whether what is told of a ticket tells a danger to life.</summary>
    public bool RaisesTicket(Workspace work)
    {
        var chance = ChanceOfDanger(work, work.Text.Sums);
        if (vocabulary.Model.Judges?.Dangers is not { } judge || chance < LeastChance)
        {
            return chance >= RaisesUnjudgedFrom && vocabulary.Model.Urgencies.Classes.Count > 0;
        }

        Span<float> facts = stackalloc float[DangerJudge.Facts];
        DangerJudge.Tell(vocabulary, work, facts);
        return judge.Weigh(facts) >= RaisesFrom;
    }

    /// <summary>The words of danger stand in the text, and nothing says that it is elsewhere, long ago, a drill or a joke.</summary>
    public Danger? DangerIn(in TagSet words) =>
        words.Has(tags.Drill) || words.Has(tags.Elsewhere) || words.Has(tags.Past) || words.Has(tags.Joke) || words.Has(tags.News) || words.Has(tags.Supposed)
            ? null
            : vocabulary.Dangers.Find(words);

    /// <summary>The place of the matter, by text, then nickname; and whether something must be asked.</summary>
    public Location LocationOf(ScannedText scan, GroupProfile group, in Location nickname, string category, out IReadOnlyList<string> missing)
    {
        var need = vocabulary.Categories.TryGetValue(category, out var known) ? known.Place : PlaceNeed.Asked;
        var said = Locations.FromText(scan, group, out var inside);
        var location = Locations.WithNickname(said, nickname, inside, need, scan);
        if (need == PlaceNeed.House && location.Floor is not null && !scan.Doors.Exists(door => door.Floor is not null && (door.Building ?? door.Unit) is not null))
        {
            location = location with { Floor = null };
        }

        missing = MissingIn(location, inside, need, group, scan);
        return location;
    }

    private IReadOnlyList<string> MissingIn(in Location location, bool inside, PlaceNeed need, GroupProfile group, ScannedText scan)
    {
        if (group.Default is null && group.Communities.Count > 1 && location.Community is null)
        {
            return ["community"];
        }

        return need is PlaceNeed.Asked or PlaceNeed.Home or PlaceNeed.House && location.Building is null && !scan.Has(tags.Range) && (location.Place is null || inside) ? ["building"] : [];
    }

    public Reading Flags(Reading reading, ScannedText scan) => reading with
    {
        Hazard = scan.Has(tags.Hazard),
        Vulnerable = scan.Has(tags.Vulnerable),
        Anonymous = scan.Has(tags.Anonymous),
        Recurring = scan.Has(tags.Recurring),
        OnBehalf = scan.Has(tags.OnBehalf),
    };
}
