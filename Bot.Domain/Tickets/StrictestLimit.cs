using Bot.Domain.Clocks;

namespace Bot.Domain.Tickets;

/// <summary>One of two tickets that become one, as far as one of its clocks asks.</summary>
/// <param name="Standing">As it stands with the running pause given back; null where the clock does not run.</param>
/// <param name="CountsFrom">Since when its limit counts.</param>
internal sealed record MergeSide(string Number, DateTimeOffset CountsFrom, Deadline? Standing)
{
    /// <summary>Whether more time was granted for this start: a merge does not take back what the level above allowed.</summary>
    public bool IsExtended { get; init; }
}

/// <summary>合并取最早的起算、最严的时限: each limit of the two counted from the earlier start, and the earliest end taken; never later than either was due.</summary>
internal static class StrictestLimit
{
    /// <returns>Null where the clock of the one that stays ends first as it is.</returns>
    public static Deadline? Of(MergeSide stays, MergeSide goes, TicketRules rules)
    {
        if (goes.Standing is null)
        {
            return null;
        }

        var earlier = goes.CountsFrom < stays.CountsFrom ? goes : stays;
        IReadOnlyList<Pause> pauses = Joined([.. stays.Standing?.Pauses ?? [], .. goes.Standing.Pauses]);
        var candidates = new[] { stays, goes }
            .Where(side => side.Standing?.Limit is not null && (side == earlier || !earlier.IsExtended))
            .Select(side => Counted(side, earlier, pauses, rules))
            .Append(goes.Standing);
        var strictest = candidates.MinBy(deadline => deadline.At)!;
        return strictest.At < (stays.Standing?.At ?? DateTimeOffset.MaxValue) ? strictest : null;
    }

    private static Deadline Counted(MergeSide limited, MergeSide earlier, IReadOnlyList<Pause> pauses, TicketRules rules)
    {
        var rule = $"合并：起算取 #{earlier.Number}，时限取 #{limited.Number}（{limited.Standing!.Rule}）";
        return rules.Deadline(new AppliedLimit(Limit.Parse(limited.Standing.Limit!), rule), earlier.CountsFrom, pauses);
    }

    /// <summary>In which no time counts for the one or the other; a stretch that counts for neither is one pause.</summary>
    private static List<Pause> Joined(IReadOnlyList<Pause> pauses)
    {
        var joined = new List<Pause>();
        foreach (var pause in pauses.Where(pause => pause.To > pause.From).OrderBy(pause => pause.From))
        {
            if (joined.Count > 0 && pause.From <= joined[^1].To)
            {
                joined[^1] = joined[^1] with { To = pause.To > joined[^1].To ? pause.To : joined[^1].To };
            }
            else
            {
                joined.Add(pause);
            }
        }

        return joined;
    }
}
