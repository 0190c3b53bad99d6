using System.Globalization;
using System.Text.RegularExpressions;

namespace Bot.Domain.Volunteers;

/// <summary>What is said of posts, hours and skills in chats. Whole messages of a fixed form only: "谁家修下水道" is none, and "谁会修水管，急" neither.</summary>
public abstract partial record VolunteerCommand
{
    /// <param name="IsPlain">"报到" alone, which units that were whistled for say of a scene as well.</param>
    public sealed record Report(bool IsPlain) : VolunteerCommand;

    public sealed record Posts : VolunteerCommand;

    public sealed record MakePost(string Title, string Tasks, int Places) : VolunteerCommand;

    /// <summary>设岗, not in its form.</summary>
    public sealed record MakePostUnread : VolunteerCommand;

    public sealed record TakePost(int Post) : VolunteerCommand;

    public sealed record LeavePost(int Post) : VolunteerCommand;

    public sealed record TellHours(decimal Hours, string Work) : VolunteerCommand;

    public sealed record SettleHours(string Number, bool Confirmed) : VolunteerCommand;

    public sealed record Credit(string Ticket, string Name) : VolunteerCommand;

    public sealed record MyRoll : VolunteerCommand;

    public sealed record WholeRoll : VolunteerCommand;

    /// <summary>Null where the message is something else.</summary>
    public static VolunteerCommand? Read(string text)
    {
        var said = text.Trim().TrimEnd('。', '！', '!', '～', '~');
        switch (said)
        {
            case "报到" or "党员报到" or "志愿者报到":
                return new Report(said == "报到");
            case "岗位清单" or "先锋岗清单" or "有哪些岗":
                return new Posts();
            case "我的服务":
                return new MyRoll();
            case "服务榜" or "志愿榜":
                return new WholeRoll();
        }

        if (OfPost().Match(said) is { Success: true } post)
        {
            var number = int.Parse(post.Groups["no"].Value, CultureInfo.InvariantCulture);
            return post.Groups["verb"].Value == "认" ? new TakePost(number) : new LeavePost(number);
        }

        if (Told().Match(said) is { Success: true } told && HoursOf(told.Groups["hours"].Value) is > 0 and <= 24 and var hours)
        {
            return new TellHours(hours, told.Groups["work"].Value.Trim());
        }

        if (Settled().Match(said) is { Success: true } settled)
        {
            return new SettleHours(settled.Groups["no"].Value, settled.Groups["verb"].Value == "确认");
        }

        return Credited().Match(said) is { Success: true } credited ? new Credit(credited.Groups["no"].Value, credited.Groups["name"].Value)
            : Made().Match(said) is { Success: true } made ? ReadPost(made.Groups["text"].Value)
            : null;
    }

    private static VolunteerCommand ReadPost(string text)
    {
        var fields = text.Split(['｜', '|'], StringSplitOptions.TrimEntries);
        return fields.Length == 3 && fields[0].Length is > 0 and <= 20 && fields[1].Length is > 0 and <= 60 && People().Match(fields[2]) is { Success: true } people
            ? new MakePost(fields[0], fields[1], int.Parse(people.Groups["count"].Value, CultureInfo.InvariantCulture))
            : new MakePostUnread();
    }

    /// <summary>"2", "1.5", "半", "两", "两个半".</summary>
    private static decimal HoursOf(string words)
    {
        if (decimal.TryParse(words, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours))
        {
            return hours;
        }

        var half = words.EndsWith('半') ? 0.5m : 0;
        var whole = words[0] switch { '半' => 0, '两' => 2, var digit => "一二三四五六七八九十".IndexOf(digit, StringComparison.Ordinal) + 1 };
        return whole + half;
    }

    [GeneratedRegex(@"^(?<verb>认|退)岗\s*[#＃]?(?<no>\d{1,4})(?:号(?:岗)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex OfPost();

    [GeneratedRegex(@"^(?:志愿)?服务\s*(?<hours>\d{1,2}(?:\.5)?|半|[一两二三四五六七八九十](?:个半)?)\s*个?(?:小时|钟头)\s*[，,：:]?\s*(?<work>\S.{0,59})$", RegexOptions.CultureInvariant)]
    private static partial Regex Told();

    [GeneratedRegex(@"^服务\s*[#＃]?(?<no>\d{3,9})\s*(?<verb>确认|不认|不计)$", RegexOptions.CultureInvariant)]
    private static partial Regex Settled();

    [GeneratedRegex(@"^志愿\s*[#＃]?(?<no>\d{3,9})\s*@?(?<name>\S.{0,29})$", RegexOptions.CultureInvariant)]
    private static partial Regex Credited();

    [GeneratedRegex(@"^设岗\s*[：:]\s*(?<text>\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Made();

    [GeneratedRegex(@"^(?<count>[1-9]\d{0,2})\s*(?:个)?(?:人|位|名)?$", RegexOptions.CultureInvariant)]
    private static partial Regex People();
}
