using Bot.Host.Grids;
using Bot.Host.Meetings;

namespace Bot.Host.Jobs;

/// <summary>Makes the meetings of the coming two weeks out of their series.</summary>
public sealed class PlanMeetings(MeetingStore meetings, DistrictMaps maps) : Job
{
    public override string Name => "plan-meetings";

    public override Schedule Schedule => new Schedule.Daily(new TimeOnly(0, 10));

    public override async Task Run(DateTimeOffset now, CancellationToken stop) => await meetings.Plan(await maps.Get(stop), now, stop);
}
