namespace Bot.Platforms;

/// <summary>The stand-in's own time, UTC: it runs on the given one and can be moved forward or held still. Only for reading the time; it makes no timers.</summary>
public sealed class StandinClock(TimeProvider inner) : TimeProvider
{
    private readonly Lock gate = new();
    private TimeSpan ahead;
    private DateTimeOffset? still;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return still ?? inner.GetUtcNow() + ahead;
        }
    }

    public void Advance(TimeSpan by)
    {
        lock (gate)
        {
            still += by;
            ahead += by;
        }
    }

    /// <summary>It is this instant until it is moved again.</summary>
    public void Hold(DateTimeOffset at)
    {
        lock (gate)
        {
            still = at.ToUniversalTime();
        }
    }

    /// <summary>It is this instant now, and time goes on.</summary>
    public void Set(DateTimeOffset at)
    {
        lock (gate)
        {
            still = null;
            ahead = at - inner.GetUtcNow();
        }
    }
}
