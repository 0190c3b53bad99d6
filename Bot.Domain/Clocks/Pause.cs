namespace Bot.Domain.Clocks;

/// <summary>From (inclusive) to To (exclusive), in which no time counts.</summary>
public sealed record Pause(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The pauses that hold time, oldest first. Empty ones are dropped, touching ones stay as they are.</summary>
    /// <exception cref="ClockException">One is backwards, or two overlap.</exception>
    internal static IReadOnlyList<Pause> InOrder(IReadOnlyList<Pause>? pauses)
    {
        if (pauses is null or { Count: 0 })
        {
            return [];
        }

        var backwards = pauses.FirstOrDefault(pause => pause.To < pause.From);
        if (backwards is not null)
        {
            throw new ClockException($"pause {backwards.From:O} to {backwards.To:O} is backwards");
        }

        var ordered = pauses.Where(pause => pause.To > pause.From).OrderBy(pause => pause.From).ToList();
        for (var next = 1; next < ordered.Count; next++)
        {
            if (ordered[next].From < ordered[next - 1].To)
            {
                throw new ClockException($"pause {ordered[next].From:O} to {ordered[next].To:O} overlaps the one before it");
            }
        }

        return ordered;
    }
}
