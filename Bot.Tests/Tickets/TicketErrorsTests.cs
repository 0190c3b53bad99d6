using System.Text.RegularExpressions;
using Bot.Domain.Tickets;

namespace Bot.Tests.Tickets;

public partial class TicketErrorsTests
{
    [Fact]
    public void Every_refusal_is_met_in_a_test_and_used_where_something_is_decided()
    {
        var errors = File.ReadAllText(Sources.Of("Bot.Domain/Tickets/TicketErrors.cs"));
        var tests = string.Concat(Sources.Under("Bot.Tests").Select(File.ReadAllText));
        var code = string.Concat(Sources.Under("Bot.Domain").Concat(Sources.Under("Bot.Host")).Where(path => !path.EndsWith("TicketErrors.cs", StringComparison.Ordinal)).Select(File.ReadAllText));
        foreach (Match match in Member().Matches(errors))
        {
            var (name, refusal) = (match.Groups["name"].Value, match.Groups["code"].Value);
            Assert.True(code.Contains($"TicketErrors.{name}", StringComparison.Ordinal), $"nothing is ever refused with {name}");
            Assert.True(tests.Contains($"\"{refusal}\"", StringComparison.Ordinal) || tests.Contains($"TicketErrors.{name}", StringComparison.Ordinal), $"no test meets {refusal}");
        }
    }

    [Fact]
    public void Codes_are_stable_words_and_unlike_each_other()
    {
        var codes = Member().Matches(File.ReadAllText(Sources.Of("Bot.Domain/Tickets/TicketErrors.cs"))).Select(match => match.Groups["code"].Value).ToList();
        Assert.True(codes.Count > 20);
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[a-z]+(_[a-z]+)*$", code));
    }

    [Fact]
    public void What_a_person_typed_is_not_repeated_at_length()
    {
        Assert.InRange(TicketErrors.Unknown(new string('1', 100)).Text.Length, 1, TicketWords.Longest);
        Assert.InRange(TicketErrors.NobodyCalled(new string('长', 100)).Text.Length, 1, TicketWords.Longest);
    }

    [GeneratedRegex(@"Refusal (?<name>\w+)(?:\([^)]*\))?\s*=>?\s*new\(""(?<code>\w+)""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Member();
}
