using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Host.Clocks;

namespace Bot.Host.Tickets;

/// <summary>Reads the rules from the data files beside the program, once, at start; a file that cannot be used stops the start with its name and line.</summary>
public static class RulesInForce
{
    public static TicketRules Load()
    {
        var limits = new LimitRules([.. LimitFiles.Preset("default")]);
        var calendar = new WorkCalendar(CalendarFiles.Load(null));
        return new TicketRules(
            calendar,
            new DueTime(calendar, WorkingHours.Parse(WorkingHours.Usual)),
            (category, urgency, date) =>
            {
                var done = limits.For(category, urgency, Level.Grid, date).Done;
                return new AppliedLimit(done.Limit ?? throw new FormatException($"no limit for {category}"), DueExplanation.Name(LimitStep.Done, done));
            },
            Read("category-rules.tsv", CategoryRules.Parse),
            Read("ladder.tsv", Ladder.Parse))
        {
            Pauses = Read("pause-rules.tsv", PauseRules.Parse),
            Reopenings = Read("reopening-rules.tsv", ReopeningRules.Parse),
        };
    }

    private static T Read<T>(string name, Func<IEnumerable<string>, T> parse)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Tickets", name);
        try
        {
            return parse(File.ReadLines(path));
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{path}: {exception.Message}", exception);
        }
    }
}
