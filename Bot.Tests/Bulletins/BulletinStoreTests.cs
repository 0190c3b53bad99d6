using Bot.Domain.Bulletins;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Bulletins;

public sealed class BulletinStoreTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    /// <summary>Three reports in March, of which one is done and answered; then it is 1 April.</summary>
    private async Task<BulletinHouse> AfterMarch(string at = "2026-04-01 08:30")
    {
        var bulletins = await BulletinHouse.Open(database);
        foreach (var building in new[] { "41", "42", "43" })
        {
            await bulletins.House.Say("r1", $"{building}栋1单元楼道灯不亮了");
        }

        await bulletins.House.Say("w1", "1001 办好了");
        await bulletins.House.Say("r1", "1001 好了");
        bulletins.House.Time.Now = Clock.At(at);
        return bulletins;
    }

    [Fact]
    public async Task A_draft_is_shown_to_who_answers_for_it_and_to_nobody_else_until_it_is_released()
    {
        var bulletins = await AfterMarch();
        var id = await bulletins.Draft();
        var draft = Assert.Single(await bulletins.Sent("dm-c1"), message => message.Kind == "bulletin");
        Assert.Contains("【一月一通报】桂香园第1网格 2026年3月\n登记3件", draft.Text, StringComparison.Ordinal);
        Assert.Contains($"发布 通报 {id}", draft.Text, StringComparison.Ordinal);
        Assert.Equal($"bulletin:{id}", draft.Picture);
        Assert.DoesNotContain(await bulletins.Sent("demo-1"), message => message.Kind == "bulletin");

        await bulletins.House.Say("c1", "发 月报", "dm-c1");
        var sent = Assert.Single(await bulletins.Sent("demo-1"), message => message.Kind == "bulletin");
        Assert.DoesNotContain("草稿", sent.Text, StringComparison.Ordinal);
        Assert.Equal($"bulletin:{id}", sent.Picture);
        Assert.DoesNotContain(await bulletins.Sent("demo-2"), message => message.Kind == "bulletin");
        Assert.Contains("已发到1个群", (await bulletins.Sent("dm-c1"))[^1].Text, StringComparison.Ordinal);

        await bulletins.House.Say("c1", $"发布 通报 {id}", "dm-c1");
        Assert.Equal($"通报{id}已经发过了。", (await bulletins.Sent("dm-c1"))[^1].Text);
        Assert.Single(await bulletins.Sent("demo-1"), message => message.Kind == "bulletin");
        Assert.Equal(["bulletin_drafted", "bulletin_released"], await bulletins.House.Rows<string>("SELECT kind FROM journal WHERE district = @District AND subject LIKE 'bulletin:%' ORDER BY sequence"));
    }

    [Fact]
    public async Task A_draft_never_goes_out_by_itself_and_its_reader_is_reminded()
    {
        var bulletins = await AfterMarch();
        var id = await bulletins.Draft();
        foreach (var days in new[] { 1, 2, 2, 4, 7 })
        {
            bulletins.House.Time.Now += TimeSpan.FromDays(days);
            await bulletins.Ring();
        }

        Assert.DoesNotContain(await bulletins.Sent("demo-1"), message => message.Kind == "bulletin");
        Assert.Equal(4, (await bulletins.Sent("dm-c1")).Count(message => message.Kind == "bulletin_due"));
        await bulletins.House.Say("c1", $"不发 通报 {id}", "dm-c1");
        bulletins.House.Time.Now += TimeSpan.FromDays(30);
        await bulletins.Ring();
        Assert.Equal(4, (await bulletins.Sent("dm-c1")).Count(message => message.Kind == "bulletin_due"));
        Assert.DoesNotContain(await bulletins.Sent("demo-1"), message => message.Kind == "bulletin");
    }

    [Fact]
    public async Task Where_the_district_says_so_it_goes_out_after_its_hours_but_not_by_night()
    {
        var bulletins = await AfterMarch("2026-04-01 22:30");
        await bulletins.Draft(after: TimeSpan.FromHours(2));
        bulletins.House.Time.Now = Clock.At("2026-04-02 00:31");
        await bulletins.Ring();
        Assert.DoesNotContain(await bulletins.Sent("demo-1"), message => message.Kind == "bulletin");
        bulletins.House.Time.Now = Clock.At("2026-04-02 07:00");
        Assert.Single(await bulletins.Sent("demo-1"), message => message.Kind == "bulletin");
    }

    [Theory]
    [InlineData("w1", "dm-w1", "这份通报由别的同志负责，您不能发布。")]
    [InlineData("r1", "dm-r1", null)]
    public async Task Only_who_answers_for_a_bulletin_or_stands_above_releases_it(string person, string chat, string? answer)
    {
        var bulletins = await AfterMarch();
        var id = await bulletins.Draft();
        await bulletins.House.Say(person, $"发布 通报 {id}", chat);
        Assert.DoesNotContain(await bulletins.Sent("demo-1"), message => message.Kind == "bulletin");
        var said = (await bulletins.Sent(chat)).Select(message => message.Text).ToList();
        Assert.Equal(answer is not null, said.Contains(answer ?? ""));
        await bulletins.House.Say("s1", $"发布 通报 {id}", "demo-staff");
        Assert.Single(await bulletins.Sent("demo-1"), message => message.Kind == "bulletin");
    }

    [Fact]
    public async Task The_days_job_drafts_each_bulletin_once_and_makes_up_for_days_on_which_nobody_ran()
    {
        var bulletins = await AfterMarch("2026-04-03 08:30");
        await bulletins.Job.Run(bulletins.House.Time.Now, CancellationToken.None);
        await bulletins.Job.Run(bulletins.House.Time.Now, CancellationToken.None);
        var made = await bulletins.House.Rows<string>("SELECT title || ' ' || node_id || ' ' || period FROM bulletin WHERE district = @District ORDER BY 1");
        Assert.Equal(["一月一通报 grid-1 2026-03", "我向群众月报告 guixiangyuan 2026-03"], made);
        await bulletins.House.Say("c1", $"不发 通报 {await bulletins.House.One<string>("SELECT bulletin_id FROM bulletin WHERE district = @District AND node_id = 'grid-1'")}", "dm-c1");
        bulletins.House.Time.Now = Clock.At("2026-04-04 08:30");
        await bulletins.Job.Run(bulletins.House.Time.Now, CancellationToken.None);
        Assert.Equal(2, await bulletins.House.One<int>("SELECT count(*)::integer FROM bulletin WHERE district = @District"));
    }

    [Fact]
    public async Task Two_hosts_that_draft_at_once_make_one()
    {
        var bulletins = await AfterMarch();
        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => bulletins.Draft())));
        Assert.Single(made, id => id is not null);
        Assert.Single(await bulletins.Sent("dm-c1"), message => message.Kind == "bulletin");
    }

    [Fact]
    public async Task A_month_in_which_nothing_happened_has_no_bulletin()
    {
        var bulletins = await AfterMarch();
        Assert.Null(await bulletins.Draft(node: "grid-2"));
    }

    [Fact]
    public async Task What_staff_say_in_a_residents_group_or_in_other_words_is_no_command()
    {
        var bulletins = await AfterMarch();
        await bulletins.Draft();
        await bulletins.House.Say("c1", "发 月报", "demo-1");
        await bulletins.House.Say("c1", "月报发了吗", "dm-c1");
        await bulletins.House.Say("c1", "发布通报的时候说一声", "dm-c1");
        Assert.DoesNotContain(await bulletins.Sent("demo-1"), message => message.Kind == "bulletin");
    }
}
