using Bot.Domain.Notices;
using Bot.Domain.Tickets;

namespace Bot.Tests.Tickets;

public class EndTicketTests
{
    private static Decision Cancel(Ticket ticket, Scene scene) => EndTicket.Cancel(ticket, "自己好了", scene);

    private static Decision Reject(Ticket ticket, Scene scene) => EndTicket.Reject(ticket, "不归我们管", scene);

    [Fact]
    public void A_rejection_tells_the_residents_why()
    {
        var desk = Desk.With();
        desk.Do(Desk.Worker, Reject);
        Assert.Equal(TicketState.Rejected, desk.Ticket.State);
        Assert.Empty(desk.Clocks);
        var told = desk.Said.Single(notice => notice.Kind == "outcome");
        Assert.Equal(Address.Group(Desk.Group), told.To);
        Assert.EndsWith("不予受理：不归我们管", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Talk_that_was_taken_for_a_matter_is_ended_without_a_word_in_the_group()
    {
        var desk = Desk.Unsure();
        desk.Do(Desk.Worker, Reject, inChat: false);
        Assert.Equal(TicketState.Rejected, desk.Ticket.State);
        Assert.DoesNotContain(desk.Said, notice => notice.To == Address.Group(Desk.Group));
    }

    [Fact]
    public void What_property_sends_back_is_offered_to_the_grids_worker()
    {
        var desk = Desk.With();
        desk.Assign();
        desk.Do(Desk.Property, Reject);
        Assert.Equal(TicketState.Assigned, desk.Ticket.State);
        Assert.Equal(("p1", "w1"), (desk.Ticket.Responsible!.Id, desk.Ticket.HandedTo!.Id));
        desk.Do(Desk.Worker, WorkTicket.Start);
        Assert.Equal("w1", desk.Ticket.Responsible!.Id);
    }

    [Fact]
    public void The_reason_that_is_missing_is_asked_for_with_words_that_would_do()
    {
        var desk = Desk.With();
        var asked = EndTicket.Reject(desk.Ticket, "", desk.Scene(Desk.Worker)).Refusal!;
        Assert.Equal(("reason_missing", true, "请写上原因，例如：退单1023 不归物业管。"), (asked.Code, asked.IsQuestion, asked.Text));
    }

    [Fact]
    public void The_private_is_not_told_to_the_group()
    {
        var desk = Desk.With(isPrivate: true);
        Assert.DoesNotContain(desk.Do(Desk.Worker, Reject).Notices, notice => notice.Kind == "outcome");
    }

    [Fact]
    public void A_rejection_needs_staff_a_reason_and_an_open_ticket()
    {
        var desk = Desk.With();
        Assert.Equal("not_staff", desk.Refused(Desk.Resident, Reject));
        Assert.Equal("reason_missing", desk.Refused(Desk.Worker, (ticket, scene) => EndTicket.Reject(ticket, null, scene)));
        desk.Resolve();
        Assert.Equal("ticket_over", desk.Refused(Desk.Worker, Reject));
    }

    [Fact]
    public void Who_reported_may_withdraw_while_nobody_else_waits()
    {
        var alone = Desk.With();
        alone.Do(Desk.Resident, Cancel);
        Assert.Equal(TicketState.Cancelled, alone.Ticket.State);
        Assert.Empty(alone.Clocks);

        var joined = Desk.With();
        Assert.Equal("not_yours", joined.Refused(Desk.Neighbour, Cancel));
        joined.Join(Desk.Neighbour);
        Assert.Equal("others_wait", joined.Refused(Desk.Resident, Cancel));
    }

    [Fact]
    public void Withdrawing_takes_back_the_questions_that_wait()
    {
        var desk = Desk.With();
        desk.Resolve();
        var keys = ResolveTicket.CheckKeys(desk.Ticket).ToList();
        var decision = desk.Do(Desk.Resident, Cancel);
        Assert.All(keys.Append(OpenTicket.QuestionKey("1023")), key => Assert.Contains(key, decision.Withdrawn));
    }

    [Fact]
    public void Staff_cannot_get_round_the_check_by_withdrawing()
    {
        var desk = Desk.With();
        desk.Resolve();
        Assert.Equal("ticket_over", desk.Refused(Desk.Community, Cancel));
    }
}
