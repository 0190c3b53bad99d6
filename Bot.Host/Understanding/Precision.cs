using Bot.Domain.Understanding;

namespace Bot.Host.Understanding;

/// <summary>How well weights do on labelled messages. Shares from 0 to 1.</summary>
public sealed record Precision(double NewPrecision, double NewRecall, double Intent, double Category, int Count)
{
    /// <summary>Of opening a ticket, the harmonic mean of precision and recall.</summary>
    public double F1 => NewPrecision + NewRecall == 0 ? 0 : 2 * NewPrecision * NewRecall / (NewPrecision + NewRecall);

    public static Precision Measure(Vocabulary vocabulary, IReadOnlyCollection<TrainingExample> examples)
    {
        using var reader = new Reader(vocabulary);
        int opened = 0, should = 0, both = 0, intents = 0, categories = 0, withCategory = 0;
        foreach (var example in examples)
        {
            var reading = reader.Read(example.Conversation);
            var opens = reading.Coarse == Coarse.New;
            var wanted = Intents.OpensTicket(example.Intent);
            opened += opens ? 1 : 0;
            should += wanted ? 1 : 0;
            both += opens && wanted ? 1 : 0;
            intents += reading.Intent == example.Intent ? 1 : 0;
            if (wanted && example.Category is not null)
            {
                withCategory++;
                categories += reading.Category == example.Category ? 1 : 0;
            }
        }

        return new Precision(Share(both, opened), Share(both, should), Share(intents, examples.Count), Share(categories, withCategory), examples.Count);
    }

    private static double Share(int part, int whole) => whole == 0 ? 1 : (double)part / whole;
}
