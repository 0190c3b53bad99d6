using Bot.Domain.Clocks;

namespace Bot.Domain.Bulletins;

/// <summary>A kind of the journal that bulletins count, with its words: "wish_claimed" is 微心愿 认领 N 个.</summary>
public sealed record CountedKind(string Kind, string Group, string Words, string Unit);

/// <summary>counted-kinds.tsv: kinds that do not stand in it are left out, so that nothing is published by accident.</summary>
public static class CountedKinds
{
    /// <exception cref="FormatException">Names the line and what cannot be used.</exception>
    public static IReadOnlyList<CountedKind> Parse(IEnumerable<string> lines)
    {
        var kinds = new List<CountedKind>();
        foreach (var (fields, number) in TabLines.Read(lines, 4))
        {
            if (fields.Any(field => field.Length == 0) || kinds.Exists(one => one.Kind == fields[0]))
            {
                throw new FormatException($"line {number}: a field is empty, or '{fields[0]}' stands there already");
            }

            kinds.Add(new CountedKind(fields[0], fields[1], fields[2], fields[3]));
        }

        return kinds;
    }
}
