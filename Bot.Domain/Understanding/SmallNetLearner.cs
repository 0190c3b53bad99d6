namespace Bot.Domain.Understanding;

/// <summary>Learns a <see cref="SmallNet"/>: Adam in batches, a step that shrinks with every pass, a pull towards zero, some of the hidden left out at random. The same examples give the same net.</summary>
internal sealed class SmallNetLearner
{
    private const uint Seed = 11;
    private const int Epochs = 15;
    private const int Batch = 64;
    private const float FirstStep = 0.003f;
    private const float StepKept = 0.85f;
    private const float Pull = 0.2f;
    private const float Dropped = 0.25f;
    private const float KeepMean = 0.9f;
    private const float KeepSquare = 0.999f;
    private readonly int inputs;
    private readonly int second;
    private readonly float[] values;
    private readonly float[] gradients;
    private readonly float[] means;
    private readonly float[] squares;
    private readonly float[] hidden = new float[SmallNet.Hidden];
    private readonly float[] back = new float[SmallNet.Hidden];
    private readonly float[] output;
    private LinearCongruential random;
    private int steps;

    private SmallNetLearner(int inputs, int outcomes, int beginning)
    {
        random = new LinearCongruential(Seed + (uint)beginning);
        this.inputs = inputs;
        second = SmallNet.Hidden * (inputs + 1);
        values = new float[SmallNet.Length(inputs, outcomes)];
        gradients = new float[values.Length];
        means = new float[values.Length];
        squares = new float[values.Length];
        output = new float[outcomes];
        // Neuron by neuron: every 48th of these numbers is too like the one before it for the weights of a neuron to be drawn so.
        for (var h = 0; h < SmallNet.Hidden; h++)
        {
            for (var i = 1; i <= inputs; i++)
            {
                values[i * SmallNet.Hidden + h] = Drawn(inputs);
            }

            values[h] = Drawn(inputs);
        }

        for (var i = second; i < values.Length; i++)
        {
            values[i] = Drawn(SmallNet.Hidden);
        }
    }

    private float Drawn(int from) => (random.Next(20001) / 10000f - 1) / MathF.Sqrt(from);

    /// <param name="examples">What is told, and the outcome wanted.</param>
    /// <param name="outcomes">How many there are.</param>
    /// <param name="beginning">From where it learns: another number, another net that knows the same.</param>
    public static SmallNet Learn(IReadOnlyList<(float[] Input, int Wanted)> examples, int outcomes, int beginning = 0)
    {
        var learner = new SmallNetLearner(examples[0].Input.Length, outcomes, beginning);
        var order = Enumerable.Range(0, examples.Count).ToArray();
        var step = FirstStep;
        for (var epoch = 0; epoch < Epochs; epoch++, step *= StepKept)
        {
            for (var i = order.Length - 1; i > 0; i--)
            {
                var j = learner.random.Next(i + 1);
                (order[i], order[j]) = (order[j], order[i]);
            }

            for (var at = 0; at < order.Length; at += Batch)
            {
                var size = Math.Min(Batch, order.Length - at);
                for (var i = at; i < at + size; i++)
                {
                    learner.Add(examples[order[i]].Input, examples[order[i]].Wanted);
                }

                learner.Step(step, size);
            }
        }

        return new SmallNet(learner.inputs, outcomes, learner.values);
    }

    /// <summary>Adds one example's gradients.</summary>
    private void Add(float[] input, int wanted)
    {
        Forward(input);
        Span<float> chances = stackalloc float[output.Length];
        FloatVectors.Softmax(output, chances);
        Array.Clear(back);
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
            back[h] = hidden[h] == 0 ? 0 : back[h] / (1 - Dropped);
        }

        FloatVectors.AddScaled(back, 1, gradients);
        for (var i = 0; i < inputs; i++)
        {
            FloatVectors.AddScaled(back, input[i], gradients.AsSpan((i + 1) * SmallNet.Hidden));
        }
    }

    private void Forward(float[] input)
    {
        SmallNet.Hide(values, input, hidden);
        for (var h = 0; h < hidden.Length; h++)
        {
            hidden[h] = hidden[h] <= 0 || random.Next(1000) < Dropped * 1000 ? 0 : hidden[h] / (1 - Dropped);
        }

        SmallNet.Tell(values.AsSpan(second), hidden, output);
    }

    private void Step(float step, int size)
    {
        steps++;
        var meanPart = 1 - MathF.Pow(KeepMean, steps);
        var squarePart = 1 - MathF.Pow(KeepSquare, steps);
        for (var i = 0; i < values.Length; i++)
        {
            var gradient = gradients[i] / size;
            gradients[i] = 0;
            means[i] = KeepMean * means[i] + (1 - KeepMean) * gradient;
            squares[i] = KeepSquare * squares[i] + (1 - KeepSquare) * gradient * gradient;
            values[i] -= step * (means[i] / meanPart / (MathF.Sqrt(squares[i] / squarePart) + 1e-8f) + Pull * values[i]);
        }
    }
}
