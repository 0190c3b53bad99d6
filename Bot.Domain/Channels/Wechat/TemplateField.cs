using System.Globalization;
using System.Text;

namespace Bot.Domain.Channels.Wechat;

/// <summary>
/// The fields of subscription templates (订阅消息参数值内容限制) and what fits into each. What is too long is shortened with "…" between two characters as people
/// count them; what a field does not take is left out; nothing is refused for its length.
/// </summary>
public static class TemplateField
{
    private const char More = '…';

    /// <param name="field">Its name in the template: "thing1", "character_string2" ...</param>
    public static string Fit(string field, string text)
    {
        var line = Line(text);
        return field.TrimEnd([.. "0123456789"]) switch
        {
            "thing" => Some(Shorten(line, 20), "无"),
            "character_string" => Some(Shorten(Only(line, letter => letter is > ' ' and < (char)127), 32, ""), "-"),
            "number" => Number(line),
            "letter" => Some(Shorten(Only(line, char.IsAsciiLetter), 32, ""), "A"),
            "symbol" => Some(Shorten(Only(line, letter => !char.IsLetterOrDigit(letter) && letter != ' ' && !char.IsSurrogate(letter)), 5, ""), "-"),
            "phrase" => Some(Shorten(Only(line, Han), 5, ""), "进展"),
            "name" => Some(line.All(Han) ? Shorten(line, 10, "") : Shorten(line, 20, ""), "居民"),
            "phone_number" => Some(Shorten(Only(line, letter => char.IsAsciiDigit(letter) || letter is '+' or '-'), 17, ""), "-"),
            "car_number" => Some(Shorten(line, 8, ""), "无"),
            "amount" => $"{Number(line)}元",

            // time, date, const and what comes later are taken as they are.
            _ => Some(line, "无"),
        };
    }

    public static string Time(DateTimeOffset instant) => Clocks.ShanghaiTime.Of(instant).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>At most so many characters: UTF-16 units, so that whoever counts code points or what people see finds no more.</summary>
    private static string Shorten(string text, int most, string? more = null)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var end = more ?? More.ToString();
        var kept = 0;
        while (kept < text.Length && kept + StringInfo.GetNextTextElementLength(text, kept) is var next && next <= most - end.Length)
        {
            kept = next;
        }

        return text[..kept].TrimEnd() + end;
    }

    private static string Number(string line)
    {
        var digits = Only(line, char.IsAsciiDigit);
        return digits.Length is > 0 and <= 10 ? digits : "0";
    }

    /// <summary>Line breaks fit nowhere.</summary>
    private static string Line(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var letter in text.Trim())
        {
            line.Append(char.IsControl(letter) ? ' ' : letter);
        }

        return line.ToString();
    }

    private static string Some(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    private static string Only(string text, Func<char, bool> fits) => string.Concat(text.Where(fits));

    private static bool Han(char letter) => letter is >= '一' and <= '鿿' or >= '㐀' and <= '䶿';
}
