using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Bot.Domain.Inspections;
using Bot.Tests.Clocks;

namespace Bot.Tests.Inspections;

public sealed class InspectionDrawTests
{
    private static readonly IReadOnlyList<string> People = ["r1", "r2", "r3", "w1"];

    private static DrawInputs Inputs(int least = 1, int most = 2, int days = 5) =>
        new("canteen", "2026-W10", [.. Enumerable.Range(0, days).Select(day => Clock.Day("2026-03-02").AddDays(day))], least, most, People);

    /// <summary>The published rule written down once more, with unbounded integers and from the words alone.</summary>
    internal static IReadOnlyList<(DateOnly Day, string Person)> Again(byte[] seed, string plan, string week, IEnumerable<DateOnly> among, int least, int most, IReadOnlyList<string> from)
    {
        int Number(string label, int n)
        {
            var all = BigInteger.Pow(2, 64);
            for (var counter = 0; ; counter++)
            {
                using var hash = new HMACSHA256(seed);
                var bytes = hash.ComputeHash(Encoding.UTF8.GetBytes(string.Join('|', plan, week, label, counter.ToString(CultureInfo.InvariantCulture))));
                var value = bytes.Take(8).Aggregate(BigInteger.Zero, (sum, one) => (sum * 256) + one);
                if (value < all - (all % n))
                {
                    return (int)(value % n);
                }
            }
        }

        var days = new List<DateOnly>(among);
        var people = new List<string>();
        var drawn = new SortedDictionary<DateOnly, string>();
        var count = least + Number("count", most - least + 1);
        for (var i = 1; i <= count; i++)
        {
            people = people.Count == 0 ? [.. from] : people;
            var day = days[Number($"day|{i}", days.Count)];
            var person = people[Number($"person|{i}", people.Count)];
            drawn[day] = person;
            days.Remove(day);
            people.Remove(person);
        }

        return [.. drawn.Select(one => (one.Key, one.Value))];
    }

    [Fact]
    public void A_second_computation_from_the_published_rule_gives_the_same_draws()
    {
        for (var number = 0; number < 500; number++)
        {
            var seed = SHA256.HashData(BitConverter.GetBytes(number));
            var inputs = Inputs(1 + (number % 2), 2 + (number % 3));
            Assert.Equal(Again(seed, inputs.Plan, inputs.Week, inputs.Days, inputs.LeastDays, inputs.MostDays, inputs.People), InspectionDraw.Draw(seed, inputs).Select(one => (one.Day, one.PersonId)));
        }
    }

    [Fact]
    public void A_seed_and_its_draw_never_change()
    {
        var seed = Convert.FromHexString(string.Concat(Enumerable.Repeat("0123456789abcdef", 4)));
        Assert.Equal("4884fdaafea47c29fea7159d0daddd9c085d6200e1359e85bb81736af6b7c837", InspectionDraw.Commitment(seed));

        // Computed by a few lines of another language from the published rule.
        Assert.Equal([("2026-03-03", "r2"), ("2026-03-04", "r3")], InspectionDraw.Draw(seed, Inputs()).Select(one => (one.Day.ToString("O", CultureInfo.InvariantCulture), one.PersonId)));
    }

    [Fact]
    public void Every_day_every_person_and_every_count_comes_about_as_often_as_the_others()
    {
        const int draws = 4000;
        var drawn = Enumerable.Range(0, draws).Select(number => InspectionDraw.Draw(SHA256.HashData(BitConverter.GetBytes(number)), Inputs())).ToList();
        void Even(IEnumerable<int> counts, int kinds)
        {
            var found = counts.ToList();
            Assert.Equal(kinds, found.Count);

            // Seeds are fixed, so this never wavers; the bound is some five standard deviations of an even draw.
            Assert.All(found, count => Assert.InRange(count, found.Average() * 0.88, found.Average() * 1.12));
        }

        Even(drawn.CountBy(week => week.Count).Select(one => one.Value), 2);
        Even(drawn.SelectMany(week => week).CountBy(one => one.Day).Select(one => one.Value), 5);
        Even(drawn.SelectMany(week => week).CountBy(one => one.PersonId).Select(one => one.Value), 4);
    }

    [Fact]
    public void Two_days_of_a_week_are_two_and_the_people_differ_while_there_are_enough()
    {
        for (var number = 0; number < 300; number++)
        {
            var seed = SHA256.HashData(BitConverter.GetBytes(number));
            var drawn = InspectionDraw.Draw(seed, Inputs(2, 2));
            Assert.Equal(2, drawn.Select(one => one.Day).Distinct().Count());
            Assert.Equal(2, drawn.Select(one => one.PersonId).Distinct().Count());
            Assert.Equal(["r1", "r1"], InspectionDraw.Draw(seed, Inputs(2, 2) with { People = ["r1"] }).Select(one => one.PersonId));
            Assert.Single(InspectionDraw.Draw(seed, Inputs(1, 2, days: 1)));
        }
    }

    [Fact]
    public void A_published_day_off_is_never_drawn_and_a_week_of_them_has_no_draw()
    {
        var plan = new InspectionPlan("canteen", "grid-1", "食堂", ["留样"], [DayOfWeek.Thursday, DayOfWeek.Saturday], 1, 2, People, "p1");
        Assert.Equal([Clock.Day("2026-10-10")], plan.InputsFor(Clock.Day("2026-10-05"), new Bot.Domain.Clocks.WorkCalendar([Clock.Holidays(2026, "2026-10-08")])).Days);
        var none = plan.InputsFor(Clock.Day("2026-10-05"), new Bot.Domain.Clocks.WorkCalendar([Clock.Holidays(2026, "2026-10-08", "2026-10-10")]));
        Assert.Empty(InspectionDraw.Draw(new byte[32], none));
    }

    [Theory]
    [InlineData("2026-03-01", "2026-03-02", "2026-W10")]
    [InlineData("2026-03-02", "2026-03-09", "2026-W11")]
    [InlineData("2026-12-27", "2026-12-28", "2026-W53")]
    [InlineData("2026-12-28", "2027-01-04", "2027-W01")]
    [InlineData("2024-12-29", "2024-12-30", "2025-W01")]
    public void The_next_week_begins_on_a_monday_and_has_its_iso_name(string day, string monday, string week)
    {
        Assert.Equal(Clock.Day(monday), InspectionPlan.NextMonday(Clock.Day(day)));
        Assert.Equal(week, InspectionPlan.WeekOf(Clock.Day(monday)));
    }
}
