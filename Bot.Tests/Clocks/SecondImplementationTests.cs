using Bot.Domain.Clocks;

namespace Bot.Tests.Clocks;

public class SecondImplementationTests
{
    private readonly NaiveDue naive = new();

    [Fact]
    public void Works_on_the_same_days_from_2023_to_2027() => Assert.All(
        Enumerable.Range(0, 1826).Select(day => new DateTime(2023, 1, 1).AddDays(day)),
        day => Assert.Equal(naive.Works(day), Clock.Calendar.IsWorkingDay(DateOnly.FromDateTime(day))));

    [Fact]
    public void Agrees_on_1_to_30_working_days_from_every_date_of_2024_to_2026()
    {
        for (var start = new DateTime(2024, 1, 1, 10, 30, 0); start.Year <= 2026; start = start.AddDays(1))
        {
            for (var count = 1; count <= 30; count++)
            {
                var due = Clock.Due.Compute(Shanghai(start), new Limit(count, LimitUnit.WorkingDays));
                Assert.Equal(naive.WorkingDays(start, count), (due.At.DateTime, due.Provisional));
            }
        }
    }

    [Fact]
    public void Agrees_on_working_minutes_from_every_date_and_every_hour()
    {
        var random = new Random(1);
        for (var start = new DateTime(2024, 1, 1); start.Year <= 2026; start = start.AddHours(7))
        {
            var minute = start.AddMinutes(random.Next(60));
            var count = random.Next(1, 1300);
            Assert.Equal(naive.WorkingMinutes(minute, count, []), Clock.Due.Compute(Shanghai(minute), new Limit(count, LimitUnit.WorkingMinutes)).At.DateTime);
        }
    }

    [Theory]
    [InlineData(LimitUnit.WorkingDays, 6)]
    [InlineData(LimitUnit.WorkingMinutes, 1500)]
    [InlineData(LimitUnit.Minutes, 9000)]
    public void Agrees_with_any_pauses(LimitUnit unit, int most)
    {
        var random = new Random(2);
        for (var trial = 0; trial < 400; trial++)
        {
            var start = new DateTime(2026, 1, 1).AddMinutes(random.Next(330 * 24 * 60));
            var count = random.Next(1, most);
            var pauses = Pauses(random, start);
            var expected = unit switch
            {
                LimitUnit.WorkingDays => naive.WorkingDays(start, count, pauses),
                LimitUnit.WorkingMinutes => naive.WorkingMinutes(start, count, pauses),
                _ => NaiveDue.Minutes(start, count, pauses),
            };
            var due = Clock.Due.Compute(Shanghai(start), new Limit(count, unit), [.. pauses.Select(pause => new Pause(Shanghai(pause.From), Shanghai(pause.To)))]);
            Assert.True(expected == due.At.DateTime, $"{start:s} + {count} {unit}, pauses {string.Join(' ', pauses)}: {expected:s}, but {string.Join('\n', due.Trace)}");
        }
    }

    /// <summary>Up to four pauses, some empty, some touching, often with ends at opening and closing times, in any order.</summary>
    internal static List<(DateTime From, DateTime To)> Pauses(Random random, DateTime start)
    {
        int[] hours = [0, 9, 12, 14, 18];
        var pauses = new List<(DateTime From, DateTime To)>();
        var from = start.AddMinutes(random.Next(-2000, 2000));
        for (var left = random.Next(5); left > 0; left--)
        {
            var length = random.Next(4) == 0 ? 0 : random.Next(3 * 24 * 60);
            var to = random.Next(2) == 0 ? from.AddMinutes(length) : from.AddMinutes(length).Date.AddDays(1).AddHours(hours[random.Next(hours.Length)]);
            pauses.Add((from, to));
            from = random.Next(3) == 0 ? to : to.AddMinutes(random.Next(2000));
        }

        return [.. pauses.OrderBy(_ => random.Next())];
    }

    private static DateTimeOffset Shanghai(DateTime wall) => new(wall, TimeSpan.FromHours(8));
}
