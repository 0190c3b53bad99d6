using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Bot.Host.Channels.Archive.Collector;
using Bot.Tests.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Bot.Tests.Channels.Archive;

/// <summary>The collector against the real hook, with a stand-in for WeCom's library.</summary>
public sealed class ArchiveCollectorTests : IClassFixture<ArchiveHost>, IDisposable
{
    private readonly ArchiveHost host;
    private readonly StandinLibrary library = new();
    private readonly string folder = Directory.CreateTempSubdirectory("collector-").FullName;
    private readonly HttpClient http = new();
    private readonly Told told = new();

    public ArchiveCollectorTests(ArchiveHost host) => this.host = host;

    /// <summary>What the collector says to its operator.</summary>
    private sealed class Told : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }

    [Fact]
    public async Task What_a_resident_says_becomes_a_ticket_through_library_collector_and_hook()
    {
        var room = await host.Bound("open");
        library.Say(ArchiveHost.Text(room, ArchiveHost.Resident(), "大家好"), ArchiveHost.Text(room, ArchiveHost.Resident(), "3栋2单元电梯坏了"));
        Assert.Equal(2, await CatchUp());
        await host.Host.Client.Settle();
        Assert.Single(await host.Tickets("open", room));
        Assert.Equal(0, await CatchUp());
        Assert.Equal(2UL, library.Asked[^1].Seq);
        Assert.Equal(0, library.Open);
    }

    [Fact]
    public async Task Pages_have_a_thousand_records_at_most_and_none_is_left_out()
    {
        var room = await host.Bound("open");
        var said = Enumerable.Range(0, 2300).Select(count => ArchiveHost.Text(room, "wangfang", $"第{count}句")).ToList();
        library.Say(said);
        Assert.Equal(2300, await CatchUp());
        Assert.Equal([(0UL, 1000U), (1000UL, 1000U), (2000UL, 1000U), (2300UL, 1000U)], library.Asked);
        var kept = await host.Database.Query<string>("SELECT message_id FROM inbox WHERE group_id = @group ORDER BY position", new { group = $"wecom-archive:open:{room}" });
        Assert.Equal(said.Select(record => record["msgid"]!.ToString()), kept.Skip(1));
    }

    [Fact]
    public async Task Killed_between_the_hooks_answer_and_the_bookmark_it_hands_over_again_and_nothing_is_there_twice()
    {
        var room = await host.Bound("open");
        library.Say(ArchiveHost.Text(room, ArchiveHost.Resident(), "3栋2单元电梯坏了"));
        await CatchUp();
        library.Say(ArchiveHost.Text(room, ArchiveHost.Resident(), "6栋1单元门口垃圾没人清"));
        var place = Path.Combine(folder, "bookmark.json");
        var before = await File.ReadAllTextAsync(place, TestContext.Current.CancellationToken);
        await CatchUp();

        // As a kill leaves it: the old bookmark, and half of the new one beside it.
        await File.WriteAllTextAsync(place, before, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(place + ".new", before[..5], TestContext.Current.CancellationToken);
        Assert.Equal(1, await CatchUp());
        await host.Host.Client.Settle();
        Assert.Equal(2, (await host.Tickets("open", room)).Count);
        Assert.Equal(2UL, Bookmark.Read(folder).Seq);
    }

    [Fact]
    public async Task It_moves_on_only_after_the_hook_has_taken_a_page()
    {
        var room = await host.Bound("open");
        library.Say(ArchiveHost.Text(room, ArchiveHost.Resident(), "3栋2单元电梯坏了"));
        Assert.Contains("SigningSecret", (await Assert.ThrowsAsync<CollectorException>(() => CatchUp(secret: "another"))).Message, StringComparison.Ordinal);
        Assert.Contains("WecomArchives", (await Assert.ThrowsAsync<CollectorException>(() => CatchUp(corp: "nobody"))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<CollectorException>(() => CatchUp(hook: "http://127.0.0.1:1/hooks"))).Message, StringComparison.Ordinal);
        Assert.Equal(0UL, Bookmark.Read(folder).Seq);
        Assert.Equal(1, await CatchUp());
    }

    [Fact]
    public async Task Errors_of_the_library_are_said_in_plain_words_and_tried_again_until_it_works()
    {
        var room = await host.Bound("open");
        library.Say(ArchiveHost.Text(room, ArchiveHost.Resident(), "3栋2单元电梯坏了"));
        library.Fail(10001, 10009);
        using var settings = Settings();
        using var source = new ArchiveSource(library, settings);
        using var stop = new CancellationTokenSource();
        var running = new ArchiveCollector(settings, source, http, TimeProvider.System, told).Run(stop.Token);
        await Patience.Until(() => Bookmark.Read(folder).Seq == 1, "the record is handed over");
        await stop.CancelAsync();
        await running;
        Assert.Contains(told.Lines, line => line.Contains("network", StringComparison.Ordinal) && line.Contains("in 1 s", StringComparison.Ordinal));
        Assert.Contains(told.Lines, line => line.Contains("address is not allowed", StringComparison.Ordinal) && line.Contains("in 2 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_fell_out_of_the_five_days_is_told_with_its_numbers_and_times()
    {
        var room = await host.Bound("open");
        library.Say(ArchiveHost.Text(room, "wangfang", "一"));
        await CatchUp();
        new Bookmark(1, TimeProvider.System.GetUtcNow().AddDays(-9)).Write(folder);
        library.Say([.. Enumerable.Range(0, 40).Select(_ => ArchiveHost.Text(room, "wangfang", "过期"))]);
        library.Forget(38);
        Assert.Equal(3, await CatchUp());
        var line = Assert.Single(told.Lines);
        Assert.Contains("37 record(s) are lost, 2 to 38", line, StringComparison.Ordinal);
        Assert.Contains("5 days", line, StringComparison.Ordinal);
        Assert.Contains(TimeProvider.System.GetUtcNow().AddDays(-9).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_cannot_be_opened_is_told_and_left_out_and_the_next_goes_on()
    {
        var room = await host.Bound("open");
        library.Say(ArchiveHost.Text(room, "wangfang", "坏的"), ArchiveHost.Text(room, ArchiveHost.Resident(), "3栋2单元电梯坏了"));
        library.Damage(1);
        Assert.Equal(2, await CatchUp());
        Assert.Contains(told.Lines, line => line.Contains("record 1 cannot be opened", StringComparison.Ordinal));
        await host.Host.Client.Settle();
        Assert.Single(await host.Tickets("open", room));
    }

    [Fact]
    public async Task A_new_key_pair_that_the_collector_lacks_stops_it_and_loses_nothing()
    {
        var room = await host.Bound("open");
        library.Say(ArchiveHost.Text(room, "wangfang", "旧钥匙"));
        library.Keys[2] = RSA.Create(2048);
        library.Say(ArchiveHost.Text(room, "wangfang", "新钥匙"));
        var problem = await Assert.ThrowsAsync<CollectorException>(() => CatchUp(versions: 1));
        Assert.Contains("record 2 is sealed for public key version 2; Collector:PrivateKeys has 1", problem.Message, StringComparison.Ordinal);
        Assert.Equal(2, await CatchUp());
    }

    [Fact]
    public async Task Files_come_in_slices_of_512_KB_and_go_with_a_revoked_message()
    {
        var room = await host.Bound("open");
        var picture = RandomNumberGenerator.GetBytes((StandinLibrary.SliceBytes * 2) + 12345);
        library.Files["file-1"] = picture;
        var said = ArchiveHost.Record(room, ArchiveHost.Resident(), "image", new JsonObject { ["sdkfileid"] = "file-1", ["filesize"] = picture.Length });
        library.Say(said, ArchiveHost.Record(room, "wangfang", "image", new JsonObject { ["sdkfileid"] = "gone" }));
        await CatchUp();
        Assert.False(Directory.Exists(Path.Combine(folder, "media")));
        File.Delete(Path.Combine(folder, "bookmark.json"));
        await CatchUp(media: true);
        Assert.Equal(3, library.Slices);
        var place = Path.Combine(ArchiveMedia.Place(folder, said["msgid"]!.ToString()), ArchiveMedia.Digest("file-1"));
        Assert.Equal(picture, await File.ReadAllBytesAsync(place, TestContext.Current.CancellationToken));
        Assert.Contains(told.Lines, line => line.Contains("10005", StringComparison.Ordinal));
        library.Say(ArchiveHost.Revoke(room, "wangfang", said));
        await CatchUp(media: true);
        Assert.False(File.Exists(place));
    }

    [Theory]
    [InlineData("Collector:Secret", "", "Collector:Secret is missing")]
    [InlineData("Collector:Hook", "ftp://there", "Collector:Hook is no http address")]
    [InlineData("Collector:PrivateKeys:1", "-----BEGIN nothing", "Collector:PrivateKeys:1 is no PEM private key")]
    [InlineData("Collector:PrivateKeys:new", "x", "its version, a number")]
    [InlineData("Collector:IntervalSeconds", "often", "Collector:IntervalSeconds")]
    public void A_setting_that_cannot_be_used_is_named(string key, string value, string words)
    {
        var problem = Assert.Throws<CollectorException>(() => Settings(more: (key, value)));
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pretended", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_settings_or_library_the_verb_says_so_in_one_line()
    {
        var ended = await HostProgram.Run(null, "collect-archive");
        Assert.Equal((2, "", "Collector:CorpId is missing"), (ended.Code, ended.Output, Assert.Single(ended.ErrorLines)));
        using var program = new HostProgram(
            Pairs().ToDictionary(pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), pair => (string?)pair.Value), "collect-archive", "--once");
        ended = await program.End();
        Assert.Equal((2, ""), (ended.Code, ended.Output));
        Assert.Contains("libWeWorkFinanceSdk_C.so cannot be loaded", Assert.Single(ended.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_bookmark_is_not_taken_for_a_beginning()
    {
        File.WriteAllText(Path.Combine(folder, "bookmark.json"), "{\"seq\": 7");
        Assert.Contains("damaged", Assert.Throws<CollectorException>(() => Bookmark.Read(folder)).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        library.Dispose();
        http.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<int> CatchUp(string corp = "open", string? hook = null, string? secret = null, int versions = 2, bool media = false)
    {
        using var settings = Settings(corp, hook, secret, versions, media);
        using var source = new ArchiveSource(library, settings);
        return await new ArchiveCollector(settings, source, http, TimeProvider.System, told).CatchUp(CancellationToken.None);
    }

    private CollectorSettings Settings(string corp = "open", string? hook = null, string? secret = null, int versions = 2, bool media = false, (string Key, string Value)? more = null)
    {
        var pairs = Pairs(corp, versions);
        pairs["Collector:Hook"] = hook ?? pairs["Collector:Hook"];
        pairs["Collector:SigningSecret"] = secret ?? ArchiveHost.Secret;
        pairs["Collector:Media"] = media ? "true" : "false";
        if (more is { } pair)
        {
            pairs[pair.Key] = pair.Value;
        }

        return CollectorSettings.From(new ConfigurationBuilder().AddInMemoryCollection(pairs.ToDictionary(entry => entry.Key, entry => (string?)entry.Value)).Build());
    }

    private Dictionary<string, string> Pairs(string corp = "open", int versions = 2)
    {
        var pairs = new Dictionary<string, string>
        {
            ["Collector:CorpId"] = "wwcorp",
            ["Collector:Secret"] = "pretended",
            ["Collector:Hook"] = $"{host.Host.Client.Address}/hooks/wecom-archive/{corp}",
            ["Collector:SigningSecret"] = ArchiveHost.Secret,
            ["Collector:DataDirectory"] = folder,
            ["Collector:IntervalSeconds"] = "0.1",
        };
        foreach (var (version, key) in library.Keys.Take(versions))
        {
            pairs[$"Collector:PrivateKeys:{version}"] = key.ExportPkcs8PrivateKeyPem();
        }

        return pairs;
    }
}
