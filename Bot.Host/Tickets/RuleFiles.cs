using System.Security.Cryptography;
using System.Text;
using Bot.Domain.Bulletins;
using Bot.Domain.Clocks;
using Bot.Domain.Needs;
using Bot.Domain.Rates;
using Bot.Domain.Tickets;
using Bot.Host.Clocks;

namespace Bot.Host.Tickets;

/// <summary>Where a year of the calendar came from.</summary>
/// <param name="Origin">"shipped", "file" or "api".</param>
/// <param name="From">The file, or who published it.</param>
public sealed record YearSource(PublishedYear Year, string Origin, string From, DateTimeOffset At);

/// <summary>Where a table came from.</summary>
/// <param name="Origin">"shipped", "file" or "api".</param>
/// <param name="File">The file, or the version and who put it in force.</param>
public sealed record TableSource(string Name, string Origin, string File, DateTimeOffset At);

/// <summary>A set of rules that can be used, and where it all stands.</summary>
/// <param name="Fingerprint">The same on two hosts where their rules are the same.</param>
public sealed record RuleSet(DistrictRules Rules, IReadOnlyList<YearSource> Years, IReadOnlyList<TableSource> Tables, string Fingerprint);

/// <summary>
/// Reads a folder of rules: calendars/*.json, limits.csv, hours.tsv, ladder.tsv, category-rules.tsv, pause-rules.tsv, reopening-rules.tsv, rates.tsv, condition-rules.tsv, presence-words.tsv,
/// need-kinds.tsv, bulletins.tsv, counted-kinds.tsv (see deploy/rules/README.md). What is not in it is taken from what came with the program.
/// </summary>
public static class RuleFiles
{
    public const string Limits = "limits.csv", Hours = "hours.tsv", Ladder = "ladder.tsv", Categories = "category-rules.tsv", Pauses = "pause-rules.tsv",
        Reopenings = "reopening-rules.tsv", Rates = "rates.tsv", Conditions = "condition-rules.tsv", Presence = "presence-words.tsv", Needs = "need-kinds.tsv",
        Bulletins = "bulletins.tsv", Counted = "counted-kinds.tsv", Calendars = "calendars";

    private static readonly Dictionary<string, string> Shipped = new()
    {
        [Limits] = Beside("Clocks", "Limits", "default.csv"),
        [Hours] = Beside("Clocks", Hours),
        [Ladder] = Beside("Tickets", Ladder),
        [Categories] = Beside("Tickets", Categories),
        [Pauses] = Beside("Tickets", Pauses),
        [Reopenings] = Beside("Tickets", Reopenings),
        [Rates] = Beside("Rates", Rates),
        [Conditions] = Beside("Tickets", Conditions),
        [Presence] = Beside("Tickets", Presence),
        [Needs] = Beside("Needs", Needs),
        [Bulletins] = Beside("Bulletins", Bulletins),
        [Counted] = Beside("Bulletins", Counted),
    };

