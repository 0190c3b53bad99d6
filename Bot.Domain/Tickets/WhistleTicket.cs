using Bot.Domain.Grids;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>吹哨报到: units are called to a ticket and report in; whoever is in charge leads, and alone may close.</summary>
public static class WhistleTicket
{
    public const int MostUnits = 6;
    private const int LongestName = 10;
    private static readonly char[] Between = [' ', '、', '，', ',', '；', ';', '和'];

    /// <param name="units">"物业、城管、燃气"</param>
    public static Decision Decide(Ticket ticket, string? units, Scene scene)
    {
        if (WorkTicket.Steered(ticket, scene) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        var called = (units ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(name => name.TrimStart('@').TrimEnd('。'))
            .Where(name => name.Length > 0)
            .Distinct()
            .Where(name => ticket.Units.All(unit => unit.Name != name))
            .ToList();
        if (called.Count == 0)
        {
            return Decision.Refuse(TicketErrors.UnitsMissing(ticket));
        }

        if (ticket.Units.Count + called.Count > MostUnits || called.Any(name => name.Length > LongestName))
        {
            return Decision.Refuse(TicketErrors.TooManyUnits(MostUnits, LongestName));
        }

        var first = ConfirmTicket.First(ticket, scene);
        var lead = ticket.Responsible ?? first.OfType<Confirmed>().Select(confirmed => confirmed.Responsible).FirstOrDefault();
        var after = ticket with { Responsible = lead, Units = [.. ticket.Units, .. called.Select(name => new CalledUnit(name, scene.Now))] };
        var people = called.Select(name => scene.Roster.Find(name)).OfType<Post>().Select(post => new Person(post.PersonId, post.Name)).DistinctBy(person => person.Id).ToList();
        return Decision.Of([.. first, new Whistled(called)])
            .Saying(scene.Reply(TicketWords.Whistled(after, called), ticket.Number))
            .Saying(AssignTicket.TellStaff(ticket, people, "whistle", TicketWords.CallUnits(after, called, people)));
    }

    /// <param name="named">The unit, where the text names one; needed only where the writer's own is not among those called.</param>
    public static Decision CheckIn(Ticket ticket, string? named, Scene scene)
    {
        if (!scene.Actor.IsStaff)
        {
            return Decision.Refuse(TicketErrors.NotStaff);
        }

        if (!ticket.State.IsOpen())
        {
            return Decision.Refuse(TicketErrors.Over(ticket));
        }

        if (ticket.Units.Count == 0)
        {
            return Decision.Refuse(TicketErrors.NobodyWhistled(ticket));
        }

        var name = named?.Trim(' ', '，', ',', '。', '：', ':') ?? "";
        var own = ticket.Units.Where(unit => name.Length > 0 ? unit.Name == name : Is(unit, scene)).ToList();
        if (own.Count == 0)
        {
            return Decision.Refuse(TicketErrors.WhichUnit(ticket));
        }

        // Of several that the same person stands for, the first that is still awaited.
        return own.Find(unit => unit.At is null) is not { } awaited
            ? Decision.Refuse(TicketErrors.CheckedInAlready(own[0].Name))
            : Decision.Of(new CheckedIn(awaited.Name, new Person(scene.Actor.Id, scene.Actor.Name)))
                .Saying(scene.Reply(TicketWords.CheckedIn(ticket, awaited.Name), ticket.Number));
    }

    /// <summary>Null where this actor may say that the work is done: with units called, the one in charge alone.</summary>
    internal static Refusal? MayClose(Ticket ticket, Scene scene) =>
        ticket is { Units.Count: > 0, Responsible: { } lead } && lead.Id != scene.Actor.Id ? TicketErrors.LeadCloses(ticket) : null;

    /// <summary>Units that have not reported in, and those of the roster who stand for them.</summary>
    internal static (IReadOnlyList<string> Names, IReadOnlyList<Person> People) Awaited(Ticket ticket, Roster roster)
    {
        var names = ticket.Units.Where(unit => unit.At is null).Select(unit => unit.Name).ToList();
        return (names, names.Select(roster.Find).OfType<Post>().Select(post => new Person(post.PersonId, post.Name)).DistinctBy(person => person.Id).ToList());
    }

    private static bool Is(CalledUnit unit, Scene scene) =>
        scene.Roster.Find(unit.Name)?.PersonId == scene.Actor.Id
        || scene.Actor.Name.StartsWith(unit.Name, StringComparison.Ordinal)
        || (scene.Actor.Roles.Contains(SpeakerRole.Property) && unit.Name.StartsWith("物业", StringComparison.Ordinal));
}
