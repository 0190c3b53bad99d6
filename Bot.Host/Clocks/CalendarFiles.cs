using System.Globalization;
using System.Text.Json;
using Bot.Domain.Clocks;

namespace Bot.Host.Clocks;

/// <summary>Reads a folder of published years, one JSON file per year in the form of holiday-cn (see Calendars/README.md).</summary>
public static class CalendarFiles
{
    /// <summary>The years that came with the program.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "Clocks", "Calendars");

    /// <param name="directory">Null: the years that came with the program.</param>
    /// <returns>The years in order; none where the folder holds no JSON file.</returns>
    /// <exception cref="ClockException">
    /// The folder or a file cannot be read, a file is malformed, a year or date is given twice, or a year is missing between two others.
    /// </exception>
    public static IReadOnlyList<PublishedYear> Load(string? directory) => [.. Check(Read(directory ?? Shipped)).Select(pair => pair.Year)];

    /// <summary>The years of a folder with the file each stands in.</summary>
    /// <exception cref="ClockException">The folder or a file cannot be read, or a file is malformed.</exception>
    public static IReadOnlyList<(PublishedYear Year, string File)> Read(string folder) => [.. Files(folder).Select(file => (ReadFile(file), file))];

    /// <summary>Refuses years that cannot stand together.</summary>
    /// <param name="found">With the file or the like that errors name.</param>
    /// <returns>The years in order.</returns>
    /// <exception cref="ClockException">A year is given twice, one is missing between two others, or two contradict each other about a day.</exception>
    public static IReadOnlyList<(PublishedYear Year, string File)> Check(IEnumerable<(PublishedYear Year, string File)> found)
    {
        var years = new SortedDictionary<int, (PublishedYear Year, string File)>();
        foreach (var (year, file) in found)
        {
            if (years.TryGetValue(year.Year, out var known))
            {
                throw new ClockException($"{file}: the year {year.Year} stands in {known.File} already");
            }

            years.Add(year.Year, (year, file));
        }

        foreach (var (year, (_, file)) in years.Skip(1))
        {
            if (!years.ContainsKey(year - 1))
            {
                throw new ClockException($"{file}: the year {year - 1} before it is missing");
            }
        }

        RefuseContradictions(years.Values);
        return [.. years.Values];
    }

    /// <summary>Reads one year from its JSON text.</summary>
    /// <param name="name">How errors call it; a file named by a year must hold that year.</param>
    /// <exception cref="ClockException">The text is malformed; the message has the line or the day.</exception>
    public static PublishedYear Parse(string text, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Year(document.RootElement, text, name);
        }
        catch (JsonException exception)
        {
            throw new ClockException($"{name}: line {exception.LineNumber + 1}: not valid JSON", exception);
        }
        catch (InvalidOperationException exception)
        {
            // "\ud800" alone is valid JSON and yet no text: the reader says so only when the text is taken.
            throw new ClockException($"{name}: holds half of an escaped character", exception);
        }
    }

    private static IEnumerable<string> Files(string folder)
    {
        try
        {
            // schema.json describes the form and stands beside the years in the source's own folder.
            return [.. Directory.GetFiles(folder, "*.json").Where(file => Path.GetFileName(file) != "schema.json").Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ClockException($"calendar folder '{folder}' cannot be read: {exception.Message}", exception);
        }
    }

    private static PublishedYear ReadFile(string file)
    {
        try
        {
            return Parse(File.ReadAllText(file), file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ClockException($"{file}: cannot be read: {exception.Message}", exception);
        }
    }

    private static PublishedYear Year(JsonElement root, string text, string file)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("year", out var yearElement) || yearElement.ValueKind != JsonValueKind.Number
            || !yearElement.TryGetInt32(out var year) || year is < WorkCalendar.FirstYear or > WorkCalendar.LastYear)
        {
            throw new ClockException($"{file}: 'year' must be a year from {WorkCalendar.FirstYear} to {WorkCalendar.LastYear}");
        }

        var name = Path.GetFileNameWithoutExtension(file);
        if (name.Length == 4 && name.All(char.IsAsciiDigit) && name != year.ToString(CultureInfo.InvariantCulture))
        {
            throw new ClockException($"{file}: holds the year {year}");
        }

        if (!root.TryGetProperty("days", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            throw new ClockException($"{file}: 'days' must be a list");
        }

        var days = new Dictionary<DateOnly, PublishedDay>();
        var position = 0;
        foreach (var element in list.EnumerateArray())
        {
            position++;
            var day = Day(element)
                ?? throw new ClockException($"{file}: day {position} of 'days' needs date (2026-01-01), name and isOffDay: {element.GetRawText()}");
            if (day.Date.Year != year && (day.Date.Year != year - 1 || day.Date.Month != 12))
            {
                throw new ClockException(
                    $"{file}: line {Line(text, day.Date, 1)}: {day.Date:yyyy-MM-dd} is neither in {year} nor in the December before");
            }

            if (!days.TryAdd(day.Date, day))
            {
                throw new ClockException($"{file}: line {Line(text, day.Date, 2)}: {day.Date:yyyy-MM-dd} is given twice");
            }
        }

        return new PublishedYear(year, Papers(root), [.. days.Values]);
    }

    private static PublishedDay? Day(JsonElement element)
    {
        return element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty("date", out var date) && date.ValueKind == JsonValueKind.String
            && DateOnly.TryParseExact(date.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on)
            && element.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            && element.TryGetProperty("isOffDay", out var off) && off.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? new PublishedDay(on, name.GetString()!, off.GetBoolean())
            : null;
    }

    private static string? Papers(JsonElement root)
    {
        if (!root.TryGetProperty("papers", out var papers) || papers.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var addresses = papers.EnumerateArray().Where(paper => paper.ValueKind == JsonValueKind.String).Select(paper => paper.GetString()).ToList();
        return addresses.Count > 0 ? string.Join(' ', addresses) : null;
    }

    private static void RefuseContradictions(IEnumerable<(PublishedYear Year, string File)> years)
    {
        var known = new Dictionary<DateOnly, (bool IsOffDay, string File)>();
        foreach (var (year, file) in years)
        {
            foreach (var day in year.Days)
            {
                if (known.TryGetValue(day.Date, out var other) && other.IsOffDay != day.IsOffDay)
                {
                    throw new ClockException($"{file}: {day.Date:yyyy-MM-dd} contradicts {other.File}");
                }

                known[day.Date] = (day.IsOffDay, file);
            }
        }
    }

    /// <summary>The line on which a date stands for the nth time; the reader of a refused file must find the place.</summary>
    private static int Line(string text, DateOnly date, int nth)
    {
        var at = -1;
        for (var seen = 0; seen < nth; seen++)
        {
            var next = text.IndexOf($"\"{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}\"", at + 1, StringComparison.Ordinal);
            at = next < 0 ? at : next;
        }

        return text.AsSpan(0, Math.Max(at, 0)).Count('\n') + 1;
    }
}
