namespace Bot.Domain.Understanding;

/// <summary>
/// Labelled messages once more as they look when the talk before them has scrolled away: what was spoken of stands in the register alone, among tickets of
/// other matters. A group's talk goes on for weeks, and "又不亮了" is still about the lamp.
/// </summary>
public static class RegisterExamples
{
    /// <summary>What was said less long ago is still in the talk.</summary>
    private static readonly TimeSpan ScrolledAway = TimeSpan.FromHours(1);
    private const int MostOthers = 6;

    /// <summary>Of the messages without a talk so many stand beside a register too: most of what is written is about none of its tickets.</summary>
    private const int LoneOneIn = 5;

    /// <param name="vocabulary">The words; weights are not needed.</param>
    /// <param name="labelled">The messages in their talk; tickets of the same source are the others of its register.</param>
    public static IReadOnlyList<TrainingExample> Of(Vocabulary vocabulary, IReadOnlyList<TrainingExample> labelled)
    {
        var thread = new TalkThread(vocabulary);
        var registers = labelled.Select(example => Known(thread, example)).ToArray();
        var pools = labelled.Zip(registers).GroupBy(pair => pair.First.Source, pair => pair.Second ?? []).ToDictionary(pool => pool.Key ?? "", pool => pool.SelectMany(tickets => tickets).ToArray());
        var random = new LinearCongruential(23);
        var found = new List<TrainingExample>();
        for (var i = 0; i < labelled.Count; i++)
        {
            var example = labelled[i];
            var isLone = example.Conversation.Context.Count == 0 && random.Next(LoneOneIn) == 0;
            if (example.IsWorker || registers[i] is not { } own || own.Length == 0 && !isLone)
            {
                continue;
            }

            var others = Others(pools[example.Source ?? ""], own, example.Category, ref random);
            if (own.Length + others.Count > 0)
            {
                found.Add(example with { Conversation = example.Conversation with { Context = [], Tickets = [.. others, .. own] } });
            }
        }

        return found;
    }

    /// <summary>The tickets of the talk; null where a part of it is too fresh to have scrolled away, or has no number yet.</summary>
    private static KnownTicket[]? Known(TalkThread thread, TrainingExample example)
    {
        var talk = example.Conversation;
        thread.Read(talk);
        if (talk.Context.Any(line => line.Ago < ScrolledAway) || thread.Tickets.Exists(ticket => ticket.Number is null))
        {
            return null;
        }

        return [.. thread.Tickets.Select(ticket =>
        {
            var questions = thread.Questions.Where(question => question.Ticket == ticket).ToList();
            IReadOnlyList<string> reporters = ticket.Reporters.Count > 0 ? ticket.Reporters : ticket.Reporter is { } one ? [one] : [];
            var checkers = questions.Where(question => question.Kind is not (Asked.Place or Asked.Nothing)).Select(question => question.Whom).ToList();
            return new KnownTicket(ticket.Number!, ticket.Category ?? "其他", ticket.Location, ticket.Words, !ticket.Done, checkers.Count > 0, ticket.Ago, reporters, questions.Find(question => question.Kind == Asked.Place).Whom, checkers);
        })];
    }

    private static List<KnownTicket> Others(KnownTicket[] pool, KnownTicket[] own, string? category, ref LinearCongruential random)
    {
        var others = new List<KnownTicket>();
        for (var left = pool.Length == 0 ? 0 : random.Next(MostOthers + 1); left > 0; left--)
        {
            var other = pool[random.Next(pool.Length)];
            if (other.Category != category && !own.Concat(others).Any(known => known.Number == other.Number || known.Category == other.Category))
            {
                // Nobody waits for an answer about these.
                others.Add(other with { AskedForPlace = null, AskedForCheck = null });
            }
        }

        return others;
    }
}
