using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Tickets;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

/// <summary>One ticket at the desk of grid 1: its time, its people, everything that was decided and said. Begins on Monday 2 March 2026, 09:00.</summary>
internal sealed class Desk
{
    public const string Group = "demo-1";
    public static readonly TicketRules Rules = RuleFiles.Load().Rules.Everywhere;

    /// <summary>The rules of a district in which reopened matters keep their clock.</summary>
    public static readonly TicketRules Continuing = Rules with { Reopenings = ReopeningRules.Parse(["*\tcontinued"]) };
    public static readonly Roster Roster = new("grid-1", "桂香园第1网格",
    [
        new("w1", "网格员小余", SpeakerRole.GridWorker, "grid-1"),
        new("p1", "物业老张", SpeakerRole.Property, "guixiangyuan"),
        new("c1", "社区书记", SpeakerRole.Community, "guixiangyuan"),
        new("c2", "社区小赵", SpeakerRole.Community, "guixiangyuan"),
        new("s1", "街道干部", SpeakerRole.Street, "street"),
        new("d1", "区专班", SpeakerRole.District, "district"),
    ]);

    public static readonly Actor Worker = Staff("w1");
    public static readonly Actor Property = Staff("p1");
    public static readonly Actor Community = Staff("c1");
    public static readonly Actor Street = Staff("s1");
    public static readonly Actor District = Staff("d1");
    public static readonly Actor Resident = new("r1", "4-1-302", []);
    public static readonly Actor Neighbour = new("r2", "5-1-1203 老周", []);

    private readonly List<RecordedEvent> history = [];

    public DateTimeOffset Now { get; set; } = Clock.At("2026-03-02 09:00");
    public Ticket Ticket { get; private set; } = null!;
    public IReadOnlyList<RecordedEvent> History => history;

    /// <summary>All notices decided so far, in their order.</summary>
    public List<Notice> Said { get; } = [];

    /// <summary>The rules this desk lives by; a test may exchange them.</summary>
    public TicketRules InForce { get; set; } = Rules;

    /// <summary>Those who have left the group they reported in.</summary>
    public HashSet<string> Left { get; } = [];

    public IReadOnlyList<TicketClock> Clocks => TicketClocks.For(Ticket, InForce);

    public static Actor Staff(string id) => new(id, Roster.Of(id).First().Name, Roster.Of(id).Select(post => post.Role).ToList());

    public static Person Of(Actor actor) => new(actor.Id, actor.Name);

    public Report ReportOf(Actor actor, string text = "楼道灯不亮", bool byStaff = false) =>
        new(actor.Id, actor.Name, Household.Of(actor.Id, actor.Name), text, Now, $"m-{actor.Id}") { ByStaff = byStaff };

    public Scene Scene(Actor actor, bool inChat = true) =>
        new(Now, actor, Roster, InForce, inChat ? new ReplyTo(Group, $"k{history.Count}-{Said.Count}", "m1") : null) { HasLeft = (_, person) => Left.Contains(person) };

    public static Desk With(Urgency urgency = Urgency.Normal, string category = "照明", bool isPrivate = false, string number = "1023", string at = "2026-03-02 09:00", Actor? reporter = null, Location? location = null, TicketRules? rules = null)
    {
        var desk = new Desk { Now = Clock.At(at), InForce = rules ?? Rules };
        desk.Open(urgency, category, isPrivate, number, reporter ?? Resident, location ?? new Location(Building: "4", Unit: "1", Room: "302"));
        return desk;
    }

    /// <summary>Opened by words that only half sound like a matter.</summary>
    public static Desk Unsure()
    {
        var desk = new Desk();
        var command = desk.Command(Urgency.Normal, "照明", false, "1023", Resident, new Location(Building: "4")) with { Unsure = true };
        desk.Keep(Resident, "1023", OpenTicket.Decide(command, desk.Scene(Resident)));
        return desk;
    }

    /// <summary>For a ticket that comes out of another one.</summary>
    public static Desk Empty() => new();

    public OpenTicketCommand Command(Urgency urgency, string category, bool isPrivate, string number, Actor reporter, Location location, params string[] missing) =>
        new(number, Group, category, urgency, location, "楼道灯不亮", ReportOf(reporter, byStaff: reporter.IsStaff), isPrivate, null, missing, WorkerSees: true);

