using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Tests.Tickets;

public class FireClockTests
{
    [Fact]
    public void The_whole_ladder_of_a_normal_matter_each_rung_once_to_its_people()
    {
        var desk = Desk.With();
        Assert.Equal(
            [
                "confirm_worker:1 at 03-02 11:00", "confirm_community:1 at 03-02 15:00", "first_answer:1 at 03-03 10:00", "on_site:1 at 03-04 18:00", "due:1 at 03-09 18:00", "supervise:1 at 03-10 18:00",
                "report:1 at 03-12 18:00", "again1:1 at 03-16 18:00", "again2:1 at 03-23 18:00",
            ],
            desk.PassTo("2026-03-24 09:00"));
        Assert.Equal(["w1"], Kind("confirm_worker").Mentions);
        Assert.Equal(["c1", "c2"], Kind("confirm_community").Mentions);
        Assert.Equal(["w1", "c1", "c2"], Kind("due").Mentions);
        Assert.Equal(["w1", "c1", "c2", "s1"], Kind("supervise").Mentions);
        Assert.Equal(["w1", "c1", "c2", "s1", "d1"], Kind("report").Mentions);
        Assert.Equal(Level.District, desk.Ticket.Level);
        Assert.StartsWith("【催办】", Kind("due").Text, StringComparison.Ordinal);
        Assert.StartsWith("【督办】", Kind("supervise").Text, StringComparison.Ordinal);
        Assert.StartsWith("【通报】", Kind("report").Text, StringComparison.Ordinal);
        Assert.All(desk.Said.Skip(1), notice => Assert.Equal(Address.Staff("grid-1"), notice.To));

        Notice Kind(string kind) => desk.Said.Single(notice => notice.Kind == kind);
    }

    [Fact]
    public void Half_time_and_the_last_reminder_read_differently_and_name_the_responsible()
    {
        var desk = Desk.With();
        desk.Assign();
        desk.PassTo("2026-03-09 17:00");
        var (half, last) = (desk.Said.Single(notice => notice.Kind == "half"), desk.Said.Single(notice => notice.Kind == "before_due"));
        Assert.Contains("时限过半", half.Text, StringComparison.Ordinal);
        Assert.Contains("快到期了", last.Text, StringComparison.Ordinal);
        Assert.Contains("延期1023", last.Text, StringComparison.Ordinal);
        Assert.Equal(["p1"], half.Mentions.Concat(last.Mentions).Distinct());
    }

    [Fact]
    public void Keys_are_the_business_keys_that_make_a_repetition_harmless()
    {
        var desk = Desk.With();
        desk.PassTo("2026-03-09 18:00");
        Assert.Equal("ticket:1023:due:ep1", desk.Said[^1].Key);
    }

    [Fact]
    public void Of_a_private_matter_each_is_reminded_alone()
    {
        var desk = Desk.With(isPrivate: true);
        desk.PassTo("2026-03-12 19:00");
        Assert.All(desk.Said, notice => Assert.Equal(AddressKind.Person, notice.To.Kind));
        Assert.Contains(desk.Said, notice => notice.Key == "ticket:1023:report:ep1:d1");
    }

    [Fact]
    public void A_reminder_of_a_near_end_that_is_found_after_the_end_is_recorded_and_not_said()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Now = desk.Ticket.Deadline.At.AddHours(1);
        var half = desk.Clocks.Single(clock => clock.Kind == "half");
        var decision = FireClock.Decide(desk.Ticket, half, desk.Scene(Actor.Clock, inChat: false));
        Assert.Empty(decision.Notices);
        Assert.Equal([new ClockFired("half", 1)], decision.Events);
    }

    [Fact]
    public void Escalation_never_lowers_a_level()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.PassTo("2026-03-13 09:00");
        Assert.Equal(Level.District, desk.Ticket.Level);
        desk.Resolve();
        desk.Answer(Desk.Resident, 2);
        var due = desk.Ticket.Deadline.At;
        desk.PassTo("2026-03-23 18:00");
        Assert.True(desk.Now > due);
        Assert.Equal(Level.District, desk.Ticket.Level);
    }

    [Theory]
    [InlineData(Urgency.Critical, false)]
    [InlineData(Urgency.Normal, true)]
    public void By_night_only_danger_to_life_speaks(Urgency urgency, bool waits)
    {
        var desk = Desk.With(urgency);
        desk.Now = Bot.Tests.Clocks.Clock.At("2026-03-20 23:00");
        var decision = FireClock.Decide(desk.Ticket, desk.Clocks.Single(clock => clock.Kind == "due"), desk.Scene(Actor.Clock, inChat: false));
        Assert.All(decision.Notices, notice => Assert.Equal(waits, notice.WaitsForMorning));
        Assert.NotEmpty(decision.Notices);
    }
}
