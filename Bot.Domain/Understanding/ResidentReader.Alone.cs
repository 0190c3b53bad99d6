namespace Bot.Domain.Understanding;

/// <summary>Messages that need no talk to be understood: a house, and what is wrong there.</summary>
internal sealed partial class ResidentReader
{
    /// <summary>So sure the words must sound like a report when nothing is known of the talk.</summary>
    private const float SureAlone = 0.8f;

    /// <summary>
    /// Whether the words by themselves report a matter at a house they name. What somebody else, or the writer himself, brought up before makes a talk likelier
    /// than a report, and people write their third complaint as curtly as the first: it must not be taken for an answer, an addition or a correction.
    /// </summary>
    private bool TellsAll(Workspace work)
    {
        var scan = work.Text;
        if (!NamesHouse(scan) || scan.Has(tags.Wrong) || scan.Has(tags.Me2) || scan.Has(tags.Withdraw))
        {
            return false;
        }

        TagSet alone = default;
        alone.Add(tags.NoTalk);
        work.Other.Read(scan.Raw, alone);
        return IsMatter(work, work.Other, SureAlone);
    }

    /// <summary>
    /// Whether the words tell all of a matter, and not of the one they would be booked to: another house, or a kind that is not likely its. Of that one too it is no
    /// correction, no answer and no thanks when somebody says once more what is wrong there.
    /// </summary>
    private bool IsWhole(Workspace work, Conversation conversation, string intent)
    {
        var asked = work.Thread.QuestionTo(conversation.Message.Sender) is { Kind: Asked.Place } question ? question : default;
        if (asked.Kind == Asked.Place && asked.Ticket?.Category is null || !TellsAll(work))
        {
            // "从3栋电梯口一直滴到大门" to whoever was asked where: only the kind could tell that it is something else.
            return false;
        }

        var said = matters.Locations.FromText(work.Text, conversation.Group, out _);
        var ticket = asked.Ticket ?? TicketLinker.Best(work.Thread, conversation.Message.Sender, null, said, work.Text.Raw, out _);
        return ticket is null || !TicketLinker.SamePlace(said, ticket.Location)
            || ticket.Category is not null && matters.CategoryOf(work, work.Other, out _) != ticket.Category && matters.ChanceOf(work, work.Other.Sums, ticket.Category) < LikelyKind
            || asked.Kind != Asked.Place && intent is ("correct" or "confirm" or "rating" or "cancel" or "answer");
    }

    private static bool NamesHouse(ScannedText scan)
    {
        var names = false;
        foreach (var door in scan.Doors)
        {
            if (door.IsDenied)
            {
                return false;
            }

            names |= door.Building is not null && !door.IsRange;
        }

        return names;
    }
}
