using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Host.Tickets;
using Bot.Tests.Running;

namespace Bot.Tests.Tickets;

public class EscalateTicketTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static Func<Ticket, Scene, Decision> Escalate(Level? to = null, string? reason = "要街道协调资金") => (ticket, scene) => EscalateTicket.Decide(ticket, to, reason, scene);

    [Fact]
    public void It_goes_up_one_level_with_its_history_and_the_one_in_charge_stays_so()
    {
        var desk = Desk.With();
        desk.Do(Desk.Worker, Escalate());
        Assert.Equal((Level.Community, "w1"), (desk.Ticket.Level, desk.Ticket.Responsible!.Id));
        Assert.Equal(
            ["#1023 已上报社区，接手前仍由网格员小余负责", "【上报】@社区书记 @社区小赵 #1023 照明｜4栋1单元，网格员小余报到社区：要街道协调资金。请定谁来办，回“1023派给谁”，定下前仍由网格员小余负责"],
            desk.Said.TakeLast(2).Select(notice => notice.Text));
        Assert.Equal((Address.Staff("grid-1"), "c1 c2"), (desk.Said[^1].To, string.Join(' ', desk.Said[^1].Mentions)));
        desk.Do(Desk.Community, Escalate());
        desk.Do(Desk.Street, Escalate());
        Assert.Equal((Level.District, "w1"), (desk.Ticket.Level, desk.Ticket.Responsible!.Id));
        Assert.Equal("not_higher", desk.Refused(Desk.District, Escalate()));
        Assert.Contains(desk.History, recorded => recorded.Event is Progressed { Text: "上报街道：要街道协调资金" });
    }

    [Fact]
    public void Who_does_not_steer_or_gives_no_reason_is_refused_and_nothing_goes_down()
    {
        var desk = Desk.With();
        Assert.Equal("not_steering", desk.Refused(Desk.Property, Escalate()));
        Assert.Equal("not_staff", desk.Refused(Desk.Resident, Escalate()));
        Assert.Equal("reason_missing", desk.Refused(Desk.Worker, Escalate(reason: " ")));
        desk.Do(Desk.Worker, Escalate(Level.Street));
        Assert.Equal("not_higher", desk.Refused(Desk.Worker, Escalate(Level.Community)));
        desk.Resolve();
        Assert.Equal("ticket_over", desk.Refused(Desk.Worker, Escalate()));
    }

    [Theory]
    [InlineData("上报1001 要街道协调资金", "community")]
    [InlineData("1001上报街道，两边谈不拢", "street")]
    [InlineData("上报 #1001 到区里 要动用维修基金", "district")]
    public async Task It_is_said_in_the_chat(string words, string level)
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "4栋2单元楼道灯不亮了");
        await house.Say("w1", words);
        Assert.Equal(level, TicketStore.Word((await house.Ticket("1001")).Level));
        await house.Say("r1", "上报1001 我要告到市里");
        Assert.Equal(level, TicketStore.Word((await house.Ticket("1001")).Level));
    }
}
