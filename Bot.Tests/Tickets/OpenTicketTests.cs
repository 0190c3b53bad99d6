using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class OpenTicketTests
{
    [Fact]
    public void A_new_matter_is_reported_has_a_limit_and_is_acknowledged_in_one_short_line()
    {
        var desk = Desk.With();
        Assert.Equal(TicketState.Reported, desk.Ticket.State);
        Assert.Equal(Clock.At("2026-03-09 18:00"), desk.Ticket.Deadline.At);
        var line = Assert.Single(desk.Said);
        Assert.Equal("已登记 #1023 照明｜4栋1单元｜一般，请网格员小余确认", line.Text);
        Assert.Equal(Address.Group(Desk.Group), line.To);
        Assert.False(line.WaitsForMorning);
    }

    [Fact]
    public void The_room_is_known_and_never_said()
    {
        var desk = Desk.With();
        Assert.Equal("302", desk.Ticket.Location.Room);
        Assert.DoesNotContain("302", desk.Said[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_asked_once_and_by_night_only_in_the_morning()
    {
        var day = Ask("2026-03-02 09:00");
        var question = Assert.Single(day.Notices);
        Assert.Equal(OpenTicket.QuestionKey("1023"), question.Key);
        Assert.Equal(["r1"], question.Mentions);

        var night = Ask("2026-03-02 23:00");
        Assert.Equal(2, night.Notices.Count);
        Assert.Contains("天亮后再问您", night.Notices[0].Text, StringComparison.Ordinal);
        Assert.False(night.Notices[0].WaitsForMorning);
        Assert.True(night.Notices[1].WaitsForMorning);

        static Decision Ask(string at)
        {
            var desk = new Desk { Now = Clock.At(at) };
            return OpenTicket.Decide(desk.Command(Urgency.Normal, "照明", false, "1023", Desk.Resident, Location.Nowhere, "building"), desk.Scene(Desk.Resident));
        }
    }

    [Fact]
    public void Danger_to_life_tells_the_group_whom_to_call_and_the_staff_at_any_hour()
    {
        var desk = Desk.With(Urgency.Critical, "燃气泄漏", at: "2026-03-02 23:30");
        Assert.Equal([Address.Group(Desk.Group), Address.Staff("grid-1")], desk.Said.Select(notice => notice.To));
        Assert.All(desk.Said, notice => Assert.False(notice.WaitsForMorning));
        Assert.Contains("119", desk.Said[0].Text, StringComparison.Ordinal);
        Assert.Equal(["w1", "c1", "c2"], desk.Said[1].Mentions);
    }

    [Fact]
    public void A_private_matter_is_told_to_single_persons_only()
    {
        var desk = Desk.With(Urgency.Critical, "家暴", isPrivate: true);
        Assert.Equal(["r1", "w1", "c1", "c2"], desk.Said.Select(notice => notice.To.Id));
        Assert.All(desk.Said, notice => Assert.Equal(AddressKind.Person, notice.To.Kind));
    }

    [Fact]
    public void Of_what_only_half_sounds_like_a_matter_the_staff_are_told_and_the_group_is_not()
    {
        var told = Assert.Single(Desk.Unsure().Said);
        Assert.Equal(Address.Staff("grid-1"), told.To);
        Assert.Equal("@网格员小余 请看 #1023：居民说“楼道灯不亮”，不知是不是报事，群里还没回。是就回“确认1023”，不是就回“1023 不予受理 闲聊”", told.Text);
        Assert.True(told.WaitsForMorning);
    }

    [Fact]
    public void A_danger_is_told_at_once_however_unsure_its_words_are()
    {
        var desk = new Desk();
        var command = desk.Command(Urgency.Critical, "火灾", false, "1023", Desk.Resident, new Location(Building: "4")) with { Unsure = true };
        Assert.Contains(OpenTicket.Decide(command, desk.Scene(Desk.Resident)).Notices, notice => notice.To == Address.Group(Desk.Group));
    }

    [Fact]
    public void Where_the_worker_does_not_read_along_the_staff_group_is_told()
    {
        var desk = new Desk();
        var command = desk.Command(Urgency.Normal, "照明", false, "1023", Desk.Resident, new Location(Building: "4")) with { WorkerSees = false };
        var decision = OpenTicket.Decide(command, desk.Scene(Desk.Resident));
        var told = decision.Notices.Single(notice => notice.To == Address.Staff("grid-1"));
        Assert.Equal(["w1"], told.Mentions);
        Assert.True(told.WaitsForMorning);
    }
}