    private void Open(Urgency urgency, string category, bool isPrivate, string number, Actor reporter, Location location) =>
        Keep(reporter, number, OpenTicket.Decide(Command(urgency, category, isPrivate, number, reporter, location), Scene(reporter)));

    /// <summary>Decides, expects no refusal, and keeps what follows.</summary>
    public Decision Do(Actor actor, Func<Ticket, Scene, Decision> command, bool inChat = true)
    {
        var decision = command(Ticket, Scene(actor, inChat));
        Assert.Null(decision.Refusal);
        Keep(actor, Ticket.Number, decision);
        return decision;
    }

    public string Refused(Actor actor, Func<Ticket, Scene, Decision> command)
    {
        var refusal = command(Ticket, Scene(actor)).Refusal;
        Assert.NotNull(refusal);
        Assert.InRange(refusal.Text.Length, 1, TicketWords.Longest);
        return refusal.Code;
    }

    public Decision Undo(Actor actor)
    {
        var decision = UndoTicket.Decide(history, Scene(actor));
        if (decision.Refusal is null)
        {
            Keep(actor, Ticket.Number, decision, history);
        }

        return decision;
    }

    public void Keep(Actor actor, string number, Decision decision, IReadOnlyList<RecordedEvent>? before = null)
    {
        var change = new Change(number, Ticket, decision, actor.Id, before?.ToList());
        var recorded = change.Record(Now);
        Ticket = change.After(recorded)!;
        history.AddRange(recorded);
        Said.AddRange(decision.Notices);
    }

    /// <summary>Lets time pass to an instant, firing each clock at its own; returns what fired as "kind:round at MM-dd HH:mm".</summary>
    public List<string> PassTo(string instant)
    {
        var fired = new List<string>();
        var end = Clock.At(instant);
        while (Clocks.Where(clock => clock.DueAt <= end).MinBy(clock => clock.DueAt) is { } due)
        {
            Now = due.DueAt > Now ? due.DueAt : Now;
            Keep(Actor.Clock, Ticket.Number, FireClock.Decide(Ticket, due, Scene(Actor.Clock, inChat: false)));
            fired.Add($"{due.Kind}:{due.Round} at {Now.ToOffset(TimeSpan.FromHours(8)):MM-dd HH:mm}");
        }

        Now = end;
        return fired;
    }

    // The steps of the loop, as the people of the grid take them.
    public Decision Confirm(Actor? actor = null) => Do(actor ?? Worker, ConfirmTicket.Decide);

    public Decision Assign(string to = "物业老张", DateTimeOffset? due = null) => Do(Worker, (ticket, scene) => AssignTicket.Decide(ticket, to, due, scene));

    public Decision Resolve(Actor? actor = null, bool inChat = true) => Do(actor ?? Worker, (ticket, scene) => ResolveTicket.Decide(ticket, "灯换好了", [], scene), inChat);

    public Decision Join(Actor actor, Urgency? urgency = null) => Do(actor, (ticket, scene) => JoinTicket.Decide(ticket, ReportOf(actor, "我家也是"), urgency, null, scene));

    public Decision Answer(Actor actor, int value) => Do(actor, (ticket, scene) => AnswerCheck.Decide(ticket, Of(actor), value, scene));

    public Decision Pause(string until) => Do(Worker, (ticket, scene) => PauseTicket.Decide(ticket, "等配件 灯具", Clock.At(until), scene));

    public Decision Transfer(Actor? actor = null, string to = "老张") => Do(actor ?? Worker, (ticket, scene) => TransferTicket.Decide(ticket, to, "要换灯具", scene));

    public Decision Whistle(string units = "物业、城管、燃气", Actor? actor = null) => Do(actor ?? Worker, (ticket, scene) => WhistleTicket.Decide(ticket, units, scene));

    public Decision CheckIn(Actor actor, string? unit = null) => Do(actor, (ticket, scene) => WhistleTicket.CheckIn(ticket, unit, scene));

    public Decision Ask(string until, Actor? actor = null) => Do(actor ?? Worker, (ticket, scene) => ExtendTicket.Ask(ticket, Clock.At(until), "配件没到", scene));
}
