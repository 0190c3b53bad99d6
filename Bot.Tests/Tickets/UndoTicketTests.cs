using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class UndoTicketTests
{
    [Fact]
    public void A_confirmation_is_taken_back_with_its_five_fields()
    {
        var desk = Desk.With();
        desk.Confirm();
        Assert.Null(desk.Undo(Desk.Worker).Refusal);
        Assert.Equal(TicketState.Reported, desk.Ticket.State);
        Assert.Null(desk.Ticket.Responsible);
        Assert.Equal("已撤销，#1023 回到待确认", desk.Said[^1].Text);
        Assert.Contains(desk.Clocks, clock => clock.Kind == "confirm_worker");
    }

    [Fact]
    public void A_transfer_is_taken_back_and_its_waiting_notice_with_it()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Do(Desk.Worker, (ticket, scene) => TransferTicket.Decide(ticket, "自来水公司", "总管爆了", scene));
        var waiting = desk.Said[^1].Key;
        Assert.Contains(waiting, desk.Undo(Desk.Worker).Withdrawn);
        Assert.Equal(TicketState.Accepted, desk.Ticket.State);
    }

    [Fact]
    public void A_resolution_is_taken_back_and_the_question_that_waits_with_it()
    {
        var desk = Desk.With(isPrivate: true);
        desk.Confirm();
        desk.Resolve();
        var question = desk.Said.Single(notice => notice.Kind == "check").Key;
        Assert.Contains(question, desk.Undo(Desk.Worker).Withdrawn);
        Assert.Equal(TicketState.Accepted, desk.Ticket.State);
    }

    [Fact]
    public void A_closing_by_answer_is_taken_back_by_who_entered_it()
    {
        var desk = Desk.With();
        desk.Resolve();
        desk.Keep(Desk.District, "1023", AnswerCheck.Decide(desk.Ticket, Desk.Of(Desk.Resident), 1, desk.Scene(Desk.District, inChat: false)));
        Assert.Equal(TicketState.Closed, desk.Ticket.State);
        var outcome = desk.Said[^1].Key;
        Assert.Contains(outcome, desk.Undo(Desk.District).Withdrawn);
        Assert.Equal(TicketState.Resolved, desk.Ticket.State);
    }

    [Fact]
    public void Step_by_step_one_comes_back_to_the_beginning_and_no_further()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Assign();
        desk.Undo(Desk.Worker);
        Assert.Equal(TicketState.Accepted, desk.Ticket.State);
        desk.Undo(Desk.Worker);
        Assert.Equal(TicketState.Reported, desk.Ticket.State);
        Assert.Equal("nothing_to_undo", desk.Undo(Desk.Worker).Refusal!.Code);
    }

    [Fact]
    public void Nobody_takes_back_what_another_did_or_has_built_on()
    {
        var desk = Desk.With();
        desk.Confirm();
        Assert.Equal("nothing_to_undo", desk.Undo(Desk.Community).Refusal!.Code);
        Assert.Equal("not_staff", desk.Undo(Desk.Resident).Refusal!.Code);
        desk.Do(Desk.Property, WorkTicket.Start);
        Assert.Equal("nothing_to_undo", desk.Undo(Desk.Worker).Refusal!.Code);
    }

    [Fact]
    public void A_neighbour_who_joined_since_stays()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Join(Desk.Neighbour);
        Assert.Null(desk.Undo(Desk.Worker).Refusal);
        Assert.Equal(2, desk.Ticket.Households);
    }

    [Fact]
    public void Escalations_that_time_has_made_since_stay()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.PassTo("2026-03-10 18:00");
        Assert.Equal(Level.Street, desk.Ticket.Level);
        Assert.Null(desk.Undo(Desk.Worker).Refusal);
        Assert.Equal(Level.Street, desk.Ticket.Level);
    }

    [Fact]
    public void A_pause_that_has_ended_by_itself_cannot_be_taken_back_for_its_time()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Pause("2026-03-04 09:00");
        desk.PassTo("2026-03-04 09:00");
        Assert.Equal("nothing_to_undo", desk.Undo(Desk.Worker).Refusal!.Code);
    }

    [Fact]
    public void What_the_check_has_closed_is_reopened_and_not_undone()
    {
        var desk = Desk.With();
        desk.Resolve();
        desk.PassTo("2026-03-06 09:00");
        Assert.Equal("nothing_to_undo", desk.Undo(Desk.Worker).Refusal!.Code);
        Assert.Equal(TicketState.Closed, desk.Ticket.State);
    }

    [Fact]
    public void A_deadline_after_an_undone_one_is_reminded_of_anew()
    {
        var desk = Desk.With();
        desk.Assign(due: Clock.At("2026-03-03 12:00"));
        desk.PassTo("2026-03-02 18:00");
        Assert.Contains("half:2", desk.Ticket.Fired);
        desk.Undo(Desk.Worker);
        Assert.Equal(1, desk.Ticket.Round);
        desk.Assign(due: Clock.At("2026-03-04 12:00"));
        Assert.Equal(3, desk.Ticket.Round);
        Assert.Contains(desk.Clocks, clock => clock is { Kind: "half", Round: 3 });
    }

    [Fact]
    public void Danger_told_by_a_neighbour_is_not_the_workers_to_undo()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Join(Desk.Neighbour, Urgency.Critical);
        Assert.Equal("nothing_to_undo", desk.Undo(Desk.Worker).Refusal!.Code);
    }
}
