using Bot.Host.Clocks;

namespace Bot.Host.Jobs;

/// <summary>Fires the clocks that are due.</summary>
public sealed class SweepClocks(ClockSweep sweep) : Job
{
    public override string Name => "sweep-clocks";

    public override Schedule Schedule => new Schedule.Every(TimeSpan.FromSeconds(1));

    public override Task Run(DateTimeOffset now, CancellationToken stop) => sweep.Run(stop);
}
