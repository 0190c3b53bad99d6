using System.Text.Json;
using Bot.Domain.Understanding;
using Bot.Host.Understanding;
using Bot.Tests.Running;

namespace Bot.Tests.Understanding;

/// <summary>The verb as a process: lines in, lines out.</summary>
public class UnderstandVerbTests
{
    [Fact]
    public async Task Answers_every_line_in_order_and_names_what_it_cannot_use()
    {
        var ended = await HostProgram.Feed("""
            {"id": "a", "text": "4栋1单元楼道灯不亮了", "sender": "老周"}
            {"id": "b", "text": 5}
            no JSON
            {"id": "c", "text": "大家早上好", "sender": "老周"}

            """, "understand");
        Assert.Equal(0, ended.Code);
        var answers = ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(4, answers.Length);
        Assert.Equal(("NEW", "照明"), (answers[0].GetProperty("coarse").GetString(), answers[0].GetProperty("category").GetString()));
        Assert.Equal("4", answers[0].GetProperty("location").GetProperty("building").GetString());
        Assert.NotEmpty(answers[0].GetProperty("reasons").EnumerateArray());
        Assert.Equal("b", answers[1].GetProperty("id").GetString());
        Assert.NotEqual("", answers[1].GetProperty("error").GetString());
        Assert.True(answers[2].TryGetProperty("error", out _));
        Assert.Equal(("c", "NONE"), (answers[3].GetProperty("id").GetString(), answers[3].GetProperty("coarse").GetString()));
        Assert.Equal(JsonValueKind.Null, answers[3].GetProperty("reply").ValueKind);
    }

    [Theory]
    [InlineData("--bench", "0")]
    [InlineData("--nonsense", "1")]
    [InlineData("--weights", "/nowhere/weights.bin", "--words")]
    public async Task Refuses_what_it_does_not_know_in_one_line(params string[] arguments)
    {
        var ended = await HostProgram.Feed("", ["understand", .. arguments]);
        Assert.Equal(2, ended.Code);
        Assert.Equal("", ended.Output);
        Assert.Single(ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Bench_counts_every_message_as_often_as_asked()
    {
        var ended = await HostProgram.Feed("""
            {"id": "a", "text": "4栋1单元楼道灯不亮了"}
            {"id": "b", "text": "大家早上好"}
            """, "understand", "--bench", "3");
        var figures = JsonDocument.Parse(ended.Output).RootElement;
        Assert.Equal(6, figures.GetProperty("messages").GetInt32());
        foreach (var name in (string[])["seconds", "messages_per_second", "p50_us", "p99_us"])
        {
            Assert.True(figures.GetProperty(name).GetDouble() >= 0, name);
        }
    }

    [Fact]
    public async Task Weights_that_are_none_are_refused_with_the_reason()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "nothing learned here", TestContext.Current.CancellationToken);
        var ended = await HostProgram.Feed("", "understand", "--weights", file);
        File.Delete(file);
        Assert.Equal(2, ended.Code);
        Assert.Contains("no weights", ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5, "cut off")]
    [InlineData(0.0001, "cut off")]
    public async Task Weights_that_end_too_early_are_refused_with_the_reason(double part, string expected)
    {
        var whole = await File.ReadAllBytesAsync(Path.Combine(VocabularyFiles.DefaultDirectory, VocabularyFiles.WeightsFile), TestContext.Current.CancellationToken);
        using var cut = new MemoryStream(whole[..(int)(whole.Length * part)]);
        Assert.Contains(expected, Assert.Throws<FormatException>(() => LinearModel.Load(cut)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_claim_a_text_without_end_ask_for_no_memory()
    {
        using var source = new MemoryStream([.. "grid-weights-5\n"u8, 0xFF, 0xFF, 0xFF, 0x7F]);
        Assert.Contains("broken", Assert.Throws<FormatException>(() => LinearModel.Load(source)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_category_with_an_unknown_need_of_a_place_is_refused_by_its_name()
    {
        var text = new VocabularyText([], [], [], ["[公共交通] 地点=哪里", "公交"], [], [], () => LinearModel.Untaught);
        Assert.Contains("公共交通", Assert.Throws<FormatException>(() => new Vocabulary(text)).Message, StringComparison.Ordinal);
    }
}
