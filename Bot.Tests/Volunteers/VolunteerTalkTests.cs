using Bot.Domain.Volunteers;
using Bot.Tests.Running;

namespace Bot.Tests.Volunteers;

public sealed class VolunteerTalkTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task Who_reports_is_told_to_the_worker_once()
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("r2", "党员报到", "demo-1");
        await house.Hear("r2", "报到", "demo-1");
        Assert.Equal(["欢迎！已记下您在桂香园第1网格报到，回“岗位清单”看岗位", "您已经在桂香园第1网格报到过了"], house.Heard("demo-1"));
        Assert.Equal("5-1-1203 老周 到桂香园第1网格报到，请联系", Assert.Single(house.Heard("dm-w1")));
    }

    [Fact]
    public async Task A_bare_word_of_staff_is_left_to_the_tickets()
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("p1", "报到", "demo-1");
        Assert.Empty(house.Heard("demo-1"));
        Assert.Equal(0, await house.One<int>("SELECT count(*)::int FROM volunteer WHERE district = @District"));
    }

    [Fact]
    public async Task A_post_has_so_many_places_and_is_free_again_when_given_up()
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("w1", "设岗：楼道巡查｜每周查一次楼道｜1人", "demo-staff");
        Assert.Equal("1号岗 楼道巡查 已设，招1人", house.Heard("demo-staff")[^1]);
        await house.Hear("r1", "岗位清单", "dm-r1");
        Assert.Equal("先锋岗：1号 楼道巡查（每周查一次楼道，0/1人）。认岗请回“认岗”加号", house.Heard("dm-r1")[^1]);
        await house.Hear("r2", "认岗 1", "dm-r2");
        await house.Hear("r2", "认岗 1", "dm-r2");
        await house.Hear("r3", "认岗 1", "dm-r3");
        Assert.Equal(["谢谢您！1号岗（楼道巡查）由您来守", "1号岗（楼道巡查）已经是您的了"], house.Heard("dm-r2"));
        Assert.Equal("谢谢您！1号岗（楼道巡查）已经满了", house.Heard("dm-r3")[^1]);
        await house.Hear("r4", "认岗 1", "dm-r4");
        Assert.StartsWith("没有 1 号岗", house.Heard("dm-r4")[^1], StringComparison.Ordinal);
        await house.Hear("r2", "退岗 1", "dm-r2");
        await house.Hear("r3", "认岗 1", "dm-r3");
        Assert.Equal("谢谢您！1号岗（楼道巡查）由您来守", house.Heard("dm-r3")[^1]);
        Assert.Equal(["post_made", "post_taken", "post_left", "post_taken"], await house.Rows<string>("SELECT kind FROM journal WHERE district = @District AND subject = 'post:1' ORDER BY sequence"));
    }

    [Fact]
    public async Task Hours_count_once_the_worker_has_confirmed_them_and_never_by_ones_own_word()
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("r2", "服务 2小时 打扫楼道", "demo-1");
        Assert.Equal("记下了 #1001：2小时，等网格员确认，辛苦了", Assert.Single(house.Heard("demo-1")));
        await house.Hear("r2", "我的服务", "demo-1");
        Assert.Equal("您的服务：已确认0小时，待确认2小时", house.Heard("dm-r2")[^1]);
        Assert.Single(house.Heard("demo-1"));
        await house.Hear("r2", "服务 1001 确认", "dm-r2");
        Assert.Equal(VolunteerErrors.NotYours.Text, house.Heard("dm-r2")[^1]);
        await house.Hear("w1", "服务 1001 确认", "dm-w1");
        await house.Hear("w1", "服务 1001 不认", "dm-w1");
        Assert.Equal("服务 #1001 已经处理过了", house.Heard("dm-w1")[^1]);
        await house.Hear("w1", "服务 1 小时 巡逻", "dm-w1");
        await house.Hear("w1", "服务 1002 确认", "dm-w1");
        Assert.Equal(VolunteerErrors.NotYours.Text, house.Heard("dm-w1")[^1]);
        await house.Hear("r2", "我的服务", "dm-r2");
        Assert.Equal("您的服务：已确认2小时", house.Heard("dm-r2")[^1]);
        await house.Hear("c1", "服务榜", "demo-staff");
        Assert.Equal("服务榜（共2小时）：5-1-1203 老周 2小时；网格员小余 0小时", house.Heard("demo-staff")[^1]);
    }

    [Fact]
    public async Task A_ticket_is_credited_by_who_steers_its_grid_and_nobody_else()
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("r1", "4栋1单元楼道灯不亮了", "demo-1");
        await house.Hear("w2", "志愿 1001 老周", "demo-staff");
        Assert.Equal(0, await house.One<int>("SELECT count(*)::int FROM volunteer_credit WHERE district = @District"));
        await house.Hear("w1", "志愿 1001 老王", "demo-staff");
        Assert.Equal("没找到“老王”，请写群里的全名", house.Heard("demo-staff")[^1]);
        await house.Hear("w1", "志愿 1001 老周", "demo-staff");
        await house.Hear("w1", "志愿 1001 老周", "demo-staff");
        Assert.Equal("#1001 记到5-1-1203 老周名下了", house.Heard("demo-staff")[^1]);
        Assert.Equal("#1001 有您的一份功劳，已记下，谢谢您", Assert.Single(house.Heard("dm-r2")));
        Assert.Equal(1, await house.One<int>("SELECT count(*)::int FROM journal WHERE district = @District AND kind = 'ticket_credited'"));
    }

    [Fact]
    public async Task Who_can_do_something_is_asked_in_private_and_only_the_worker_learns_who()
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("r1", "谁会修水管？", "demo-1");
        Assert.Empty(house.Heard("demo-1"));
        await house.Hear("r2", "技能：修水管、理发", "dm-r2");
        await house.Hear("r1", "谁会修水管？", "demo-1");
        Assert.Equal("帮您问问会的邻居，愿意的话网格员会联系您", Assert.Single(house.Heard("demo-1")));
        Assert.StartsWith("有邻居想找会修水管的人。愿意帮忙请回“愿意 1001”", house.Heard("dm-r2")[^1], StringComparison.Ordinal);
        await house.Hear("r3", "愿意 1001", "dm-r3");
        Assert.Empty(house.Heard("dm-w1"));
        await house.Hear("r2", "愿意 1001", "dm-r2");
        await house.Hear("r2", "愿意 1001", "dm-r2");
        Assert.Equal("互助 #1001：5-1-1203 老周 愿意帮 4-1-302（修水管），请两边对接", Assert.Single(house.Heard("dm-w1")));
        Assert.Single(house.Heard("demo-1"));
        Assert.Empty(house.Heard("dm-r1"));
        await house.Hear("r2", "取消技能 修水管", "dm-r2");
        await house.Hear("r1", "谁会修水管？", "demo-1");
        Assert.Single(house.Heard("demo-1"));
    }
}
