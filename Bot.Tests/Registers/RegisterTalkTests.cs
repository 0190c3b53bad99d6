using System.Text;
using Bot.Host.Registers;
using Bot.Tests.Running;

namespace Bot.Tests.Registers;

public sealed class RegisterTalkTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const string Entry = "重点人员：王奶奶，独居，4栋1单元302，每2周";

    private async Task<RegisterHouse> WithEntry()
    {
        var rooms = await RegisterHouse.Open(database);
        Assert.Equal("记下了，编号#1001，3月16日走访，只有你和上级能看", await rooms.Tell("w1", Entry));
        return rooms;
    }

    [Fact]
    public async Task The_owner_and_those_above_see_an_entry_and_nobody_else_does()
    {
        var rooms = await WithEntry();
        const string shown = "#1001重点人员（每14天走访，下次3月16日）：王奶奶，独居，4栋1单元302";
        foreach (var person in new[] { "w1", "c1", "s1", "d1" })
        {
            Assert.Equal(shown, await rooms.Tell(person, "清单1001"));
        }

        Assert.Equal("没有找到你能看的这一条", await rooms.Tell("w2", "清单1001"));
        Assert.Equal("没有找到你能看的这一条", await rooms.Tell("w2", "清单1999"));
        foreach (var person in new[] { "p1", "r1" })
        {
            Assert.DoesNotContain("王奶奶", await rooms.Tell(person, "清单1001") ?? "", StringComparison.Ordinal);
        }

        Assert.Empty(rooms.HeardInGroups());
    }

    [Fact]
    public async Task Every_look_is_logged_with_who_when_what_for_and_refused_ones_too()
    {
        var rooms = await WithEntry();
        await rooms.Tell("w1", "清单1001");
        await rooms.Tell("c1", "清单1001 核对");
        await rooms.Tell("w2", "清单1001 检查");
        await using var connection = await rooms.House.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var looks = await Secrecy.Looks(connection, rooms.House.Settings.District, "register:1001");
        Assert.Equal([("w2", "检查", true), ("c1", "核对", false), ("w1", "走访", false)], looks.Select(look => (look.Actor, look.Why, look.Refused)));
        Assert.All(looks, look => Assert.Equal((rooms.House.Time.Now, "chat"), (look.At, look.Through)));
        Assert.Equal("#1001最近查看：3月2日09:00社区书记（核对）；3月2日09:00网格员小余（走访）", await rooms.Tell("w1", "清单1001记录"));
        Assert.Equal("没有找到你能看的这一条", await rooms.Tell("w2", "清单1001记录"));
    }

    [Fact]
    public async Task The_database_holds_no_plain_word_of_what_was_said()
    {
        var rooms = await WithEntry();
        await rooms.Tell("w1", "走访1001 身体不错，缺降压药");
        Assert.Contains("3月2日走访：身体不错，缺降压药", await rooms.Tell("w1", "清单1001"), StringComparison.Ordinal);
        await rooms.Tell("w1", "重点人员：李爷爷，每天喝酒");
        await rooms.House.Say("w1", "走访1001 身体不错，缺降压药");
        await rooms.Tell("w1", "纠纷：楼上楼下为漏水打架，当事人：孙家、钱家");
        await rooms.Tell("w1", "纠纷1002 协议：孙家赔三百元");
        Assert.Contains("孙家赔三百元", await rooms.Tell("w1", "纠纷1002"), StringComparison.Ordinal);
        var everything = await rooms.Everything();
        foreach (var word in new[] { "王奶奶", "独居", "降压药", "身体不错", "李爷爷", "喝酒", "打架", "孙家", "三百" })
        {
            Assert.DoesNotContain(word, everything, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(word)), everything, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Said_in_a_group_it_is_not_taken_and_answered_once_without_a_word_of_it()
    {
        var rooms = await WithEntry();
        await rooms.House.Say("w1", "重点人员：赵大爷，独居，每周");
        await rooms.House.Say("w1", "清单1001");
        await rooms.House.Say("w1", "走访1001 身体不错");
        await rooms.House.Say("w2", "清单1001", "demo-staff");
        await rooms.House.Dispatch();
        Assert.Equal(["这类内容请私聊我", "这类内容请私聊我"], rooms.HeardInGroups());
        Assert.Equal(1, await rooms.House.One<int>("SELECT count(*)::int FROM register_entry WHERE district = @District"));
        Assert.Equal(0, await rooms.House.One<int>("SELECT count(*)::int FROM register_visit WHERE district = @District"));
    }

    [Fact]
    public async Task What_residents_write_of_lists_and_visits_stays_a_message_like_any_other()
    {
        var rooms = await WithEntry();
        await rooms.House.Say("r1", "重点人员：4栋1单元楼道灯不亮了，每2周");
        await rooms.House.Say("w1", "走访1999 4栋1单元楼道灯不亮了");
        await rooms.House.Dispatch();
        Assert.DoesNotContain("这类内容请私聊我", rooms.HeardInGroups());
    }

    [Fact]
    public async Task Rows_that_were_swapped_are_refused()
    {
        var rooms = await WithEntry();
        await rooms.Tell("w1", "重点人员：李爷爷，每周");
        await rooms.House.Execute(
            """
            UPDATE register_entry one SET sealed = other.sealed FROM register_entry other
            WHERE one.district = @District AND other.district = @District AND one.number <> other.number
            """);
        Assert.Equal("内容暂时打不开，也没有记下，请告诉管理员", await rooms.Tell("w1", "清单1001"));
        Assert.DoesNotContain("register_looked", await rooms.Journal("register:1001"));
    }

    [Fact]
    public async Task The_owner_is_reminded_twice_and_then_the_level_above_is_told_how_many()
    {
        var rooms = await WithEntry();
        await rooms.Tell("w1", "重点事项：5栋电梯老化，每2周");
        await rooms.Pass("2026-03-15 12:00");
        Assert.Equal(2, rooms.Heard("dm-w1").Count());
        await rooms.Pass("2026-03-16 07:00");
        Assert.Contains("清单#1001今天该走访，去过后回「走访1001 情况」", rooms.Heard("dm-w1"));
        await rooms.Pass("2026-03-17 07:00");
        Assert.Contains("清单#1001昨天该走访，去过后回「走访1001 情况」", rooms.Heard("dm-w1"));
        Assert.Empty(rooms.Heard("dm-c1"));
        await rooms.Pass("2026-03-18 07:00");
        await rooms.Pass("2026-03-20 07:00");
        Assert.Equal(["网格员小余有2项走访过期没做，请问一问"], rooms.Heard("dm-c1"));
        Assert.Equal(["register_added", "register_due", "register_overdue", "register_late"], await rooms.Journal("register:1001"));
    }

    [Fact]
    public async Task After_a_visit_the_rhythm_begins_anew()
    {
        var rooms = await WithEntry();
        await rooms.Pass("2026-03-10 10:00");
        Assert.Equal("#1001的走访记下了，下次3月24日", await rooms.Tell("w1", "走访1001 身体不错"));
        await rooms.Pass("2026-03-18 07:00");
        Assert.Equal(2, rooms.Heard("dm-w1").Count());
        await rooms.Pass("2026-03-24 07:00");
        Assert.Equal("清单#1001今天该走访，去过后回「走访1001 情况」", rooms.Heard("dm-w1").Last());
    }

    [Fact]
    public async Task An_entry_is_handed_over_and_struck_off_and_its_old_owner_sees_it_no_more()
    {
        var rooms = await WithEntry();
        Assert.Equal("没找到这位网格员，请写名单上的名字", await rooms.Tell("w1", "清单1001 移交 网格员小林"));
        Assert.Equal("没找到这位网格员，请写名单上的名字", await rooms.Tell("w1", "清单1001 移交 物业老张"));
        Assert.Equal("清单#1001移交给社区书记了", await rooms.Tell("w1", "清单1001 移交 社区书记"));
        Assert.Equal("清单#1001归你负责了，回「清单1001」看内容", rooms.Heard("dm-c1").Single());
        Assert.Equal("没有找到你能看的这一条", await rooms.Tell("w1", "清单1001"));
        Assert.Equal("#1001已移出清单，记录还在", await rooms.Tell("c1", "清单1001 移出"));
        await rooms.Pass("2026-03-16 07:00");
        Assert.Equal("#1001已移出清单，记录还在", rooms.Heard("dm-c1").Last());
        Assert.Equal("没有找到你能看的这一条", await rooms.Tell("c1", "走访1001 看过了"));
    }

    [Fact]
    public async Task Who_has_no_post_there_any_more_sees_nothing()
    {
        var rooms = await WithEntry();
        await rooms.House.Execute("UPDATE post SET node_id = 'grid-2' WHERE district = @District AND person_id = 'w1'");
        rooms.House.Host.Maps.Forget();
        Assert.Equal("没有找到你能看的这一条", await rooms.Tell("w1", "清单1001"));
    }

    [Fact]
    public async Task A_ticket_that_touches_an_entry_tells_its_owner_alone_and_once()
    {
        var rooms = await WithEntry();
        await rooms.House.Say("r2", "5栋1单元楼道灯不亮了");
        await rooms.Pass("2026-03-02 09:01");
        Assert.Single(rooms.Heard("dm-w1"));
        await rooms.House.Say("r3", "4栋1单元302厨房漏水了，水往下流");
        await rooms.Pass("2026-03-02 09:02");
        await rooms.House.Say("r1", "4栋1单元302厨房漏水，我家也看到了");
        await rooms.Pass("2026-03-02 09:03");
        Assert.Equal("工单#1003可能和你的清单#1001有关，请留意", Assert.Single(rooms.Heard("dm-w1").Skip(1)));
        Assert.DoesNotContain(rooms.HeardInGroups(), text => text.Contains("清单", StringComparison.Ordinal));
        Assert.Contains("register_touched", await rooms.Journal("register:1001"));
    }

    [Fact]
    public async Task While_the_owner_is_on_leave_the_stand_in_is_told_reminded_and_let_in_and_nobody_else()
    {
        var rooms = await WithEntry();
        await rooms.House.Execute("INSERT INTO leave (district, person_id, from_day, to_day, stand_in) VALUES (@District, 'w1', '2026-03-10', '2026-03-20', 'w2')");
        rooms.House.Host.Maps.Forget();
        Assert.Equal("没有找到你能看的这一条", await rooms.Tell("w2", "清单1001"));
        await rooms.Pass("2026-03-12 10:00");
        var before = (Owner: rooms.Heard("dm-w1").Count(), StandIn: rooms.Heard("dm-w2").Count());
        await rooms.House.Say("r3", "4栋1单元302厨房漏水了，水往下流");
        await rooms.Pass("2026-03-12 10:01");
        await rooms.Pass("2026-03-16 07:00");
        await rooms.Pass("2026-03-18 07:00");
        Assert.Equal(before.Owner, rooms.Heard("dm-w1").Count());
        Assert.Equal(
            ["工单#1002可能和你的清单#1001有关，请留意", "清单#1001今天该走访，去过后回「走访1001 情况」", "清单#1001昨天该走访，去过后回「走访1001 情况」"],
            rooms.Heard("dm-w2").Skip(before.StandIn).Where(text => text.Contains("清单", StringComparison.Ordinal)));
        Assert.Equal("网格员小余（请假，网格员小林代）有1项走访过期没做，请问一问", rooms.Heard("dm-c1").Single(text => text.Contains("走访", StringComparison.Ordinal)));
        Assert.Equal("共1项，看内容回「清单编号」：\n#1001重点人员，3月16日走访", await rooms.Tell("w2", "我的清单"));
        Assert.Contains("王奶奶", await rooms.Tell("w2", "清单1001"), StringComparison.Ordinal);
        Assert.Equal("#1001的走访记下了，下次4月1日", await rooms.Tell("w2", "走访1001 身体不错"));

        // Back at work the owner has it again, and the stand-in nothing.
        await rooms.Pass("2026-03-21 09:00");
        Assert.Equal("没有找到你能看的这一条", await rooms.Tell("w2", "清单1001"));
        await rooms.Pass("2026-04-01 07:00");
        Assert.Equal("清单#1001今天该走访，去过后回「走访1001 情况」", rooms.Heard("dm-w1").Last());
        Assert.DoesNotContain(rooms.HeardInGroups(), text => text.Contains("清单", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_there_is_no_register_a_ticket_sets_no_clock_for_one()
    {
        var rooms = await RegisterHouse.Open(database);
        await rooms.House.Say("r1", "4栋1单元楼道灯不亮了");
        Assert.Equal(0, await rooms.House.One<int>("SELECT count(*)::int FROM clock WHERE district = @District AND starts_with(subject, 'register')"));
    }

    [Fact]
    public async Task Without_a_rhythm_the_worker_is_asked_for_one_and_a_list_shows_numbers_only()
    {
        var rooms = await WithEntry();
        Assert.Equal("请在最后写多久走访一次，如“每2周”", await rooms.Tell("w1", "重点人员：李爷爷，独居"));
        Assert.Equal("共1项，看内容回「清单编号」：\n#1001重点人员，3月16日走访", await rooms.Tell("w1", "我的清单"));
        Assert.Equal("你名下没有清单", await rooms.Tell("w2", "我的清单"));
    }
}
