using Bot.Tests.Running;

namespace Bot.Tests.Understanding;

/// <summary>A group's chat as copied out of a client goes in, what the bot would have done comes out.</summary>
public sealed class ReplayVerbTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    [Fact]
    public async Task Tells_by_day_and_ticket_what_would_have_been_done_and_counts_it()
    {
        await File.WriteAllTextAsync(file, """
            3-1-201 2026-03-02 08:10:00
            大家早上好
            3-1-201 2026-03-02 08:12:00
            3栋1单元楼道灯不亮了
            3-1-502 2026-03-02 08:15:00
            我家也是
            5-2-301 2026-03-03 21:00:00
            5栋2单元下水道堵了，脏水往外冒
            """, TestContext.Current.CancellationToken);
        var ended = await HostProgram.Feed("", "replay", file);
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Contains("== 2026-03-02", ended.Output, StringComparison.Ordinal);
        Assert.Contains("== 2026-03-03", ended.Output, StringComparison.Ordinal);
        Assert.Contains("#1001", ended.Output, StringComparison.Ordinal);
        Assert.Contains("#1002", ended.Output, StringComparison.Ordinal);
        Assert.Contains("NEW\t2", ended.Output, StringComparison.Ordinal);
        Assert.Contains("LINK\t1", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_lines_of_JSON_as_understand_does()
    {
        await File.WriteAllTextAsync(file, """{"id": "x", "text": "4栋1单元楼道灯不亮了"}""", TestContext.Current.CancellationToken);
        var ended = await HostProgram.Feed("", "replay", file);
        Assert.Contains("NEW\t1", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere/chat.txt")]
    [InlineData("--help-me")]
    public async Task Refuses_a_file_that_is_not_there_in_one_line(string path)
    {
        var ended = await HostProgram.Feed("", "replay", path);
        Assert.Equal(2, ended.Code);
        Assert.Single(ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public void Dispose() => File.Delete(file);
}
