using Bot.Domain.Understanding;
using Bot.Host.Disputes;
using Bot.Host.Inspections;
using Bot.Host.Registers;
using Bot.Host.Understanding;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Registers;

/// <summary>The demo district with its registers, disputes and inspections, and short ways to talk and to let time pass.</summary>
internal sealed class RegisterHouse(PostgresHouse house)
{
    private static readonly string[] Groups = ["demo-1", "demo-2", "demo-staff"];
    private static readonly Lazy<Reader> Reader = new(() => new Reader(VocabularyFiles.Load(null)));

    public PostgresHouse House => house;

    public RegisterStore Registers { get; } = new(house.Vault);

    public static async Task<RegisterHouse> Open(PostgresDatabase database)
    {
        var house = await PostgresHouse.Open(database);
        await house.Vault.Ensure(CancellationToken.None);
        var rooms = new RegisterHouse(house);
        var disputes = new DisputeStore(house.Vault, house.Source);
        house.Listeners.AddRange([new RegisterTalk(rooms.Registers, house.Vault), new DisputeTalk(disputes, house.Vault), new InspectionTalk(new TakeResult(Reader.Value))]);
        house.Rooms.AddRange([new RegisterRings(house.Source), new RegisterTouches(house.Source, house.Vault), disputes, new InspectionRings(house.Source, house.Rules)]);
        house.Host = house.NewHost();
        return rooms;
    }

    /// <summary>Says it to the bot alone, and returns what the bot answers there.</summary>
    public async Task<string?> Tell(string person, string text)
    {
        var before = Heard($"dm-{person}").Count();
        await house.Say(person, text, $"dm-{person}");
        await house.Dispatch();
        return Heard($"dm-{person}").Skip(before).FirstOrDefault();
    }

    public IEnumerable<string> Heard(string lane) => house.Channel.Accepted.Where(message => message.LaneId == lane).Select(message => message.Text);

    /// <summary>Everything that any group was told.</summary>
    public IReadOnlyList<string> HeardInGroups() => [.. Groups.SelectMany(Heard)];

    public Task Pass(string at) => Pass(Clock.At(at));

    public async Task Pass(DateTimeOffset at)
    {
        house.Time.Now = at;
        await house.Host.Sweep.Run(CancellationToken.None);
        await house.Dispatch();
    }

    /// <summary>Every row of every table of the database, as text.</summary>
    public async Task<string> Everything()
    {
        var tables = await house.Rows<string>("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'");
        var texts = new List<string>();
        foreach (var table in tables)
        {
            texts.AddRange(await house.Rows<string>($"SELECT line::text FROM \"{table}\" AS line"));
        }

        return string.Join('\n', texts);
    }

    public Task<IReadOnlyList<string>> Journal(string subject) => house.Rows<string>("SELECT kind FROM journal WHERE district = @District AND subject = @subject ORDER BY sequence", new { subject });
}
