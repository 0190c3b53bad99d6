namespace Bot.Domain.Understanding;

/// <summary>
/// Teaches a <see cref="Judge"/>: the labelled messages are parted by their authors (one file, one author), each part is read with weights learned from the
/// others, and the judge learns from what those readings missed. The order is fixed, so the same examples give the same judge.
/// </summary>
public static class JudgeLearner
{
    private const int Parts = 3;
    private const int Epochs = 15;
    private const int Batch = 64;
    private const float FirstStep = 0.003f;
    private const float StepKept = 0.85f;
    private const float Pull = 0.2f;
    private const float Dropped = 0.25f;

    /// <summary>From fewer messages nothing is learned that holds elsewhere.</summary>
    private const int FewestExamples = 1000;

    private sealed record Row(float[] Told, Coarse First, int Wanted);

    /// <param name="bare">As <see cref="Learner.Learn(Vocabulary, IReadOnlyList{TrainingExample})"/>.</param>
    /// <param name="sentences">Learned by the weights of every part.</param>
    /// <param name="labelled">The messages in their talk.</param>
    /// <param name="with">The words with other weights.</param>
    /// <returns>Null where there is too little to learn from.</returns>
    public static Judge? Learn(Vocabulary bare, IReadOnlyList<TrainingExample> sentences, IReadOnlyList<TrainingExample> labelled, Func<LinearModel, Vocabulary> with)
    {
        if (labelled.Count < FewestExamples)
        {
            return null;
        }

        var sources = labelled.Select(example => example.Source).Distinct().ToList();
        var parts = labelled.Select((example, i) => sources.Count < Parts ? i % Parts : sources.IndexOf(example.Source) % Parts).ToArray();
        var rows = new List<Row>[Parts];
        Parallel.For(0, Parts, new ParallelOptions { MaxDegreeOfParallelism = 2 }, part =>
        {
            var model = Learner.Learn(bare, [.. sentences, .. labelled.Where((_, i) => parts[i] != part)]);
            rows[part] = Read(with(model), labelled.Where((_, i) => parts[i] == part));
        });
        return Train([.. rows.SelectMany(part => part)]);
    }

    private static List<Row> Read(Vocabulary vocabulary, IEnumerable<TrainingExample> examples)
    {
        var reader = new ResidentReader(vocabulary);
        var work = new Workspace(vocabulary) { Gathers = true };
        var rows = new List<Row>();
        foreach (var example in examples.Where(example => !example.IsWorker))
        {
            work.Start(example.Conversation);
            var first = reader.Read(work, example.Conversation);
            var wanted = Array.IndexOf(Judge.Outcomes, Intents.CoarseOf(example.Intent));
            if (work.HasGathered && wanted >= 0)
            {
                rows.Add(new Row([.. work.Told], first.Coarse, wanted));
            }
        }

        return rows;
    }

    private static Judge Train(Row[] rows)
    {
        var told = Judge.Told;
        var values = new float[Judge.Length];
        Standardise(rows, values.AsSpan(0, told), values.AsSpan(told, told));
        var inputs = Array.ConvertAll(rows, row =>
        {
            var input = new float[Judge.Inputs];
            Judge.Prepare(row.Told, values.AsSpan(0, told), values.AsSpan(told, told), row.First, input);
            return input;
        });
        var random = new LinearCongruential(11);
        var net = new Net(values, 2 * told, ref random);
        var order = Enumerable.Range(0, rows.Length).ToArray();
        var step = FirstStep;
        for (var epoch = 0; epoch < Epochs; epoch++, step *= StepKept)
        {
            for (var i = order.Length - 1; i > 0; i--)
            {
                var j = random.Next(i + 1);
                (order[i], order[j]) = (order[j], order[i]);
            }

            for (var at = 0; at < order.Length; at += Batch)
            {
                var size = Math.Min(Batch, order.Length - at);
                for (var i = at; i < at + size; i++)
                {
                    net.Add(inputs[order[i]], rows[order[i]].Wanted, ref random);
                }

                net.Step(step, size);
            }
        }

        return new Judge(values);
    }

