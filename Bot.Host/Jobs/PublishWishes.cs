using Bot.Domain.Tickets;
using Bot.Domain.Grids;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Bot.Host.Wishes;

namespace Bot.Host.Jobs;

/// <summary>公示: at 10:00 the wishes approved since are told, one message to a group, and on a day without any none.</summary>
public sealed class PublishWishes(WishStore wishes, DistrictMaps maps, Dispatcher dispatcher) : Job
{
    public override string Name => "publish-wishes";

    public override Schedule Schedule => new Schedule.Daily(new TimeOnly(10, 0));

    public override async Task Run(DateTimeOffset now, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (await wishes.Publish(map, [.. map.Grids], Actor.Clock.Id, now, stop) > 0)
        {
            dispatcher.Wake();
        }
    }
}
