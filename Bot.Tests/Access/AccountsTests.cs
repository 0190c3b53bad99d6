using Bot.Host;
using Bot.Host.Access;
using Bot.Tests.Running;

namespace Bot.Tests.Access;

public sealed class AccountsTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("accounts").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<(PostgresHouse House, Accounts Accounts, string Path)> Open()
    {
        var house = await PostgresHouse.Open(database);
        return (house, new Accounts(house.Source, house.Settings with { DataDirectory = folder }), Path.Combine(folder, "credentials.json"));
    }

    [Fact]
    public async Task The_first_start_makes_credentials_that_only_their_owner_reads()
    {
        var (_, accounts, path) = await Open();
        await accounts.Ensure(Stop);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        var credentials = BotJson.Read<Accounts.Credentials>(await File.ReadAllTextAsync(path, Stop));
        Assert.Equal(64, credentials.Token.Length);
        Assert.Equal("admin", await accounts.UserOf(credentials.Token, Stop));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Later_starts_keep_them_and_add_nothing()
    {
        var (house, accounts, path) = await Open();
        await accounts.Ensure(Stop);
        var before = await File.ReadAllTextAsync(path, Stop);
        await accounts.Ensure(Stop);
        Assert.Equal(before, await File.ReadAllTextAsync(path, Stop));
        Assert.Equal(1, await house.One<int>("SELECT count(*)::int FROM account WHERE district = @District"));
    }

    [Fact]
    public async Task The_database_holds_neither_password_nor_token()
    {
        var (house, accounts, path) = await Open();
        await accounts.Ensure(Stop);
        var credentials = BotJson.Read<Accounts.Credentials>(await File.ReadAllTextAsync(path, Stop));
        var row = await house.One<string>("SELECT account::text FROM account WHERE district = @District");
        Assert.DoesNotContain(credentials.Token, row, StringComparison.Ordinal);
        Assert.DoesNotContain(credentials.Password, row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_token_and_one_of_another_district_are_nobodys()
    {
        var (_, accounts, path) = await Open();
        await accounts.Ensure(Stop);
        var token = BotJson.Read<Accounts.Credentials>(await File.ReadAllTextAsync(path, Stop)).Token;
        Assert.Null(await accounts.UserOf(token + "0", Stop));
        Assert.Null(await accounts.UserOf("", Stop));
        var other = await PostgresHouse.Open(database);
        Assert.Null(await new Accounts(other.Source, other.Settings).UserOf(token, Stop));
    }

    [Fact]
    public async Task A_damaged_file_is_named_and_not_overwritten()
    {
        var (_, accounts, path) = await Open();
        await File.WriteAllTextAsync(path, "{half", Stop);
        var error = await Assert.ThrowsAsync<IOException>(() => accounts.Ensure(Stop));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal("{half", await File.ReadAllTextAsync(path, Stop));
    }
}
