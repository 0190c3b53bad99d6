using System.Diagnostics;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>How fast the whole loop turns, from the outside: a message in, the bot's line in the group.</summary>
[Trait("Category", "Benchmark")]
[Collection("Benchmarks, one after another")]
public sealed class LoopBenchmarks(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task One_complaint_is_acknowledged_in_the_group()
    {
        await host.Bot.MoveToMondayMorning();
        await host.Bot.Say("demo-1", "r1", "1栋1单元楼道灯不亮了"); // warm
        await host.Bot.Settle();
        var times = new List<double>();
        for (var building = 2; building <= 40; building++)
        {
            var watch = Stopwatch.StartNew();
            var id = await host.Bot.Say("demo-1", "r1", $"{building}栋2单元楼道灯不亮了");
            var line = await host.Bot.AnswerTo("demo-1", id);
            Assert.StartsWith("已登记", line.Text, StringComparison.Ordinal);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        Benchmark.Report("complaint_to_line_p50", times[times.Count / 2], "ms", null, null, times.Count);
        Benchmark.Report("complaint_to_line_p95", times[times.Count * 95 / 100], "ms", null, null, times.Count);
    }

    [Fact]
    public async Task Many_messages_are_stored_and_handled()
    {
        const int messages = 2000;
        const int senders = 16;
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, messages), new ParallelOptions { MaxDegreeOfParallelism = senders }, async (index, _) =>
            await host.Bot.Say(index % 2 == 0 ? "demo-1" : "demo-2", index % 2 == 0 ? "r2" : "r4", $"今天第{index}次路过，天气不错"));
        var accepted = messages / watch.Elapsed.TotalSeconds;
        await host.Bot.Settle();
        Benchmark.Report("messages_accepted", accepted, "messages/s", null, null, messages);
        Benchmark.Report("messages_handled", messages / watch.Elapsed.TotalSeconds, "messages/s", null, null, messages);
    }
}
