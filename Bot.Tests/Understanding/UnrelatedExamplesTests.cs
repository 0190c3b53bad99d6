using Bot.Domain.Understanding;
using Bot.Host.Understanding;
using static Bot.Tests.Understanding.TestReader;

namespace Bot.Tests.Understanding;

public class UnrelatedExamplesTests
{
    private static readonly Vocabulary Words = VocabularyFiles.LoadWithoutWeights(VocabularyFiles.DefaultDirectory);

    [Fact]
    public void A_danger_that_nothing_was_said_before_is_told_again_in_a_talk_about_another_matter()
    {
        var again = Assert.Single(UnrelatedExamples.Of(Words, [Lock(), Fire]));
        Assert.Equal(("着火了", "report", "火灾"), (again.Conversation.Message.Text, again.Intent, again.Category));
        Assert.Equal(Lock().Conversation.Context, again.Conversation.Context);
    }

    [Fact]
    public void It_is_never_told_where_the_ticket_may_have_grown_to_it() => Assert.Empty(UnrelatedExamples.Of(Words, [Followed("3栋停电了", "已登记 #1023 电力故障｜3栋｜紧急", "什么时候来电", "电力故障"), Fire]));

    [Fact]
    public void It_is_never_told_in_the_talk_of_another_source() => Assert.Empty(UnrelatedExamples.Of(Words, [Lock() with { Source = "elsewhere" }, Fire]));

    [Fact]
    public void Whoever_is_asked_something_is_no_example_of_unrelated_talk() =>
        Assert.Empty(UnrelatedExamples.Of(Words, [Followed("门锁坏了", "已登记 #1023 门禁，请问是几栋几单元？", "3栋", "门禁"), Fire]));

    [Fact]
    public void Most_are_told_by_whoever_reported_the_other_matter_and_some_by_neighbours()
    {
        var senders = UnrelatedExamples.Of(Words, [Lock(), .. Enumerable.Repeat(Fire, 40)]).Select(example => example.Conversation.Message.Sender).ToList();
        Assert.Equal(40, senders.Count);
        Assert.InRange(senders.Count(sender => sender == "老周"), 21, 39);
    }

    [Fact]
    public void Of_chat_only_a_part_is_told_again()
    {
        var chats = Enumerable.Repeat(Alone("晚上吃火锅去不去", "chat", null, Urgency.Normal), 80);
        Assert.InRange(UnrelatedExamples.Of(Words, [Lock(), .. chats]).Count, 1, 30);
    }

    private static TrainingExample Fire => Alone("着火了", "report", "火灾", Urgency.Critical);

    private static TrainingExample Lock() => Followed("3栋门锁坏了", "已登记 #1023 门禁｜3栋｜一般", "怎么还没人来", "门禁");

    private static TrainingExample Alone(string text, string intent, string? category, Urgency urgency) =>
        new(new Conversation(Group, [], new Utterance("桂花", SpeakerRole.Resident, text, TimeSpan.Zero)), intent, category, urgency, "talks");

    private static TrainingExample Followed(string report, string registered, string text, string category) =>
        new(new Conversation(Group, [Said("老周", report, 5), BotSaid(registered, 5)], new Utterance("老周", SpeakerRole.Resident, text, TimeSpan.Zero)), "urge", category, null, "talks");
}
