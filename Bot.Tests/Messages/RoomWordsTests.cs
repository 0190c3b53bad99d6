using System.Text.Json;
using Bot.Host.Grids;
using Bot.Host.Messages;
using Bot.Tests.Running;

namespace Bot.Tests.Messages;

/// <summary>Rooms take their own words only: what residents write of troubles and of their day goes on to be read.</summary>
public sealed class RoomWordsTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    /// <summary>Labelled messages that are a room's words indeed; a joke among wishes is what their review is for.</summary>
    private static readonly string[] RoomsOwn = ["WishTalk: 我的微心愿：中五百万，请网格员尽快落实😂", "WishTalk: 替10号楼独居的哈奶奶说个心愿：年三十想有人陪着包顿饺子，孩子在新疆回不来"];

    [Fact]
    public async Task Of_thousands_of_labelled_messages_of_residents_no_room_takes_one_that_is_not_its_own()
    {
        var house = await PostgresHouse.Open(database);
        var map = await house.Map();
        await using var connection = await house.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var group = map.Group("demo-1")!;
        var first = house.Message("r1", "你好");
        var talk = await Talk.Load(connection, transaction, map, group, first, 0, house.Time.Now);
        var spoken = new Spoken(connection, transaction, map, group, first, talk, "grid-1", map.ActorFor("r1", "grid-1"), house.Rules.Now, house.Time.Now);
        var (count, taken) = (0, new List<string>());
        foreach (var text in Said().Distinct())
        {
            count++;
            foreach (var listener in house.Listeners.Append(new RosterTalk(house.Host.Maps)))
            {
                if (await listener.Hear(spoken with { Message = first with { Text = text } }, CancellationToken.None) is not null)
                {
                    taken.Add($"{listener.GetType().Name}: {text}");
                }
            }
        }

        Assert.True(count > 5000, $"only {count} messages");
        Assert.Empty(taken.Except(RoomsOwn));
    }

    private static IEnumerable<string> Said() => Directory.EnumerateFiles(Path.Combine(Sources.Root, "Bot.Tests", "Understanding", "Cases"), "*.jsonl")
        .Where(path => !Path.GetFileName(path).StartsWith("held-", StringComparison.Ordinal))
        .SelectMany(File.ReadLines).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<JsonElement>(line))
        .Where(one => one.GetProperty("sender_role").GetString() == "resident").Select(one => one.GetProperty("text").GetString()!);
}
