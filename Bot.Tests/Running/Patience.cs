using System.Diagnostics;

namespace Bot.Tests.Running;

/// <summary>Waits for what is bound to happen. The limit is for a machine under load: it says that something hangs, never how fast it is.</summary>
public static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static Task Until(Func<bool> condition, string what) => Until(() => Task.FromResult(condition()), what);

    public static async Task Until(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(begun) > (limit ?? Limit))
            {
                Assert.Fail($"waited {(limit ?? Limit).TotalSeconds:0} s in vain: {what}");
            }

            await Task.Delay(20);
        }
    }
}
