using System.Text.Json.Serialization;
using System.Xml;
using Bot.Domain.Clocks;
using Bot.Domain.Tickets;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Tickets;

namespace Bot.Host.Simulator;

/// <summary>The button that moves the demo's time forward.</summary>
public static class ClockApi
{
    /// <summary>A year at once is more than any demonstration needs, and bounds the work of one call.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    public sealed record ClockInput(string? Advance, [property: JsonConverter(typeof(ShanghaiInstant))] DateTimeOffset? At);

    public static void Map(WebApplication app)
    {
        app.MapGet("/sim/clock", async (BotClock clock, RulesInForce rules, CancellationToken stop) =>
        {
            await clock.Refresh(stop);
            return Results.Ok(new { now = ShanghaiTime.Of(clock.Now), nextWorkingMorning = NextWorkingMorning(rules.Now.Everywhere, clock.Now) });
        });
        app.MapPost("/sim/clock", Move);
    }

    /// <summary>09:00 of the next day that is worked by the published calendar, make-up days included.</summary>
    private static DateTimeOffset NextWorkingMorning(TicketRules rules, DateTimeOffset now)
    {
        var day = ShanghaiTime.DateOf(now);
        while (ShanghaiTime.At(day, new TimeOnly(9, 0)) <= now || !rules.Calendar.IsWorkingDay(day))
        {
            day = day.AddDays(1);
        }

        return ShanghaiTime.At(day, new TimeOnly(9, 0));
    }

    private static async Task<IResult> Move(ClockInput input, BotClock clock, DemoClock demo, CancellationToken stop)
    {
        await clock.Refresh(stop);
        var now = clock.Now;
        DateTimeOffset target;
        if (input is { Advance: { } advance, At: null })
        {
            try
            {
                target = now + XmlConvert.ToTimeSpan(advance);
            }
            catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentOutOfRangeException)
            {
                return Problems.BadRequest("clock_input", "advance 要写成 ISO 8601 时长，例如 PT2H、P1D");
            }
        }
        else if (input is { At: { } at, Advance: null })
        {
            target = at;
        }
        else
        {
            return Problems.BadRequest("clock_input", "请给出 advance 或 at 其中之一");
        }

        if (target < now)
        {
            return Problems.BadRequest("clock_backwards", "时间只能往前走");
        }

        if (target - now > Longest)
        {
            return Problems.BadRequest("clock_too_far", $"一次最多往前{Longest.Days}天");
        }

        return Results.Ok(new { now = ShanghaiTime.Of(await demo.MoveTo(target, stop)) });
    }
}
