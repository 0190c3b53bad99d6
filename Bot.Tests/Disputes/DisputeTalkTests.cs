using Bot.Tests.Registers;
using Bot.Tests.Running;

namespace Bot.Tests.Disputes;

public sealed class DisputeTalkTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const string Said = "纠纷：楼上楼下为漏水争吵，当事人：孙家、钱家，调解员：社区书记";

    [Fact]
    public async Task A_dispute_is_mediated_agreed_and_followed_up_without_a_word_in_any_group()
    {
        var rooms = await RegisterHouse.Open(database);
        await rooms.House.Say("w1", Said, "demo-staff");
        await rooms.House.Dispatch();
        Assert.Equal(["纠纷记下了，编号#1001，调解员社区书记，外人看不到"], rooms.Heard("dm-w1"));
        Assert.Equal(["请你调解纠纷#1001，回「纠纷1001」看内容"], rooms.Heard("dm-c1"));
        Assert.Equal("纠纷#1001：楼上楼下为漏水争吵；当事人：孙家、钱家", await rooms.Tell("c1", "纠纷1001"));
        Assert.Equal("纠纷#1001记下了", await rooms.Tell("c1", "纠纷1001 进展：双方愿意谈"));
        Assert.Equal("回访请定在1到180天内", await rooms.Tell("c1", "纠纷1001 协议：孙家修水管，900天后回访"));
        Assert.Equal("纠纷#1001达成协议，3月12日回访", await rooms.Tell("c1", "纠纷1001 协议：孙家修水管，10天后回访"));
        await rooms.Pass("2026-03-12 07:00");
        Assert.Equal("纠纷#1001该回访了，去过后回「纠纷1001 回访：情况」", rooms.Heard("dm-c1").Last());
        Assert.Equal("纠纷#1001已回访，办结了", await rooms.Tell("c1", "纠纷1001 回访：水管修好了"));
        await rooms.Pass("2026-03-14 07:00");
        Assert.Equal("纠纷#1001已回访，办结了", rooms.Heard("dm-c1").Last());
        Assert.Empty(rooms.HeardInGroups());
        Assert.Equal(["dispute_opened", "dispute_looked", "dispute_progress", "dispute_agreed", "dispute_followed_up"], await rooms.Journal("dispute:1001"));
        var data = string.Concat(await rooms.House.Rows<string>("SELECT data::text FROM journal WHERE district = @District AND subject = 'dispute:1001'"));
        Assert.DoesNotContain("孙家", data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_worker_sees_nothing_of_it_and_the_try_is_on_record()
    {
        var rooms = await RegisterHouse.Open(database);
        await rooms.Tell("w1", Said);
        Assert.Equal("没有找到你能看的这件纠纷", await rooms.Tell("w2", "纠纷1001"));
        Assert.Equal("没有找到你能看的这件纠纷", await rooms.Tell("w2", "纠纷1001 进展：知道了"));
        Assert.Contains("dispute_refused", await rooms.Journal("dispute:1001"));
        Assert.Contains("孙家", await rooms.Tell("w1", "纠纷1001"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_residents_group_only_the_writer_hears_that_it_belongs_elsewhere()
    {
        var rooms = await RegisterHouse.Open(database);
        await rooms.House.Say("w1", Said);
        await rooms.House.Dispatch();
        Assert.Equal(["纠纷请私聊我说，群里的没有记"], rooms.Heard("dm-w1"));
        Assert.Empty(rooms.HeardInGroups());
        Assert.Equal(0, await rooms.House.One<int>("SELECT count(*)::int FROM dispute WHERE district = @District"));
    }

    [Fact]
    public async Task A_private_ticket_becomes_a_dispute_with_those_who_reported_it()
    {
        var rooms = await RegisterHouse.Open(database);
        await rooms.House.Say("r1", "我老公又打我了，救救我", "dm-r1");
        var ticket = await rooms.House.Ticket("1001");
        Assert.True(ticket.Private);
        Assert.Equal("没有找到你能转的这件工单", await rooms.Tell("w2", "转纠纷1001"));
        Assert.Equal("纠纷记下了，编号#1002，调解员网格员小余，外人看不到", await rooms.Tell("w1", "转纠纷1001"));
        Assert.Contains("当事人：4-1-302", await rooms.Tell("w1", "纠纷1002"), StringComparison.Ordinal);
        Assert.Equal("1001", await rooms.House.One<string>("SELECT ticket FROM dispute WHERE district = @District AND number = '1002'"));
        Assert.Empty(rooms.HeardInGroups());
    }

    [Fact]
    public async Task A_mediator_can_be_named_later_from_the_roster_only()
    {
        var rooms = await RegisterHouse.Open(database);
        Assert.Equal("纠纷记下了，编号#1001，调解员网格员小余，外人看不到", await rooms.Tell("w1", "纠纷：争车位"));
        Assert.Equal("没找到这位调解员，请写名单上的名字", await rooms.Tell("w1", "纠纷1001 调解员 张三丰"));
        Assert.Equal("没找到这位调解员，请写名单上的名字", await rooms.Tell("w1", "纠纷1001 调解员 物业老张"));
        Assert.Equal("纠纷#1001由社区书记调解", await rooms.Tell("w1", "纠纷1001 调解员 社区书记"));
        Assert.Equal("请你调解纠纷#1001，回「纠纷1001」看内容", rooms.Heard("dm-c1").Single());
    }
}
