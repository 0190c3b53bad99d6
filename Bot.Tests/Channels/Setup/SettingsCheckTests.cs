using Bot.Host.Channels.Setup;
using Microsoft.Extensions.Configuration;

namespace Bot.Tests.Channels.Setup;

/// <summary>What is seen in the configuration alone, and the guides that say what belongs there.</summary>
public sealed class SettingsCheckTests
{
    private static readonly string Key = new('a', 43);

    [Fact]
    public void A_well_filled_account_has_nothing_wrong() => Assert.Equal("ok", Assert.Single(Of("WecomApps", Wecom())).State);

    [Theory]
    [InlineData(42)]
    [InlineData(44)]
    public void A_key_of_another_length_is_told_with_its_length_and_not_with_itself(int length)
    {
        var wrong = Assert.Single(Of("WecomApps", Wecom(("EncodingAesKey", new string('a', length)))));
        Assert.Equal(("wrong", $"Channels:WecomApps:x:EncodingAesKey 有{length}个字符，应当正好43个。到控制台的回调配置里重新复制，前后不要带空格"), (wrong.State, wrong.Chinese));
    }

    [Fact]
    public void A_key_or_token_of_other_characters_is_told()
    {
        Assert.Contains("只能有英文字母和数字", Assert.Single(Of("WecomApps", Wecom(("EncodingAesKey", new string('a', 42) + "-")))).Chinese, StringComparison.Ordinal);
        Assert.Contains("Channels:WecomApps:x:Token 应当是3到32个", Assert.Single(Of("WecomApps", Wecom(("Token", "to ken")))).Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_missing_field_is_named()
    {
        var wrong = Of("WecomApps", new() { ["AgentId"] = "1" }).Select(finding => finding.Chinese).ToList();
        Assert.Equal(4, wrong.Count);
        string[] fields = ["CorpId", "Secret", "Token", "EncodingAesKey"];
        Assert.All(fields, field => Assert.Contains(wrong, line => line.StartsWith($"Channels:WecomApps:x:{field} 没有填", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_application_that_is_not_there_is_named() =>
        Assert.Contains("「y」", Assert.Single(Of("WecomReports", new() { ["App"] = "y" })).Chinese, StringComparison.Ordinal);

    [Fact]
    public void Of_a_bridge_it_counts_whether_it_is_on_and_which_version_it_has()
    {
        Dictionary<string, string?> bridge = new() { ["AccessToken"] = "t", ["BaseAddress"] = "http://127.0.0.1:1" };
        Assert.Contains("封禁", Assert.Single(Of("OneBots", bridge)).Chinese, StringComparison.Ordinal);
        bridge["Enabled"] = "true";
        Assert.Contains("Channels:OneBots:x:Secret", Assert.Single(Of("OneBots", bridge)).Chinese, StringComparison.Ordinal);
        bridge["Version"] = "12";
        Assert.Equal("ok", Assert.Single(Of("OneBots", bridge)).State);
    }

    [Fact]
    public void A_mini_program_in_plain_mode_needs_no_key()
    {
        Dictionary<string, string?> mini = new() { ["Kind"] = "mini", ["AppId"] = "wx1", ["Secret"] = "s", ["Token"] = "abc" };
        Assert.Contains("EncodingAesKey", Assert.Single(Of("WechatApps", mini)).Chinese, StringComparison.Ordinal);
        mini["Mode"] = "plain";
        Assert.Equal("ok", Assert.Single(Of("WechatApps", mini)).State);
    }

    [Fact]
    public void Every_guide_names_each_needed_field_and_the_hook()
    {
        var guides = new Guides();
        Assert.All(SetupKind.All, kind =>
        {
            var text = guides.Of(kind);
            Assert.StartsWith($"# {kind.Title}", text, StringComparison.Ordinal);
            Assert.All(kind.Needed, field => Assert.Contains($"`{kind.Path("{name}", field)}`", text, StringComparison.Ordinal));
            Assert.Equal(kind.HasHook, text.Contains("`{hook}`", StringComparison.Ordinal));
        });
        var bridge = guides.Of(SetupKind.All.Single(kind => kind.IsUnofficial));
        string[] words = ["非官方", "封禁", "第三方", "默认关闭"];
        Assert.All(words, word => Assert.Contains(word, bridge, StringComparison.Ordinal));
    }

    private static Dictionary<string, string?> Wecom(params (string Field, string Value)[] changed)
    {
        Dictionary<string, string?> app = new() { ["CorpId"] = "ww1", ["AgentId"] = "1", ["Secret"] = "s", ["Token"] = "token", ["EncodingAesKey"] = Key };
        foreach (var (field, value) in changed)
        {
            app[field] = value;
        }

        return app;
    }

    private static IReadOnlyList<Finding> Of(string section, Dictionary<string, string?> fields)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(fields.ToDictionary(pair => $"Channels:{section}:x:{pair.Key}", pair => pair.Value)).Build();
        return SettingsCheck.Of(Assert.Single(SetupAccount.All(configuration)), configuration);
    }
}
