namespace Bot.Domain.Understanding;

/// <summary>What the talk before a message tells about it, as tags: so the model weighs them beside the words.</summary>
public static class ContextTags
{
    public const string Ticket = "境:有单";
    public const string OwnTicket = "境:本人报过";
    public const string DoneTicket = "境:已办结";
    public const string Asked = "境:问过我";
    public const string Continues = "境:刚说过";
    public const string Nothing = "境:无上文";
    public const string Talk = "境:有上文";
    public const string WorkerSpoke = "境:工作人员说过";
    public const string Quoted = "境:引用";

    public static readonly string[] All = [Ticket, OwnTicket, DoneTicket, Asked, Continues, Nothing, Talk, WorkerSpoke, Quoted];

    /// <summary>The tags of this talk for this speaker. Pure, so learning and reading see the same.</summary>
    internal static TagSet Of(TalkThread thread, Vocabulary vocabulary, bool quoted)
    {
        TagSet tags = default;
        var names = vocabulary.Tags;
        var conversation = thread.Conversation;
        var me = conversation.Message.Sender;
        if (thread.Tickets.Count > 0)
        {
            tags.Add(names.HasTicket);
        }

        var anyDone = false;
        var own = false;
        foreach (var ticket in thread.Tickets)
        {
            anyDone |= ticket.Done;
            own |= ticket.IsReportedBy(me);
        }

        AddIf(ref tags, anyDone, names.HasDoneTicket);
        AddIf(ref tags, own, names.HasOwnTicket);
        AddIf(ref tags, thread.QuestionTo(me) is not null, names.WasAsked);
        AddIf(ref tags, conversation.Context.Count == 0, names.NoTalk);
        AddIf(ref tags, conversation.Context.Count > 0, names.HasTalk);
        AddIf(ref tags, quoted, names.Quotes);
        var continues = false;
        var worker = false;
        foreach (var line in conversation.Context)
        {
            continues |= line.Sender == me && line.Ago <= Burst.Window;
            worker |= line.Role is not (SpeakerRole.Resident or SpeakerRole.Bot);
        }

        AddIf(ref tags, continues, names.Continues);
        AddIf(ref tags, worker, names.WorkerSpoke);
        return tags;
    }

    private static void AddIf(ref TagSet tags, bool holds, int tag)
    {
        if (holds)
        {
            tags.Add(tag);
        }
    }
}
