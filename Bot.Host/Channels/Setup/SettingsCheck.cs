using System.Text.RegularExpressions;

namespace Bot.Host.Channels.Setup;

/// <summary>One thing that was looked at.</summary>
/// <param name="Step">"settings", "token", "permission", "callback", "key", "bridge".</param>
/// <param name="State">"ok"; "wrong"; "unknown" where nobody here can tell.</param>
/// <param name="Chinese">What is so, and where to mend it. No secret.</param>
public sealed record Finding(string Step, string State, string Chinese)
{
    public static Finding Ok(string step, string chinese) => new(step, "ok", chinese);

    public static Finding Wrong(string step, string chinese) => new(step, "wrong", chinese);

    public static Finding Unknown(string step, string chinese) => new(step, "unknown", chinese);
}

/// <summary>What can be seen in the configuration alone: missing fields, a key or token that was copied badly. Also for what the host would refuse to start with.</summary>
public static partial class SettingsCheck
{
    private const string Step = "settings";
    private const int KeyLength = 43;

    public static IReadOnlyList<Finding> Of(SetupAccount account, IConfiguration configuration)
    {
        if (!account.IsEnabled)
        {
            return [Finding.Wrong(Step, $"还没启用：{account.Kind.Path(account.Name, "Enabled")} 不是 true。{Words.Risk}")];
        }

        var found = new List<Finding>();
        if (!AccountName.IsMatch(account.Name))
        {
            found.Add(Finding.Wrong(Step, $"名字「{account.Name}」不能用：只能用英文字母、数字、- 和 _，因为它写在回调地址里"));
        }

        found.AddRange(Needed(account).Where(field => !account.IsSet(field)).Select(field => Finding.Wrong(Step, $"{account.Kind.Path(account.Name, field)} 没有填")));
        if (account.Section["EncodingAesKey"] is { Length: > 0 } key)
        {
            if (key.Length != KeyLength)
            {
                found.Add(Finding.Wrong(Step, $"{account.Kind.Path(account.Name, "EncodingAesKey")} 有{key.Length}个字符，应当正好{KeyLength}个。到控制台的回调配置里重新复制，前后不要带空格"));
            }
            else if (!Plain.IsMatch(key))
            {
                found.Add(Finding.Wrong(Step, $"{account.Kind.Path(account.Name, "EncodingAesKey")} 只能有英文字母和数字。到控制台的回调配置里重新复制"));
            }
        }
        else if (account.Kind.Channel == "wecom" || (account.Kind.Channel == "wechat" && account.Section["Mode"] is not "plain"))
        {
            found.Add(Finding.Wrong(Step, $"{account.Kind.Path(account.Name, "EncodingAesKey")} 没有填，收不到加密的回调"));
        }

        if (account.Kind.Needed.Concat(account.Kind.Further).Contains("Token") && account.Section["Token"] is { Length: > 0 } token && (token.Length is < 3 or > 32 || !Plain.IsMatch(token)))
        {
            found.Add(Finding.Wrong(Step, $"{account.Kind.Path(account.Name, "Token")} 应当是3到32个英文字母和数字，要和控制台里填的一模一样"));
        }

        if (account.Section["App"] is { Length: > 0 } app && !configuration.GetSection($"Channels:WecomApps:{app}").Exists())
        {
            found.Add(Finding.Wrong(Step, $"{account.Kind.Path(account.Name, "App")} 写的是「{app}」，但 Channels:WecomApps 里没有这个应用"));
        }

        return found.Count > 0 ? found : [Finding.Ok(Step, "该填的都填了，格式也对")];
    }

    private static IEnumerable<string> Needed(SetupAccount account) =>
        account.Kind.IsUnofficial && account.Section["Version"] is not "12" ? [.. account.Kind.Needed, "Secret"]
        : account.Kind.Channel == "wecom" ? [.. account.Kind.Needed, "Token"]
        : account.Kind.Needed;

    [GeneratedRegex("^[A-Za-z0-9]+$")]
    private static partial Regex Plain { get; }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex AccountName { get; }
}
