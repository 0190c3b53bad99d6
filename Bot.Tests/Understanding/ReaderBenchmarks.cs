using System.Diagnostics;
using System.Text;

namespace Bot.Tests.Understanding;

/// <summary>How the time of reading grows with the length of the text; the speed on short messages is measured by <c>understand --bench</c>.</summary>
[Trait("Category", "Benchmark")]
[Collection("Benchmarks, one after another")]
public sealed class ReaderBenchmarks
{
    private const string Piece = "3栋2单元楼道灯又不亮了，晚上回来一脚踩空，另外5栋门口垃圾堆了两天没人收，麻烦网格员来看看。";
    private const int Repeats = 15;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    [Fact]
    public void Time_grows_with_the_length_and_not_faster()
    {
        // What runs for the first times is compiled while it runs.
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < WarmUp;)
        {
            TestReader.Read(Piece + Piece);
        }

        foreach (var length in (int[])[100, 1_000, 10_000, 100_000])
        {
            var text = new StringBuilder().Insert(0, Piece, length / Piece.Length + 1).ToString(0, length);
            TestReader.Read(text);
            var best = Enumerable.Range(0, Repeats).Min(_ =>
            {
                var started = Stopwatch.GetTimestamp();
                TestReader.Read(text);
                return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            });
            Benchmark.Report($"read_{length}_characters", Math.Round(best, 1), "us", null, null, Repeats);
        }
    }
}
