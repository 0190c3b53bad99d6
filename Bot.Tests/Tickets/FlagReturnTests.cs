using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class FlagReturnTests
{
    private static readonly Location Stairs = new(Building: "4", Unit: "1");

    private static Ticket Closed(string closedAt = "2026-03-02 10:00", string number = "1001", string category = "照明", Location? location = null, bool isPrivate = false)
    {
        var desk = Desk.With(category: category, number: number, location: location ?? Stairs, isPrivate: isPrivate);
        desk.Resolve();
        desk.Now = Clock.At(closedAt);
        desk.Answer(Desk.Resident, 1);
        return desk.Ticket;
    }

    private static Decision Flag(Desk desk, params Ticket[] closed) => FlagReturn.Decide(desk.Ticket, closed, desk.Scene(Desk.Worker, inChat: false));

    private static string Times(Decision decision) => TicketWords.Times(Assert.IsType<Recurred>(Assert.Single(decision.Events)).Of);

    [Theory]
    [InlineData("2026-04-01 10:00", "30天内第2次")]
    [InlineData("2026-04-01 10:01", "90天内第2次")]
    [InlineData("2026-05-31 10:00", "90天内第2次")]
    public void The_same_kind_at_the_same_place_is_told_with_its_time(string opened, string times) =>
        Assert.Equal(times, Times(Flag(Desk.With(number: "1050", at: opened, location: Stairs), Closed())));

    [Fact]
    public void After_ninety_days_it_is_a_new_matter() =>
        Assert.Empty(Flag(Desk.With(number: "1050", at: "2026-05-31 10:01", location: Stairs), Closed()).Events);

    [Fact]
    public void Both_times_are_told_where_the_longer_one_knows_of_more()
    {
        var decision = Flag(Desk.With(number: "1050", at: "2026-04-20 10:00", location: Stairs), Closed(), Closed("2026-04-10 09:00", "1002"));
        Assert.Equal("30天内第2次，90天内第3次", Times(decision));
        Assert.Equal("【复发】@网格员小余 #1050 照明｜4栋1单元 30天内第2次，90天内第3次，上次 #1002 4月10日09:00销号，请查清根子再办", Assert.Single(decision.Notices).Text);
    }

    [Fact]
    public void Another_kind_or_place_is_no_return()
    {
        var desk = Desk.With(number: "1050", at: "2026-03-10 09:00", location: Stairs);
        Assert.Empty(Flag(desk, Closed(category: "电梯"), Closed(location: new(Building: "5", Unit: "1")), Closed(location: new(Building: "4", Unit: "2"))).Events);
    }

    [Theory]
    [InlineData("4", "1", null, null, "4", null, null, null, true)]
    [InlineData("4", "1", "302", null, "4", "1", "501", null, false)]
    [InlineData("4", "1", null, null, "4", "1", null, "楼道", true)]
    [InlineData(null, null, null, "东门", null, null, null, "东门", true)]
    [InlineData(null, null, null, "东门", "4", null, null, "东门", false)]
    [InlineData(null, null, null, null, null, null, null, null, false)]
    public void One_place_may_be_told_more_exactly_than_the_other(string? building, string? unit, string? room, string? place, string? building2, string? unit2, string? room2, string? place2, bool same) =>
        Assert.Equal(same, FlagReturn.IsSamePlace(new(null, building, unit, null, room, place), new("桂香园", building2, unit2, null, room2, place2)));

    [Fact]
    public void What_is_not_closed_does_not_come_back()
    {
        var open = Desk.With(number: "1001", location: Stairs);
        open.Resolve();
        Assert.Empty(Flag(Desk.With(number: "1050", at: "2026-03-04 09:00", location: Stairs), open.Ticket).Events);
    }

    [Fact]
    public void What_the_resident_calls_the_same_is_the_same_wherever_it_is_said_to_be()
    {
        var desk = Desk.With(number: "1050", at: "2026-03-20 09:00", location: Location.Nowhere);
        var back = desk.Ticket with { ReturnOf = "1001" };
        Assert.Equal("30天内第2次", Times(FlagReturn.Decide(back, [Closed()], desk.Scene(Desk.Worker))));
    }

    [Fact]
    public void It_is_flagged_once_and_unflagged_by_a_correction()
    {
        var desk = Desk.With(number: "1050", at: "2026-03-10 09:00", location: Stairs);
        desk.Keep(Desk.Resident, "1050", Flag(desk, Closed()));
        Assert.Equal(["1001"], desk.Ticket.Recurs.Select(earlier => earlier.Number));
        Assert.Empty(Flag(desk, Closed()).Events);
        desk.Do(Desk.Worker, (ticket, scene) => CorrectTicket.Decide(ticket, "电梯", null, null, scene));
        var unflagged = Flag(desk, Closed());
        Assert.Empty(Assert.IsType<Recurred>(Assert.Single(unflagged.Events)).Of);
        Assert.Empty(unflagged.Notices);
    }

    [Fact]
    public void Of_a_private_matter_each_learns_alone()
    {
        var desk = Desk.With(Urgency.Critical, "家暴", isPrivate: true, number: "1050", at: "2026-03-10 09:00", location: Stairs);
        var notices = Flag(desk, Closed(category: "家暴", isPrivate: true)).Notices;
        Assert.NotEmpty(notices);
        Assert.All(notices, notice => Assert.Equal(Bot.Domain.Notices.AddressKind.Person, notice.To.Kind));
    }

    [Fact]
    public void A_ticket_filed_and_flagged_in_one_step_is_not_undone()
    {
        var desk = Desk.With(number: "1050", at: "2026-03-10 09:00", location: Stairs, reporter: Desk.Worker);
        var flagged = new List<RecordedEvent>(desk.History) { new("1050", 2, 1, desk.Now, "w1", new Recurred([new Earlier("1001", desk.Now, 30)])) };
        Assert.Equal("nothing_to_undo", UndoTicket.Decide(flagged, desk.Scene(Desk.Worker)).Refusal!.Code);
    }
}
