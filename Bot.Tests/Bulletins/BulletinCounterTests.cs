using Bot.Domain.Bulletins;
using Bot.Host.Bulletins;
using Bot.Tests.Clocks;
using Bot.Tests.Rates;
using Bot.Tests.Running;

namespace Bot.Tests.Bulletins;

public sealed class BulletinCounterTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly string[] RatesTold = ["响应率", "办结率", "解决率", "满意率"];

    private static Task<IReadOnlyList<Counted>> Count(BulletinHouse bulletins, string node, string period, DateTimeOffset? asOf = null) => Count(bulletins, node, Period.Parse(period)!, asOf);

    private static async Task<IReadOnlyList<Counted>> Count(BulletinHouse bulletins, string node, Period period, DateTimeOffset? asOf) =>
        await bulletins.Counter.Count(await bulletins.House.Map(), node, period, asOf ?? bulletins.House.Time.Now, CancellationToken.None);

    private static string[] Behind(IReadOnlyList<Counted> counted, string key) => [.. counted.Single(one => one.Key == key).Lines.Select(line => line.Number).Order(StringComparer.Ordinal)];

    /// <summary>Two months by chance, and all numbers once more in plain SQL that shares nothing with the program.</summary>
    [Fact]
    public async Task Every_number_of_tickets_equals_a_second_computation_from_the_raw_events()
    {
        var bulletins = await BulletinHouse.Open(database);
        var district = new RandomDistrict(bulletins.House, seed: 30);
        await district.Live(600);
        Assert.True(district.Tickets > 60, $"{district.Tickets} tickets");
        foreach (var (node, grids, code) in new[] { ("grid-1", new[] { "grid-1" }, "2026-03"), ("guixiangyuan", ["grid-1", "grid-2"], "2026-Q1"), ("grid-2", ["grid-2"], "2026-03") })
        {
            var period = Period.Parse(code)!;
            var counted = await Count(bulletins, node, code);
            var parameters = new { from = period.Begins.ToUniversalTime(), until = period.Ends.ToUniversalTime(), asOf = bulletins.House.Time.Now.ToUniversalTime() };
            var matters = (await bulletins.House.Rows<(string Number, string Grid, string Category, bool Private, bool Late, bool Returned)>(SecondComputation.Matters, parameters)).Where(row => grids.Contains(row.Grid)).ToList();
            var standings = (await bulletins.House.Rows<(string Number, string Grid, string Rate, string Standing)>(SecondComputation.Sql, parameters)).Where(row => grids.Contains(row.Grid)).ToList();
            Assert.NotEmpty(matters);
            Assert.Equal(Sorted(matters.Select(row => row.Number)), Behind(counted, "registered"));
            Assert.Equal(Sorted(matters.Where(row => row.Late).Select(row => row.Number)), Behind(counted, "overdue"));
            Assert.Equal(Sorted(matters.Where(row => row.Returned).Select(row => row.Number)), Behind(counted, "returned"));
            var told = matters.Where(row => !row.Private).GroupBy(row => row.Category).Where(category => category.Count() >= 3).ToDictionary(category => category.Key, category => category.Count());
            Assert.Equal(told, counted.Where(one => one.Group == Bulletin.Categories && one.Name != "其他").ToDictionary(one => one.Name, one => one.Lines.Count));
            Assert.Equal(matters.Count - told.Values.Sum(), counted.Where(one => one.Key == "category:其他").Sum(one => one.Lines.Count));
            foreach (var rate in RatesTold)
            {
                var placed = standings.Where(row => row.Rate == rate).ToList();
                var number = counted.Single(one => one.Key == $"rate:{rate}");
                Assert.Equal(Sorted(placed.Where(row => row.Standing == "Reached").Select(row => row.Number)), Behind(counted, $"rate:{rate}"));
                Assert.Equal(
                    Sorted(placed.Where(row => row.Standing is "Reached" or "Missed" || (row.Standing == "Unanswered" && rate == "解决率")).Select(row => row.Number)),
                    Sorted(number.Of!.Select(line => line.Number)));
            }
        }

        Assert.NotEmpty(Behind(await Count(bulletins, "guixiangyuan", "2026-Q1"), "overdue"));
        var months = (await Count(bulletins, "guixiangyuan", "2026")).Where(one => one.Group == Bulletin.Months).ToList();
        Assert.Equal(12, months.Count);
        Assert.Equal(district.Tickets, months.Sum(month => month.Lines.Count));

        static string[] Sorted(IEnumerable<string> numbers) => [.. numbers.Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task A_published_number_is_had_again_from_the_log_whatever_happens_later()
    {
        var bulletins = await BulletinHouse.Open(database);
        await bulletins.House.Say("r1", "41栋1单元楼道灯不亮了");
        await bulletins.Journal("wish:7", "intake_box", "grid-1");
        bulletins.House.Time.Now = Clock.At("2026-03-20 09:00");
        var published = (await Count(bulletins, "grid-1", "2026-03")).Select(one => one.Number).ToList();
        var asOf = bulletins.House.Time.Now;
        bulletins.House.Time.Now = Clock.At("2026-03-21 09:00");
        await bulletins.House.Say("w1", "1001 办好了");
        await bulletins.House.Say("r2", "42栋1单元楼道灯不亮了");
        await bulletins.Journal("wish:8", "intake_box", "grid-1");
        Assert.Equal(published, (await Count(bulletins, "grid-1", "2026-03", asOf)).Select(one => one.Number));
        Assert.NotEqual(published, (await Count(bulletins, "grid-1", "2026-03")).Select(one => one.Number));
    }

    [Fact]
    public async Task Kinds_of_the_journal_are_counted_where_they_belong_and_unknown_ones_are_left_out()
    {
        var bulletins = await BulletinHouse.Open(database);
        await bulletins.Journal("wish:7", "intake_box", "grid-1");
        await bulletins.Journal("wish:7", "intake_box", "grid-2");
        await bulletins.Journal("wish:9", "intake_box", "guixiangyuan");
        await bulletins.Journal("register:1", "register_touched", "grid-1");
        Assert.Equal(["7"], Behind(await Count(bulletins, "grid-1", "2026-03"), "intake_box"));
        Assert.Equal(["7", "7", "9"], Behind(await Count(bulletins, "guixiangyuan", "2026-03"), "intake_box"));
        Assert.Empty(Behind(await Count(bulletins, "guixiangyuan", "2026-04"), "intake_box"));
        Assert.DoesNotContain(await Count(bulletins, "guixiangyuan", "2026-03"), one => one.Key.StartsWith("register_", StringComparison.Ordinal));
    }

    /// <summary>The monthly roll-up by 邻长: each neighbour's own households, their private matters not.</summary>
    [Fact]
    public async Task A_neighbours_roll_up_counts_what_the_bound_households_reported_and_nothing_private()
    {
        var bulletins = await BulletinHouse.Open(database);
        await bulletins.House.Execute(
            """
            INSERT INTO node (district, node_id, parent_id, level, name, word) VALUES (@District, 'lin-1', 'grid-1', NULL, '第1邻', '邻'), (@District, 'lin-2', 'grid-1', NULL, '第2邻', '邻');
            INSERT INTO household (district, node_id, household) VALUES (@District, 'lin-1', '4-1-302'), (@District, 'lin-2', '5-1-1203');
            """);
        bulletins.House.Host.Maps.Forget();
        await bulletins.House.Say("r1", "41栋1单元楼道灯不亮了");
        await bulletins.House.Say("r1", "我老公打我，我想离开家", "dm-r1");
        await bulletins.House.Say("r2", "42栋1单元楼道灯不亮了");
        await bulletins.House.Say("r3", "43栋1单元楼道灯不亮了");
        await bulletins.Journal("intake:77", "intake_notebook", "lin-2");
        Assert.Equal(["1001"], Behind(await Count(bulletins, "lin-1", "2026-03"), "registered"));
        Assert.Equal(["1003"], Behind(await Count(bulletins, "lin-2", "2026-03"), "registered"));
        Assert.Equal(4, Behind(await Count(bulletins, "grid-1", "2026-03"), "registered").Length);
        await bulletins.House.Say("c1", "邻长月报", "dm-c1");
        Assert.Equal(
            "【邻长月报】2026年3月\n第1邻：登记1件，办结0件，超期0件\n第2邻：登记1件，办结0件，超期0件，建议记录本1件",
            (await bulletins.Sent("dm-c1"))[^1].Text);
    }

    [Fact]
    public async Task A_meeting_and_its_matters_are_counted_for_the_nodes_whose_groups_were_told()
    {
        var bulletins = await BulletinHouse.Open(database);
        await bulletins.House.Execute(
            """
            INSERT INTO meeting (district, meeting_id, group_ids, title, at, place, cancelled, minutes_at, items) VALUES
              (@District, '7', '{demo-1}', '夜话会', '2026-03-05 19:30+08', '凉亭', false, '2026-03-06 09:00+08', '[{"text": "a", "answered": true}, {"text": "b", "answered": false, "ticket": "1001"}]'),
              (@District, '8', '{demo-1,demo-2}', '报告会', '2026-03-31 19:30+08', '凉亭', false, NULL, '[]'),
              (@District, '9', '{demo-1}', '夜话会', '2026-03-12 19:30+08', '凉亭', true, NULL, '[]')
            """);
        bulletins.House.Time.Now = Clock.At("2026-04-01 09:00");
        var first = await Count(bulletins, "grid-1", "2026-03");
        Assert.Equal(["meeting:7", "meeting:8"], Behind(first, "meetings"));
        Assert.Equal(["1001", "meeting:7"], Behind(first, "meeting_matters"));
        Assert.Equal(["meeting:8"], Behind(await Count(bulletins, "grid-2", "2026-03"), "meetings"));
        Assert.Empty(Behind(await Count(bulletins, "grid-1", "2026-03", Clock.At("2026-03-05 23:00")), "meeting_matters"));
    }

    [Fact]
    public async Task A_private_matter_and_a_kind_of_which_there_are_few_are_told_only_among_others()
    {
        var bulletins = await BulletinHouse.Open(database);
        foreach (var text in new[] { "41栋1单元楼道灯不亮了", "42栋1单元楼道灯不亮了", "43栋1单元楼道灯不亮了", "44栋1单元电梯坏了" })
        {
            await bulletins.House.Say("r1", text);
        }

        await bulletins.House.Say("r2", "我老公打我，我想离开家", "dm-r2");
        var categories = (await Count(bulletins, "grid-1", "2026-03")).Where(one => one.Group == Bulletin.Categories).ToList();
        Assert.Equal(2, categories.Count);
        Assert.Equal((3, "其他", 2), (categories[0].Lines.Count, categories[1].Name, categories[1].Lines.Count));
    }

    [Fact]
    public async Task A_workers_duties_are_what_the_worker_did_and_has_in_hand()
    {
        var bulletins = await BulletinHouse.Open(database);
        await bulletins.House.Say("r1", "41栋1单元楼道灯不亮了");
        await bulletins.House.Say("r2", "42栋1单元楼道灯不亮了");
        await bulletins.House.Say("w1", "1001 收到，我来处理");
        await bulletins.House.Say("w1", "1002 收到，我来处理");
        await bulletins.House.Say("w1", "1001 办好了");
        await bulletins.Journal("intake:77", "intake_visit", "grid-1");
        await bulletins.Journal("intake:78", "intake_visit", "grid-1", actor: "c1");
        var duties = await bulletins.Counter.Duties(await bulletins.House.Map(), "w1", Samples.March, bulletins.House.Time.Now, TestContext.Current.CancellationToken);
        Assert.Equal(["1001", "1002"], duties.Handled.Lines.Select(line => line.Number).Order(StringComparer.Ordinal));
        Assert.Equal((2, 1, 1), (Steps("confirmed"), Steps("resolved"), Steps("intake_visit")));
        Assert.Equal("1002", Assert.Single(duties.InHand).Number);
        Assert.Empty((await bulletins.Counter.Duties(await bulletins.House.Map(), "w1", Samples.March.Before(), bulletins.House.Time.Now, TestContext.Current.CancellationToken)).Handled.Lines);

        int Steps(string key) => duties.Steps.Single(step => step.Key == key).Lines.Count;
    }
}
