namespace Bot.Domain.Understanding;

/// <summary>A labelled message: what stands in the training files, or what workers confirmed.</summary>
/// <param name="Category">Null where the message has none.</param>
/// <param name="Urgency">Null where none is asked.</param>
/// <param name="Source">Where it was written: one source, one author.</param>
public sealed record TrainingExample(Conversation Conversation, string Intent, string? Category, Urgency? Urgency, string Source = "")
{
    public bool IsWorker => Conversation.Message.Role is not (SpeakerRole.Resident or SpeakerRole.Bot);
}
