using Bot.Domain.Notices;
using Bot.Domain.Tickets;

namespace Bot.Tests.Tickets;

public class ResolveTicketTests
{
    [Fact]
    public void Every_household_is_asked_once_in_its_group_and_nothing_else_is_said_there()
    {
        var desk = Desk.With();
        desk.Join(Desk.Neighbour);
        desk.Join(Desk.Resident);
        var decision = desk.Resolve();
        var question = Assert.Single(decision.Notices);
        Assert.Equal("check", question.Kind);
        Assert.Equal(["r1", "r2"], question.Mentions);
        Assert.True(question.WaitsForMorning);
        Assert.Equal(TicketState.Resolved, desk.Ticket.State);
    }

    [Fact]
    public void Resolving_is_not_closing()
    {
        var desk = Desk.With();
        desk.Resolve();
        Assert.DoesNotContain(desk.History, recorded => recorded.Event is Closed);
        Assert.Equal(["check"], desk.Clocks.Select(clock => clock.Kind));
    }

    [Fact]
    public void By_night_and_from_elsewhere_the_worker_is_answered_as_well()
    {
        var night = Desk.With();
        night.PassTo("2026-03-02 22:30");
        Assert.Equal(["check", "reply"], night.Resolve().Notices.Select(notice => notice.Kind));
        var api = Desk.With();
        Assert.Equal(["check"], api.Resolve(inChat: false).Notices.Select(notice => notice.Kind));
    }

    [Fact]
    public void Of_a_private_matter_each_is_asked_alone()
    {
        var desk = Desk.With(isPrivate: true);
        var question = desk.Resolve().Notices.First(notice => notice.Kind == "check");
        Assert.Equal(Address.Person("r1"), question.To);
        Assert.Contains(question.Key, ResolveTicket.CheckKeys(desk.Ticket));
    }

    [Fact]
    public void Who_filed_it_for_others_is_not_asked()
    {
        var desk = Desk.With(reporter: Desk.Worker);
        Assert.DoesNotContain(desk.Resolve().Notices, notice => notice.Kind == "check");
        Assert.Empty(desk.Ticket.Asked);
    }

    [Fact]
    public void A_residents_word_does_not_resolve_and_what_is_over_stays_over()
    {
        var desk = Desk.With();
        Assert.Equal("not_staff", desk.Refused(Desk.Resident, (ticket, scene) => ResolveTicket.Decide(ticket, "结单", [], scene)));
        desk.Resolve();
        Assert.Equal("ticket_over", desk.Refused(Desk.Worker, (ticket, scene) => ResolveTicket.Decide(ticket, "结单", [], scene)));
    }
}
