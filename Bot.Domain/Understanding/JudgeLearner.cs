namespace Bot.Domain.Understanding;

/// <summary>
/// Teaches the judges: the labelled messages are parted by their authors (one file, one author), each part is read with weights learned from the
/// others, and the judges learn from what those readings missed. The order is fixed, so the same examples give the same judges.
/// </summary>
public static class JudgeLearner
{
    private const int Parts = 3;

    /// <summary>From fewer messages nothing is learned that holds elsewhere.</summary>
    private const int FewestExamples = 1000;

    /// <summary>What is less likely a danger than this is not asked about, so it need not be learned from.</summary>
    private const float LeastDanger = 0.05f;

    private sealed class Rows
    {
        public List<SplitJudge.Cuts> Splits { get; } = [];
        public List<(float[] Told, Coarse First, int Wanted)> Readings { get; } = [];
        public List<(float[] Facts, bool Tells)> Dangers { get; } = [];
        public List<(DegreeJudge.Known Known, Urgency Wanted)> Degrees { get; } = [];
    }

    /// <summary>The weights with judges taught by the labelled messages; without any where these are too few.</summary>
    /// <param name="learned">The weights to stand behind.</param>
    /// <param name="bare">As <see cref="Learner.Learn(Vocabulary, IReadOnlyList{TrainingExample})"/>.</param>
    /// <param name="sentences">Learned by the weights of every part.</param>
    /// <param name="labelled">The messages in their talk.</param>
    /// <param name="with">The words with other weights.</param>
    public static LinearModel Teach(LinearModel learned, Vocabulary bare, IReadOnlyList<TrainingExample> sentences, IReadOnlyList<TrainingExample> labelled, Func<LinearModel, Vocabulary> with)
    {
        ArgumentNullException.ThrowIfNull(learned);
        if (labelled.Count < FewestExamples)
        {
            return learned;
        }

        var sources = labelled.Select(example => example.Source).Distinct().ToList();
        var parts = labelled.Select((example, i) => sources.Count < Parts ? i % Parts : PartOf(example)).ToArray();

        // The weights are not learned from these: they would take every chat after a report for more about it.
        TrainingExample[] again = [.. RegisterExamples.Of(bare, labelled), .. UnrelatedExamples.Of(bare, labelled)];
        var models = new LinearModel[Parts];
        Parallel.For(0, Parts, new ParallelOptions { MaxDegreeOfParallelism = 2 }, part => models[part] = Learner.Learn(bare, [.. sentences, .. labelled.Where((_, i) => parts[i] != part)]));
        Rows[] ReadAll() => [.. models.AsParallel().AsOrdered().WithDegreeOfParallelism(2).Select((model, part) => Read(with(model), [.. labelled.Where((_, i) => parts[i] == part), .. again.Where(example => PartOf(example) == part)]))];

        // The first readings that the others judge are parted as they will be.
        var splits = SplitJudge.Learn([.. ReadAll().SelectMany(part => part.Splits)]);
        models = [.. models.Select(model => model.With(new Judges(splits)))];
        var rows = ReadAll();
        return learned.With(new Judges(splits, Judge.Learn([.. rows.SelectMany(part => part.Readings)]), DangerJudge.Learn([.. rows.SelectMany(part => part.Dangers)]), DegreeJudge.Learn([.. rows.SelectMany(part => part.Degrees)])));

        int PartOf(TrainingExample example) => sources.IndexOf(example.Source) % Parts;
    }

    private static Rows Read(Vocabulary vocabulary, IEnumerable<TrainingExample> examples)
    {
        var reader = new ResidentReader(vocabulary);
        var matters = new MatterReader(vocabulary);
        var work = new Workspace(vocabulary) { Gathers = true };
        var rows = new Rows();
        foreach (var example in examples.Where(example => !example.IsWorker))
        {
            work.Start(example.Conversation);
            var first = reader.Read(work, example.Conversation);
            var wanted = Array.IndexOf(Judge.Outcomes, Intents.CoarseOf(example.Intent));
            if (work.HasGathered && wanted >= 0)
            {
                rows.Readings.Add(([.. work.Told], first.Coarse, wanted));
            }

            if (example.Conversation.Context.Count > 0 && matters.ChanceOfDanger(work, work.Text.Sums) >= LeastDanger)
            {
                var facts = new float[DangerJudge.Facts];
                DangerJudge.Tell(vocabulary, work, facts);
                rows.Dangers.Add((facts, example.Urgency == Urgency.Critical && (Intents.OpensTicket(example.Intent) || Intents.Touches(example.Intent))));
            }

            if (work.Cuts.Count > 0 && (example.Intent == "multi" || Intents.OpensTicket(example.Intent)))
            {
                rows.Splits.Add(new SplitJudge.Cuts(work.Cuts, example.Intent == "multi"));
            }

            if (first.Coarse == Coarse.New && example.Urgency is { } urgency && Intents.OpensTicket(example.Intent) && work.KnownOfDegree is { } known)
            {
                rows.Degrees.Add((known, urgency));
            }
        }

        return rows;
    }
}
