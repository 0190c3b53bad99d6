namespace Bot.Domain.Understanding;

/// <summary>
/// Labelled messages that nothing was said before, once more in a talk that has nothing to do with them: a fire told by whoever reported a lock a minute ago, chat about dinner after one's
/// own burst pipe. Labelled talk is written around its ticket, so in it nearly all that a reporter says is about his ticket; in a group it is not.
/// </summary>
public static class UnrelatedExamples
{
    /// <summary>Of the reports and the chat that stand alone so many are told in such a talk; dangers all.</summary>
    private const int OneIn = 8;

    private sealed record Talk(Conversation Conversation, TalkTicket[] Tickets);

    /// <param name="vocabulary">The words; weights are not needed.</param>
    /// <param name="labelled">The messages in their talk; the talk of another message of the same source is borrowed.</param>
    public static IReadOnlyList<TrainingExample> Of(Vocabulary vocabulary, IReadOnlyList<TrainingExample> labelled)
    {
        var thread = new TalkThread(vocabulary);
        var talks = labelled.Select(example => (example.Source, Talk: Borrowed(thread, example.Conversation))).Where(pair => pair.Talk is not null)
            .GroupBy(pair => pair.Source).ToDictionary(group => group.Key, group => group.Select(pair => pair.Talk!).ToArray());
        var random = new LinearCongruential(29);
        var found = new List<TrainingExample>();
        foreach (var example in labelled)
        {
            var isDanger = example.Urgency == Urgency.Critical && Intents.OpensTicket(example.Intent);
            if (example.IsWorker || example.Conversation.Context.Count > 0 || !(Intents.OpensTicket(example.Intent) || example.Intent == "chat") || !talks.TryGetValue(example.Source, out var pool)
                || !isDanger && random.Next(OneIn) > 0)
            {
                continue;
            }

            var talk = pool[random.Next(pool.Length)];
            var danger = isDanger ? vocabulary.Dangers.Of(example.Category) : null;
            if (talk.Tickets.Any(ticket => ticket.Category is null || ticket.Category == example.Category || danger?.MayGrowFrom(ticket.Category) == true))
            {
                continue;
            }

            // One in four is told by somebody else than who reported the matter.
            var sender = random.Next(4) > 0 && talk.Tickets[^1].Reporter is { } reporter ? reporter : example.Conversation.Message.Sender;
            found.Add(example with { Conversation = talk.Conversation with { Message = example.Conversation.Message with { Sender = sender } } });
        }

        return found;
    }

    /// <summary>The talk, where it is about tickets that are open and nobody was asked anything.</summary>
    private static Talk? Borrowed(TalkThread thread, Conversation conversation)
    {
        thread.Read(conversation);
        return thread.Tickets.Count == 0 || thread.Questions.Count > 0 || thread.Tickets.Exists(ticket => ticket.Number is null || ticket.Done) ? null : new Talk(conversation, [.. thread.Tickets]);
    }
}
