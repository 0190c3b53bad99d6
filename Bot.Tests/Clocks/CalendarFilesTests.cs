using System.Globalization;
using Bot.Domain.Clocks;
using Bot.Host.Clocks;

namespace Bot.Tests.Clocks;

public sealed class CalendarFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("calendar").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Shipped_with_the_program_are_2023_to_2027() =>
        Assert.Equal([2023, 2024, 2025, 2026, 2027], CalendarFiles.Load(null).Select(year => year.Year));

    [Fact]
    public void Carry_days_names_and_the_paper()
    {
        Write("2026.json", """{"year": 2026, "papers": ["https://a", "https://b"], "days": [{"name": "春节", "date": "2026-02-14", "isOffDay": false}]}""");
        var year = Assert.Single(CalendarFiles.Load(folder));
        Assert.Equal("https://a https://b", year.Source);
        Assert.Equal(new PublishedDay(Clock.Day("2026-02-14"), "春节", false), Assert.Single(year.Days));
    }

    [Fact]
    public void Are_none_in_an_empty_folder() => Assert.Empty(CalendarFiles.Load(folder));

    [Fact]
    public void Leave_the_schema_beside_them_alone()
    {
        Write("schema.json", "{}");
        Assert.Empty(CalendarFiles.Load(folder));
    }

    [Theory]
    [InlineData("{\n\"year\": 2026,\n\"days\": [}", "line 3")]
    [InlineData("[]", "'year'")]
    [InlineData("""{"year": "2026", "days": []}""", "'year'")]
    [InlineData("""{"year": 2025, "days": []}""", "holds the year 2025")]
    [InlineData("""{"year": 2026}""", "'days'")]
    [InlineData("""{"year": 2026, "days": [{"date": "2026-13-01", "name": "x", "isOffDay": true}]}""", "day 1")]
    [InlineData("""{"year": 2026, "days": [{"date": "2026-01-01", "name": "x", "isOffDay": true}, {"date": "2026-01-02", "name": "x"}]}""", "day 2")]
    [InlineData("""{"year": 2026, "days": [{"date": "2026-01-01", "name": "x", "isOffDay": "yes"}]}""", "day 1")]
    [InlineData("""{"year": 2026, "days": ["2026-01-01"]}""", "day 1")]
    [InlineData("{\"year\": 2026, \"days\": [\n{\"date\": \"2025-11-30\", \"name\": \"x\", \"isOffDay\": true}]}", "line 2: 2025-11-30")]
    [InlineData("{\"year\": 2026, \"days\": [\n{\"date\": \"2026-01-01\", \"name\": \"x\", \"isOffDay\": true},\n{\"date\": \"2026-01-01\", \"name\": \"x\", \"isOffDay\": true}]}", "line 3: 2026-01-01 is given twice")]
    public void Are_refused_with_file_and_place_where_malformed(string text, string place)
    {
        Write("2026.json", text);
        var message = Refusal();
        Assert.Contains("2026.json", message, StringComparison.Ordinal);
        Assert.Contains(place, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Are_refused_where_a_year_stands_twice()
    {
        Write("2026.json", Empty(2026));
        Write("copy.json", Empty(2026));
        Assert.Contains("copy.json: the year 2026", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Are_refused_where_a_year_between_is_missing()
    {
        Write("2024.json", Empty(2024));
        Write("2026.json", Empty(2026));
        Assert.Contains("the year 2025 before it is missing", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Are_refused_where_two_contradict_each_other()
    {
        Write("2025.json", """{"year": 2025, "days": [{"date": "2025-12-31", "name": "x", "isOffDay": true}]}""");
        Write("2026.json", """{"year": 2026, "days": [{"date": "2025-12-31", "name": "x", "isOffDay": false}]}""");
        Assert.Contains("2026.json: 2025-12-31 contradicts", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_folder_that_is_not_there_are_refused_with_its_name()
    {
        var missing = Path.Combine(folder, "nowhere");
        Assert.Contains(missing, Assert.Throws<ClockException>(() => CalendarFiles.Load(missing)).Message, StringComparison.Ordinal);
    }

    private static string Empty(int year) => string.Create(CultureInfo.InvariantCulture, $$"""{"year": {{year}}, "days": []}""");

    private string Refusal() => Assert.Throws<ClockException>(() => CalendarFiles.Load(folder)).Message;

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
