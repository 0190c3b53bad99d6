using System.Globalization;
using System.Text.RegularExpressions;

namespace Bot.Domain.Needs;

/// <summary>What is said of needs and services in chats. Whole messages of a fixed form only.</summary>
public abstract partial record NeedCommand
{
    public sealed record Tell(string Text) : NeedCommand;

    public sealed record Classify(string Number, string Item) : NeedCommand;

    public sealed record Link(string Number, string Service) : NeedCommand;

    public sealed record End(string Number, bool Met, string Reason) : NeedCommand;

    public sealed record Count : NeedCommand;

    public sealed record Services : NeedCommand;

    /// <summary>服务：名称｜时间｜地点｜人数｜谁来做. Null fields where the form is not kept.</summary>
    public sealed record Offer(string Title, string Times, string Place, int? Capacity, string Provider) : NeedCommand;

    /// <summary>A service that does not keep to the form.</summary>
    public sealed record OfferUnread : NeedCommand;

    /// <summary>Null where the message is something else.</summary>
    public static NeedCommand? Read(string text)
    {
        var said = text.Trim().TrimEnd('。', '！', '!');
        if (said is "需求清单" or "服务清单")
        {
            return said[0] == '需' ? new Count() : new Services();
        }

        if (Told().Match(said) is { Success: true } told)
        {
            return new Tell(told.Groups["text"].Value.Trim());
        }

        if (Offered().Match(said) is { Success: true } offered)
        {
            return ReadOffer(offered.Groups["text"].Value);
        }

        if (Step().Match(said) is not { Success: true } step)
        {
            return null;
        }

        var (number, rest) = (step.Groups["no"].Value, step.Groups["rest"].Value.Trim(' ', '　', '：', ':', '，', ',', '“', '”'));
        return step.Groups["verb"].Value switch
        {
            "归" when rest.Length > 0 => new Classify(number, rest),
            "对接" when ServiceNumber().Match(rest) is { Success: true } service => new Link(number, service.Groups["no"].Value),
            "完成" or "已满足" when rest.Length == 0 => new End(number, true, ""),
            "不办" => new End(number, false, rest),
            _ => null,
        };
    }

    private static NeedCommand ReadOffer(string text)
    {
        var fields = text.Split(['｜', '|'], StringSplitOptions.TrimEntries);
        if (fields.Length != 5 || fields.Any(field => field.Length is 0 or > 60))
        {
            return new OfferUnread();
        }

        var people = People().Match(fields[3]);
        return fields[3] is "不限" or "不限人数" ? new Offer(fields[0], fields[1], fields[2], null, fields[4])
            : people.Success ? new Offer(fields[0], fields[1], fields[2], int.Parse(people.Groups["count"].Value, CultureInfo.InvariantCulture), fields[4])
            : new OfferUnread();
    }

    [GeneratedRegex(@"^(?:我的)?需求\s*[：:]\s*(?<text>\S.+)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Told();

    [GeneratedRegex(@"^服务\s*[：:]\s*(?<text>[^｜|\n]+[｜|].*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Offered();

    [GeneratedRegex(@"^需求\s*[#＃]?(?<no>\d{3,9})\s*(?<verb>归|对接|完成|已满足|不办)(?:到|为)?(?<rest>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Step();

    [GeneratedRegex(@"^(?:服务)?\s*[#＃]?(?<no>\d{3,9})$", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceNumber();

    [GeneratedRegex(@"^(?<count>[1-9]\d{0,3})\s*(?:个)?(?:人|位|户|名)?$", RegexOptions.CultureInvariant)]
    private static partial Regex People();
}
