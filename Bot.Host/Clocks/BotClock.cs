using Dapper;
using Npgsql;

namespace Bot.Host.Clocks;

/// <summary>
/// The time everything in the bot lives by. In the environments Demo and Development it may lead the real time: the lead stands in the
/// database, so that all hosts share it and it outlives a restart. Elsewhere the lead is always zero.
/// </summary>
public sealed class BotClock(NpgsqlDataSource source, TimeProvider real) : TimeProvider
{
    private long leadTicks;

    public TimeSpan Lead => TimeSpan.FromTicks(Interlocked.Read(ref leadTicks));

    public DateTimeOffset Now => GetUtcNow();

    public override DateTimeOffset GetUtcNow()
    {
        // PostgreSQL keeps microseconds; cutting here makes what is stored equal to what was decided on.
        var now = real.GetUtcNow() + Lead;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>Waits as long as the real time does: a move of the demo clock wakes nobody.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => real.CreateTimer(callback, state, dueTime, period);

    /// <summary>Takes over the lead that stands in the database.</summary>
    public async Task Refresh(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var lead = await connection.ExecuteScalarAsync<TimeSpan>(new CommandDefinition("SELECT lead FROM demo_clock", cancellationToken: stop));
        Interlocked.Exchange(ref leadTicks, lead.Ticks);
    }

    /// <summary>Moves the time of all hosts forward so that it is at least <paramref name="now"/>; never backwards.</summary>
    public async Task MoveTo(DateTimeOffset now, CancellationToken stop)
    {
        var wanted = now - real.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(stop);
        var lead = await connection.ExecuteScalarAsync<TimeSpan>(new CommandDefinition(
            "UPDATE demo_clock SET lead = GREATEST(lead, @wanted) RETURNING lead", new { wanted }, cancellationToken: stop));
        Interlocked.Exchange(ref leadTicks, lead.Ticks);
    }
}
