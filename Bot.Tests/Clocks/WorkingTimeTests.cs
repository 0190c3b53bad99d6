using Bot.Domain.Clocks;

namespace Bot.Tests.Clocks;

/// <summary>What must hold for any instants, amounts and pauses; 2,000 drawn cases each, from a fixed seed.</summary>
public class WorkingTimeTests
{
    private const int Cases = 2000;

    [Fact]
    public void Between_a_start_and_the_start_plus_an_amount_is_that_amount() => ForAny((random, start, pauses) =>
    {
        var amount = TimeSpan.FromMilliseconds(random.Next(200 * 3600 * 1000));
        var end = Clock.Due.AddWorkingTime(start, amount, pauses);
        Assert.Equal(amount, Clock.Due.WorkingTimeBetween(start, end, pauses));
        Assert.Equal(TimeSpan.Zero, Clock.Due.WorkingTimeBetween(end, start.AddMinutes(-1), pauses));
    });

    [Fact]
    public void Added_again_leads_back_to_the_end_or_to_the_closing_before_it() => ForAny((random, start, pauses) =>
    {
        var end = start.AddMinutes(random.Next(1, 20000));
        var between = Clock.Due.WorkingTimeBetween(start, end, pauses);
        var again = Clock.Due.AddWorkingTime(start, between, pauses);
        Assert.True(between == TimeSpan.Zero || again <= end);
        Assert.Equal(between, Clock.Due.WorkingTimeBetween(start, again, pauses));
    });

    [Fact]
    public void Taken_away_from_an_end_passes_until_that_end() => ForAny((random, end, pauses) =>
    {
        var amount = TimeSpan.FromSeconds(random.Next(200 * 3600));
        var start = Clock.Due.SubtractWorkingTime(end, amount, pauses);
        Assert.Equal(amount, Clock.Due.WorkingTimeBetween(start, end, pauses));
    });

    [Fact]
    public void Adds_up_over_any_point_between() => ForAny((random, from, pauses) =>
    {
        var middle = from.AddSeconds(random.Next(1_000_000));
        var to = middle.AddSeconds(random.Next(1_000_000));
        Assert.Equal(
            Clock.Due.WorkingTimeBetween(from, to, pauses),
            Clock.Due.WorkingTimeBetween(from, middle, pauses) + Clock.Due.WorkingTimeBetween(middle, to, pauses));
    });

    [Theory]
    [InlineData(LimitUnit.WorkingDays, 12)]
    [InlineData(LimitUnit.WorkingHours, 60)]
    [InlineData(LimitUnit.Hours, 200)]
    public void Makes_nothing_due_earlier_by_a_pause_a_later_start_or_one_more(LimitUnit unit, int most) => ForAny((random, start, pauses) =>
    {
        var limit = new Limit(random.Next(1, most), unit);
        var due = Clock.Due.Compute(start, limit, pauses).At;
        Assert.True(due >= Clock.Due.Compute(start, limit).At);
        Assert.True(due >= Clock.Due.Compute(start, limit, [.. pauses.Skip(1)]).At);
        Assert.True(due <= Clock.Due.Compute(start.AddMinutes(random.Next(3000)), limit, pauses).At);
        Assert.True(due < Clock.Due.Compute(start, limit with { Count = limit.Count + 1 }, pauses).At);
    });

    [Fact]
    public void Is_the_same_whether_added_or_computed_as_a_limit() => ForAny((random, start, pauses) =>
    {
        var hours = random.Next(1, 100);
        var due = Clock.Due.Compute(start, new Limit(hours, LimitUnit.WorkingHours), pauses).At;
        Assert.Equal(due, Clock.Due.Compute(start, new Limit(hours * 60, LimitUnit.WorkingMinutes), pauses).At);
        Assert.Equal(due, Clock.Due.AddWorkingTime(start, TimeSpan.FromHours(hours), pauses));
    });

    private static void ForAny(Action<Random, DateTimeOffset, IReadOnlyList<Pause>> holds)
    {
        var random = new Random(3);
        for (var trial = 0; trial < Cases; trial++)
        {
            var wall = new DateTime(2024, 1, 15).AddSeconds(random.Next(1000 * 24 * 3600));
            var pauses = SecondImplementationTests.Pauses(random, wall).Select(pause => new Pause(new(pause.From, TimeSpan.FromHours(8)), new(pause.To, TimeSpan.FromHours(8))));
            holds(random, new DateTimeOffset(wall, TimeSpan.FromHours(8)), [.. pauses]);
        }
    }
}
