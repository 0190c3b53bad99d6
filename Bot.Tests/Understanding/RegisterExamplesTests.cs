using Bot.Domain.Understanding;
using Bot.Host.Understanding;
using static Bot.Tests.Understanding.TestReader;

namespace Bot.Tests.Understanding;

public class RegisterExamplesTests
{
    private static readonly Vocabulary Words = VocabularyFiles.LoadWithoutWeights(VocabularyFiles.DefaultDirectory);

    [Fact]
    public void A_ticket_whose_talk_has_scrolled_away_stands_in_the_register()
    {
        var again = Assert.Single(RegisterExamples.Of(Words, [Lamp(minutesAgo: 3000)]));
        Assert.Empty(again.Conversation.Context);
        var known = Assert.Single(again.Conversation.Tickets!);
        Assert.Equal(("1023", "照明", "3", "3栋楼道灯不亮了"), (known.Number, known.Category, known.Location.Building, known.Summary));
        Assert.Equal(["老周"], known.Reporters);
        Assert.Equal("reopen", again.Intent);
    }

    [Fact]
    public void What_was_said_a_moment_ago_has_not_scrolled_away() => Assert.Empty(RegisterExamples.Of(Words, [Lamp(minutesAgo: 5)]));

    [Fact]
    public void The_others_of_a_register_are_of_other_kinds_and_of_the_same_source()
    {
        var talks = Enumerable.Range(0, 60).SelectMany(i => new[] { Lamp(3000, $"{1100 + i}"), Lift($"{2100 + i}"), Lift($"{3100 + i}") with { Source = "elsewhere" } }).ToList();
        var lamps = RegisterExamples.Of(Words, talks).Where(example => example.Category == "照明").Select(example => example.Conversation.Tickets!).ToList();
        Assert.Contains(lamps, register => register.Count > 1);
        Assert.All(lamps, register => Assert.Single(register, ticket => ticket.Category == "照明"));
        Assert.DoesNotContain(lamps.SelectMany(register => register), ticket => ticket.Number.StartsWith('3'));
    }

    private static TrainingExample Lamp(int minutesAgo, string number = "1023") => Followed("3栋楼道灯不亮了", $"已登记 #{number} 照明｜3栋｜一般", "又不亮了", "reopen", "照明", minutesAgo);

    private static TrainingExample Lift(string number) => Followed("7栋电梯不动了", $"已登记 #{number} 电梯｜7栋｜较急", "怎么还没人来", "urge", "电梯", 3000);

    private static TrainingExample Followed(string report, string registered, string text, string intent, string category, int minutesAgo) =>
        new(new Conversation(Group, [Said("老周", report, minutesAgo), BotSaid(registered, minutesAgo)], new Utterance("老周", SpeakerRole.Resident, text, TimeSpan.Zero)), intent, category, null, "talks");
}
