using Bot.Host.Jobs;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Jobs;

public sealed class SendDigestTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static Task Send(PostgresHouse house, HostParts? host = null) =>
        new SendDigest(house.Source, (host ?? house.Host).Maps, house.Host.Dispatcher).Run(house.Host.Clock.Now, CancellationToken.None);

    [Fact]
    public async Task The_staff_group_reads_what_came_what_is_open_and_what_is_overdue_once_a_day()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "4栋1单元楼道灯不亮");
        await house.Say("r4", "2栋3单元电梯异响", "demo-2");
        house.Time.Now = Clock.At("2026-03-02 20:00");
        await Task.WhenAll(Send(house), Send(house, house.NewHost()));
        await Send(house);
        await house.Dispatch();
        var digest = Assert.Single(house.Channel.Accepted, message => message.Key.StartsWith("digest:", StringComparison.Ordinal));
        Assert.Equal(("digest:demo-staff:2026-03-02", "demo-staff"), (digest.Key, digest.LaneId));
        Assert.StartsWith("【今日小结】新增2件，销号0件。没办完2件，超期0件：", digest.Text, StringComparison.Ordinal);

        house.Time.Now = Clock.At("2026-03-20 20:00");
        await Send(house);
        await house.Dispatch();
        Assert.StartsWith("【今日小结】新增0件，销号0件。没办完2件，超期2件：", house.Channel.Accepted[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_closed_today_is_counted_today()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "4栋1单元楼道灯不亮");
        house.Time.Now = Clock.At("2026-03-03 09:00");
        await house.Say("w1", "1001 办好了");
        await house.Say("r1", "1001 好了");
        house.Time.Now = Clock.At("2026-03-03 20:00");
        await Send(house);
        await house.Dispatch();
        Assert.Equal("【今日小结】新增0件，销号1件。现在没有没办完的事项。", house.Channel.Accepted.Single(message => message.LaneId == "demo-staff").Text);
    }

    [Fact]
    public async Task A_day_without_anything_is_silent()
    {
        var house = await PostgresHouse.Open(database);
        await Send(house);
        await house.Dispatch();
        Assert.Empty(house.Channel.Accepted);
    }
}
