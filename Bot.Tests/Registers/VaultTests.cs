using Bot.Host;
using Bot.Host.Registers;
using Bot.Tests.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bot.Tests.Registers;

public sealed class VaultTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vault").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string KeyFile => Path.Combine(folder, "register-keys.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<Vault> Vault(PostgresHouse house, VaultKeys? configured = null)
    {
        var vault = new Vault(house.Source, house.Settings with { DataDirectory = folder }, NullLogger<Vault>.Instance, configured);
        await vault.Ensure(Stop);
        return vault;
    }

    private static string Refused(Vault vault, string code)
    {
        var refused = Assert.Throws<VaultException>(() => vault.Close("register_entry", "1", "王奶奶"));
        Assert.Equal(code, refused.Code);
        return refused.Message;
    }

    [Fact]
    public async Task The_first_start_makes_a_key_that_only_its_owner_reads_and_later_starts_keep_it()
    {
        var house = await PostgresHouse.Open(database);
        var closed = (await Vault(house)).Close("register_entry", "1", "王奶奶");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        var before = await File.ReadAllTextAsync(KeyFile, Stop);
        Assert.Equal("王奶奶", (await Vault(house)).Open("register_entry", "1", closed));
        Assert.Equal(before, await File.ReadAllTextAsync(KeyFile, Stop));
        Assert.Equal([KeyFile], Directory.GetFiles(folder));
    }

    [Fact]
    public async Task A_lost_key_is_told_and_no_other_is_made_in_its_place()
    {
        var house = await PostgresHouse.Open(database);
        await Vault(house);
        File.Move(KeyFile, KeyFile + ".away");
        var message = Refused(await Vault(house), "register_key_missing");
        Assert.Contains($"which {KeyFile} does not hold: put it back", message, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyFile));
    }

    [Fact]
    public async Task A_wrong_key_is_told_and_nothing_is_sealed_with_it()
    {
        var house = await PostgresHouse.Open(database);
        await Vault(house);
        var keys = BotJson.Read<VaultKeys>(await File.ReadAllTextAsync(KeyFile, Stop));
        var wrong = BotJson.Write(keys with { Keys = new Dictionary<string, string> { [keys.Current] = Convert.ToBase64String(new byte[32]) } });
        await File.WriteAllTextAsync(KeyFile, wrong, Stop);
        Assert.Contains("is not the one the registers", Refused(await Vault(house), "register_key_wrong"), StringComparison.Ordinal);
        Assert.Equal(wrong, await File.ReadAllTextAsync(KeyFile, Stop));
        await File.WriteAllTextAsync(KeyFile, "{", Stop);
        Assert.Contains("is damaged", Refused(await Vault(house), "register_key_wrong"), StringComparison.Ordinal);
        Assert.Equal("{", await File.ReadAllTextAsync(KeyFile, Stop));
    }

    [Fact]
    public async Task A_further_key_seals_what_comes_and_the_old_one_opens_what_was()
    {
        var house = await PostgresHouse.Open(database);
        var old = Convert.ToBase64String([.. Enumerable.Repeat((byte)1, 32)]);
        var fresh = Convert.ToBase64String([.. Enumerable.Repeat((byte)2, 32)]);
        var vault = await Vault(house, new VaultKeys("a", new Dictionary<string, string> { ["a"] = old }));
        var (closed, mark) = (vault.Close("register_entry", "1", "王奶奶"), vault.Mark("person|r1"));
        vault = await Vault(house, new VaultKeys("b", new Dictionary<string, string> { ["a"] = old, ["b"] = fresh }));
        Assert.Equal("王奶奶", vault.Open("register_entry", "1", closed));
        Assert.Equal("b", vault.Close("register_entry", "1", "王奶奶").KeyId);
        Assert.Contains(vault.Marks("person|r1"), one => one.SequenceEqual(mark));
        vault = await Vault(house, new VaultKeys("b", new Dictionary<string, string> { ["b"] = fresh }));
        Refused(vault, "register_key_missing");
    }

    [Fact]
    public void Keys_of_the_configuration_are_taken_in_place_of_the_file()
    {
        static VaultKeys? From(params (string Name, string Value)[] values) =>
            VaultKeys.From(new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Name, (string?)value.Value))).Build());
        Assert.Null(From());
        Assert.Null(From(("Registers:CurrentKey", "")));
        Assert.Equal("b", From(("Registers:Keys:b", "2"), ("Registers:Keys:a", "1"))?.Current);
        var keys = From(("Registers:CurrentKey", "a"), ("Registers:Keys:b", "2"), ("Registers:Keys:a", "1"));
        Assert.Equal(("a", "1"), (keys?.Current, keys?.Keys["a"]));
    }

    [Fact]
    public async Task A_sealed_notice_opens_under_its_key_only_and_else_goes_out_empty()
    {
        var house = await PostgresHouse.Open(database);
        var vault = await Vault(house);
        var text = vault.CloseNotice("reply:1", "王奶奶");
        Assert.Equal("王奶奶", vault.OpenNotice("reply:1", text));
        Assert.Equal("内容暂时打不开，也没有记下，请告诉管理员", vault.OpenNotice("reply:2", text));
        Assert.Equal("大家好", vault.OpenNotice("reply:2", "大家好"));
    }

    [Fact]
    public async Task Keys_that_start_together_are_one()
    {
        var house = await PostgresHouse.Open(database);
        var other = Directory.CreateTempSubdirectory("vault").FullName;
        var vaults = new[] { folder, other }.Select(where => new Vault(house.Source, house.Settings with { DataDirectory = where }, NullLogger<Vault>.Instance)).ToArray();
        await Task.WhenAll(vaults.Select(vault => vault.Ensure(Stop)));
        Assert.Single(new[] { folder, other }, where => File.Exists(Path.Combine(where, "register-keys.json")));
        Assert.Single(vaults, vault => Record.Exception(() => vault.Close("register_entry", "1", "王奶奶")) is null);
        Directory.Delete(other, recursive: true);
    }
}
