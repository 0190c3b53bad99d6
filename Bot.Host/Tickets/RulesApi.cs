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

    /// <summary>What an answer is made of.</summary>
    public sealed record Parts(RulesInForce Rules, RulesWatch Watch, RecomputeDeadlines Recompute, LimitTables Limits, BotSettings Settings, BotClock Clock);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/rules", ([AsParameters] Parts parts) => Results.Ok(View(parts)));
        LimitsApi.Map(api);
        api.MapPost("/rules/reload", async ([AsParameters] Parts parts, CancellationToken stop) => Answer(await parts.Watch.Refresh(stop, again: true), parts));
        api.MapPut("/rules/calendars/{year:int}", Publish);
    }

    /// <summary>The body is the year in the form of the calendar files. This host uses it when it answers, the others within seconds.</summary>
    private static async Task<IResult> Publish(int year, HttpContext http, PublishedYears years, [AsParameters] Parts parts, CancellationToken stop)
    {
        if (await Text(http.Request, LongestYear, stop) is not { } body)
        {
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", $"a year has up to {LongestYear} bytes");
        }

        try
        {
            var published = CalendarFiles.Parse(body, "body");
            RefuseMisfit(published, year);
            await years.Publish(published, body, (string)http.Items["user"]!, async all => await parts.Watch.Load(all, await parts.Limits.Newest(stop), stop), stop);
        }
        catch (Exception exception) when (exception is ClockException or FormatException)
        {
            return Problems.BadRequest("calendar_refused", exception.Message);
        }

        return Answer(await parts.Watch.Refresh(stop), parts);
    }

    internal static IResult Answer(RefusedRules? refused, Parts parts) => refused is null
        ? Results.Ok(View(parts))
        : Problems.Of(StatusCodes.Status422UnprocessableEntity, "rules_refused", refused.Error);

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
    internal static async Task<string?> Text(HttpRequest request, int longest, CancellationToken stop)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        var text = new char[longest + 1];
        var length = await reader.ReadBlockAsync(text, stop);
        return length > longest ? null : new string(text, 0, length).TrimStart('\uFEFF');
    }

    private static object View(Parts parts)
    {
        var (set, thisYear) = (parts.Rules.Set, ShanghaiTime.Of(parts.Clock.Now).Year);
        var known = set.Years.Where(year => year.Year.Days.Count > 0).Select(year => year.Year.Year).ToHashSet();
        return new
        {
            set.Fingerprint,
            folder = parts.Settings.RulesFolder,
            loadedAt = ShanghaiTime.Of(parts.Watch.LoadedAt),
            refused = parts.Watch.Refused is { } refused ? new { at = ShanghaiTime.Of(refused.At), refused.Error } : null,
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
            limits = new
            {
                rules = set.Rules.Limits.All.Count,
                versions = set.Rules.Limits.All.Select(rule => rule.Version).Where(version => version.Length > 0).Distinct(),
            },
            recomputed = parts.Recompute.Last,
        };
    }
}
