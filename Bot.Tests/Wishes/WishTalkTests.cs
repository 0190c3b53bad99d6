using Bot.Domain.Tickets;
using Bot.Domain.Wishes;
using Bot.Host.Wishes;
using Bot.Tests.Running;

namespace Bot.Tests.Wishes;

public sealed class WishTalkTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static Task<IReadOnlyList<Wish>> Wishes(PostgresHouse house) => new WishStore(house.Source).List(house.Settings.District, null, null, CancellationToken.None);

    private static async Task<Wish> Only(PostgresHouse house) => Assert.Single(await Wishes(house));

    /// <summary>Wish 1001 of r1, told in the group of grid 1 on Monday at 09:00.</summary>
    private async Task<PostgresHouse> Published()
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("r1", "心愿：想要一辆二手轮椅，我住4栋1单元302", "dm-r1");
        await house.Hear("w1", "心愿 1001 通过：一位老人想要一辆二手轮椅", "demo-staff");
        await house.Hear("w1", "心愿公示", "demo-staff");
        return house;
    }

    private async Task<PostgresHouse> Done()
    {
        var house = await Published();
        await house.Hear("r2", "认领 1001", "demo-1");
        await house.Hear("r2", "心愿 1001 完成", "dm-r2");
        return house;
    }

    [Fact]
    public async Task Said_in_the_group_it_goes_to_the_worker_alone_and_opens_no_ticket()
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("r2", "心愿：想要一副老花镜", "demo-1");
        Assert.Equal("收到心愿 #1001，网格员看过后不写名字公示", Assert.Single(house.Heard("demo-1")));
        Assert.StartsWith("心愿 #1001（5-1-1203 老周）：想要一副老花镜。", Assert.Single(house.Heard("dm-w1")), StringComparison.Ordinal);
        Assert.Empty(house.Heard("demo-staff"));
        Assert.Equal(0, await house.One<int>("SELECT count(*)::int FROM ticket WHERE district = @District"));
    }

    [Fact]
    public async Task Of_two_the_first_has_it_and_the_second_is_thanked_in_private()
    {
        var house = await Published();
        await house.Hear("r2", "认领 1001", "demo-1");
        await house.Hear("r3", "认领 1001", "demo-1");
        Assert.Equal("r2", (await Only(house)).Claimant?.Id);
        Assert.Equal(["【微心愿】#1001 一位老人想要一辆二手轮椅。愿意帮忙请回“认领”加编号", "谢谢您！#1001 由您认领，详情私下告诉您"], house.Heard("demo-1"));
        Assert.Equal("谢谢您的热心！#1001 已有邻居认领了", Assert.Single(house.Heard("dm-r3")));
        Assert.StartsWith("谢谢您认领 #1001：一位老人想要一辆二手轮椅。网格员小余会帮您和一位邻居对接", Assert.Single(house.Heard("dm-r2")), StringComparison.Ordinal);
        Assert.EndsWith("是老周，网格员小余会帮两边对接", house.Heard("dm-r1")[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_cannot_be_written_to_reads_it_in_the_group_and_however_many_come_it_is_said_once()
    {
        var house = await Published();
        await house.Hear("r2", "认领 1001", "demo-1");
        await house.Execute("DELETE FROM member WHERE district = @District AND group_id IN ('dm-r3', 'dm-c1'); DELETE FROM chat_group WHERE district = @District AND group_id IN ('dm-r3', 'dm-c1')");
        house.Renew();
        await house.Hear("r3", "认领 1001", "demo-1");
        await house.Hear("c1", "认领 1001", "demo-1");
        Assert.Single(house.Heard("demo-1"), text => text == "谢谢您的热心！#1001 已有邻居认领了");
    }

    [Fact]
    public async Task A_claim_is_given_back_and_told_again_with_the_next_batch()
    {
        var house = await Published();
        await house.Hear("r2", "认领 1001", "demo-1");
        await house.Hear("r3", "退认领 1001", "dm-r3");
        Assert.Equal("#1001 不是您认领的，谢谢您", house.Heard("dm-r3")[^1]);
        await house.Hear("r2", "退认领 1001", "dm-r2");
        Assert.Equal(WishState.Approved, (await Only(house)).State);
        await house.Hear("w1", "心愿公示", "demo-staff");
        await house.Hear("r3", "认领 1001", "demo-1");
        Assert.Equal("r3", (await Only(house)).Claimant?.Id);
        Assert.Equal(2, house.Heard("demo-1").Count(text => text.StartsWith("【微心愿】", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_claim_lapses_after_a_fortnight_and_the_claimant_is_reminded_before()
    {
        var house = await Published();
        await house.Hear("r2", "认领 1001", "demo-1");
        await house.Pass("2026-03-13 08:59");
        Assert.Single(house.Heard("dm-r2"));
        await house.Pass("2026-03-13 09:00");
        Assert.StartsWith("您认领的心愿 #1001 请在3月16日09:00前办好", house.Heard("dm-r2")[^1], StringComparison.Ordinal);
        await house.Pass("2026-03-16 09:00");
        Assert.Equal("心愿 #1001 到期了，先让给别的邻居，谢谢您的心意", house.Heard("dm-r2")[^1]);
        Assert.Equal(3, house.Heard("dm-r2").Count);
        Assert.Null((await Only(house)).Claimant);
    }

    [Fact]
    public async Task A_one_from_who_was_asked_ends_it_and_the_group_hears_no_name()
    {
        var house = await Done();
        Assert.Equal("心愿 #1001 办好了吗？回 1 好了 2 没好", house.Heard("dm-r1")[^1]);
        await house.Hear("r2", "1", "dm-r2");
        Assert.Equal(WishState.Done, (await Only(house)).State);
        await house.Hear("r1", "1", "dm-r1");
        Assert.Equal("【微心愿】#1001 实现了，谢谢热心邻居！", house.Heard("demo-1")[^1]);
        Assert.Equal((WishState.Fulfilled, 1), ((await Only(house)).State, (await Only(house)).Answer));
        Assert.DoesNotContain(house.Heard("demo-1"), text => text.Contains("老周", StringComparison.Ordinal) || text.Contains("302", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_two_gives_it_back_to_the_claimant_and_the_worker()
    {
        var house = await Done();
        await house.Hear("r1", "2", "dm-r1");
        Assert.Equal(WishState.Claimed, (await Only(house)).State);
        Assert.Equal("心愿 #1001 回访说没好，请再跟进", house.Heard("dm-w1")[^1]);
        Assert.StartsWith("心愿 #1001 本人说还差一点", house.Heard("dm-r2")[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(house.Heard("demo-1"), text => text.Contains("实现了", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_an_answer_for_three_days_it_is_unrated()
    {
        var house = await Done();
        await house.Pass("2026-03-05 08:59");
        Assert.Equal(WishState.Done, (await Only(house)).State);
        await house.Pass("2026-03-05 09:00");
        Assert.Equal((WishState.Fulfilled, null), ((await Only(house)).State, (await Only(house)).Answer));
        Assert.Equal("【微心愿】#1001 已办好（未评价），谢谢热心邻居！", house.Heard("demo-1")[^1]);
        Assert.Equal(
            ["wish_proposed", "wish_approved", "wish_published", "wish_claimed", "wish_done", "wish_unrated"],
            await house.Rows<string>("SELECT kind FROM journal WHERE district = @District AND subject = 'wish:1001' ORDER BY sequence"));
    }

    [Fact]
    public async Task Only_staff_of_the_grid_or_above_review_and_a_refusal_needs_a_reason()
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("r1", "心愿：想要一辆二手轮椅", "dm-r1");
        await house.Hear("r2", "心愿 1001 通过", "demo-1");
        Assert.Equal(WishErrors.NotYours.Text, house.Heard("demo-1")[^1]);
        await house.Hear("w2", "心愿 1001 通过", "demo-staff");
        Assert.Equal(WishState.Proposed, (await Only(house)).State);
        await house.Hear("c1", "心愿 1001 不通过", "demo-staff");
        Assert.StartsWith("请写上理由", house.Heard("demo-staff")[^1], StringComparison.Ordinal);
        await house.Hear("c1", "心愿 1001 不通过 社区没有经费", "demo-staff");
        Assert.Equal("您的心愿 #1001 这次没能通过：社区没有经费。有别的想法随时告诉我", house.Heard("dm-r1")[^1]);
    }

    [Fact]
    public async Task Nobody_claims_his_own_wish_nor_one_that_is_not_told_yet()
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("r1", "心愿：想要一辆二手轮椅", "dm-r1");
        await house.Hear("r2", "认领 1001", "dm-r2");
        Assert.Equal("#1001 待审核，现在不用认领，谢谢您", house.Heard("dm-r2")[^1]);
        await house.Hear("w1", "心愿 1001 通过", "demo-staff");
        await house.Hear("w1", "心愿公示", "demo-staff");
        await house.Hear("r1", "认领 1001", "dm-r1");
        Assert.Equal("#1001 是您自己的心愿，等邻居来认领吧", house.Heard("dm-r1")[^1]);
    }

    [Fact]
    public async Task At_most_five_are_told_at_once_and_the_rest_next_time()
    {
        var house = await PostgresHouse.Open(database);
        var (store, map) = (new WishStore(house.Source), await house.Map());
        foreach (var count in Enumerable.Range(1, 7))
        {
            await store.Propose(map, "grid-1", new Person("r1", "4-1-302"), null, $"心愿{count}", map.ActorFor("r1", "grid-1"), house.Time.Now, CancellationToken.None);
            await store.Step(map, $"{1000 + count}", grid => map.ActorFor("w1", grid), (wish, scene) => WishSteps.Approve(wish, false, null, scene), house.Time.Now, CancellationToken.None);
        }

        Assert.Equal(5, await store.Publish(map, ["grid-1"], "clock", house.Time.Now, CancellationToken.None));
        Assert.Equal(2, await store.Publish(map, ["grid-1"], "clock", house.Time.Now, CancellationToken.None));
        Assert.Equal(0, await store.Publish(map, ["grid-1"], "clock", house.Time.Now, CancellationToken.None));
        await house.Dispatch();
        Assert.Equal(2, house.Heard("demo-1").Count);
    }

    [Theory]
    [InlineData("心愿：不想活了")]
    [InlineData("心愿：家里煤气漏了快来人")]
    public async Task Where_a_life_is_in_danger_it_is_no_wish(string text)
    {
        var house = await PostgresHouse.Open(database);
        await house.Hear("r1", text, "dm-r1");
        Assert.Empty(await Wishes(house));
        Assert.Equal("critical", await house.One<string>("SELECT lower(body ->> 'urgency') FROM ticket WHERE district = @District"));
    }

    [Fact]
    public async Task By_night_the_group_is_told_nothing_until_the_morning()
    {
        var house = await PostgresHouse.Open(database, "2026-03-02 23:00");
        await house.Hear("r1", "心愿：想要一辆二手轮椅", "dm-r1");
        Assert.Single(house.Heard("dm-r1"));
        Assert.Empty(house.Heard("dm-w1"));
        await house.Hear("w1", "心愿 1001 通过", "demo-staff");
        await house.Hear("w1", "心愿公示", "demo-staff");
        Assert.Empty(house.Heard("demo-1"));
        await house.Pass("2026-03-03 07:00");
        Assert.Single(house.Heard("demo-1"));
    }
}
