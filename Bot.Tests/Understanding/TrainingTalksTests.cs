using Bot.Domain.Understanding;
using Bot.Host.Understanding;

namespace Bot.Tests.Understanding;

public class TrainingTalksTests
{
    [Fact]
    public void Each_line_that_may_come_next_is_a_message_in_the_talk_before_it()
    {
        var examples = TrainingTalks.Parse(
        [
            "# 备注",
            "= 居民 3-2-501老周 1d2h: 楼道灯坏了",
            "= 机器人 26h: 已登记 #1023 照明｜3栋2单元｜一般",
            "> 3-2-501老周: 亮了\\n谢谢 [confirm]",
            "> 物业 老李: 换好了 [w_done]",
            "",
            "> 6栋小芳: 门禁坏了 [report 门禁 较急]",
        ]).ToArray();
        Assert.Equal(["confirm", "w_done", "report"], examples.Select(example => example.Intent));
        Assert.Equal("亮了\n谢谢", examples[0].Conversation.Message.Text);
        Assert.Equal([SpeakerRole.Resident, SpeakerRole.Bot], examples[0].Conversation.Context.Select(line => line.Role));
        Assert.Equal(TimeSpan.FromHours(26), examples[0].Conversation.Context[0].Ago);
        Assert.Equal(("老李", SpeakerRole.Property), (examples[1].Conversation.Message.Sender, examples[1].Conversation.Message.Role));
        Assert.Equal(("门禁", Urgency.Elevated, 0), (examples[2].Category, examples[2].Urgency!.Value, examples[2].Conversation.Context.Count));
    }

    [Theory]
    [InlineData("亮了 [confirm]")]
    [InlineData("= 居民 老周: 灯坏了")]
    [InlineData("= 路人 老周 2h: 灯坏了")]
    [InlineData("> 老周: 亮了")]
    [InlineData("> 亮了 [confirm]")]
    [InlineData("> 老周: 亮了 []")]
    public void A_line_that_cannot_be_understood_is_named_by_its_number(string line) =>
        Assert.Contains("line 2", Assert.Throws<FormatException>(() => TrainingTalks.Parse(["# 备注", line]).Count()).Message, StringComparison.Ordinal);

    [Fact]
    public void The_talks_that_come_with_the_program_can_all_be_learned_from()
    {
        var categories = TestReader.Instance.Vocabulary.Categories;
        var talks = VocabularyFiles.LoadTalks();
        Assert.True(talks.Count > 15_000, $"{talks.Count} messages");
        Assert.All(talks, example => Assert.True(example.Category is null || categories.ContainsKey(example.Category), example.Category));
        Assert.All(talks, example => Assert.True(example.IsWorker || Intents.OfResidents.Contains(example.Intent) || example.Intent is "discussion", example.Intent));
    }
}
