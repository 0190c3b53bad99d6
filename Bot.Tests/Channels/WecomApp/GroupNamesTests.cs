using Bot.Host.Channels.WecomApp;
using Bot.Platforms;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.WecomApp;

/// <summary>A renamed customer group's new name, which the platform's own data show only some time after its event.</summary>
public sealed class GroupNamesTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static async Task<PlatformHouse> Renamed(PostgresDatabase database)
    {
        var platform = await PlatformHouse.Open(database);
        await platform.SendByTasks();
        await platform.House.Execute("UPDATE chat_group SET name = '幸福里3栋居民群' WHERE district = @District AND group_id = 'demo-1'");
        platform.House.Host.Maps.Forget();
        await using var connection = await platform.House.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await GroupNames.Note(connection, transaction, platform.House.Settings.District, PlatformHouse.Chat, "community", platform.House.Host.Clock.GetUtcNow());
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        return platform;
    }

    private static async Task RunAt(PlatformHouse platform, string at)
    {
        platform.MoveTo(at);
        await platform.Get<GroupNames>().Run(platform.House.Host.Clock.Now, TestContext.Current.CancellationToken);
    }

    private static void Rename(PlatformHouse platform, string name) => platform.Standin.CustomerGroups.Put(platform.Standin.CustomerGroups.Find(PlatformHouse.Chat)! with { Name = name });

    private static async Task<string> Name(PlatformHouse platform) => (await platform.House.Map()).Group("demo-1")!.Name;

    [Fact]
    public async Task The_stored_name_follows_as_soon_as_the_platform_shows_the_new_one()
    {
        await using var platform = await Renamed(database);
        await RunAt(platform, "2026-03-02 09:00:10");
        Assert.DoesNotContain(platform.Standin.Ledger.Calls, call => call.Path.EndsWith("groupchat/get", StringComparison.Ordinal));
        await RunAt(platform, "2026-03-02 09:00:30");
        Assert.Equal("幸福里3栋居民群", await Name(platform));
        Rename(platform, "幸福里3栋邻里群");
        await RunAt(platform, "2026-03-02 09:01:20");
        Assert.Equal("幸福里3栋居民群", await Name(platform));
        await RunAt(platform, "2026-03-02 09:01:30");
        Assert.Equal("幸福里3栋邻里群", await Name(platform));
        Assert.Contains(platform.Logged, line => line.Contains("has its new name", StringComparison.Ordinal));
        Assert.Empty(await platform.House.Rows<string>("SELECT chat_id FROM group_rename WHERE district = @District"));
    }

    [Fact]
    public async Task After_an_hour_without_a_new_name_nobody_asks_any_more_and_the_log_says_so()
    {
        await using var platform = await Renamed(database);
        platform.Standin.Script("/cgi-bin/externalcontact/groupchat/get", 1, "-1");
        for (var minute = 1; minute <= 120; minute += 20)
        {
            await RunAt(platform, $"2026-03-02 {9 + (minute / 60):00}:{minute % 60:00}");
        }

        Assert.Empty(await platform.House.Rows<string>("SELECT chat_id FROM group_rename WHERE district = @District"));
        Assert.Equal("幸福里3栋居民群", await Name(platform));
        Assert.Contains(platform.Logged, line => line.Contains("the one that is stored stays", StringComparison.Ordinal));
    }
}
