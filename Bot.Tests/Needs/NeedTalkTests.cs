using Bot.Domain.Needs;
using Bot.Host.Needs;
using Bot.Tests.Running;

namespace Bot.Tests.Needs;

public sealed class NeedTalkTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static async Task<IReadOnlyList<Need>> Needs(PostgresHouse house)
    {
        await using var connection = await house.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await NeedStore.List(connection, house.Settings.District, null, null, null);
    }

    [Fact]
    public async Task A_need_is_known_by_its_words_and_opens_no_ticket()
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("r1", "需求：想找人教用手机", "demo-1");
        Assert.Equal("收到，需求 #1001 已记下（智能手机），网格员会联系您", Assert.Single(house.Heard("demo-1")));
        Assert.StartsWith("需求 #1001（4-1-302）：想找人教用手机。归“智能手机”", Assert.Single(house.Heard("dm-w1")), StringComparison.Ordinal);
        Assert.Equal(("教育成长", "智能手机", NeedState.Open), Assert.Single(await Needs(house)) is var need ? (need.Kind, need.Item, need.State) : default);
        Assert.Equal(0, await house.One<int>("SELECT count(*)::int FROM ticket WHERE district = @District"));
    }

    [Fact]
    public async Task A_private_item_is_named_in_no_group_not_even_when_staff_ask()
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("r1", "需求：我妈失能了想找护理", "demo-1");
        await house.Hear("w1", "需求 1001 归 陪诊取药", "demo-staff");
        await house.Hear("w1", "需求清单", "demo-staff");
        Assert.Equal(["收到，需求 #1001 已记下，网格员会联系您"], house.Heard("demo-1"));
        Assert.Equal(["需求 #1001 已记下", "需求清单（5类23项）：共1件，已对接0件，已满足0件"], house.Heard("demo-staff"));
        Assert.Equal("陪诊取药", Assert.Single(await Needs(house)).Item);
    }

    [Fact]
    public async Task Without_a_private_chat_of_the_worker_the_staff_group_reads_nothing_of_a_private_need()
    {
        var house = await PostgresHouse.Open(database);
        await house.Execute("DELETE FROM member WHERE district = @District AND group_id = 'dm-w1'; DELETE FROM chat_group WHERE district = @District AND group_id = 'dm-w1'");
        house.Renew();
        await house.Hear("r1", "需求：我妈失能了想找护理", "dm-r1");
        Assert.Equal(["有一件需求 #1001 要私下办，请网格员在后台查看"], house.Heard("demo-staff"));
    }

    [Fact]
    public async Task What_no_word_tells_is_left_to_the_worker_and_private_until_then()
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("r1", "需求：想要一个安静的地方", "dm-r1");
        Assert.Contains("归不了项", Assert.Single(house.Heard("dm-w1")), StringComparison.Ordinal);
        Assert.True(Assert.Single(await Needs(house)).IsPrivate);
        await house.Hear("w1", "需求 1001 归 没有的项", "dm-w1");
        Assert.Equal("需求清单里没有“没有的项”这一项", house.Heard("dm-w1")[^1]);
        await house.Hear("w1", "需求 1001 归 读书观影", "dm-w1");
        Assert.Equal(("读书观影", false), (Assert.Single(await Needs(house)).Item, Assert.Single(await Needs(house)).IsPrivate));
    }

    [Fact]
    public async Task A_service_has_so_many_places_and_no_more()
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("w1", "服务：二胡班｜周三下午｜活动室｜1人｜刘老师", "demo-staff");
        Assert.Equal("服务 #1001 二胡班 已登记，对应“乐器演奏”", house.Heard("demo-staff")[^1]);
        await house.Hear("r1", "需求：想学二胡", "dm-r1");
        await house.Hear("r2", "需求：想学二胡", "dm-r2");
        Assert.Contains("现有服务：#1001 二胡班", house.Heard("dm-w1")[0], StringComparison.Ordinal);
        await house.Hear("w1", "需求 1002 对接 1001", "dm-w1");
        await house.Hear("w1", "需求 1003 对接 1001", "dm-w1");
        Assert.Equal("您的需求 #1002 有着落了：二胡班，周三下午，活动室，找刘老师", house.Heard("dm-r1")[^1]);
        Assert.Equal("二胡班 #1001 名额满了", house.Heard("dm-w1")[^1]);
        await house.Hear("w1", "需求 1002 完成", "dm-w1");
        Assert.Equal([NeedState.Met, NeedState.Open], (await Needs(house)).Select(need => need.State));
        Assert.Equal(
            ["need_told", "need_linked", "need_met"],
            await house.Rows<string>("SELECT kind FROM journal WHERE district = @District AND subject = 'need:1002' ORDER BY sequence"));
    }

    [Fact]
    public async Task Services_of_another_grid_are_neither_listed_nor_linked_and_only_staff_step()
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("w2", "服务：二胡班｜周三下午｜活动室｜不限｜刘老师", "demo-staff");
        await house.Hear("r1", "需求：想学二胡", "dm-r1");
        await house.Hear("w1", "需求 1002 对接 1001", "dm-w1");
        Assert.Equal(NeedErrors.Elsewhere.Text, house.Heard("dm-w1")[^1]);
        await house.Hear("r1", "需求 1002 完成", "dm-r1");
        Assert.Equal(NeedErrors.NotYours.Text, house.Heard("dm-r1")[^1]);
        await house.Hear("r1", "服务清单", "dm-r1");
        Assert.Equal("现在没有登记的服务", house.Heard("dm-r1")[^1]);
        await house.Hear("r4", "服务清单", "demo-2");
        Assert.Equal("服务清单：#1001 二胡班，周三下午，活动室", house.Heard("demo-2")[^1]);
    }
}
