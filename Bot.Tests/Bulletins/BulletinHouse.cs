using Bot.Domain.Bulletins;
using Bot.Domain.Notices;
using Bot.Host.Bulletins;
using Bot.Host.Channels;
using Bot.Host.Drawings;
using Bot.Host.Intakes;
using Bot.Host.Jobs;
using Bot.Host.Journal;
using Bot.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bot.Tests.Bulletins;

/// <summary>A house with the rooms of bulletins and intake in it.</summary>
public sealed class BulletinHouse
{
    private BulletinHouse(PostgresHouse house) => House = house;

    public PostgresHouse House { get; }
    public BulletinCounter Counter { get; private init; } = null!;
    public BulletinStore Store { get; private init; } = null!;
    public PosterStore Posters { get; private init; } = null!;
    public MakeBulletins Job { get; private init; } = null!;

    /// <param name="converter">Makes the pictures; by default as the program does.</param>
    public static async Task<BulletinHouse> Open(PostgresDatabase database, string at = "2026-03-02 09:00", SvgConverter? converter = null)
    {
        var house = await PostgresHouse.Open(database, at);
        var counter = new BulletinCounter(house.Source, house.Rules);
        var store = new BulletinStore(house.Source, house.Settings, counter, converter ?? new SvgConverter(NullLogger<SvgConverter>.Instance));
        house.Listeners.AddRange([new IntakeTalk(new IntakeStore(PostgresHouse.TheReader)), new BulletinTalk(store, counter)]);
        house.Rooms.Add(store);
        house.Host = house.NewHost();
        return new BulletinHouse(house)
        {
            Counter = counter,
            Store = store,
            Posters = new PosterStore(house.Source, house.Settings with { BaseAddress = "https://grid.example.cn" }, house.Host.Maps, house.Host.Inbox, new KeptMedia(house.Source, house.Settings, house.Host.Inbox, house.Host.Maps)),
            Job = new MakeBulletins(store, house.Host.Maps, house.Rules, house.Host.Dispatcher),
        };
    }

    public async Task<string?> Draft(string title = "一月一通报", string node = "grid-1", string period = "2026-03", TimeSpan? after = null) =>
        await Store.Draft(await House.Map(), title, node, Period.Parse(period)!, after, House.Time.Now, CancellationToken.None);

    public async Task Journal(string subject, string kind, string node, string actor = "w1")
    {
        await using var connection = await House.Source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        JournalStore.Add(batch, House.Settings.District, subject, kind, actor, node, new { }, House.Time.Now);
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>What was sent to a conversation since the last question for it.</summary>
    public async Task<IReadOnlyList<Bot.Host.Channels.OutgoingMessage>> Sent(string lane)
    {
        await House.Dispatch();
        return [.. House.Channel.Accepted.Where(message => message.LaneId == lane)];
    }

    public async Task Ring()
    {
        await House.Host.Sweep.Run(CancellationToken.None);
        await House.Dispatch();
    }
}
