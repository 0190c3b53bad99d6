using Bot.Tests.Bulletins;
using Bot.Tests.Running;

namespace Bot.Tests.Intakes;

public sealed class PosterStoreTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task A_form_sent_twice_is_one_matter_and_its_writer_reads_the_answers()
    {
        var bulletins = await BulletinHouse.Open(database);
        var house = bulletins.House;
        var poster = await bulletins.Posters.Make("grid-1", "4栋公告栏", null, house.Time.Now, CancellationToken.None);
        Assert.Equal($"https://grid.example.cn/q/{poster.Code}", bulletins.Posters.AddressOf(poster.Code));
        Assert.Equal(poster, await bulletins.Posters.Find(poster.Code, CancellationToken.None));
        var lookup = new string('2', 24);
        Assert.Null(await bulletins.Posters.LookUp(lookup, CancellationToken.None));
        for (var time = 0; time < 2; time++)
        {
            await bulletins.Posters.Write(poster, lookup, null, "41栋1单元楼道灯不亮了", [], house.Time.Now, CancellationToken.None);
        }

        Assert.Null((await bulletins.Posters.LookUp(lookup, CancellationToken.None))!.Number);
        await house.Work();
        var found = (await bulletins.Posters.LookUp(lookup, CancellationToken.None))!;
        Assert.Equal(("1001", "reported", "41栋1单元楼道灯不亮了"), (found.Number, found.State, found.Text));
        Assert.Equal(1, await house.One<int>("SELECT count(*)::integer FROM ticket WHERE district = @District"));
        Assert.Equal("匿名居民", (await house.Ticket("1001")).Reports[0].ReporterName);
        Assert.Equal(["intake_qr"], await house.Rows<string>("SELECT kind FROM journal WHERE district = @District"));
    }

    [Fact]
    public async Task Words_that_nobody_understands_are_a_ticket_all_the_same()
    {
        var bulletins = await BulletinHouse.Open(database);
        var poster = await bulletins.Posters.Make("grid-1", "4栋公告栏", null, bulletins.House.Time.Now, CancellationToken.None);
        await bulletins.Posters.Write(poster, new string('3', 24), "老李", "你们好啊", [], bulletins.House.Time.Now, CancellationToken.None);
        await bulletins.House.Work();
        Assert.Equal("其他", (await bulletins.House.Ticket("1001")).Category);
        Assert.Equal("老李", (await bulletins.House.Ticket("1001")).Reports[0].ReporterName);
    }

    [Fact]
    public async Task Two_writers_of_one_poster_are_two_talks()
    {
        var bulletins = await BulletinHouse.Open(database);
        var poster = await bulletins.Posters.Make("grid-1", "4栋公告栏", null, bulletins.House.Time.Now, CancellationToken.None);
        await bulletins.Posters.Write(poster, new string('4', 24), null, "41栋1单元楼道灯不亮了", [], bulletins.House.Time.Now, CancellationToken.None);
        await bulletins.Posters.Write(poster, new string('5', 24), null, "42栋1单元楼道灯不亮了", [], bulletins.House.Time.Now, CancellationToken.None);
        await bulletins.House.Work();
        Assert.Equal("1001", (await bulletins.Posters.LookUp(new string('4', 24), CancellationToken.None))!.Number);
        Assert.Equal("1002", (await bulletins.Posters.LookUp(new string('5', 24), CancellationToken.None))!.Number);
    }
}
