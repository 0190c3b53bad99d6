namespace Bot.Domain.Bulletins;

/// <summary>A ticket that a worker has in hand.</summary>
public sealed record Problem(string Number, string Category, DateTimeOffset DueAt);

/// <summary>履职清单: what one worker has handled in a period, and the 问题清单 of what is in hand now.</summary>
/// <param name="Handled">Each ticket once, however often it was touched.</param>
/// <param name="Steps">By kind, and the kinds of the journal that are told.</param>
public sealed record DutyList(string Name, Period Period, Counted Handled, IReadOnlyList<Counted> Steps, IReadOnlyList<Problem> InHand)
{
    /// <summary>Steps of a ticket that are somebody's work, with their words.</summary>
    private static readonly (string Kind, string Words)[] Works =
    [
        ("confirmed", "受理"), ("assigned", "交办"), ("checked_in", "到场"), ("progressed", "进展"), ("transferred", "转办"), ("resolved", "办结"), ("rejected", "不予受理"),
    ];

    /// <param name="acts">What the worker did with tickets and did not take back.</param>
    /// <param name="journal">The worker's lines.</param>
    public static DutyList Of(string name, Period period, IReadOnlyList<LineBehind> acts, IReadOnlyList<JournalLine> journal, IReadOnlyList<CountedKind> kinds, IReadOnlyList<Problem> inHand)
    {
        var works = acts.Where(act => Works.Any(work => work.Kind == act.Kind)).ToList();
        return new DutyList(
            name,
            period,
            new Counted("handled", Bulletin.Tickets, "经手", "件", [.. works.GroupBy(act => act.Number).Select(ticket => ticket.MinBy(act => act.At)!)]),
            [
                .. Works.Select(work => new Counted(work.Kind, Bulletin.Tickets, work.Words, "次", [.. works.Where(act => act.Kind == work.Kind)])),
                .. kinds.Select(kind => new Counted(kind.Kind, kind.Group, kind.Words, kind.Unit, [.. journal.Where(line => line.Kind == kind.Kind).Select(line => new LineBehind(line.Subject, line.At, line.Kind))])),
            ],
            inHand);
    }
}
