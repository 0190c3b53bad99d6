using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class CorrectTicketTests
{
    private static Func<Ticket, Scene, Decision> To(string? category = null, Urgency? urgency = null, Location? place = null) =>
        (ticket, scene) => CorrectTicket.Decide(ticket, category, urgency, place, scene);

    [Fact]
    public void A_reporter_corrects_the_place_and_nothing_else()
    {
        var desk = Desk.With();
        desk.Do(Desk.Resident, To(place: new Location(Building: "6")));
        Assert.Equal(new Location(Building: "6"), desk.Ticket.Location);
        Assert.Equal("好的，#1023 地点记为6栋", desk.Said[^1].Text);
        Assert.Equal("not_staff", desk.Refused(Desk.Resident, To(urgency: Urgency.Critical)));
        Assert.Equal("not_staff", desk.Refused(Desk.Resident, To(category: "电梯")));
        Assert.Equal("not_staff", desk.Refused(Desk.Neighbour, To(place: new Location(Building: "6"))));
    }

    [Fact]
    public void A_room_alone_is_noted_and_not_repeated()
    {
        var desk = Desk.With(location: Location.Nowhere);
        desk.Do(Desk.Resident, To(place: new Location(Room: "1203")));
        Assert.Equal("1203", desk.Ticket.Location.Room);
        Assert.DoesNotContain("1203", desk.Said[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Lowered_urgency_counts_from_the_report_and_keeps_its_pauses()
    {
        var desk = Desk.With(Urgency.Elevated);
        desk.Confirm();
        desk.Pause("2026-03-04 09:00");
        desk.PassTo("2026-03-04 09:00");
        desk.Do(Desk.Worker, To(urgency: Urgency.Normal));
        // Report Monday 09:00; Monday and Tuesday were paused, so the five working days are Wednesday to Tuesday.
        Assert.Equal(Clock.At("2026-03-10 18:00"), desk.Ticket.Deadline.At);
    }

    [Fact]
    public void After_a_reopening_it_counts_from_the_reopening()
    {
        var desk = Desk.With();
        desk.Resolve();
        desk.Now = Clock.At("2026-03-16 09:00");
        desk.Do(Desk.Worker, (ticket, scene) => ReopenTicket.Decide(ticket, "又坏了", scene));
        desk.Do(Desk.Worker, To(category: "环境卫生"));
        Assert.Equal(Clock.At("2026-03-17 18:00"), desk.Ticket.Deadline.At);
    }

    [Fact]
    public void What_is_overdue_stays_overdue()
    {
        var desk = Desk.With(Urgency.Urgent);
        desk.Confirm();
        desk.PassTo("2026-03-04 09:00");
        Assert.True(desk.Ticket.IsOverdue(desk.Now));
        desk.Do(Desk.Worker, To(urgency: Urgency.Normal));
        Assert.Equal(Urgency.Normal, desk.Ticket.Urgency);
        Assert.True(desk.Ticket.IsOverdue(desk.Now));
    }

    [Fact]
    public void Nothing_changed_keeps_what_was_granted_and_begins_no_round()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Ask("2026-03-12 18:00");
        desk.Do(Desk.Community, ExtendTicket.Grant);
        var round = desk.Ticket.Round;
        desk.Do(Desk.Worker, To(category: "照明", urgency: Urgency.Normal));
        desk.Do(Desk.Worker, To(place: new Location(Building: "6")));
        Assert.Equal(Clock.At("2026-03-12 18:00"), desk.Ticket.Deadline.At);
        Assert.Equal(round, desk.Ticket.Round);
    }

    [Fact]
    public void Another_category_with_the_same_limit_reminds_nobody_twice()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.PassTo("2026-03-05 18:00");
        var fired = desk.Ticket.Fired.Count;
        desk.Do(Desk.Worker, To(category: "门禁"));
        desk.PassTo("2026-03-05 18:00");
        Assert.Equal(fired, desk.Ticket.Fired.Count);
    }

    [Fact]
    public void Urgency_raised_during_a_pause_runs_its_whole_limit_after_the_pause()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Pause("2026-03-06 09:00");
        desk.Now = Clock.At("2026-03-04 09:00");
        desk.Do(Desk.Worker, To(urgency: Urgency.Urgent));
        desk.PassTo("2026-03-06 09:00");
        Assert.Equal(Clock.At("2026-03-07 09:00"), desk.Ticket.Deadline.At);
    }

    [Fact]
    public void What_is_over_is_not_corrected()
    {
        var desk = Desk.With();
        desk.Resolve();
        Assert.Equal("ticket_over", desk.Refused(Desk.Worker, To(category: "电梯")));
    }
}
