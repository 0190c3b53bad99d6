using System.Text;
using Bot.Domain.Clocks;
using Bot.Host.Access;
using Bot.Host.Clocks;

namespace Bot.Host.Tickets;

/// <summary>The rules in force, for operators: see them, have them read again, take the limits as one file, publish a year.</summary>
public static class RulesApi
{
    /// <summary>A year's paper has some 40 days; this leaves room for a hundred times that.</summary>
    private const int LongestYear = 200_000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/rules", (RulesInForce rules, RulesWatch watch, RecomputeDeadlines recompute, BotSettings settings, BotClock clock) => Results.Ok(View(rules, watch, recompute, settings, clock)));
        api.MapGet("/rules/limits", (RulesInForce rules) => Results.File(
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true).GetPreamble().Concat(Encoding.UTF8.GetBytes(LimitTable.Write(rules.Now.Limits.All))).ToArray(), "text/csv; charset=utf-8", RuleFiles.Limits));
        api.MapPost("/rules/reload", async (RulesInForce rules, RulesWatch watch, RecomputeDeadlines recompute, BotSettings settings, BotClock clock, CancellationToken stop) =>
            await watch.Refresh(stop, again: true) is { } refused
                ? Problems.Of(StatusCodes.Status422UnprocessableEntity, "rules_refused", refused.Error)
                : Results.Ok(View(rules, watch, recompute, settings, clock)));
        api.MapPut("/rules/calendars/{year:int}", Publish);
    }

    /// <summary>The body is the year in the form of the calendar files. This host uses it when it answers, the others within seconds.</summary>
    private static async Task<IResult> Publish(int year, HttpRequest request, HttpContext http, PublishedYears years, RulesInForce rules, RulesWatch watch, RecomputeDeadlines recompute, BotSettings settings, BotClock clock, CancellationToken stop)
    {
        if (await Text(request, stop) is not { } body)
        {
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", $"a year has up to {LongestYear} bytes");
        }

        try
        {
            var published = CalendarFiles.Parse(body, "body");
            RefuseMisfit(published, year);
            await years.Publish(published, body, (string)http.Items["user"]!, all => watch.Load(all, stop), stop);
        }
        catch (Exception exception) when (exception is ClockException or FormatException)
        {
            return Problems.BadRequest("calendar_refused", exception.Message);
        }

        return await watch.Refresh(stop) is { } refused
            ? Problems.Of(StatusCodes.Status422UnprocessableEntity, "rules_refused", refused.Error)
            : Results.Ok(View(rules, watch, recompute, settings, clock));
    }

    private static void RefuseMisfit(PublishedYear published, int year)
    {
        if (published.Year != year)
        {
            throw new ClockException($"body: holds the year {published.Year}, not {year}");
        }

        if (published.Days.Count == 0)
        {
            throw new ClockException("body: 'days' is empty, which means a year that is not published");
        }
    }

    /// <summary>Null where it is too long.</summary>
    private static async Task<string?> Text(HttpRequest request, CancellationToken stop)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        var text = new char[LongestYear + 1];
        var length = await reader.ReadBlockAsync(text, stop);
        return length > LongestYear ? null : new string(text, 0, length).TrimStart('\uFEFF');
    }

    private static object View(RulesInForce rules, RulesWatch watch, RecomputeDeadlines recompute, BotSettings settings, BotClock clock)
    {
        var (set, thisYear) = (rules.Set, ShanghaiTime.Of(clock.Now).Year);
        var known = set.Years.Where(year => year.Year.Days.Count > 0).Select(year => year.Year.Year).ToHashSet();
        return new
        {
            set.Fingerprint,
            folder = settings.RulesFolder,
            loadedAt = ShanghaiTime.Of(watch.LoadedAt),
            refused = watch.Refused is { } refused ? new { at = ShanghaiTime.Of(refused.At), refused.Error } : null,
            provisionalYears = new[] { thisYear, thisYear + 1 }.Where(year => !known.Contains(year)),
            calendars = set.Years.Select(year => new
            {
                year.Year.Year,
                published = year.Year.Days.Count > 0,
                days = year.Year.Days.Count,
                year.Year.Source,
                year.Origin,
                year.From,
                at = ShanghaiTime.Of(year.At),
            }),
            tables = set.Tables.Select(table => new { table.Name, table.Origin, table.File, at = ShanghaiTime.Of(table.At) }),
            limits = new { rules = set.Rules.Limits.All.Count, versions = set.Rules.Limits.All.Select(rule => rule.Version).Where(version => version.Length > 0).Distinct() },
            recomputed = recompute.Last,
        };
    }
}
