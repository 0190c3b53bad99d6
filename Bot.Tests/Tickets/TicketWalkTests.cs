using System.Text.Json.Nodes;
using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host;

namespace Bot.Tests.Tickets;

/// <summary>Random walks: any sequence of commands, pauses and passing time keeps promises 2, 3 and 4. The seed of a failing walk stands in its message.</summary>
public class TicketWalkTests
{
    private const int Steps = 60;

    /// <summary>Where a ticket may go from each state by one decision. What a worker does with an unconfirmed matter confirms it on the way.</summary>
    private static readonly Dictionary<TicketState, TicketState[]> Allowed = new()
    {
        [TicketState.Reported] = [TicketState.Accepted, TicketState.Assigned, TicketState.Working, TicketState.Paused, TicketState.Resolved, TicketState.Rejected, TicketState.Cancelled, TicketState.Merged],
        [TicketState.Accepted] = [TicketState.Assigned, TicketState.Working, TicketState.Paused, TicketState.Resolved, TicketState.Rejected, TicketState.Cancelled, TicketState.Merged],
        [TicketState.Assigned] = [TicketState.Working, TicketState.Paused, TicketState.Resolved, TicketState.Rejected, TicketState.Cancelled, TicketState.Merged],
        [TicketState.Working] = [TicketState.Assigned, TicketState.Paused, TicketState.Resolved, TicketState.Rejected, TicketState.Cancelled, TicketState.Merged],
        [TicketState.Paused] = [TicketState.Working, TicketState.Resolved, TicketState.Rejected, TicketState.Cancelled, TicketState.Merged],
        [TicketState.Resolved] = [TicketState.Working, TicketState.Closed, TicketState.Cancelled],
        [TicketState.Closed] = [TicketState.Working],
        [TicketState.Rejected] = [TicketState.Working],
        [TicketState.Cancelled] = [TicketState.Working],
        [TicketState.Merged] = [],
    };

