using Bot.Platforms;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.Setup;

/// <summary>The verb as an operator runs it, in a process of its own.</summary>
public sealed class CheckChannelsVerbTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task All_accounts_are_told_line_by_line_and_no_secret_among_them()
    {
        await using var standin = await Standin.Start();
        var ended = await Run(standin);
        Assert.True(ended.Code == 0, ended.Output + ended.Error);
        Assert.Contains("好\twechat:mini\t取到了访问令牌", ended.Output, StringComparison.Ordinal);
        Assert.Contains("好\twecom-webhook:staff\t", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("pretended", ended.Output + ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_wrong_ends_with_1_and_says_where()
    {
        await using var standin = await Standin.Start();
        standin.Accounts.WecomApps["community"] = standin.Accounts.WecomApps["community"] with { Secret = "another" };
        var settings = new Dictionary<string, string>(standin.Accounts.Settings(standin.Address)) { ["Channels:WecomApps:community:Secret"] = "old-secret" };
        var ended = await Run(standin, settings, "community");
        Assert.Equal(1, ended.Code);
        Assert.Contains("错\twecom:community\t应用的 Secret 不对（40001）", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("wechat:", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("old-secret", ended.Output + ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_with_which_the_host_would_not_start_is_told_before_anything_is_called()
    {
        await using var standin = await Standin.Start();
        var settings = new Dictionary<string, string>(standin.Accounts.Settings(standin.Address)) { ["Channels:WechatApps:mini:EncodingAesKey"] = "short" };
        var ended = await Run(standin, settings);
        Assert.Equal(1, ended.Code);
        Assert.Contains("错\twechat:mini\tChannels:WechatApps:mini:EncodingAesKey 有5个字符，应当正好43个", ended.Output, StringComparison.Ordinal);
        Assert.Empty(standin.Ledger.Calls);
    }

    [Fact]
    public async Task An_unknown_name_is_bad_input()
    {
        await using var standin = await Standin.Start();
        var ended = await Run(standin, null, "nobody");
        Assert.Equal(2, ended.Code);
        Assert.Contains("wecom-webhook:staff", Assert.Single(ended.ErrorLines), StringComparison.Ordinal);
    }

    private async Task<Ended> Run(Standin standin, IReadOnlyDictionary<string, string>? settings = null, params string[] names)
    {
        var environment = (settings ?? standin.Accounts.Settings(standin.Address)).ToDictionary(pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), pair => (string?)pair.Value);
        environment["ConnectionStrings__Bot"] = database.ConnectionString;
        using var program = new HostProgram(environment, ["check-channels", .. names]);
        return await program.End();
    }
}
