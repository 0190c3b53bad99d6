using Bot.Domain.Clocks;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Clocks;

namespace Bot.Host.Tickets;

/// <summary>Reads the rules from the data files beside the program, once, at start; a file that cannot be used stops the start with its name and line.</summary>
public static class RulesInForce
{
    public static TicketRules Load()
    {
        var calendar = new WorkCalendar(CalendarFiles.Load(null));
        return new TicketRules(
            new DueTime(calendar, WorkingHours.Parse(WorkingHours.Usual)),
            LimitFor,
            Read("category-rules.tsv", CategoryRules.Parse),
            Read("ladder.tsv", Ladder.Parse));
    }

    private static AppliedLimit LimitFor(string category, Urgency urgency, DateOnly date) => urgency switch
    {
        Urgency.Critical => new(Limit.Parse("2h"), "默认时限·特急·2小时"),
        Urgency.Urgent => new(Limit.Parse("24h"), "默认时限·紧急·24小时"),
        Urgency.Elevated => new(Limit.Parse("3wd"), "默认时限·较急·3个工作日"),
        _ => new(Limit.Parse(category == "环境卫生" ? "1wd" : "5wd"), $"默认时限·一般{date.Year}"),
    };

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
