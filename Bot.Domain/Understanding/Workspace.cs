namespace Bot.Domain.Understanding;

/// <summary>What one thread needs to read a message, kept from message to message.</summary>
internal sealed class Workspace(Vocabulary vocabulary)
{
    public ScannedText Text { get; } = new(vocabulary);

    /// <summary>For a line of the talk that has to be understood too.</summary>
    public ScannedText Other { get; } = new(vocabulary);
    public TalkThread Thread { get; } = new(vocabulary);
    public Stretches Stretches { get; } = new(vocabulary.Model);
    public List<DoorMention> Doors { get; } = [];
    public List<string> Reasons { get; } = [];
    public float[] PartSums { get; } = new float[Math.Max(1, vocabulary.Model.Stride)];
    public float[] Chances { get; } = new float[Math.Max(1, vocabulary.Model.Stride)];

    /// <summary>What a judge is told of the message at hand.</summary>
    public float[] Told { get; } = new float[Judge.Told];

    /// <summary>Whether it shall be told though no judge is there yet: for learning.</summary>
    public bool Gathers { get; init; }
    public bool HasGathered { get; set; }
    public DegreeJudge.Known? KnownOfDegree { get; set; }

    /// <summary>What is told of the cuts at which the message might be parted; empty where it was not tried.</summary>
    public IReadOnlyList<float[]> Cuts { get; set; } = [];

    /// <summary>Turns to another message; the next is <see cref="ReadMessage"/>.</summary>
    public void Start(Conversation conversation)
    {
        Reasons.Clear();
        HasGathered = false;
        KnownOfDegree = null;
        Cuts = [];
        Thread.Read(conversation);
    }

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
        var target = Chances.AsSpan(0, head.Classes.Count);
        FloatVectors.Softmax(sums.Slice(head.Offset, target.Length), target);
        return target;
    }

    public static int Best(ReadOnlySpan<float> chances) => Math.Max(0, chances.IndexOf(FloatVectors.Highest(chances)));
}
