using System.Text;
using Bot.Domain.Clocks;

namespace Bot.Host.Clocks;

/// <summary>The verb "due": time limits in, due times out, as the contract says. Needs no database.</summary>
public static class DueVerb
{
    /// <param name="arguments">[--calendar DIR] [FILE]; standard input where no file is named, or "-".</param>
    public static async Task<int> Run(string[] arguments)
    {
        string? calendar = null;
        string? file = null;
        for (var index = 0; index < arguments.Length; index++)
        {
            switch (arguments[index])
            {
                case "--calendar" when index + 1 < arguments.Length && calendar is null: calendar = arguments[++index]; break;
                case "--calendar": return Verbs.Refuse("due: --calendar needs one folder");
                case ['-', _, ..] flag: return Verbs.Refuse($"due: unknown flag '{flag}'; usage: due [--calendar DIR] [FILE]");
                case var name when file is null: file = name; break;
                case var name: return Verbs.Refuse($"due: one file at a time, '{name}' is the second");
            }
        }

        try
        {
            var years = CalendarFiles.Load(calendar);
            if (years.Count == 0)
            {
                await Console.Error.WriteLineAsync($"due: no calendar file in '{calendar}'; every working limit is provisional");
            }

            await using var input = file is null or "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            await using var output = Console.OpenStandardOutput();
            await Answer(input, output, new WorkCalendar(years));
            return 0;
        }
        catch (Exception exception) when (exception is ClockException or IOException or UnauthorizedAccessException)
        {
            return Verbs.Refuse($"due: {exception.Message}");
        }
    }

    /// <summary>Answers line by line, each as soon as it is known: whoever writes one line and waits gets its answer.</summary>
    public static async Task Answer(Stream input, Stream output, WorkCalendar calendar)
    {
        // Not guessed from the first bytes: two odd ones would turn all that follows into UTF-16.
        using var reader = new StreamReader(input, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        var lines = new DueLines(calendar);
        while (await reader.ReadLineAsync() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                await output.WriteAsync(lines.Answer(line));
                await output.FlushAsync();
            }
        }
    }
}
