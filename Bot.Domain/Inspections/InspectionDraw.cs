using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bot.Domain.Inspections;

/// <summary>What a draw chooses from, as it stood when its seed was made.</summary>
/// <param name="Week">ISO week, such as 2026-W10.</param>
/// <param name="Days">The days on which somebody may come, in order.</param>
/// <param name="People">Person ids, in the order of the plan.</param>
public sealed record DrawInputs(string Plan, string Week, IReadOnlyList<DateOnly> Days, int LeastDays, int MostDays, IReadOnlyList<string> People);

/// <summary>Who looks on which day.</summary>
public sealed record Drawn(DateOnly Day, string PersonId);

/// <summary>
/// The draw of a week's inspections. Before the week SHA-256 of a random seed of 32 bytes is published; after the week the seed itself is, and everybody can
/// compute again that the days and people were not chosen by hand:
/// <code>
/// number(label, n):                                    # 0 to n - 1, each equally likely
///   for counter = 0, 1, 2, ...:
///     v = first 8 bytes, big-endian, of HMAC-SHA256(key = seed, message = plan + "|" + week + "|" + label + "|" + counter)   # UTF-8
///     if v &lt; 2^64 - (2^64 mod n): return v mod n        # else the next counter: no remainder is preferred
/// count = least + number("count", most - least + 1)    # never more than there are days
/// for i = 1 .. count:
///   day    = days.remove(number("day|" + i, size of days))
///   person = people.remove(number("person|" + i, size of people))   # all are in again when nobody is left
/// </code>
/// The i-th day and the i-th person go together; the list is then put in the order of the days.
/// </summary>
public static class InspectionDraw
{
    public const int SeedBytes = 32;

    /// <summary>SHA-256 of the seed, in small hexadecimal letters.</summary>
    public static string Commitment(byte[] seed) => Convert.ToHexStringLower(SHA256.HashData(seed));

    public static IReadOnlyList<Drawn> Draw(byte[] seed, DrawInputs inputs)
    {
        ulong Number(string label, int choices) => Uniform(seed, $"{inputs.Plan}|{inputs.Week}|{label}", (ulong)choices);
        var days = inputs.Days.ToList();
        List<string> people = [];
        var least = Math.Min(inputs.LeastDays, days.Count);
        var count = least + (int)Number("count", Math.Min(inputs.MostDays, days.Count) - least + 1);
        var drawn = new List<Drawn>();
        for (var index = 1; index <= count; index++)
        {
            if (people.Count == 0)
            {
                people = [.. inputs.People];
            }

            var (day, person) = ((int)Number($"day|{index}", days.Count), (int)Number($"person|{index}", people.Count));
            drawn.Add(new Drawn(days[day], people[person]));
            days.RemoveAt(day);
            people.RemoveAt(person);
        }

        return [.. drawn.OrderBy(one => one.Day)];
    }

    private static ulong Uniform(byte[] seed, string label, ulong choices)
    {
        // 2^64 mod n, which does not fit into 64 bits itself, is (2^64 - n) mod n; the highest value that is taken is 2^64 - 1 less that remainder.
        var remainder = unchecked(0UL - choices) % choices;
        for (var counter = 0; ; counter++)
        {
            var value = BinaryPrimitives.ReadUInt64BigEndian(HMACSHA256.HashData(seed, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{label}|{counter}"))));
            if (value <= ulong.MaxValue - remainder)
            {
                return value % choices;
            }
        }
    }
}
