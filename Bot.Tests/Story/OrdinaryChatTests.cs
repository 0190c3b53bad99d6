using Bot.Domain.Tickets;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

public sealed class OrdinaryChatTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    /// <summary>What neighbours and staff say to each other on a day on which nothing is wrong.</summary>
    private static readonly (string Sender, string Text)[] Chat =
    [
        ("r3", "大家早上好！今天降温了，出门多穿点"),
        ("r1", "早，陈阿姨"),
        ("r2", "早[太阳]"),
        ("r3", "门口菜店的萝卜今天一块五一斤，挺新鲜的"),
        ("r1", "谢谢，等下去看看"),
        ("r2", "有没有人要团橙子的？赣南的，五斤起"),
        ("r3", "我要五斤"),
        ("r1", "+1"),
        ("r2", "好嘞，记下了"),
        ("w1", "各位邻居，明天上午社区有免费量血压，九点开始，欢迎大家来"),
        ("r3", "好的，收到，谢谢小余"),
        ("r2", "👍👍👍"),
        ("r1", "请问量血压要带身份证吗"),
        ("w1", "不用带"),
        ("r1", "好的"),
        ("p1", "今天园区绿化浇水，路过的朋友慢一点走"),
        ("r3", "辛苦了"),
        ("r2", "谁家的孩子在三年级二班？想问下今天的作业"),
        ("r1", "我家的是一班"),
        ("r3", "哈哈哈哈笑死我了，楼下那只猫又在晒太阳"),
        ("r2", "[图片]"),
        ("r1", "好可爱"),
        ("c1", "天冷了，用电取暖的邻居记得人走断电，注意安全"),
        ("r3", "书记说得对"),
        ("r2", "昨晚的球赛看了吗，最后一分钟绝杀"),
        ("r1", "看了看了，太精彩了"),
        ("r3", "有没有人晚上一起跳广场舞，七点老地方"),
        ("r2", "我爱人去，我就算了😂"),
        ("r1", "祝大家周一愉快"),
        ("r3", "晚安，做个好梦"),
    ];

    [Fact]
    public async Task Thirty_messages_of_ordinary_chat_leave_the_bot_silent()
    {
        Assert.Equal(30, Chat.Length);
        var house = await PostgresHouse.Open(database);
        await Talk(house);
        Assert.Empty(house.Channel.Accepted.Select(message => $"{message.LaneId}: {message.Text} (to {message.Quote})"));
        Assert.Empty(await house.Rows<string>("SELECT summary FROM ticket WHERE district = @District"));
        Assert.Equal(30, await house.One<int>("SELECT count(*)::int FROM inbox WHERE district = @District AND state = 'handled' AND body ->> 'flushOf' IS NULL"));
    }

    [Fact]
    public async Task A_ticket_that_is_open_is_not_mixed_up_with_ordinary_chat()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "4栋1单元楼道灯不亮了");
        await Talk(house);
        Assert.StartsWith("已登记 #1001", Assert.Single(house.Channel.Accepted, message => message.LaneId == "demo-1").Text, StringComparison.Ordinal);
        var ticket = await house.Ticket("1001");
        Assert.Equal((TicketState.Reported, 1), (ticket.State, ticket.Households));
    }

    /// <summary>The whole chat, and then long enough for every fragment that might wait for its rest.</summary>
    private static async Task Talk(PostgresHouse house)
    {
        foreach (var (sender, text) in Chat)
        {
            await house.Say(sender, text);
            await house.MoveTo(house.Time.Now.AddMinutes(1));
        }

        await house.MoveTo(house.Time.Now.AddMinutes(30));
    }
}
