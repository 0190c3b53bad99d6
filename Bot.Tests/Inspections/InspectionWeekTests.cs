using System.Security.Cryptography;
using Bot.Domain.Inspections;
using Bot.Host.Inspections;
using Bot.Tests.Clocks;
using Bot.Tests.Registers;
using Bot.Tests.Running;

namespace Bot.Tests.Inspections;

public sealed class InspectionWeekTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly InspectionPlan Plan = new(
        "canteen", "guixiangyuan", "社区食堂", ["地面干净", "留样", "冰柜标签"], [DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Friday], 2, 2, ["r1", "r2"], "p1");

    /// <summary>Planned on Monday, 2 March; the week from 9 March is drawn on Sunday, 8 March, 18:00.</summary>
    private async Task<RegisterHouse> Committed()
    {
        var rooms = await RegisterHouse.Open(database);
        var house = rooms.House;
        await using (var connection = await house.Source.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await InspectionStore.Put(connection, transaction, house.Settings.District, Plan, "api:admin", house.Time.Now);
            await transaction.CommitAsync();
        }

        await rooms.Pass("2026-03-08 17:59");
        Assert.Empty(rooms.Heard("demo-staff"));
        await rooms.Pass("2026-03-08 18:00");
        return rooms;
    }

    private static async Task<WeekDraw> Draw(RegisterHouse rooms)
    {
        await using var connection = await rooms.House.Source.OpenConnectionAsync();
        return (await InspectionStore.Draws(connection, rooms.House.Settings.District, "canteen")).Single(draw => draw.Week == "2026-W11");
    }

    private static DateTimeOffset At(DateOnly day, int hour) => Bot.Domain.Clocks.ShanghaiTime.At(day, new TimeOnly(hour, 0));

    [Fact]
    public async Task The_seed_is_bound_before_the_week_and_told_after_it()
    {
        var rooms = await Committed();
        var draw = await Draw(rooms);
        Assert.Equal($"【监督抽签】社区食堂2026年第11周的签已封好，封条{draw.Commitment}", Assert.Single(rooms.Heard("demo-staff")));
        Assert.Null(draw.RevealedAt);
        await rooms.Pass("2026-03-16 07:00");
        var told = rooms.Heard("demo-staff").Single(text => text.Contains("种子", StringComparison.Ordinal));
        var seed = Convert.FromHexString(told.Split("种子")[1].Split('，')[0]);
        Assert.Equal(draw.Commitment, Convert.ToHexStringLower(SHA256.HashData(seed)));
        Assert.NotNull((await Draw(rooms)).RevealedAt);
    }

    [Fact]
    public async Task The_drawn_are_asked_in_the_morning_and_those_asked_are_those_that_the_seed_draws()
    {
        var rooms = await Committed();
        var draw = await Draw(rooms);
        var drawn = InspectionDrawTests.Again(draw.Seed, "canteen", "2026-W11", [Clock.Day("2026-03-09"), Clock.Day("2026-03-11"), Clock.Day("2026-03-13")], 2, 2, ["r1", "r2"]);
        var asked = new List<(DateOnly Day, string Person)>();
        foreach (var day in draw.Inputs.Days)
        {
            var before = Plan.People.ToDictionary(person => person, person => rooms.Heard($"dm-{person}").Count(text => text.StartsWith("今天请你去", StringComparison.Ordinal)));
            await rooms.Pass(At(day, 7));
            asked.AddRange(before.Where(one => rooms.Heard($"dm-{one.Key}").Count(text => text.StartsWith("今天请你去", StringComparison.Ordinal)) > one.Value).Select(one => (day, one.Key)));
        }

        Assert.Equal(drawn, asked);
        Assert.StartsWith("今天请你去社区食堂看看：1地面干净 2留样 3冰柜标签。看完回「检查1001 1好 2好 3好」", rooms.Heard($"dm-{drawn[0].Person}").First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_is_told_to_the_residents_and_what_failed_is_a_ticket_of_whoever_answers_for_the_place()
    {
        var rooms = await Committed();
        var first = InspectionDraw.Draw((await Draw(rooms)).Seed, (await Draw(rooms)).Inputs)[0];
        await rooms.Pass(At(first.Day, 7));
        rooms.House.Time.Now = At(first.Day, 12);
        var other = first.PersonId == "r1" ? "r2" : "r1";
        Assert.Equal("这次检查不是抽到你的", await rooms.Tell(other, "检查1001 合格"));
        Assert.Equal("还差第3项，请一次写全", await rooms.Tell(first.PersonId, "检查1001 1好 2好"));
        Assert.Equal("收到，1项要改，已派人办，谢谢", await rooms.Tell(first.PersonId, "检查1001 1好 2好 3差：冰柜没贴标签"));
        Assert.Equal("这次检查已经有结果了，谢谢", await rooms.Tell(first.PersonId, "检查1001 合格"));
        var ticket = await rooms.House.Ticket("1002");
        Assert.Equal(("p1", "社区食堂：冰柜没贴标签"), (ticket.Responsible?.Id, ticket.Summary));
        var line = $"【监督抽查】{first.Day:M月d日}社区食堂：2项合格，1项要改（#1002）";
        Assert.Contains(line, rooms.Heard("demo-1"));
        Assert.Contains(line, rooms.Heard("demo-2"));
        await rooms.Pass(At(first.Day, 17));
        Assert.DoesNotContain(rooms.Heard($"dm-{first.PersonId}"), text => text.Contains("还等你", StringComparison.Ordinal));
        var data = await rooms.House.One<string>("SELECT data::text FROM journal WHERE district = @District AND kind = 'inspection_done'");
        Assert.Contains("\"bad\": 1", data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_without_a_word_on_the_day_belongs_to_the_inspection()
    {
        var rooms = await Committed();
        var first = InspectionDraw.Draw((await Draw(rooms)).Seed, (await Draw(rooms)).Inputs)[0];
        await rooms.Pass(At(first.Day, 7));
        var picture = rooms.House.Message(first.PersonId, "", $"dm-{first.PersonId}") with { Media = [new(Bot.Domain.Understanding.MediaKind.Image, "http://pictures/1.jpg")] };
        await rooms.House.Store(picture);
        await rooms.House.Work();
        await rooms.House.Dispatch();
        Assert.Equal("照片收到", rooms.Heard($"dm-{first.PersonId}").Last());
        Assert.Equal("收到，都合格，谢谢", await rooms.Tell(first.PersonId, "检查1001 合格"));
        Assert.Equal("[\"http://pictures/1.jpg\"]", await rooms.House.One<string>("SELECT pictures::text FROM inspection WHERE district = @District"));
    }

    [Fact]
    public async Task Without_a_result_the_inspector_is_reminded_and_the_next_day_it_is_said_to_be_missing()
    {
        var rooms = await Committed();
        var first = InspectionDraw.Draw((await Draw(rooms)).Seed, (await Draw(rooms)).Inputs)[0];
        await rooms.Pass(At(first.Day, 7));
        await rooms.Pass(At(first.Day, 17));
        Assert.Contains("社区食堂今天还等你去看，看完回「检查1001 合格」", rooms.Heard($"dm-{first.PersonId}"));
        await rooms.Pass(At(first.Day.AddDays(1), 7));
        Assert.Contains($"【监督抽查】{first.Day:M月d日}社区食堂抽到了但没收到结果", rooms.Heard("demo-staff"));
        Assert.Contains("inspection_missing", await rooms.Journal("inspection:canteen"));
    }

    [Fact]
    public async Task A_week_that_has_begun_before_its_seed_was_bound_has_no_draw_and_the_next_one_has()
    {
        var rooms = await RegisterHouse.Open(database);
        var house = rooms.House;
        await using (var connection = await house.Source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await InspectionStore.Put(connection, transaction, house.Settings.District, Plan, "api:admin", house.Time.Now);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        await rooms.Pass("2026-03-10 09:00");
        Assert.Empty(await house.Rows<string>("SELECT week FROM inspection_draw WHERE district = @District"));
        await rooms.Pass("2026-03-15 18:00");
        Assert.Equal(["2026-W12"], await house.Rows<string>("SELECT week FROM inspection_draw WHERE district = @District"));
    }
}
