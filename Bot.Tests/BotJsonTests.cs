using Bot.Domain.Tickets;
using Bot.Host;
using Bot.Tests.Tickets;

namespace Bot.Tests;

public class BotJsonTests
{
    [Fact]
    public void Of_two_records_only_the_members_that_differ_are_written()
    {
        var desk = Desk.With();
        Assert.Equal("{}", BotJson.Difference(desk.Ticket, desk.Ticket));
        Assert.Equal("""{"state":"working","measures":"换灯"}""", BotJson.Difference(desk.Ticket, desk.Ticket with { State = TicketState.Working, Measures = "换灯" }));
        Assert.Equal("""{"measures":null}""", BotJson.Difference(desk.Ticket with { Measures = "换灯" }, desk.Ticket with { Measures = null }));
    }

    [Fact]
    public void The_same_instant_on_another_clock_is_a_difference()
    {
        var ticket = Desk.With().Ticket;
        Assert.Contains("changedAt", BotJson.Difference(ticket, ticket with { ChangedAt = ticket.ChangedAt.ToOffset(TimeSpan.FromHours(3)) }), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_never_written_is_no_difference_either()
    {
        var ticket = Desk.With().Ticket;
        Assert.Equal("""{"reports":[]}""", BotJson.Difference(ticket, ticket with { Reports = [] }));
    }
}
