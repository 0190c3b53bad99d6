using System.Numerics;
using System.Runtime.InteropServices;

namespace Bot.Domain.Understanding;

/// <summary>
/// Learns the weights of the four heads from labelled messages: log-linear, stochastic gradient with a step per weight (AdaGrad), and
/// a pull towards zero. The order is fixed, so the same examples give the same weights.
/// </summary>
public static class Learner
{
    private const int Epochs = 14;
    private const float Step = 0.25f;

    /// <summary>Tried from 0.0005 to 0.02 with one author left out after the other: flat from 0.001 to 0.004.</summary>
    private const float Pull = 0.002f;
    private const float DropGroup = 0.2f;
    private const float DropTag = 0.1f;

    /// <summary>A feature seen less often tells nothing that holds elsewhere, and only makes the weights larger.</summary>
    private const int SeenAtLeast = 5;

    private sealed record Row(int[] Features, int Resident, int Category, int Urgency, int Worker);

    /// <summary>Learns the categories alone: enough to tell whether what is said sounds like a ticket of the talk.</summary>
    public static LinearModel LearnKinds(Vocabulary vocabulary, IReadOnlyList<TrainingExample> examples) =>
        Learn(vocabulary, [.. examples.Where(example => example.Category is not null)], kindsOnly: true);

    /// <param name="vocabulary">
    /// Gives folding and tags, and the chances of the categories by which words are tied to the talk (<see cref="LearnKinds"/>, from other
    /// examples than those with a talk: of what it has learned by heart it would be too sure). Its other weights do not matter.
    /// </param>
    public static LinearModel Learn(Vocabulary vocabulary, IReadOnlyList<TrainingExample> examples) => Learn(vocabulary, examples, kindsOnly: false);