    /// <param name="folder">Empty: only what came with the program.</param>
    /// <param name="published">The years published over the API; they go before the folder's, and those before the shipped ones.</param>
    /// <param name="imported">The table of limits put in force over the API, which goes before the folder's.</param>
    /// <exception cref="ClockException">What is wrong, with its file and line. Nothing of it is taken over.</exception>
    /// <exception cref="FormatException">As above, in a table between tabs.</exception>
    public static RuleSet Load(string folder = "", IReadOnlyList<YearOnRecord>? published = null, LimitsOnRecord? imported = null)
    {
        RefuseStrangers(folder);
        var tables = Shipped.Keys.Select(name => Find(folder, name)).ToList();
        string FileOf(string name) => tables.Find(table => table.Name == name)!.File;
        var years = Years(folder, published ?? []);
        var limits = new LimitRules(imported?.Rules ?? LimitFiles.Load(FileOf(Limits)));
        RefuseGaps(limits, imported is null ? FileOf(Limits) : "limits");
        var rules = new DistrictRules(
            [.. years.Select(year => year.Year)],
            Read(FileOf(Hours), HoursRules.Parse),
            limits,
            Read(FileOf(Categories), CategoryRules.Parse),
            Read(FileOf(Ladder), Domain.Tickets.Ladder.Parse),
            Read(FileOf(Pauses), PauseRules.Parse),
            Read(FileOf(Reopenings), ReopeningRules.Parse),
            Read(FileOf(Rates), Formulas.Parse),
            Read(FileOf(Conditions), ConditionRules.Parse),
            Read(FileOf(Presence), Domain.Tickets.Presence.Parse))
        {
            NeedKinds = Read(FileOf(Needs), NeedKinds.Parse),
            Bulletins = Read(FileOf(Bulletins), BulletinPlan.Parse),
            Counted = Read(FileOf(Counted), CountedKinds.Parse),
        };
        return new RuleSet(rules, years, [.. tables.Select(table => table.Name == Limits && imported is not null ? FromApi(imported) : table)], Fingerprint(years, tables, imported));
    }

    /// <summary>Differs as soon as a file is added, removed or written to; reads no file.</summary>
    public static string Stamp(string folder) => folder.Length == 0 || !Directory.Exists(folder)
        ? ""
        : string.Join('|', Found(folder).Select(file => $"{file.FullName}@{file.LastWriteTimeUtc.Ticks}+{file.Length}"));

    /// <summary>Refuses rules of a node that the district does not have: a slip of the pen would hold for nobody.</summary>
    /// <exception cref="FormatException">With file and line.</exception>
    public static void RefuseUnknownNodes(RuleSet set, IReadOnlySet<string> nodes)
    {
        var limits = set.Rules.Limits.All.Select(rule => (rule.Node, rule.Place));
        var rules = set.Rules;
        IEnumerable<(string Node, string Place)> all =
        [
            .. Named(Hours, rules.Hours.Nodes), .. Named(Ladder, rules.Ladder.Nodes), .. Named(Categories, rules.Categories.Nodes), .. Named(Pauses, rules.Pauses.Nodes),
            .. Named(Reopenings, rules.Reopenings.Nodes), .. Named(Rates, rules.Rates.Nodes), .. limits,
        ];
        foreach (var (node, place) in all.Where(named => named.Node.Length > 0 && !nodes.Contains(named.Node)))
        {
            throw new FormatException($"{place}: the district has no node '{node}'");
        }

        static IEnumerable<(string Node, string Place)> Named(string file, IEnumerable<(string Node, int Line)> nodes) =>
            nodes.Select(pair => (pair.Node, $"{file} line {pair.Line}"));
    }

    /// <summary>Refuses hours that leave a grid without any working day, which would keep every clock there from ever running out.</summary>
    /// <param name="paths">Of each grid the nodes from it upwards.</param>
    /// <exception cref="FormatException">With file and line.</exception>
    public static void RefuseIdleGrids(RuleSet set, IEnumerable<IReadOnlyList<string>> paths)
    {
        try
        {
            foreach (var path in paths)
            {
                _ = set.Rules.For(path);
            }
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{set.Tables.First(table => table.Name == Hours).File}: {exception.Message}", exception);
        }
    }

    private static TableSource FromApi(LimitsOnRecord imported) => new(Limits, "api", $"{LimitTables.NameOf(imported.Version)} by {imported.By}", imported.At);

