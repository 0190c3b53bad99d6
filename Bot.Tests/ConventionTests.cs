using System.Text.RegularExpressions;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Tests;

public partial class ConventionTests
{
    private const int LongestFile = 350;

    [Fact]
    public void The_domain_references_no_input_or_output()
    {
        string[] forbidden = ["Npgsql", "Dapper", "Quartz", "Hangfire", "Microsoft.AspNetCore", "System.Net.Http", "System.Data.Common"];
        var references = typeof(Reading).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);
        Assert.DoesNotContain(references, name => forbidden.Any(name.StartsWith));
    }

    [Fact]
    public void Every_use_case_of_a_ticket_has_its_tests()
    {
        var useCases = typeof(Ticket).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(Ticket).Namespace && type.IsAbstract && type.IsSealed)
            .Where(type => type.GetMethods().Any(method => method.ReturnType == typeof(Decision) || method.ReturnType == typeof(PairDecision)))
            .Select(type => type.Name)
            .ToList();
        Assert.True(useCases.Count >= 15, "the search finds no use cases any more");
        var tests = typeof(ConventionTests).Assembly.GetTypes().Where(type => type.Namespace == "Bot.Tests.Tickets").Select(type => type.Name).ToHashSet();
        Assert.DoesNotContain(useCases, useCase => !tests.Contains(useCase + "Tests"));
    }

    [Fact]
    public void Nobody_asks_the_machine_for_the_time()
    {
        var asking = Sources.Under("Bot.Domain").Concat(Sources.Under("Bot.Host")).Where(path => Machine().IsMatch(File.ReadAllText(path)));
        Assert.Empty(asking);
        Assert.Matches(Machine(), "var now = DateTimeOffset.UtcNow;");
    }

    /// <summary>A time limit of a pattern runs by the wall: on a busy machine a thread that was put aside for 100 ms failed over a nickname of nine characters.</summary>
    [Fact]
    public void No_pattern_of_the_program_ends_by_the_wall_clock()
    {
        var patterns = new[] { typeof(Ticket).Assembly, typeof(Bot.Host.Verbs).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public))
            .SelectMany(method => method.GetCustomAttributes(typeof(GeneratedRegexAttribute), inherit: false).Cast<GeneratedRegexAttribute>())
            .ToList();
        Assert.True(patterns.Count >= 4, "the search finds no patterns any more");
        Assert.DoesNotContain(patterns, pattern => pattern.MatchTimeoutMilliseconds > 0);
        Assert.DoesNotContain(Sources.Under("Bot.Domain").Concat(Sources.Under("Bot.Host")), path => Limited().IsMatch(File.ReadAllText(path)));
        Assert.Matches(Limited(), "new Regex(pattern, Options, TimeSpan.FromSeconds(1))");
    }

    [Fact]
    public void No_file_is_longer_than_350_lines()
    {
        string[] projects = ["Bot.Domain", "Bot.Host", "Bot.Tests"];
        var files = projects.SelectMany(Sources.Under).Select(path => (Path: Path.GetRelativePath(Sources.Root, path), Lines: File.ReadLines(path).Count())).ToList();
        Assert.True(files.Count > 100);
        Assert.DoesNotContain(files, file => file.Lines > LongestFile);
    }

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Machine();

    [GeneratedRegex(@"Regex\([^;]*TimeSpan\.")]
    private static partial Regex Limited();
}
