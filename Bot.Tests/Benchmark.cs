using System.Text.Json;

namespace Bot.Tests;

/// <summary>Where a test with <c>[Trait("Category", "Benchmark")]</c> leaves its figures; <c>deploy/bench</c> runs those tests and prints the figures.</summary>
public static class Benchmark
{
    private static readonly Lock Gate = new();

    /// <summary>Adds one line to the file that BOT_BENCH_OUTPUT names, and to the test's own output.</summary>
    /// <param name="name">What is measured, in snake_case.</param>
    /// <param name="value">The figure, in <paramref name="unit"/>.</param>
    /// <param name="unit">Such as <c>messages/s</c> or <c>us</c>.</param>
    /// <param name="versus">What the figure is measured against, or null.</param>
    /// <param name="ratio">How many times better than <paramref name="versus"/>, or null.</param>
    /// <param name="n">How many single measurements stand behind the figure.</param>
    public static void Report(string name, double value, string unit, string? versus, double? ratio, int n)
    {
        var line = Line(name, value, unit, versus, ratio, n);
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("BOT_BENCH_OUTPUT") is { Length: > 0 } file)
        {
            lock (Gate) File.AppendAllText(file, line + "\n");
        }
    }

    public static string Line(string name, double value, string unit, string? versus, double? ratio, int n) =>
        JsonSerializer.Serialize(new { name, value, unit, versus, ratio, n });
}
