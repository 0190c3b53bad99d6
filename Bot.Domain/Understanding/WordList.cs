namespace Bot.Domain.Understanding;

/// <summary>
/// The format of all word files: "# …" is a comment, "[name] key=value …" opens a section, every other line holds words
/// separated by blanks that belong to the section above.
/// </summary>
public static class WordList
{
    public sealed record Section(string Name, IReadOnlyDictionary<string, string> Properties, List<string> Lines)
    {
        public IEnumerable<string> Words => Lines.SelectMany(line => line.Split([' ', '\t', '　'], StringSplitOptions.RemoveEmptyEntries));
    }

    public static IReadOnlyList<Section> Parse(IEnumerable<string> lines)
    {
        var sections = new List<Section>();
        foreach (var raw in lines)
        {
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] == '[' && line.IndexOf(']', StringComparison.Ordinal) is > 1 and var close)
            {
                var properties = line[(close + 1)..].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
                    .Select(word => word.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
                sections.Add(new Section(line[1..close].Trim(), properties, []));
                continue;
            }

            if (sections.Count == 0)
            {
                throw new FormatException($"words before the first [section]: {line}");
            }

            sections[^1].Lines.Add(line);
        }

        return sections;
    }
}
