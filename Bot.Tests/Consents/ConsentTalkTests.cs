using Bot.Domain.Clocks;
using Bot.Domain.Consents;
using Bot.Domain.Tickets;
using Bot.Host.Consents;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Consents;

public sealed class ConsentTalkTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    /// <summary>19 of 24 households of building 6, each with an owner u0 to u23 in demo-1; the list is 1001. It is Monday, 09:00.</summary>
    private async Task<PostgresHouse> Opened(int needed = 19)
    {
        var house = await PostgresHouse.Open(database);
        await house.Execute(
            """
            INSERT INTO person (district, person_id, name) SELECT @District, 'u' || n, '6-1-' || (100 + n) || ' 业主' FROM generate_series(0, 23) AS n;
            INSERT INTO member (district, group_id, person_id) SELECT @District, 'demo-1', 'u' || n FROM generate_series(0, 23) AS n;
            """);
        var list = new ConsentList("", "grid-1", ["demo-1"], "6栋屋顶修缮", "同意用维修资金修屋顶", [.. Enumerable.Range(100, 24).Select(door => $"6-1-{door}")], needed, Clock.At("2026-03-31 20:00"), null, null);
        Assert.Equal("1001", (await Store(house).Create(await house.Map(), list, "api:test", house.Host.Clock.Now)).Number);
        await house.Dispatch();
        return house;
    }

    private static ConsentStore Store(PostgresHouse house) => new(house.Source);

    private static IEnumerable<string> Heard(PostgresHouse house, string group) => house.Channel.Accepted.Where(message => message.LaneId == group).Select(message => message.Text);

    private static async Task<string?> Ask(PostgresHouse house, string sender, string text, string group = "demo-1", string? quote = null)
    {
        var before = Heard(house, group).Count();
        await house.Say(sender, text, group, quote);
        await house.Dispatch();
        return Heard(house, group).Skip(before).FirstOrDefault();
    }

    private static Task<int> Signatures(PostgresHouse house) => house.One<int>("SELECT count(*)::int FROM consent_signature WHERE district = @District");

    [Fact]
    public async Task Nineteen_owners_sign_each_for_the_own_household_and_the_threshold_is_told_once()
    {
        var house = await Opened();
        Assert.Equal("【委托书1001】6栋屋顶修缮：同意的业主请本人回「签 1001」，满19户办理，3月31日20:00截止。看全文回「委托书1001」", Heard(house, "demo-1").Single());
        for (var owner = 0; owner < 18; owner++)
        {
            Assert.Equal($"签好了，现在{owner + 1}户，要19户。要撤回「撤签 1001」", await Ask(house, $"u{owner}", "签 1001"));
        }

        Assert.DoesNotContain(Heard(house, "demo-1"), text => text.Contains("够19户了", StringComparison.Ordinal));
        await Ask(house, "u18", "签", quote: $"out-{house.Channel.Accepted[0].Key}");
        await Ask(house, "u19", "签 1001");
        Assert.Equal("【委托书1001】6栋屋顶修缮：已有19户签字，够19户了，谢谢大家", Assert.Single(Heard(house, "demo-1"), text => text.Contains("够19户了", StringComparison.Ordinal)));
        await Ask(house, "u19", "撤签 1001");
        await Ask(house, "u18", "撤签 1001");
        Assert.Equal("委托书1001有人撤签，现在18户，不够19户了", Heard(house, "demo-staff").Single());
        await Ask(house, "u18", "签 1001");
        Assert.Single(Heard(house, "demo-1"), text => text.Contains("够19户了", StringComparison.Ordinal));
        Assert.DoesNotContain(Heard(house, "demo-1"), text => text.Contains("6-1-", StringComparison.Ordinal));

        // A second computation: signed less withdrawn, from the journal.
        Assert.Equal(await Signatures(house), await house.One<int>("SELECT (count(*) FILTER (WHERE kind = 'consent_signed') - count(*) FILTER (WHERE kind = 'consent_withdrawn'))::int FROM journal WHERE district = @District"));
    }

    [Fact]
    public async Task Nobody_signs_for_another_household_twice_or_without_a_door()
    {
        var house = await Opened();
        Assert.Equal("委托书1001的户里没有您家，不用签", await Ask(house, "r1", "签 1001"));
        Assert.Equal("没认出您是哪一户：请把群昵称写成“4-1-302 称呼”再签，或找网格员签纸质的", await Ask(house, "r3", "签 1001"));
        await Ask(house, "u0", "签 1001");
        Assert.Equal("您家已经签过了，谢谢", await Ask(house, "u0", "签 1001"));
        await Ask(house, "u1", "替6-1-102签 1001");
        Assert.Equal("没找到委托书1001，请看看号码对不对", await Ask(house, "r4", "签 1001", "demo-2"));
        Assert.Equal(1, await Signatures(house));
        Assert.Equal("您家还没签，不用撤", await Ask(house, "u1", "撤签 1001"));
    }

    [Fact]
    public async Task A_signature_on_paper_names_who_collected_it_and_is_written_down_outside_the_residents_group()
    {
        var house = await Opened();
        Assert.Equal(TicketErrors.NotStaff.Text, await Ask(house, "u1", "纸签 1001 6-1-101 陈玉兰"));
        Assert.Equal("纸质签名有门牌，请在工作群或私聊里记", await Ask(house, "w1", "纸签 1001 6-1-101 陈玉兰"));
        Assert.Equal("记好了，委托书1001现在1户，要19户", await Ask(house, "w1", "纸签 1001 6栋1单元101 陈玉兰", "demo-staff"));
        Assert.Equal(("6-1-101", "陈玉兰", "w1"), await house.One<(string, string, string)>("SELECT house, name, collected_by FROM consent_signature WHERE district = @District"));
        Assert.Equal("您家签的是纸质的，要撤请找网格员", await Ask(house, "u1", "撤签 1001"));
    }

    [Fact]
    public async Task After_its_date_it_is_closed_and_told_by_its_count_alone()
    {
        var house = await Opened(needed: 3);
        await Ask(house, "u0", "签 1001");
        await Ask(house, "u1", "签 1001");
        house.Time.Now = Clock.At("2026-03-31 20:01");
        await house.Host.Sweep.Run(CancellationToken.None);
        await house.Dispatch();
        Assert.Equal("【委托书1001】6栋屋顶修缮：签字截止，共2户，没到3户", Heard(house, "demo-1").Last());
        Assert.Equal("委托书1001已经截止，有事请找网格员", await Ask(house, "u2", "签 1001"));
        Assert.Equal("委托书1001已经截止，有事请找网格员", await Ask(house, "u0", "撤签 1001"));
        Assert.Equal(2, await Signatures(house));
        Assert.EndsWith("（2户已签，要3户，已截止）", await Ask(house, "u5", "委托书1001"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_owners_who_sign_at_once_one_reaches_the_threshold()
    {
        var house = await Opened(needed: 2);
        var map = await house.Map();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async owner =>
        {
            await using var connection = await house.Source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            var list = await ConsentStore.Lock(connection, transaction, map.District, "1001");
            var outcome = await ConsentStore.Sign(connection, transaction, map.District, list!, $"6-1-{100 + owner}", "业主", $"u{owner}", null, ShanghaiTime.Of(house.Time.Now));
            await transaction.CommitAsync();
            return outcome;
        }));
        Assert.Equal(8, outcomes.Count(outcome => outcome.Refusal is null));
        Assert.Single(outcomes, outcome => outcome.Notices.Count > 0);
    }
}
