using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Host.Grids;
using Bot.Host.Jobs;
using Bot.Host.Notices;
using Bot.Host.Tickets;

namespace Bot.Host.Bulletins;

/// <summary>Drafts the bulletins of the day. Days on which no host ran are made up for, a week at most.</summary>
public sealed class MakeBulletins(BulletinStore store, DistrictMaps maps, RulesInForce inForce, Dispatcher dispatcher) : Job
{
    private const int DaysBack = 6;

    public override string Name => "make-bulletins";

    public override Schedule Schedule => new Schedule.Daily(new TimeOnly(8, 30));

    public override async Task Run(DateTimeOffset now, CancellationToken stop)
    {
        var (map, rules, today) = (await maps.Get(stop), inForce.Now, ShanghaiTime.DateOf(now));
        foreach (var plan in rules.Bulletins)
        {
            foreach (var node in map.Nodes.Where(node => map.Node(node)!.Level == TicketStore.Word(plan.Level)).Order(StringComparer.Ordinal))
            {
                foreach (var period in plan.DueBetween(today.AddDays(-DaysBack), today, rules.For(map.PathOf(node)).Calendar))
                {
                    await store.Draft(map, plan.Title, node, period, plan.ReleasedAfter, now, stop, again: false);
                }
            }
        }

        dispatcher.Wake();
    }
}
