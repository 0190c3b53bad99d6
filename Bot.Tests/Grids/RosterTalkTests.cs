using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Grids;

public sealed class RosterTalkTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static async Task<string> Answer(PostgresHouse house, string sender, string text, string group)
    {
        await house.Say(sender, text, group);
        await house.Dispatch();
        return house.Channel.Accepted.Last(message => message.LaneId == group).Text;
    }

    [Fact]
    public async Task A_worker_on_leave_is_replaced_by_the_stand_in_until_he_is_back()
    {
        var house = await PostgresHouse.Open(database);
        Assert.Equal("好的，3月2日到3月4日请假，由网格员小林代。", await Answer(house, "w1", "请假 3-2到3-4 由小林代", "demo-staff"));
        Assert.Contains("小林确认", await Answer(house, "r1", "4栋1单元楼道灯不亮", "demo-1"), StringComparison.Ordinal);
        await house.Say("w2", "确认 1001", "demo-staff");
        Assert.Equal(Bot.Domain.Tickets.TicketState.Accepted, (await house.Ticket("1001")).State);
        house.Time.Now = Clock.At("2026-03-03 09:00");
        Assert.Equal("欢迎回来！今天起还是您接。", await Answer(house, "w1", "销假", "demo-staff"));
        Assert.Contains("小余确认", await Answer(house, "r2", "5栋1单元电梯坏了", "demo-1"), StringComparison.Ordinal);
        Assert.Equal("您今天没有请假。", await Answer(house, "w1", "销假", "demo-staff"));
        Assert.Equal(["leave_taken", "leave_ended"], await house.Rows<string>("SELECT kind FROM journal WHERE district = @District ORDER BY sequence"));
    }

    [Fact]
    public async Task Whoever_takes_todays_duty_answers_first_and_may_hand_it_over()
    {
        var house = await PostgresHouse.Open(database);
        Assert.Equal("今天没有排值班，有事找网格员小余。", await Answer(house, "w1", "今天谁值班？", "demo-1"));
        Assert.Equal("好的，今天桂香园社区您值班。", await Answer(house, "w2", "我值班", "demo-staff"));
        Assert.Equal("现在值班：桂香园社区 网格员小林", await Answer(house, "c1", "值班", "demo-1"));
        Assert.Contains("小林确认", await Answer(house, "r1", "4栋1单元楼道灯不亮", "demo-1"), StringComparison.Ordinal);
        Assert.Equal("好的，换成社区书记值班。", await Answer(house, "w2", "换班 社区书记", "demo-staff"));
        Assert.Equal("现在不是您值班，不用换。", await Answer(house, "w2", "换班 小余", "demo-staff"));
        Assert.Contains("书记确认", await Answer(house, "r2", "5栋1单元电梯坏了", "demo-1"), StringComparison.Ordinal);
        Assert.Equal("好的，3月5日桂香园第1网格您值班 18:00–08:00。", await Answer(house, "w1", "我值班 3-5 18:00-08:00", "demo-1"));
    }

    [Theory]
    [InlineData("w1", "请假 13-1", "日期没看懂。请写：请假 11-25到11-27 由小林代")]
    [InlineData("w1", "请假 3-4到3-2", "日期没看懂。请写：请假 11-25到11-27 由小林代")]
    [InlineData("w1", "请假 3-4 由老王代", "名单里找不到“老王”，请写全名。")]
    [InlineData("w1", "请假 3-4 由小余代", "名单里找不到“小余”，请写全名。")]
    [InlineData("w1", "我值班 3-1", "没看懂。请写：我值班 11-25 18:00-08:00")]
    [InlineData("w1", "我值班 3-5 25:00-08:00", "没看懂。请写：我值班 11-25 18:00-08:00")]
    public async Task What_cannot_be_read_is_asked_for_in_one_line(string sender, string text, string answer)
    {
        var house = await PostgresHouse.Open(database);
        Assert.Equal(answer, await Answer(house, sender, text, "demo-staff"));
        Assert.Equal(0, await house.One<int>("SELECT (SELECT count(*) FROM leave WHERE district = @District)::int + (SELECT count(*) FROM duty WHERE district = @District)::int"));
    }

    [Theory]
    [InlineData("r1", "请假 3-2到3-4 由小林代")]
    [InlineData("r1", "我值班")]
    [InlineData("r1", "值班")]
    [InlineData("w1", "今天值班的保安不在，4栋门口没人管")]
    [InlineData("w1", "小区保安值班室的灯坏了")]
    [InlineData("w1", "老张请假了，电梯谁修")]
    public async Task Residents_words_and_complaints_about_duty_are_no_commands(string sender, string text)
    {
        var house = await PostgresHouse.Open(database);
        await house.Say(sender, text, "demo-1");
        Assert.Equal(0, await house.One<int>("SELECT (SELECT count(*) FROM leave WHERE district = @District)::int + (SELECT count(*) FROM duty WHERE district = @District)::int + (SELECT count(*) FROM journal WHERE district = @District)::int"));
        Assert.DoesNotContain(await house.Rows<string>("SELECT notice_key FROM outbox WHERE district = @District"), key => key.EndsWith(":roster", StringComparison.Ordinal));
    }
}