    private static void Standardise(Row[] rows, Span<float> means, Span<float> scales)
    {
        for (var k = 0; k < means.Length; k++)
        {
            var (sum, squares) = (0.0, 0.0);
            foreach (var row in rows)
            {
                sum += row.Told[k];
                squares += row.Told[k] * (double)row.Told[k];
            }

            var mean = sum / rows.Length;
            means[k] = (float)mean;
            scales[k] = (float)(1 / (Math.Sqrt(Math.Max(0, squares / rows.Length - mean * mean)) + 1e-3));
        }
    }

    /// <summary>Both layers while they learn: gradients of a batch, and Adam's running means of them and of their squares.</summary>
    private sealed class Net
    {
        private const float KeepMean = 0.9f;
        private const float KeepSquare = 0.999f;
        private readonly float[] values;
        private readonly int first;
        private readonly int second;
        private readonly float[] gradients;
        private readonly float[] means;
        private readonly float[] squares;
        private readonly float[] hidden = new float[Judge.Hidden];
        private readonly float[] back = new float[Judge.Hidden];
        private readonly float[] output = new float[Judge.Outcomes.Length];
        private int steps;

        public Net(float[] values, int first, ref LinearCongruential random)
        {
            this.values = values;
            this.first = first;
            second = first + Judge.Hidden * (Judge.Inputs + 1);
            gradients = new float[values.Length];
            means = new float[values.Length];
            squares = new float[values.Length];
            for (var i = first; i < values.Length; i++)
            {
                var reach = 1 / MathF.Sqrt(i < second ? Judge.Inputs : Judge.Hidden);
                values[i] = (random.Next(20001) / 10000f - 1) * reach;
            }
        }

        /// <summary>Adds one message's gradients; some of the hidden are left out at random, so that none is relied upon.</summary>
        public void Add(float[] input, int wanted, ref LinearCongruential random)
        {
            var width = input.Length + 1;
            for (var h = 0; h < hidden.Length; h++)
            {
                var row = values.AsSpan(first + h * width, width);
                var sum = FloatVectors.Dot(row[..^1], input) + row[^1];
                hidden[h] = sum <= 0 || random.Next(1000) < Dropped * 1000 ? 0 : sum / (1 - Dropped);
                back[h] = 0;
            }

            for (var o = 0; o < output.Length; o++)
            {
                var row = values.AsSpan(second + o * (hidden.Length + 1), hidden.Length + 1);
                output[o] = FloatVectors.Dot(row[..^1], hidden) + row[^1];
            }

            Span<float> chances = stackalloc float[output.Length];
            FloatVectors.Softmax(output, chances);
            for (var o = 0; o < output.Length; o++)
            {
                var error = chances[o] - (o == wanted ? 1 : 0);
                var at = second + o * (hidden.Length + 1);
                for (var h = 0; h < hidden.Length; h++)
                {
                    gradients[at + h] += error * hidden[h];
                    back[h] += error * values[at + h];
                }

                gradients[at + hidden.Length] += error;
            }

            for (var h = 0; h < hidden.Length; h++)
            {
                if (hidden[h] == 0)
                {
                    continue;
                }

                var error = back[h] / (1 - Dropped);
                var at = first + h * width;
                for (var i = 0; i < input.Length; i++)
                {
                    gradients[at + i] += error * input[i];
                }

                gradients[at + input.Length] += error;
            }
        }

        /// <summary>One step of Adam with a pull towards zero beside it.</summary>
        public void Step(float step, int size)
        {
            steps++;
            var meanPart = 1 - MathF.Pow(KeepMean, steps);
            var squarePart = 1 - MathF.Pow(KeepSquare, steps);
            for (var i = first; i < values.Length; i++)
            {
                var gradient = gradients[i] / size;
                gradients[i] = 0;
                means[i] = KeepMean * means[i] + (1 - KeepMean) * gradient;
                squares[i] = KeepSquare * squares[i] + (1 - KeepSquare) * gradient * gradient;
                values[i] -= step * (means[i] / meanPart / (MathF.Sqrt(squares[i] / squarePart) + 1e-8f) + Pull * values[i]);
            }
        }
    }
}
