using System.Text;
using Bot.Domain.Clocks;

namespace Bot.Host.Clocks;

/// <summary>Tables of limits as files: the presets that came with the program, and a clerk's own.</summary>
public static class LimitFiles
{
    /// <summary>
    /// default: all cases, the ground under every other. 1130: one hour contact, one day feedback, three days solved. beijing: 2 h, 24 h, 7 and
    /// 15 days. yuncheng: 519 conditions of a city's standard.
    /// </summary>
    public static readonly IReadOnlyList<string> Presets = ["default", "1130", "beijing", "yuncheng"];

    /// <param name="node">The node of the tree the preset shall hold for; empty: everywhere.</param>
    /// <exception cref="ClockException">No such preset.</exception>
    public static IReadOnlyList<LimitRule> Preset(string name, string node = "")
    {
        if (!Presets.Contains(name))
        {
            throw new ClockException($"no preset '{name}'; there are {string.Join(", ", Presets)}");
        }

        return [.. Load(Path.Combine(AppContext.BaseDirectory, "Clocks", "Limits", name + ".csv")).Select(rule => rule with { Node = node })];
    }

    /// <exception cref="ClockException">The file cannot be read, or a line of it is wrong: nothing of it is taken over.</exception>
    public static IReadOnlyList<LimitRule> Load(string file)
    {
        try
        {
            return LimitTable.Parse(File.ReadAllText(file), Path.GetFileName(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ClockException($"{file}: cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>With a byte order mark: a spreadsheet takes the Chinese for something else without it.</summary>
    public static void Save(string file, IEnumerable<LimitRule> rules) =>
        File.WriteAllText(file, LimitTable.Write(rules), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
}
