using Bot.Domain.Understanding;
using Bot.Host.Understanding;
using Bot.Tests.Running;

namespace Bot.Tests.Understanding;

/// <summary>learn on a small district of its own, so that it takes a second and not a minute.</summary>
public sealed class LearnVerbTests : IDisposable
{
    private readonly string words = Directory.CreateTempSubdirectory("words-").FullName;

    public LearnVerbTests()
    {
        foreach (var file in Directory.GetFiles(VocabularyFiles.DefaultDirectory, "*.t*"))
        {
            File.Copy(file, Path.Combine(words, Path.GetFileName(file)));
        }

        Directory.CreateDirectory(Path.Combine(words, "training"));
        File.WriteAllText(Path.Combine(words, "training", "few.txt"), """
            [report 照明 一般]
            {楼道|门厅|走廊}{灯|声控灯}{不亮了|坏了|闪个不停}
            [report 环境卫生 一般]
            {垃圾|厨余|纸箱}{没人收|堆了两天|臭死了}
            [chat - -]
            {早上好|晚安|哈哈|周末愉快}{大家|各位|呀}
            """);
    }

    private string Weights => Path.Combine(words, VocabularyFiles.WeightsFile);

    [Fact]
    public async Task Learns_shows_precision_and_recall_before_and_after_and_writes_the_weights()
    {
        var ended = await HostProgram.Feed("", "learn", "--words", words, "--anew", Cases("照明"));
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Contains("\"when\":\"before\"", ended.Output, StringComparison.Ordinal);
        Assert.Contains("\"when\":\"after\"", ended.Output, StringComparison.Ordinal);
        using var reader = new Reader(VocabularyFiles.Load(words));
        Assert.Equal("照明", reader.Read(new Conversation(TestReader.Group, [], new Utterance("居民", SpeakerRole.Resident, "3栋楼道灯坏了", TimeSpan.Zero))).Category);
    }

    [Fact]
    public async Task Refuses_to_make_things_worse()
    {
        Assert.Equal(0, (await HostProgram.Feed("", "learn", "--words", words, "--anew", Cases("照明"))).Code);
        var good = await File.ReadAllBytesAsync(Weights, TestContext.Current.CancellationToken);

        // The sentences now call lamps chat, far more often than the few labelled messages say otherwise.
        await File.WriteAllLinesAsync(Path.Combine(words, "training", "few.txt"), ["[chat - -]", .. Enumerable.Range(41, 600).Select(number => $"{number}栋楼道灯坏了")], TestContext.Current.CancellationToken);
        var ended = await HostProgram.Feed("", "learn", "--words", words, Cases("照明"));
        Assert.Equal(1, ended.Code);
        Assert.Contains("worse", ended.Error, StringComparison.Ordinal);
        Assert.Equal(good, await File.ReadAllBytesAsync(Weights, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_talk_that_cannot_be_understood_is_named_by_file_and_line()
    {
        Directory.CreateDirectory(Path.Combine(words, "talks"));
        await File.WriteAllTextAsync(Path.Combine(words, "talks", "new.txt"), "> 老周: 灯坏了 [report 照明 一般]\n> 老周: 灯坏了\n", TestContext.Current.CancellationToken);
        var ended = await HostProgram.Feed("", "learn", "--words", words, "--anew");
        Assert.Equal(2, ended.Code);
        Assert.Contains("new.txt: line 2", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_of_another_version_are_learned_anew()
    {
        await File.WriteAllTextAsync(Weights, "grid-weights-1\n", TestContext.Current.CancellationToken);
        var ended = await HostProgram.Feed("", "learn", "--words", words, "--anew", Cases("照明"));
        Assert.True(ended.Code == 0, ended.Error);
    }

    [Fact]
    public async Task Names_the_file_and_the_line_it_cannot_use()
    {
        var file = Path.Combine(words, "labelled.jsonl");
        await File.WriteAllTextAsync(file, "{\"id\":\"1\",\"text\":\"x\",\"expect\":{\"intent\":\"chat\"}}\nno JSON\n", TestContext.Current.CancellationToken);
        var ended = await HostProgram.Feed("", "learn", "--words", words, file);
        Assert.Equal(2, ended.Code);
        Assert.Contains("labelled.jsonl:2", ended.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(words, recursive: true);

    /// <summary>Labelled messages, of which one in five or so is held back.</summary>
    private string Cases(string category)
    {
        var file = Path.Combine(words, "cases.jsonl");
        File.WriteAllLines(file, Enumerable.Range(1, 40).Select(number =>
            $$$"""{"id":"{{{number}}}","text":"{{{number}}}栋楼道灯坏了","expect":{"coarse":"NEW","intent":"report","category":"{{{category}}}","urgency":"一般"}}"""));
        return file;
    }
}
