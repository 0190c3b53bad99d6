using Bot.Domain.Registers;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Tickets;

namespace Bot.Tests.Registers;

public sealed class RegisterMarksTests
{
    private static bool Touches(Location entry, Location ticket, string household = "person:r9", string? person = null)
    {
        var desk = Desk.With();
        var matter = desk.Ticket with { Location = ticket, Reports = [new Report("r9", "邻居", household, "坏了", desk.Now)] };
        return RegisterMarks.Of(new RegisterContent("王奶奶", entry, person), "桂香园").Intersect(RegisterMarks.Of(matter, "桂香园")).Any();
    }

    [Theory]
    [InlineData("王奶奶，独居，4栋1单元302", "4", "1", "302")]
    [InlineData("4-1-302 王奶奶", "4", "1", "302")]
    [InlineData("12号楼3单元的电梯", "12", "3", null)]
    [InlineData("5栋楼顶", "5", null, null)]
    [InlineData("A3栋2单元1201室", "A3", "2", "1201")]
    [InlineData("东门烧烤店，电话13812345678", null, null, null)]
    [InlineData("2026-11-302天", null, null, null)]
    public void A_door_is_found_in_the_words(string words, string? building, string? unit, string? room) =>
        Assert.Equal(new Location(Building: building, Unit: unit, Room: room), RegisterMarks.DoorIn(words));

    [Fact]
    public void A_ticket_of_the_same_room_touches_an_entry_and_one_next_door_does_not()
    {
        var home = new Location(Building: "4", Unit: "1", Room: "302");
        Assert.True(Touches(home, new Location("桂香园", "4栋", "1单元", "3", "302室")));
        Assert.False(Touches(home, new Location("桂香园", "4", "1", "3", "301")));
        Assert.False(Touches(home, new Location("桂香园", "4", "1")));
        Assert.False(Touches(home, new Location("别处", "4", "1", "3", "302")));
    }

    [Fact]
    public void An_entry_of_a_house_is_touched_by_all_that_happens_in_it() => Assert.True(Touches(new Location(Building: "5"), new Location(null, "5", "2", null, "101")));

    [Fact]
    public void A_reporter_who_lives_there_or_is_the_person_touches_it()
    {
        var home = new Location(Building: "4", Unit: "1", Room: "302");
        Assert.True(Touches(home, new Location(Place: "东门"), household: "4-1-302"));
        Assert.False(Touches(home, new Location(Place: "东门"), household: "4-1-303"));
        Assert.True(Touches(Location.Nowhere, Location.Nowhere, person: "r9"));
        Assert.False(Touches(Location.Nowhere, Location.Nowhere, person: "r8"));
    }

    [Fact]
    public void A_landmark_is_found_by_its_name() => Assert.True(Touches(new Location(Place: "东门烧烤店"), new Location("桂香园", Place: "东门烧烤店")));
}