    private static LinearModel Learn(Vocabulary vocabulary, IReadOnlyList<TrainingExample> examples, bool kindsOnly)
    {
        var features = Features(vocabulary, examples, out var perExample);
        var classes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            [LinearModel.ResidentHead] = kindsOnly ? [] : Names(examples.Where(example => !example.IsWorker).Select(LearnedIntent)),
            [LinearModel.WorkerHead] = kindsOnly ? [] : Names(examples.Where(example => example.IsWorker).Select(LearnedIntent)),
            [LinearModel.CategoryHead] = Names(examples.Where(example => example.Category is not null).Select(example => example.Category!)),
            [LinearModel.UrgencyHead] = kindsOnly ? [] : Names(examples.Where(example => example.Urgency is not null).Select(example => UrgencyNames.Of(example.Urgency!.Value))),
        };
        var isTag = features.Select(name => name[0] is '~' or '@').ToArray();
        return LinearModel.Create(classes, features, (weights, stride, heads) =>
        {
            var rows = examples.Select((example, i) => new Row(
                perExample[i],
                example.IsWorker ? -1 : heads[0].IndexOf(LearnedIntent(example)),
                example.Category is null ? -1 : heads[1].IndexOf(example.Category),
                kindsOnly || example.Urgency is null ? -1 : heads[2].IndexOf(UrgencyNames.Of(example.Urgency.Value)),
                example.IsWorker ? heads[3].IndexOf(LearnedIntent(example)) : -1)).ToArray();
            Train(rows, isTag, weights, stride, heads);
        });
    }

    /// <summary>Kinds of talk that call for the same silence and that nobody has told apart often enough to learn from.</summary>
    private static string LearnedIntent(TrainingExample example) => example.Intent switch
    {
        "opinion" or "thanks" or "system" or "rsvp" or "ad" or "lost_found" when example.IsWorker => "chat",
        "multi" when example.IsWorker => "report",
        "discussion" => "opinion",
        var intent => intent,
    };

    private static string[] Names(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static List<string> Features(Vocabulary vocabulary, IReadOnlyList<TrainingExample> examples, out int[][] perExample)
    {
        var work = new Workspace(vocabulary);
        var names = new List<string>[examples.Count];
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < examples.Count; i++)
        {
            var conversation = examples[i].Conversation;
            var quote = FlattenedQuote.Find(conversation.Message.Text);
            work.Thread.Read(conversation);
            work.ReadMessage(quote?.Reply ?? conversation.Message.Text, quote is not null || conversation.Message.QuotedText is not null);
            names[i] = [];
            work.Text.CollectFeatures(names[i]);
            foreach (var name in names[i].Distinct())
            {
                seen[name] = seen.GetValueOrDefault(name) + 1;
            }
        }

        // What occurs often stands together: a reader then walks fewer pages of memory.
        List<string> features = ["@", .. seen.Where(pair => pair.Value >= SeenAtLeast).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key)];
        var rows = features.Select((name, row) => (name, row)).ToDictionary(pair => pair.name, pair => pair.row, StringComparer.Ordinal);
        perExample = [.. names.Select(list => list.Where(rows.ContainsKey).Select(name => rows[name]).Prepend(0).ToArray())];
        return features;
    }

    private static void Train(Row[] rows, bool[] isTag, float[] weights, int stride, IReadOnlyList<LinearModel.Head> heads)
    {
        var squares = new float[weights.Length];
        var sums = new float[stride];
        var order = Enumerable.Range(0, rows.Length).ToArray();
        var random = new LinearCongruential(7);
        var longest = rows.Length == 0 ? 0 : rows.Max(row => row.Features.Length);
        var kept = new int[longest];
        var values = new float[longest];
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            for (var i = order.Length - 1; i > 0; i--)
            {
                var j = random.Next(i + 1);
                (order[i], order[j]) = (order[j], order[i]);
            }

            foreach (var index in order)
            {
                var row = rows[index];
                var count = Drop(row.Features, isTag, ref random, kept, values);
                Sum(kept, values, count, weights, stride, sums);

                ReadOnlySpan<int> wanted = [row.Resident, row.Category, row.Urgency, row.Worker];
                for (var h = 0; h < heads.Count; h++)
                {
                    if (wanted[h] >= 0)
                    {
                        Update(kept.AsSpan(0, count), values, weights, squares, sums, stride, heads[h], wanted[h]);
                    }
                }
            }
        }
    }

    /// <summary>
    /// Leaves features out at random, so that no single one is relied upon: what people write next time shares few groups of characters with
    /// what they wrote last time.
    /// </summary>
    private static int Drop(int[] features, bool[] isTag, ref LinearCongruential random, int[] kept, float[] values)
    {
        var count = 0;
        var groups = 0;
        for (var i = 0; i < features.Length; i++)
        {
            if (i > 0 && random.Next(1000) < (isTag[features[i]] ? DropTag : DropGroup) * 1000)
            {
                continue;
            }

            groups += isTag[features[i]] ? 0 : 1;
            kept[count++] = features[i];
        }

        for (var i = 0; i < count; i++)
        {
            values[i] = isTag[kept[i]] ? 1 : ScannedText.GroupScale(groups);
        }

        return count;
    }

    private static void Sum(int[] kept, float[] values, int count, float[] weights, int stride, float[] sums)
    {
        Array.Clear(sums);
        var target = MemoryMarshal.Cast<float, Vector<float>>(sums.AsSpan());
        for (var f = 0; f < count; f++)
        {
            var row = MemoryMarshal.Cast<float, Vector<float>>(weights.AsSpan(kept[f] * stride, stride));
            for (var k = 0; k < row.Length; k++)
            {
                target[k] += row[k] * values[f];
            }
        }
    }

    private static void Update(ReadOnlySpan<int> features, float[] values, float[] weights, float[] squares, float[] sums, int stride, LinearModel.Head head, int wanted)
    {
        var count = head.Classes.Count;
        var slice = sums.AsSpan(head.Offset, count);
        var highest = float.MinValue;
        foreach (var value in slice)
        {
            highest = Math.Max(highest, value);
        }

        var total = 0f;
        for (var k = 0; k < count; k++)
        {
            slice[k] = MathF.Exp(slice[k] - highest);
            total += slice[k];
        }

        for (var k = 0; k < count; k++)
        {
            slice[k] = slice[k] / total - (k == wanted ? 1 : 0);
        }

        for (var f = 0; f < features.Length; f++)
        {
            var at = features[f] * stride + head.Offset;
            for (var k = 0; k < count; k++)
            {
                var gradient = slice[k] * values[f] + Pull * weights[at + k];
                if (MathF.Abs(gradient) < 0.001f)
                {
                    continue;
                }

                squares[at + k] += gradient * gradient;
                weights[at + k] -= Step * gradient / (MathF.Sqrt(squares[at + k]) + 0.05f);
            }
        }
    }
}