    private static string Fingerprint(IReadOnlyList<YearSource> years, IReadOnlyList<TableSource> tables, LimitsOnRecord? imported)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(BotJson.Write(years.Select(year => year.Year))));
        foreach (var table in tables)
        {
            hash.AppendData(Encoding.UTF8.GetBytes("\n" + table.Name + "\n"));
            hash.AppendData(table.Name == Limits && imported is not null ? Encoding.UTF8.GetBytes(LimitTable.Write(imported.Rules)) : File.ReadAllBytes(table.File));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private static string Beside(params string[] parts) => Path.Combine([AppContext.BaseDirectory, .. parts]);

    /// <summary>A year without days says only that nothing is known yet: it hides no other.</summary>
    private static List<YearSource> Years(string folder, IReadOnlyList<YearOnRecord> published)
    {
        var own = Path.Combine(folder, Calendars);
        var files = folder.Length > 0 && Directory.Exists(own) ? CalendarFiles.Read(own) : [];
        var twice = files.GroupBy(pair => pair.Year.Year).FirstOrDefault(year => year.Count() > 1)?.ToList();
        if (twice is not null)
        {
            throw new ClockException($"{twice[1].File}: the year {twice[1].Year.Year} stands in {twice[0].File} already");
        }

        var years = published.Select(year => new YearSource(year.Year with { Since = year.At }, "api", year.By, year.At))
            .Concat(files.Select(pair => FromFile(pair, "file")))
            .Concat(CalendarFiles.Read(CalendarFiles.Shipped).Select(pair => FromFile(pair, "shipped")))
            .GroupBy(year => year.Year.Year)
            .Select(year => year.FirstOrDefault(one => one.Year.Days.Count > 0) ?? year.First())
            .OrderBy(year => year.Year.Year)
            .ToList();
        _ = CalendarFiles.Check(years.Select(year => (year.Year, year.Origin == "api" ? PublishedYears.NameOf(year.Year.Year) : year.From)));
        return years;

        static YearSource FromFile((PublishedYear Year, string File) pair, string origin)
        {
            var at = ChangedAt(pair.File);
            return new(pair.Year with { Since = at }, origin, pair.File, at);
        }
    }

    private static TableSource Find(string folder, string name)
    {
        var own = Path.Combine(folder, name);
        var (origin, file) = folder.Length > 0 && File.Exists(own) ? ("file", own) : ("shipped", Shipped[name]);
        return new TableSource(name, origin, file, ChangedAt(file));
    }

    private static DateTimeOffset ChangedAt(string file) => new(File.GetLastWriteTimeUtc(file));

    private static T Read<T>(string file, Func<IEnumerable<string>, T> parse)
    {
        try
        {
            return parse(File.ReadAllLines(file));
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{file}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{file}: cannot be read: {exception.Message}", exception);
        }
    }

    private static void RefuseGaps(LimitRules limits, string file)
    {
        try
        {
            limits.RefuseGaps();
        }
        catch (ClockException exception)
        {
            throw new ClockException($"{file}: {exception.Message}", exception);
        }
    }

    /// <summary>A folder that is not there, or a file named amiss, would be silence where somebody believes to have said something.</summary>
    private static void RefuseStrangers(string folder)
    {
        if (folder.Length == 0)
        {
            return;
        }

        if (!Directory.Exists(folder))
        {
            throw new ClockException($"the rules folder '{folder}' is not there");
        }

        var own = Path.GetFullPath(folder).TrimEnd('/');
        if (Found(folder).FirstOrDefault(file => file.Directory!.FullName == own && !Shipped.ContainsKey(file.Name)) is { } stranger)
        {
            var known = string.Join(", ", Shipped.Keys.Order(StringComparer.Ordinal));
            throw new ClockException($"{stranger.FullName}: is no file of rules; there are {known}, and {Calendars}/YEAR.json");
        }
    }

    private static IEnumerable<FileInfo> Found(string folder) => new[] { folder, Path.Combine(folder, Calendars) }
        .Where(Directory.Exists)
        .SelectMany(place => new DirectoryInfo(place).GetFiles())

        // "~$limits.csv" is what a spreadsheet puts beside a file that is open in it.
        .Where(file => file.Extension is ".csv" or ".tsv" or ".json" && !file.Name.StartsWith("~$", StringComparison.Ordinal))
        .OrderBy(file => file.FullName, StringComparer.Ordinal);
}
