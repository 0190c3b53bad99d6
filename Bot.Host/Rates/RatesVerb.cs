using Bot.Domain.Clocks;
using Bot.Host.Clocks;
using Bot.Host.Database;
using Bot.Host.Grids;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Rates;

/// <summary>Prints the rates of a period, one JSON object per node and rate and line.</summary>
public static class RatesVerb
{
    private static readonly string[] Flags = ["--from", "--to", "--district", "--level", "--id", "--as-of", "--formulas"];

    public static async Task<int> Run(string[] arguments)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < arguments.Length; index += 2)
        {
            if (!Flags.Contains(arguments[index]))
            {
                return Verbs.Refuse($"rates: unknown flag '{arguments[index]}'; there are {string.Join(", ", Flags)}");
            }

            if (index + 1 == arguments.Length || !given.TryAdd(arguments[index], arguments[index + 1]))
            {
                return Verbs.Refuse($"rates: {arguments[index]} needs one value");
            }
        }

        if (!given.ContainsKey("--from") || !given.ContainsKey("--to"))
        {
            return Verbs.Refuse("rates: --from and --to are needed, as 2026-03-01");
        }

        try
        {
            var configuration = MigrateVerb.Configuration();
            await using var source = DatabaseSource.Open(configuration.GetConnectionString("Bot"));
            if (!await Migrations.AreDone(source, CancellationToken.None))
            {
                return Verbs.Refuse("the database is not at this program's schema: run migrate first");
            }

            var settings = BotSettings.From(configuration);
            settings = settings with { District = given.GetValueOrDefault("--district", settings.District) };
            await Print(source, settings, given);
            return 0;
        }
        catch (Exception exception) when (exception is FormatException or ClockException or IOException or InvalidOperationException or DatabaseTooNewException or NpgsqlException or ArgumentException)
        {
            return Verbs.Refuse($"rates: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static async Task Print(NpgsqlDataSource source, BotSettings settings, Dictionary<string, string> given)
    {
        var clock = new BotClock(source, TimeProvider.System);
        await clock.Refresh(CancellationToken.None);
        var map = await new DistrictMaps(source, settings).Get(CancellationToken.None);
        if (!map.Grids.Any())
        {
            throw new FormatException($"no district '{settings.District}' with a grid");
        }

        var rules = RuleFiles.Load(settings.RulesFolder, await new PublishedYears(source, settings).All(CancellationToken.None), await new LimitTables(source, settings).Newest(CancellationToken.None)).Rules;
        var question = RateQuestion.Read(
            given["--from"], given["--to"], given.GetValueOrDefault("--level"), given.GetValueOrDefault("--id"), given.GetValueOrDefault("--as-of"), given.GetValueOrDefault("--formulas"), map, rules.Rates, clock.Now);
        var nodes = await RateReport.Compute(source, map, question, rules, CancellationToken.None);
        for (var index = 0; index < question.Formulas.Count; index++)
        {
            var places = Domain.Rates.Tally.Rank(nodes.Select(node => node.Tally.Figures[index].Value).ToList(), question.Formulas[index].LowIsGood);
            foreach (var (node, place) in nodes.Zip(places))
            {
                var line = new Dictionary<string, object?>
                {
                    ["district"] = settings.District,
                    ["from"] = RateReport.Day(question.From),
                    ["to"] = RateReport.Day(question.To),
                    ["asOf"] = ShanghaiTime.Of(question.AsOf),
                    ["formulas"] = question.Set,
                    ["level"] = TicketStore.Word(question.Level),
                    ["id"] = node.Id,
                    ["name"] = node.Name,
                    ["registered"] = node.Tally.Registered,
                };
                foreach (var (key, value) in RateReport.Show(node.Tally.Figures[index], place, question.Formulas[index]))
                {
                    line[key] = value;
                }

                Console.WriteLine(BotJson.Write(line));
            }
        }
    }
}
