using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class JoinTicketTests
{
    [Fact]
    public void A_neighbour_joins_silently_and_counts_as_a_household()
    {
        var desk = Desk.With();
        Assert.Empty(desk.Join(Desk.Neighbour).Notices);
        Assert.Equal(2, desk.Ticket.Households);
        desk.Join(Desk.Resident);
        Assert.Equal(2, desk.Ticket.Households);
        Assert.Equal(3, desk.Ticket.Reports.Count);
    }

    [Fact]
    public void Raised_urgency_shortens_from_now()
    {
        var desk = Desk.With();
        desk.PassTo("2026-03-03 15:00");
        desk.Join(Desk.Neighbour, Urgency.Urgent);
        Assert.Equal(Urgency.Urgent, desk.Ticket.Urgency);
        Assert.Equal(Clock.At("2026-03-04 15:00"), desk.Ticket.Deadline.At);
        Assert.Equal(2, desk.Ticket.Round);
    }

    [Fact]
    public void Raised_urgency_never_lengthens_what_was_promised()
    {
        var desk = Desk.With();
        desk.Assign(due: Clock.At("2026-03-02 12:00"));
        desk.Join(Desk.Neighbour, Urgency.Urgent);
        Assert.Equal(Clock.At("2026-03-02 12:00"), desk.Ticket.Deadline.At);
        Assert.Equal(Urgency.Urgent, desk.Ticket.Urgency);
    }

    [Fact]
    public void Lower_urgency_changes_nothing()
    {
        var desk = Desk.With(Urgency.Urgent);
        desk.Join(Desk.Neighbour, Urgency.Normal);
        Assert.Equal(Urgency.Urgent, desk.Ticket.Urgency);
    }

    [Fact]
    public void When_it_turns_dangerous_group_and_staff_are_told_at_once()
    {
        var desk = Desk.With(at: "2026-03-02 23:00");
        var decision = desk.Join(Desk.Neighbour, Urgency.Critical);
        Assert.Equal(2, decision.Notices.Count);
        Assert.All(decision.Notices, notice => Assert.False(notice.WaitsForMorning));
    }

    [Fact]
    public void The_staff_read_what_has_become_dangerous_and_the_group_what_to_do_about_it()
    {
        var desk = Desk.With();
        var decision = desk.Do(Desk.Neighbour, (ticket, scene) => JoinTicket.Decide(ticket, desk.ReportOf(Desk.Neighbour, "配电箱着火了 冒浓烟"), Urgency.Critical, "119", scene, "火灾"));
        Assert.Contains(decision.Notices, notice => notice.Text.Contains("火灾｜", StringComparison.Ordinal) && notice.Text.EndsWith("；又说：配电箱着火了 冒浓烟。请马上核实到场，回“确认1023”", StringComparison.Ordinal));
        Assert.Contains(decision.Notices, notice => notice.Text.StartsWith("⚠️ 请走楼梯离开，别坐电梯，马上打119！", StringComparison.Ordinal));
    }

    [Fact]
    public void Danger_that_was_taken_for_none_and_is_told_again_is_told_again()
    {
        // Overdue, so that neither correction moves the due time.
        var desk = Desk.With(Urgency.Critical);
        desk.Now = desk.Ticket.Deadline.At.AddHours(1);
        for (var times = 0; times < 2; times++)
        {
            desk.Do(Desk.Worker, (ticket, scene) => CorrectTicket.Decide(ticket, null, Urgency.Normal, null, scene));
            desk.Join(Desk.Neighbour, Urgency.Critical);
        }

        Assert.Equal(6, desk.Said.Where(notice => notice.Kind == "danger").Select(notice => notice.Key).Distinct().Count());
    }

    [Fact]
    public void A_private_matter_stays_silent_even_then()
    {
        var desk = Desk.With(isPrivate: true);
        Assert.Empty(desk.Join(Desk.Resident, Urgency.Critical).Notices);
    }

    [Fact]
    public void What_is_closed_is_not_joined()
    {
        var desk = Desk.With();
        desk.Resolve();
        desk.Answer(Desk.Resident, 1);
        Assert.Equal("ticket_over", desk.Refused(Desk.Neighbour, (ticket, scene) => JoinTicket.Decide(ticket, desk.ReportOf(Desk.Neighbour), null, null, scene)));
    }
}
