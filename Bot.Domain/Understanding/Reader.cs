namespace Bot.Domain.Understanding;

/// <summary>
/// Reads a message in its conversation and decides what it is: by words and weights that stand in files, by rules for what is said to
/// whom, and always the same for the same input. Thread-safe; each thread reads in a workspace of its own. Time is linear in the length of the text.
/// </summary>
public sealed class Reader : IDisposable
{
    private readonly ThreadLocal<Workspace> workspaces;
    private readonly ResidentReader residents;
    private readonly WorkerReader workers;

    public Reader(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Vocabulary = vocabulary;
        workspaces = new ThreadLocal<Workspace>(() => new Workspace(vocabulary));
        residents = new ResidentReader(vocabulary);
        workers = new WorkerReader(vocabulary);
    }

    public Vocabulary Vocabulary { get; }

    public Reading Read(Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var work = workspaces.Value!;
        work.Reasons.Clear();
        if (conversation.Message.Role == SpeakerRole.Bot)
        {
            return new Reading(Coarse.None, "system", "none") { Reasons = ["bot-speaks"] };
        }

        // What is said as a command, with a number, is meant so: no weighing.
        if (CommandGrammar.Read(conversation) is { } command)
        {
            var number = command.Refs.Count > 0 ? "#" + command.Refs[0] : "";
            return command.Coarse == Coarse.Worker ? command with { Reply = Vocabulary.Replies.Say("工作:" + command.Intent, number) } : command;
        }

        work.Start(conversation);
        var reading = conversation.Message.Role == SpeakerRole.Resident ? residents.Read(work, conversation) : workers.Read(work, conversation);
        var counted = reading.Coarse is Coarse.New or Coarse.Link && conversation.Message.Role == SpeakerRole.Resident ? HouseholdCount.In(work.Text.Folded) : null;
        return reading with { Reasons = [.. work.Reasons], Households = counted };
    }

    public void Dispose() => workspaces.Dispose();
}
