using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;
using Bot.Tests.Tickets;

namespace Bot.Tests.Grids;

public class ShiftsTests
{
    private static readonly Stage[] Path = [new("grid-1", Level.Grid), new("guixiangyuan", Level.Community), new("street", Level.Street), new("district", Level.District)];
    private static readonly DateOnly Monday = new(2026, 3, 2);

    private static Roster At(string instant, IReadOnlyList<Leave> leaves, IReadOnlyList<Duty> duties) =>
        Desk.Roster with { Posts = new Shifts(leaves, duties).At(Desk.Roster.Posts, Path, id => id == "v1" ? "自管会李姐" : Desk.Roster.Of(id).First().Name, Clock.At(instant)) };

    private static Duty On(string node, string person, string starts = "00:00", string ends = "00:00") => new(node, Monday, TimeOnly.Parse(starts, null), TimeOnly.Parse(ends, null), person);

    [Theory]
    [InlineData("2026-03-01 23:59", "w1")]
    [InlineData("2026-03-02 00:00", "v1")]
    [InlineData("2026-03-02 23:59", "v1")]
    [InlineData("2026-03-03 00:00", "w1")]
    public void Who_is_on_duty_today_answers_first_and_tomorrow_no_more(string now, string inCharge) => Assert.Equal(inCharge, At(now, [], [On("grid-1", "v1")]).InCharge!.PersonId);

    [Theory]
    [InlineData("2026-03-02 17:59", "w1")]
    [InlineData("2026-03-02 18:00", "v1")]
    [InlineData("2026-03-03 07:59", "v1")]
    [InlineData("2026-03-03 08:00", "w1")]
    public void Duty_by_night_runs_into_the_next_morning(string now, string inCharge) => Assert.Equal(inCharge, At(now, [], [On("grid-1", "v1", "18:00", "08:00")]).InCharge!.PersonId);

    [Fact]
    public void Duty_at_the_grid_comes_before_duty_at_the_community_and_that_of_the_street_before_its_own_staff_only()
    {
        Assert.Equal("v1", At("2026-03-02 12:00", [], [On("guixiangyuan", "c2"), On("grid-1", "v1")]).InCharge!.PersonId);
        Assert.Equal("c2", At("2026-03-02 12:00", [], [On("guixiangyuan", "c2")]).InCharge!.PersonId);
        var street = At("2026-03-02 12:00", [], [On("street", "d1")]);
        Assert.Equal(("w1", "d1"), (street.InCharge!.PersonId, street.First(SpeakerRole.Street)!.PersonId));
    }

    [Theory]
    [InlineData("2026-03-01 23:59", "w1")]
    [InlineData("2026-03-02 00:00", "c2")]
    [InlineData("2026-03-04 23:59", "c2")]
    [InlineData("2026-03-05 00:00", "w1")]
    public void A_stand_in_answers_in_the_place_of_whoever_is_on_leave_both_days_included(string now, string inCharge)
    {
        var roster = At(now, [new Leave("w1", Monday, Monday.AddDays(2), "c2")], []);
        Assert.Equal((inCharge, SpeakerRole.GridWorker), (roster.InCharge!.PersonId, roster.InCharge.Role));
        Assert.Contains(roster.Of("w1"), post => post.Role == SpeakerRole.GridWorker);
        Assert.Equal(inCharge == "c2" ? "c2" : null, roster.StandInFor("w1")?.PersonId);
    }

    [Fact]
    public void Without_a_stand_in_the_next_above_answers_and_with_nobody_left_the_one_on_leave()
    {
        Leave[] worker = [new("w1", Monday, Monday, null)];
        Assert.Equal("c1", At("2026-03-02 12:00", worker, []).InCharge!.PersonId);
        Leave[] all = [.. Desk.Roster.Posts.Where(post => post.Role != SpeakerRole.Property).Select(post => new Leave(post.PersonId, Monday, Monday, null))];
        Assert.Equal("w1", At("2026-03-02 12:00", all, []).InCharge!.PersonId);
    }

    [Fact]
    public void A_stand_in_on_leave_has_one_too_and_a_circle_of_them_has_nobody()
    {
        Assert.Equal("s1", At("2026-03-02 12:00", [new("w1", Monday, Monday, "c2"), new("c2", Monday, Monday, "s1")], []).InCharge!.PersonId);
        Assert.Equal("c1", At("2026-03-02 12:00", [new("w1", Monday, Monday, "c2"), new("c2", Monday, Monday, "w1")], []).InCharge!.PersonId);
    }

    [Fact]
    public void Whoever_is_on_duty_and_on_leave_is_on_leave() => Assert.Equal("w1", At("2026-03-02 12:00", [new("v1", Monday, Monday, null)], [On("grid-1", "v1")]).InCharge!.PersonId);

    [Fact]
    public void What_is_private_is_no_matter_of_those_who_are_only_on_duty()
    {
        var roster = At("2026-03-02 12:00", [], [On("grid-1", "v1")]);
        Assert.Equal(["w1", "c1", "c2"], roster.Confidants.Select(post => post.PersonId));
        Assert.Equal("w1", roster.WithoutHelpers.InCharge!.PersonId);
        Assert.Equal(["c1", "c2"], At("2026-03-02 12:00", [new("w1", Monday, Monday, null)], []).Confidants.Select(post => post.PersonId));
    }

    [Fact]
    public void What_a_worker_on_leave_has_in_hand_the_stand_in_is_reminded_of()
    {
        var desk = Desk.With();
        desk.Assign();
        var half = desk.Clocks.Single(clock => clock.Kind == "half");
        Assert.Equal(["p1"], FireClock.Decide(desk.Ticket, half, desk.Scene(Actor.Clock)).Notices[0].Mentions);
        var away = At("2026-03-02 12:00", [new Leave("p1", Monday, Monday, "w1")], []);
        Assert.Equal(["w1"], FireClock.Decide(desk.Ticket, half, desk.Scene(Actor.Clock) with { Roster = away }).Notices[0].Mentions);
    }

    [Theory]
    [InlineData("11-25", "2026-11-25")]
    [InlineData("11月25日", "2026-11-25")]
    [InlineData("2026-12-01", "2026-12-01")]
    [InlineData("明天", "2026-11-24")]
    [InlineData("1-2", "2027-01-02")]
    [InlineData("11-1", "2026-11-01")]
    [InlineData("2-30", null)]
    [InlineData("13-1", null)]
    [InlineData("周三", null)]
    public void A_day_is_read_as_staff_write_it(string said, string? day) =>
        Assert.Equal(day is null ? null : DateOnly.Parse(day, null), SaidDay.Read(said, new DateOnly(2026, 11, 23)));
}
