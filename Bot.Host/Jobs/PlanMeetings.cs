using Bot.Host.Grids;
using Bot.Host.Meetings;
using Bot.Host.Tickets;

namespace Bot.Host.Jobs;

/// <summary>Makes the meetings of the coming two weeks out of their series.</summary>
public sealed class PlanMeetings(SeriesStore series, DistrictMaps maps, RulesInForce rules) : Job
{
    public override string Name => "plan-meetings";

    public override Schedule Schedule => new Schedule.Daily(new TimeOnly(0, 10));

    public override async Task Run(DateTimeOffset now, CancellationToken stop) => await series.Plan(await maps.Get(stop), rules.Now, now, stop);
}
