using System.Numerics;

namespace Bot.Domain.Understanding;

/// <summary>What one thread needs to read a message, kept from message to message.</summary>
internal sealed class Workspace(Vocabulary vocabulary)
{
    public ScannedText Text { get; } = new(vocabulary);

    /// <summary>For a line of the talk that has to be understood too.</summary>
    public ScannedText Other { get; } = new(vocabulary);
    public TalkThread Thread { get; } = new(vocabulary);
    public List<DoorMention> Doors { get; } = [];
    public List<string> Reasons { get; } = [];
    public float[] PartSums { get; } = new float[Math.Max(1, vocabulary.Model.Stride)];
    public float[] Chances { get; } = new float[Math.Max(1, vocabulary.Model.Stride)];

    /// <summary>Reads the words of the message at hand (the talk must have been read): what they say, and what ties them to the talk.</summary>
    public void ReadMessage(string words, bool quoted)
    {
        Text.Read(words, ContextTags.Of(Thread, vocabulary, quoted));
        if (Thread.Conversation.Context.Count > 0 || Thread.Tickets.Count > 0)
        {
            var head = vocabulary.Model.Categories;
            var home = LocationResolver.FromNickname(Text, Thread.Conversation.Message.Sender, Thread.Conversation.Group, Doors);
            Text.Tell(ContextTags.Ties(Thread, vocabulary, Text, head.Classes.Count > 0 ? ChancesOf(head, Text.Sums) : default, home));
        }
    }

    /// <summary>Chances of a head's classes from sums, as a softmax; the span is valid until the next call.</summary>
    public ReadOnlySpan<float> ChancesOf(LinearModel.Head head, ReadOnlySpan<float> sums)
    {
        var count = head.Classes.Count;
        var target = Chances.AsSpan(0, count);
        var highest = float.MinValue;
        for (var i = 0; i < count; i++)
        {
            highest = Math.Max(highest, sums[head.Offset + i]);
        }

        var total = 0f;
        var at = 0;
        var width = Vector<float>.Count;
        for (; at + width <= count; at += width)
        {
            var part = Vector.Exp(new Vector<float>(sums.Slice(head.Offset + at, width)) - new Vector<float>(highest));
            part.CopyTo(target[at..]);
            total += Vector.Sum(part);
        }

        for (; at < count; at++)
        {
            target[at] = MathF.Exp(sums[head.Offset + at] - highest);
            total += target[at];
        }

        for (var i = 0; i < count; i++)
        {
            target[i] /= total;
        }

        return target;
    }

    public static int Best(ReadOnlySpan<float> chances)
    {
        var best = 0;
        for (var i = 1; i < chances.Length; i++)
        {
            best = chances[i] > chances[best] ? i : best;
        }

        return best;
    }
}