    private static readonly Actor[] People = [Desk.Resident, Desk.Neighbour, Desk.Worker, Desk.Property, Desk.Community, Desk.Street, Desk.District];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 120), 333, 920, 1408, 1607, 2226, 2416];

    public static TheoryData<int> MoreSeeds => [.. Enumerable.Range(121, 280)];

    [Theory]
    [Trait("Category", "Soak")]
    [MemberData(nameof(MoreSeeds))]
    public void Any_further_sequence_keeps_the_promises(int seed) => Any_sequence_keeps_the_promises(seed);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_sequence_keeps_the_promises(int seed)
    {
        var random = new Random(seed);
        var desk = Desk.With(Pick(random, Enum.GetValues<Urgency>()), isPrivate: seed % 10 == 0, rules: seed % 3 == 0 ? Desk.Continuing : Desk.Rules);
        var undone = false;
        for (var step = 0; step < Steps; step++)
        {
            var (before, count) = (desk.Ticket, desk.History.Count);
            var passing = random.Next(3) == 0;
            if (passing)
            {
                desk.PassTo(desk.Now.AddMinutes(random.Next(1, 60 * 40)).ToString("O"));
            }
            else
            {
                var actor = Pick(random, People);
                undone = random.Next(12) == 0;
                var decision = undone ? desk.Undo(actor) : Command(random, desk)(desk.Ticket, desk.Scene(actor));
                if (!undone && decision.Refusal is null)
                {
                    desk.Keep(actor, "1023", decision);
                }

                // A merge that is refused on the other side decides nothing on this one.
                Assert.True(decision.Refusal is null || (decision.Events.Count == 0 && decision.Notices.Count == 0), $"seed {seed}: a refusal does something");
            }

            WhatIsWrittenIsAllThatChanged(seed, before, desk.Ticket, desk.Scene(Actor.Clock).Rules);

            if (!passing && !undone && before.State != desk.Ticket.State)
            {
                Assert.True(Allowed[before.State].Contains(desk.Ticket.State), $"seed {seed} step {step}: {before.State} → {desk.Ticket.State}");
            }

            Check(desk, seed, count);
        }
    }

    private static void Check(Desk desk, int seed, int known)
    {
        var ticket = desk.Ticket;

        // Promise 2: five fields from acceptance on; never open without a clock.
        if (ticket.State.IsOpen())
        {
            Assert.True(desk.Clocks.Count > 0, $"seed {seed}: open and no clock runs");
            Assert.True(ticket.State != TicketState.Paused || !string.IsNullOrEmpty(ticket.Pause?.Reason), $"seed {seed}: paused without a reason");
            Assert.True(ticket.State == TicketState.Reported || (ticket.Responsible is not null && ticket.Measures is not null && ticket.Responsibility is not null), $"seed {seed}: {ticket.State} without its five fields");
        }

        // 首接负责: the one in charge changes by confirming, assigning or taking, never by an offer; a lead alone says that it is done.
        foreach (var recorded in desk.History.Skip(known))
        {
            var before = TicketHistory.Build(desk.History.TakeWhile(other => other.Sequence < recorded.Sequence).DefaultIfEmpty(desk.History[0]).ToList());
            if (recorded.Event is Transferred or Declined or Whistled or CheckedIn)
            {
                Assert.Equal(before.Responsible?.Id, TicketHistory.Apply(before, recorded).Responsible?.Id);
            }

            // What is overdue stays so, whatever is done about it short of an end, a reopening or an undo.
            if (before.IsOverdue(recorded.At) && recorded.Event is not (Undone or Reopened) && TicketHistory.Apply(before, recorded) is { } then && then.State.IsOpen())
            {
                Assert.True(then.IsOverdue(recorded.At), $"seed {seed}: {recorded.Event} undoes overdue");
            }

            // 首次答复 and 到场 alike: what is missed stays missed, and what is met keeps the time it was met by.
            if (recorded.Event is not (Undone or Reopened or Absorbed { OnSiteAt: not null }) && TicketHistory.Apply(before, recorded) is { } next)
            {
                foreach (var (step, kind) in TicketSteps.All)
                {
                    Assert.True(!TicketSteps.IsMissed(before, step, recorded.At) || TicketSteps.IsMissed(next, step, recorded.At), $"seed {seed}: {recorded.Event} undoes a missed {kind}");
                    Assert.True(TicketSteps.MetAt(before, step) is null || next.Steps.Of(step)?.At == before.Steps.Of(step)?.At, $"seed {seed}: {recorded.Event} moves a {kind} that was met");
                    Assert.True(recorded.Event is not ClockFired due || due.Clock != kind || TicketSteps.IsMissed(before, step, recorded.At), $"seed {seed}: {kind} fired and was not missed");
                }
            }

            Assert.True(recorded.Event is not Resolved || before.Units.Count == 0 || before.Responsible?.Id == recorded.Actor, $"seed {seed}: closed past the lead");
        }

        // A pause waits for one of three things, and not for ever.
        Assert.All(ticket.Suspensions.Append(ticket.Pause).OfType<Suspension>(), pause => Assert.NotNull(pause.Proof));
        Assert.All(Enum.GetValues<PauseKind>(), kind => Assert.True(
            ticket.Suspensions.Where(pause => pause.Proof!.Kind == kind).Sum(pause => (pause.Until - pause.From).TotalDays) <= desk.InForce.Pauses.For(kind).Days,
            $"seed {seed}: paused too long for {kind}"));
        Assert.True(ticket.Extensions <= TicketRules.MostExtensions, $"seed {seed}: {ticket.Extensions} extensions");

        // What is owed has a clock that runs or has fired; an answer is an act that only staff can do, never what time did.
        foreach (var (step, kind) in TicketSteps.All)
        {
            Assert.True(!TicketSteps.Runs(ticket, step) || TicketClocks.HasFired(ticket, kind) || desk.Clocks.Any(clock => clock.Kind == kind), $"seed {seed}: {kind} is owed and no clock runs");
            Assert.True(TicketSteps.Runs(ticket, step) || desk.Clocks.All(clock => clock.Kind != kind), $"seed {seed}: {kind} runs and is not owed");
            Assert.All(desk.Clocks.Where(clock => clock.Kind == kind && ticket.Urgency != Urgency.Critical), clock => Assert.False(Bot.Domain.Clocks.ShanghaiTime.IsNight(clock.DueAt)));
        }

        Assert.True(ticket.AnsweredAt is not { } answered || desk.History.Any(one => one.At == answered && one.Actor != Actor.Clock.Id
            && one.Event is Confirmed or Assigned or Started or Progressed or Suspended or ExtensionAsked or Transferred or Resolved or Rejected or MergedAway), $"seed {seed}: answered by nobody");

        // Promise 3: a rung once per round, none once it is moot.
        var fired = desk.History.Select(recorded => recorded.Event).OfType<ClockFired>().ToList();
        Assert.True(fired.Distinct().Count() == fired.Count, $"seed {seed}: fired twice: {string.Join(", ", fired.GroupBy(one => one).Where(group => group.Count() > 1).Select(group => group.Key))}");
        Assert.True(desk.Said.Select(notice => notice.Key).Distinct().Count() == desk.Said.Count || desk.History.Any(recorded => recorded.Event is Undone), $"seed {seed}: a key stands twice: {string.Join(", ", desk.Said.GroupBy(notice => notice.Key).Where(group => group.Count() > 1).Select(group => group.Key))}");
        Assert.True(ticket.State.IsOpen() || desk.Clocks.All(clock => clock.Kind == TicketClocks.Check), $"seed {seed}: {ticket.State} and a rung still runs");

        // Promise 4: closing is the residents' word or the end of their time, and silence is counted as silence.
        foreach (var (recorded, index) in desk.History.Select((recorded, index) => (recorded, index)).Skip(known))
        {
            if (recorded.Event is Closed closed)
            {
                var batch = desk.History.Where(other => other.Batch == recorded.Batch).Select(other => other.Event).ToList();
                Assert.True(batch.Any(other => other is Answered { Value: 1 } || other is ClockFired { Clock: TicketClocks.Check }), $"seed {seed}: closed without the check");
                Assert.Equal(0, closed.Unsolved);
                Assert.True(closed.Unanswered > 0 || closed.Solved + closed.Unclear > 0, $"seed {seed}: closed by nobody");
            }
        }

        // Events are all there is: folding them again, and reading them back from JSON, gives the same ticket.
        var read = desk.History.Select(recorded => recorded with { Event = BotJson.Read<TicketEvent>(BotJson.Write(recorded.Event)) }).ToList();
        Assert.Equal(BotJson.Write(ticket), BotJson.Write(TicketHistory.Build(read)));
        if (ticket.Private)
        {
            Assert.All(desk.Said.Where(notice => notice.Kind != "reply"), notice => Assert.Equal(Bot.Domain.Notices.AddressKind.Person, notice.To.Kind));
        }
    }

    private static Func<Ticket, Scene, Decision> Command(Random random, Desk desk)
    {
        var soon = desk.Now.AddMinutes(random.Next(-60, 60 * 24 * 12));
        var person = Desk.Of(Pick(random, People));
        return random.Next(25) switch
        {
            0 or 1 => ConfirmTicket.Decide,
            2 => (ticket, scene) => AssignTicket.Decide(ticket, Pick(random, ["老张", "w1", "老王"]), random.Next(2) == 0 ? null : soon, scene),
            3 => WorkTicket.Start,
            4 => (ticket, scene) => WorkTicket.Progress(ticket, Pick(random, ["在路上", "到现场了"]), null, scene),
            5 or 6 => (ticket, scene) => PauseTicket.Decide(ticket, Pick(random, ["等配件", "等部门 城管", "等居民 哪天在家", "等天晴"]), soon, scene, random.Next(2) == 0 ? null : "m7"),
            7 => WorkTicket.Resume,
            8 => (ticket, scene) => ExtendTicket.Ask(ticket, soon, "配件没到", scene),
            9 => ExtendTicket.Grant,
            10 => (ticket, scene) => ExtendTicket.Refuse(ticket, "居民急用", scene),
            11 => (ticket, scene) => TransferTicket.Decide(ticket, Pick(random, ["老张", "自来水公司"]), "要换灯具", scene),
            12 or 13 => (ticket, scene) => ResolveTicket.Decide(ticket, "好了", [], scene),
            14 or 15 => (ticket, scene) => AnswerCheck.Decide(ticket, person, random.Next(1, 4), scene),
            16 => (ticket, scene) => JoinTicket.Decide(ticket, desk.ReportOf(Pick(random, [Desk.Resident, Desk.Neighbour])), Pick(random, Enum.GetValues<Urgency>()), null, scene),
            17 => (ticket, scene) => CorrectTicket.Decide(ticket, Pick(random, ["照明", "电梯", "环境卫生", "违建"]), Pick(random, Enum.GetValues<Urgency>()), null, scene, Pick(random, [null, null, "无", "不亮"])),
            18 => (ticket, scene) => random.Next(4) == 0 ? EndTicket.Reject(ticket, "不归我们管", scene) : ReopenTicket.Decide(ticket, "又坏了", scene),
            20 => (ticket, scene) => WhistleTicket.Decide(ticket, Pick(random, ["物业、城管", "燃气", "消防 环卫"]), scene),
            21 => (ticket, scene) => WhistleTicket.CheckIn(ticket, Pick(random, ["", "物业", "城管", "燃气"]), scene),
            22 => (ticket, scene) => MergeTickets.Merge(Desk.With(Pick(random, Enum.GetValues<Urgency>()), isPrivate: ticket.Private, number: "1024", at: $"{desk.Now.AddHours(-1):O}", reporter: Desk.Neighbour).Ticket, ticket, scene).Second,
            23 => (ticket, scene) => EndTicket.Reject(ticket, Pick(random, ["不归我们管", " "]), scene with { Actor = Desk.Property }),
            24 => (ticket, scene) => random.Next(3) == 0
                ? MergeTickets.Merge(ticket, Desk.With(isPrivate: ticket.Private, number: "1024").Ticket, scene).First
                : MergeTickets.Split(ticket, null, "1025", scene).First,
            _ => (ticket, scene) => random.Next(4) == 0 ? EndTicket.Cancel(ticket, "自己好了", scene) : AnswerCheck.Rate(ticket, person, random.Next(1, 6), scene),
        };
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> values) => values[random.Next(values.Count)];

    /// <summary>The row gets only what differs, and the stored clocks only those that begin: both must come to the same as the whole, worked out anew.</summary>
    private static void WhatIsWrittenIsAllThatChanged(int seed, Ticket before, Ticket after, TicketRules rules)
    {
        var row = JsonNode.Parse(BotJson.Write(before))!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(BotJson.Difference(before, after))!.AsObject())
        {
            row[name] = value?.DeepClone();
        }

        Assert.True(JsonNode.DeepEquals(row, JsonNode.Parse(BotJson.Write(after))), $"seed {seed}: the difference is not all that changed");
        if (TicketClocks.BegunByFiring(before, after, rules) is { } begun)
        {
            var kept = TicketClocks.For(before, rules).Where(clock => !TicketClocks.HasFired(after, clock.Kind));
            Assert.Equal(TicketClocks.For(after, rules).ToHashSet(), [.. kept, .. begun]);
        }
    }
}
