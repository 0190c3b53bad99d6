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

    public const string SameHouse = "境:同楼";
    public const string OtherHouse = "境:异楼";
    public const string SameKind = "境:同类";
    public const string SharedWord = "境:同一词";
    public const string SharedWords = "境:同多词";
    public const string SharedWithDone = "境:同已办";
    public const string SharedWithTalk = "境:接话";
    public const string NeighbourHouse = "境:住同楼";
    public const string LikeKind = "境:像同类";
    public const string UnlikeKind = "境:像异类";
    public const string KindUnknown = "境:类不明";
    public const string AfterBot = "境:机器人刚说";
    public const string AfterWorker = "境:工作人员刚说";
    public const string AfterResident = "境:居民刚说";

    /// <summary>So many lines back a resident's words may be what this message answers.</summary>
    private const int AnsweredLines = 3;

    /// <summary>From this chance the words sound like a ticket's kind, though they need not name it; below the other they do not.</summary>
    private const float SoundsLike = 0.25f;
    private const float SoundsUnlike = 0.04f;

    public static readonly string[] All = [SameHouse, OtherHouse, SameKind, SharedWord, SharedWords, SharedWithDone, SharedWithTalk, NeighbourHouse, LikeKind, UnlikeKind, KindUnknown, AfterBot, AfterWorker, AfterResident, Ticket, OwnTicket, DoneTicket, Asked, Continues, Nothing, Talk, WorkerSpoke, Quoted];

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
        if (conversation.Context.Count > 0)
        {
            tags.Add(conversation.Context[^1].Role switch { SpeakerRole.Bot => names.AfterBot, SpeakerRole.Resident => names.AfterResident, _ => names.AfterWorker });
        }

        return tags;
    }

    /// <summary>What the words, once read, have in common with the tickets and lines of the talk.</summary>
    /// <param name="kinds">The chances of the categories by the words alone; empty before anything is learned.</param>
    /// <param name="home">Where the speaker's nickname says he lives.</param>
    internal static TagSet Ties(TalkThread thread, Vocabulary vocabulary, ScannedText scan, ReadOnlySpan<float> kinds, in Location home)
    {
        TagSet tags = default;
        var names = vocabulary.Tags;
        string? house = null;
        foreach (var door in scan.Doors)
        {
            house ??= door.IsDenied ? null : door.Building;
        }

        var other = house is not null;
        var likest = -1f;
        foreach (var ticket in thread.Tickets)
        {
            var same = house is not null && house == ticket.Location.Building;
            other &= !same && ticket.Location.Building is not null;
            AddIf(ref tags, same, names.SameHouse);
            var kind = ticket.Category is not null && vocabulary.Categories.TryGetValue(ticket.Category, out var category) && scan.Has(category.Tag);
            AddIf(ref tags, kind, names.SameKind);
            AddIf(ref tags, home.Building is not null && home.Building == ticket.Location.Building, names.NeighbourHouse);
            if (kinds.Length > 0 && ticket.Category is not (null or "其他") && vocabulary.Model.Categories.IndexOf(ticket.Category) is >= 0 and var index)
            {
                likest = Math.Max(likest, kinds[index]);
            }

            var shared = TicketLinker.Overlap(scan.Raw, ticket.Words);
            AddIf(ref tags, shared == 1, names.SharedWord);
            AddIf(ref tags, shared > 1, names.SharedWords);
            AddIf(ref tags, ticket.Done && (shared > 0 || kind || same), names.SharedWithDone);
        }

        if (thread.Tickets.Count > 0)
        {
            AddIf(ref tags, likest < 0, names.KindUnknown);
            AddIf(ref tags, likest >= SoundsLike, names.LikeKind);
            AddIf(ref tags, likest is >= 0 and < SoundsUnlike, names.UnlikeKind);
        }

        AddIf(ref tags, other && thread.Tickets.Count > 0, names.OtherHouse);
        var context = thread.Conversation.Context;
        for (var i = context.Count - 1; i >= Math.Max(0, context.Count - AnsweredLines); i--)
        {
            AddIf(ref tags, context[i].Role == SpeakerRole.Resident && context[i].Sender != thread.Conversation.Message.Sender && TicketLinker.Overlap(scan.Raw, context[i].Text) > 0, names.SharedWithTalk);
        }

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
