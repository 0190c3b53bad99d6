using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class ExtendTicketTests
{
    private static Desk Confirmed()
    {
        var desk = Desk.With();
        desk.Confirm();
        return desk;
    }

    [Fact]
    public void The_old_limit_holds_until_the_community_grants()
    {
        var desk = Confirmed();
        desk.Ask("2026-03-12 18:00");
        Assert.Equal(Clock.At("2026-03-09 18:00"), desk.Ticket.Deadline.At);
        Assert.Equal(["c1", "c2"], desk.Said[^1].Mentions);
        desk.Do(Desk.Community, ExtendTicket.Grant);
        Assert.Equal(Clock.At("2026-03-12 18:00"), desk.Ticket.Deadline.At);
        var granted = desk.History.Select(recorded => recorded.Event).OfType<ExtensionGranted>().Single();
        Assert.Equal(Clock.At("2026-03-09 18:00"), granted.OldDueAt);
    }

    [Fact]
    public void A_refusal_needs_a_reason_and_leaves_the_limit()
    {
        var desk = Confirmed();
        desk.Ask("2026-03-12 18:00");
        Assert.Equal("reason_missing", desk.Refused(Desk.Community, (ticket, scene) => ExtendTicket.Refuse(ticket, "", scene)));
        desk.Do(Desk.Community, (ticket, scene) => ExtendTicket.Refuse(ticket, "居民急用", scene));
        Assert.Null(desk.Ticket.ExtensionRequest);
        Assert.Equal(Clock.At("2026-03-09 18:00"), desk.Ticket.Deadline.At);
    }

    [Fact]
    public void It_is_granted_at_most_twice()
    {
        var desk = Confirmed();
        foreach (var until in new[] { "2026-03-10 18:00", "2026-03-11 18:00" })
        {
            desk.Ask(until);
            desk.Do(Desk.Community, ExtendTicket.Grant);
        }

        Assert.Equal("too_many_extensions", desk.Refused(Desk.Worker, (ticket, scene) => ExtendTicket.Ask(ticket, Clock.At("2026-03-12 18:00"), "配件没到", scene)));
    }

    [Fact]
    public void Neither_asked_nor_granted_after_the_due_time()
    {
        var desk = Confirmed();
        desk.PassTo("2026-03-09 17:00");
        desk.Ask("2026-03-12 18:00");
        desk.PassTo("2026-03-09 18:00");
        Assert.Equal("already_due", desk.Refused(Desk.Community, ExtendTicket.Grant));
        Assert.Equal("already_due", desk.Refused(Desk.Worker, (ticket, scene) => ExtendTicket.Ask(ticket, Clock.At("2026-03-12 18:00"), "配件没到", scene)));
        desk.Do(Desk.Community, (ticket, scene) => ExtendTicket.Refuse(ticket, "已到期", scene));
    }

    [Fact]
    public void Only_the_level_above_the_asker_grants()
    {
        var desk = Confirmed();
        desk.Ask("2026-03-12 18:00", Desk.Community);
        Assert.Equal(["s1"], desk.Said[^1].Mentions);
        Assert.Equal("not_staff", desk.Refused(Desk.Resident, ExtendTicket.Grant));
        Assert.Equal("not_granting", desk.Refused(Desk.Worker, ExtendTicket.Grant));
        Assert.Equal("not_granting", desk.Refused(Desk.Property, ExtendTicket.Grant));
        Assert.Equal("own_request", desk.Refused(Desk.Community, ExtendTicket.Grant));
        Assert.Equal("not_above", desk.Refused(Desk.Staff("c2"), ExtendTicket.Grant));
        desk.Do(Desk.Street, ExtendTicket.Grant);
    }

    [Fact]
    public void Above_the_district_nobody_stands_so_a_colleague_decides()
    {
        var desk = Confirmed();
        desk.Ask("2026-03-12 18:00", Desk.District);
        Assert.Equal("own_request", desk.Refused(Desk.District, ExtendTicket.Grant));
        desk.Do(new Actor("d2", "区里老孙", [SpeakerRole.District]), ExtendTicket.Grant);
    }

    [Fact]
    public void What_is_asked_must_be_later_and_have_a_time_and_a_reason()
    {
        var desk = Confirmed();
        string Refused(string? until, string? reason) =>
            desk.Refused(Desk.Worker, (ticket, scene) => ExtendTicket.Ask(ticket, until is null ? null : Clock.At(until), reason, scene));
        Assert.Equal("time_missing", Refused(null, "配件没到"));
        Assert.Equal("not_later", Refused("2026-03-09 18:00", "配件没到"));
        Assert.Equal("reason_missing", Refused("2026-03-12 18:00", null));
        Assert.Equal("no_request", desk.Refused(Desk.Community, ExtendTicket.Grant));
        Assert.Equal("not_staff", desk.Refused(Desk.Resident, (ticket, scene) => ExtendTicket.Ask(ticket, Clock.At("2026-03-12 18:00"), "急", scene)));
        desk.Resolve();
        Assert.Equal("ticket_over", Refused("2026-03-12 18:00", "配件没到"));
    }

    [Fact]
    public void A_grant_that_would_shorten_is_refused()
    {
        var desk = Confirmed();
        desk.Ask("2026-03-10 18:00");
        desk.Pause("2026-03-13 09:00");
        desk.PassTo("2026-03-13 09:00");
        Assert.True(desk.Ticket.Deadline.At > Clock.At("2026-03-10 18:00"));
        Assert.Equal("not_later", desk.Refused(Desk.Community, ExtendTicket.Grant));
    }

    [Fact]
    public void The_answer_names_who_asked()
    {
        var desk = Confirmed();
        desk.Ask("2026-03-12 18:00");
        desk.Do(Desk.Community, ExtendTicket.Grant);
        Assert.Equal(["w1"], desk.Said[^1].Mentions);
        Assert.StartsWith("@网格员小余 #1023 同意延期", desk.Said[^1].Text, StringComparison.Ordinal);
    }
}
