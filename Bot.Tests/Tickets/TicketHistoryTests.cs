using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class TicketHistoryTests
{
    private static string Rebuilt(Desk desk) => BotJson.Write(TicketHistory.Build(desk.History.Select(recorded =>
        recorded with { Event = BotJson.Read<TicketEvent>(BotJson.Write(recorded.Event)) }).ToList()));

    [Fact]
    public void A_resume_that_changes_no_due_time_begins_no_round_in_memory_and_from_the_log_alike()
    {
        var desk = Desk.With(Urgency.Urgent);
        desk.Confirm();
        desk.PassTo("2026-03-04 10:00");
        desk.Pause("2026-03-05 10:00");
        desk.PassTo("2026-03-05 10:00");
        Assert.Equal(BotJson.Write(desk.Ticket), Rebuilt(desk));
    }

    [Fact]
    public void Events_of_an_undone_step_count_no_more()
    {
        var desk = Desk.With();
        desk.Assign(due: Clock.At("2026-03-03 12:00"));
        desk.Undo(Desk.Worker);
        Assert.Equal(TicketState.Reported, desk.Ticket.State);
        Assert.Equal(3, desk.History.Count - 1);
        Assert.Equal(desk.History.Count, desk.Ticket.Version);
        Assert.Equal(BotJson.Write(desk.Ticket), Rebuilt(desk));
    }

    [Fact]
    public void A_history_that_does_not_begin_with_its_opening_is_an_error()
    {
        var desk = Desk.With();
        desk.Confirm();
        Assert.Throws<InvalidOperationException>(() => TicketHistory.Build([desk.History[1]]));
    }

    [Fact]
    public void Every_kind_of_event_survives_the_log_and_is_told_in_chinese()
    {
        var kinds = typeof(TicketEvent).Assembly.GetTypes().Where(type => type.BaseType == typeof(TicketEvent)).ToList();
        var declared = typeof(TicketEvent).GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonDerivedTypeAttribute), false)
            .Cast<System.Text.Json.Serialization.JsonDerivedTypeAttribute>().Select(attribute => attribute.DerivedType).ToList();
        Assert.Equal(kinds.OrderBy(type => type.Name, StringComparer.Ordinal), declared.OrderBy(type => type.Name, StringComparer.Ordinal));
    }
}
