namespace Bot.Domain.Channels.Wechat;

/// <summary>A subscription template as the settings name it: "TEMPLATE_ID thing1=text phrase2=state time3=time", with the word long-term where it is one.</summary>
/// <param name="LongTerm">长期订阅: one accept is good for all messages until it is taken back; else one accept is good for one.</param>
/// <param name="Fields">Name in the template, and what goes in: text, title, number, category, state, time, due, or "@" with fixed words.</param>
public sealed record SubscriptionTemplate(string Id, bool LongTerm, IReadOnlyList<(string Name, string Source)> Fields)
{
    public static readonly IReadOnlyList<string> Sources = ["text", "title", "number", "category", "state", "time", "due"];

    /// <exception cref="FormatException">It cannot be read; the message tells where.</exception>
    public static SubscriptionTemplate Parse(string setting)
    {
        var words = setting.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0)
        {
            throw new FormatException("the template's id is missing");
        }

        var fields = new List<(string, string)>();
        foreach (var word in words.Skip(1).Where(word => word != "long-term"))
        {
            var parts = word.Split('=', 2);
            if (parts.Length != 2 || parts[0].Length == 0 || !(Sources.Contains(parts[1]) || parts[1] is ['@', _, ..]))
            {
                throw new FormatException($"'{word}' is no FIELD=SOURCE with a source of {string.Join(", ", Sources)} or @ and fixed words");
            }

            fields.Add((parts[0], parts[1]));
        }

        return new SubscriptionTemplate(words[0], words.Contains("long-term"), fields);
    }

    /// <summary>The values by field, each fitting.</summary>
    /// <param name="values">By source; what is missing is empty.</param>
    public IReadOnlyDictionary<string, string> Fill(IReadOnlyDictionary<string, string> values) => Fields.ToDictionary(
        field => field.Name,
        field => TemplateField.Fit(field.Name, field.Source[0] == '@' ? field.Source[1..] : values.GetValueOrDefault(field.Source, "")),
        StringComparer.Ordinal);
}
