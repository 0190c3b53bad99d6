using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class AnswerCheckTests
{
    private static Desk Resolved(params Actor[] neighbours)
    {
        var desk = Desk.With();
        foreach (var neighbour in neighbours)
        {
            desk.Join(neighbour);
        }

        desk.Resolve();
        return desk;
    }

    private static Closed ClosedOf(Desk desk) => desk.History.Select(recorded => recorded.Event).OfType<Closed>().Last();

    [Fact]
    public void It_is_closed_when_every_household_has_said_1_and_the_outcome_is_told_once()
    {
        var desk = Resolved(Desk.Neighbour);
        desk.Answer(Desk.Resident, 1);
        Assert.Equal(TicketState.Resolved, desk.Ticket.State);
        desk.Answer(Desk.Neighbour, 1);
        Assert.Equal(TicketState.Closed, desk.Ticket.State);
        Assert.Equal(new Closed(2, 0, 0, 0), ClosedOf(desk));
        Assert.Single(desk.Said, notice => notice.Kind == "outcome");
    }

    [Fact]
    public void One_2_reopens_with_a_fresh_clock_and_the_old_due_time_kept()
    {
        var desk = Resolved(Desk.Neighbour);
        desk.Answer(Desk.Resident, 1);
        var old = desk.Ticket.Deadline.At;
        desk.Now = Clock.At("2026-03-04 10:00");
        desk.Answer(Desk.Neighbour, 2);
        Assert.Equal(TicketState.Working, desk.Ticket.State);
        Assert.Equal(2, desk.Ticket.Episode);
        Assert.Equal(Clock.At("2026-03-11 18:00"), desk.Ticket.Deadline.At);
        Assert.Equal(old, desk.History.Select(recorded => recorded.Event).OfType<Reopened>().Single().OldDueAt);
        Assert.Empty(desk.Ticket.Answers);
    }

    [Fact]
    public void Silence_is_unanswered_and_never_satisfied()
    {
        var desk = Resolved(Desk.Neighbour);
        desk.Answer(Desk.Resident, 1);
        Assert.Equal(["check:1 at 03-05 09:00"], desk.PassTo("2026-03-06 09:00"));
        Assert.Equal(TicketState.Closed, desk.Ticket.State);
        Assert.Equal(new Closed(1, 0, 0, 1), ClosedOf(desk));
        Assert.Contains("1户说好了，1户未评价", desk.Said[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_to_ask_counts_as_unanswered_too()
    {
        var desk = Desk.With(reporter: Desk.Worker);
        desk.Resolve();
        desk.PassTo("2026-03-06 09:00");
        Assert.Equal(new Closed(0, 0, 0, 1), ClosedOf(desk));
    }

    [Fact]
    public void A_3_does_not_close_and_is_counted_apart()
    {
        var desk = Resolved();
        desk.Answer(Desk.Resident, 3);
        Assert.Equal(TicketState.Resolved, desk.Ticket.State);
        desk.PassTo("2026-03-06 09:00");
        Assert.Equal(new Closed(0, 0, 1, 0), ClosedOf(desk));
    }

    [Fact]
    public void Anybody_of_the_household_speaks_for_it()
    {
        var wife = new Actor("r9", "4-1-302 李姐", []);
        var desk = Resolved(wife);
        Assert.Equal(1, desk.Ticket.Households);
        desk.Answer(wife, 1);
        Assert.Equal(TicketState.Closed, desk.Ticket.State);
        Assert.Equal(new Closed(1, 0, 0, 0), ClosedOf(desk));
    }

    [Fact]
    public void Staff_who_filed_it_cannot_close_their_own_work()
    {
        var desk = Desk.With(reporter: Desk.Worker);
        desk.Resolve();
        Assert.Equal("not_affected", desk.Refused(Desk.Worker, (ticket, scene) => AnswerCheck.Decide(ticket, Desk.Of(Desk.Worker), 1, scene)));
    }

    [Fact]
    public void A_household_that_joins_after_the_question_gets_one_of_its_own()
    {
        var desk = Resolved();
        var question = Assert.Single(desk.Join(Desk.Neighbour).Notices);
        Assert.Equal(["r2"], question.Mentions);
        Assert.Equal(Address.Group(Desk.Group), question.To);
        Assert.Empty(desk.Join(Desk.Neighbour).Notices);
    }

    [Fact]
    public void An_objection_counts_for_seven_days_after_closing()
    {
        var desk = Resolved();
        desk.Answer(Desk.Resident, 1);
        desk.Now = desk.Ticket.ClosedAt!.Value + TicketRules.ObjectionTime + TimeSpan.FromSeconds(1);
        Assert.Equal("objection_late", desk.Refused(Desk.Resident, (ticket, scene) => AnswerCheck.Decide(ticket, Desk.Of(Desk.Resident), 2, scene)));
        desk.Now = desk.Ticket.ClosedAt!.Value + TicketRules.ObjectionTime;
        desk.Answer(Desk.Resident, 2);
        Assert.Equal(TicketState.Working, desk.Ticket.State);
    }

    [Fact]
    public void Stars_come_only_after_a_1_and_lie_between_1_and_5()
    {
        var desk = Resolved(Desk.Neighbour);
        string Refused(Actor actor, int stars) => desk.Refused(actor, (ticket, scene) => AnswerCheck.Rate(ticket, Desk.Of(actor), stars, scene));
        Assert.Equal("not_asked", Refused(Desk.Resident, 5));
        desk.Answer(Desk.Resident, 1);
        Assert.Equal("stars_unknown", Refused(Desk.Resident, 6));
        Assert.Equal("stars_unknown", Refused(Desk.Resident, 0));
        desk.Do(Desk.Resident, (ticket, scene) => AnswerCheck.Rate(ticket, Desk.Of(Desk.Resident), 5, scene));
        Assert.Equal(5, desk.Ticket.Answers["r1"].Stars);
        desk.Answer(Desk.Neighbour, 3);
        Assert.Equal("not_asked", Refused(Desk.Neighbour, 5));
    }

    [Fact]
    public void Only_who_is_affected_answers_only_in_the_check_and_only_1_2_or_3()
    {
        var desk = Desk.With();
        string Refused(Actor actor, int value) => desk.Refused(actor, (ticket, scene) => AnswerCheck.Decide(ticket, Desk.Of(actor), value, scene));
        Assert.Equal("not_asked", Refused(Desk.Resident, 1));
        Assert.Equal("not_asked", Refused(Desk.Resident, 2));
        desk.Resolve();
        Assert.Equal("not_affected", Refused(Desk.Neighbour, 1));
        Assert.Equal("value_unknown", Refused(Desk.Resident, 0));
        Assert.Equal("value_unknown", Refused(Desk.Resident, 4));
        desk.Answer(Desk.Resident, 1);
        Assert.Equal("not_asked", Refused(Desk.Resident, 1));
    }
}
