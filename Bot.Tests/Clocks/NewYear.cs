using Bot.Domain.Clocks;
using Bot.Domain.Tickets;
using Bot.Host.Clocks;
using Bot.Host.Tickets;

namespace Bot.Tests.Clocks;

/// <summary>The turn of 2026 to 2027, of which nothing is published when the program is shipped. All invented; 1 January 2027 is a Friday.</summary>
internal static class NewYear
{
    /// <summary>The first off, nothing made up: what hangs on it comes a working day later.</summary>
    public const string Later = """{"year": 2027, "papers": ["https://paper/2027"], "days": [{"date": "2027-01-01", "name": "元旦", "isOffDay": true}]}""";

    /// <summary>The first off, and the Sunday after it worked: what hangs on both comes on the same day as without.</summary>
    public const string Same = """
        {"year": 2027, "papers": ["https://paper/2027"], "days": [
          {"date": "2027-01-01", "name": "元旦", "isOffDay": true},
          {"date": "2027-01-03", "name": "元旦", "isOffDay": false}]}
        """;

    /// <summary>The second and third are worked: what hangs on them comes earlier.</summary>
    public const string Earlier = """
        {"year": 2027, "papers": ["https://paper/2027"], "days": [
          {"date": "2027-01-02", "name": "元旦", "isOffDay": false},
          {"date": "2027-01-03", "name": "元旦", "isOffDay": false}]}
        """;

    public static RuleSet Set(string year, string folder = "") => RuleFiles.Load(folder, [new YearOnRecord(CalendarFiles.Parse(year, "test"), "admin", default)]);

    public static TicketRules Rules(string year) => Set(year).Rules.Everywhere;
}
