using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Tickets;

namespace Bot.Tests.Messages;

public class ResidentReactionTests
{
    private static readonly Reading Reopens = new(Coarse.Link, "reopen", "reopen") { Satisfied = false };
    private static readonly Reading Confirms = new(Coarse.Link, "confirm", "close") { Satisfied = true };

    private static List<TicketEvent> Events(Desk desk, Actor actor, Reading reading) =>
        ReactionTests.React(desk, actor, reading, tickets: desk.Ticket).SelectMany(step => step.Decision.Events).ToList();

    private static string? Said(Desk desk, Actor actor, Reading reading) =>
        ReactionTests.React(desk, actor, reading, tickets: desk.Ticket).SelectMany(step => step.Decision.Notices).FirstOrDefault()?.Text;

    private static Desk Resolved()
    {
        var desk = Desk.With();
        desk.Resolve();
        return desk;
    }

    [Fact]
    public void A_neighbours_me_too_joins_silently()
    {
        var desk = Desk.With();
        Assert.IsType<Joined>(Assert.Single(Events(desk, Desk.Neighbour, new Reading(Coarse.Link, "duplicate", "merge"))));
        Assert.Null(Said(desk, Desk.Neighbour, new Reading(Coarse.Link, "duplicate", "merge")));
    }

    [Fact]
    public void Who_urges_is_told_where_it_stands_and_the_voice_is_kept()
    {
        var desk = Desk.With();
        var urges = new Reading(Coarse.Link, "urge", "urge");
        Assert.IsType<Joined>(Assert.Single(Events(desk, Desk.Resident, urges)));
        Assert.Contains("待网格员确认", Said(desk, Desk.Resident, urges)!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_fills_the_gap_and_the_question_is_withdrawn()
    {
        var desk = Desk.With(location: Location.Nowhere);
        var step = ReactionTests.React(desk, Desk.Resident, new Reading(Coarse.Link, "answer", "fill") { Location = new Location(Building: "4") }, tickets: desk.Ticket)[0];
        Assert.IsType<Corrected>(Assert.Single(step.Decision.Events));
        Assert.Contains(OpenTicket.QuestionKey("1023"), step.Decision.Withdrawn);
    }

    [Theory]
    [InlineData(true, false, 1)]
    [InlineData(false, false, 2)]
    [InlineData(null, true, 3)]
    [InlineData(null, true, 3, "fill")]
    public void Answers_to_the_check_count_as_they_were_meant(bool? satisfied, bool unclear, int value, string action = "close")
    {
        var answered = Events(Resolved(), Desk.Resident, new Reading(Coarse.Link, "answer", action) { Satisfied = satisfied, Unclear = unclear }).OfType<Answered>().Single();
        Assert.Equal(value, answered.Value);
    }

    [Fact]
    public void Praise_before_anybody_finished_closes_nothing()
    {
        var desk = Desk.With();
        Assert.IsType<Joined>(Assert.Single(Events(desk, Desk.Resident, Confirms)));
        Assert.DoesNotContain(Events(desk, Desk.Neighbour, Confirms), happened => happened is Closed or Answered);
    }

    [Fact]
    public void Who_is_not_affected_does_not_answer_for_others() => Assert.Empty(Events(Resolved(), Desk.Neighbour, Confirms));

    [Fact]
    public void A_neighbour_who_says_it_is_not_solved_is_counted_and_reopens()
    {
        var events = Events(Resolved(), Desk.Neighbour, Reopens);
        Assert.IsType<Joined>(events[0]);
        Assert.Contains(events, happened => happened is Reopened);
    }

    [Fact]
    public void After_seven_days_it_is_a_new_ticket_that_knows_its_forerunner()
    {
        var desk = Resolved();
        desk.Answer(Desk.Resident, 1);
        desk.Now += TimeSpan.FromDays(8);
        var opened = Assert.IsType<Opened>(Assert.Single(Events(desk, Desk.Resident, Reopens)));
        Assert.Equal("1023", opened.ReturnOf);
        Assert.Equal("照明", opened.Category);
    }

    [Fact]
    public void Said_of_what_is_still_open_it_is_one_voice_more() => Assert.IsType<Joined>(Assert.Single(Events(Desk.With(), Desk.Resident, Reopens)));

    [Fact]
    public void Withdrawing_ends_ones_own_ticket_and_no_other()
    {
        var withdraws = new Reading(Coarse.Link, "cancel", "close");
        Assert.IsType<Cancelled>(Assert.Single(Events(Desk.With(), Desk.Resident, withdraws)));
        Assert.Empty(Events(Desk.With(), Desk.Neighbour, withdraws));
        Assert.Equal(TicketErrors.NotYours.Text, Said(Desk.With(), Desk.Neighbour, withdraws with { Reasons = ["command:close"] }));
        Assert.Null(Said(Desk.With(), Desk.Neighbour, withdraws));
    }

    [Fact]
    public void Stars_are_taken_after_a_1_only()
    {
        var stars = new Reading(Coarse.Link, "rating", "rate") { Score = 5, Satisfied = true };
        var desk = Desk.With();
        desk.Join(Desk.Neighbour);
        desk.Resolve();
        Assert.Null(Assert.IsType<Answered>(Assert.Single(Events(desk, Desk.Resident, stars))).Stars);
        desk.Answer(Desk.Resident, 1);
        Assert.Equal(5, Assert.IsType<Answered>(Assert.Single(Events(desk, Desk.Resident, stars))).Stars);
    }

    [Fact]
    public void Without_a_ticket_nothing_happens() => Assert.Empty(ReactionTests.React(new Desk(), Desk.Resident, Reopens));
}
