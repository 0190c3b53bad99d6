namespace Bot.Domain.Understanding;

/// <summary>Messages that need no talk to be understood: a house, and what is wrong there.</summary>
internal sealed partial class ResidentReader
{
    /// <summary>So sure the words must sound like a report when nothing is known of the talk.</summary>
    private const float SureAlone = 0.8f;

    /// <summary>The same for curt words of a sure kind, where a nickname tells the door.</summary>
    private const float SureOfCurt = 0.75f;

    /// <summary>So sure of a kind the words must be where no word of a fault or a wish stands.</summary>
    private const float SureOfKind = 0.5f;

    /// <summary>What sounds less than this like a new matter, and more than the other like a word on one, is no new one though read alone it would be.</summary>
    private const float HardlyNew = 0.03f;
    private const float MostlyTouches = 0.9f;

    /// <summary>Less likely than this, words that name another kind are not about the ticket.</summary>
    private const float UnlikelyKind = 0.05f;

    /// <summary>
    /// Whether the words by themselves report a matter at a house they name. What somebody else, or the writer himself, brought up before makes a talk likelier
    /// than a report, and people write their third complaint as curtly as the first: it must not be taken for an answer, an addition or a correction.
    /// </summary>
    private bool TellsAll(Workspace work)
    {
        var scan = work.Text;
        return NamesHouse(scan) && !scan.Has(tags.Wrong) && !scan.Has(tags.Me2) && !scan.Has(tags.Withdraw) && ReadAlone(work) >= SureAlone && SaysWhat(work, work.Other);
    }

    /// <summary>"4栋1203 两份": a house and two words sound like a report whatever they say; a fault, a wish, a danger or a kind must stand there.</summary>
    private bool SaysWhat(Workspace work, ScannedText scan)
    {
        _ = matters.CategoryOf(work, scan, out var sure);
        return sure > SureOfKind || Complains(scan) || matters.ChanceOfDanger(work, scan.Sums) >= EvenChance;
    }

    private bool Complains(ScannedText scan) =>
        scan.Has(tags.Fault) || scan.Has(tags.Severe) || scan.Has(tags.Wish) || scan.Has(tags.Hazard) || scan.Has(tags.Appeal);

    /// <summary>Reads the words as if nothing had been said before, into work.Other; answers how much they then sound like a report.</summary>
    private float ReadAlone(Workspace work)
    {
        TagSet alone = default;
        alone.Add(tags.NoTalk);
        work.Other.Read(work.Text.Raw, alone);
        return ChanceOfMatter(work, work.Other);
    }

    /// <summary>
    /// Whether the words tell all of a matter, and not of the one they would be booked to: another house, or a kind that is not likely its. Of that one too it is no
    /// correction, no answer and no thanks when somebody says once more what is wrong there.
    /// </summary>
    /// <param name="mayBeNew">Whether the talk leaves it open that a curt word without a house is a new matter.</param>
    private bool IsWhole(Workspace work, Conversation conversation, string intent, in Location nickname, bool mayBeNew)
    {
        if (work.Thread.Tickets.Count == 0 && conversation.Context.Count == 0)
        {
            // Nothing was said before: the words have been read alone already.
            return false;
        }

        var asked = work.Thread.QuestionTo(conversation.Message.Sender) is { Kind: Asked.Place } question ? question : default;
        if (asked.Kind == Asked.Place && asked.Ticket?.Category is null)
        {
            // "从3栋电梯口一直滴到大门" to whoever was asked where: only the kind could tell that it is something else.
            return false;
        }

        if (!TellsAll(work))
        {
            return asked.Kind != Asked.Place && !(Intents.Asks(intent) && work.Text.Has(tags.Question)) && mayBeNew && IsCurtAndNew(work, conversation, nickname);
        }

        if (asked.Kind == Asked.Place && !NamesItsKind(work))
        {
            return false;
        }

        var said = matters.Locations.FromText(work.Text, conversation.Group, out _);
        var ticket = asked.Ticket ?? TicketLinker.Best(work.Thread, conversation.Message.Sender, null, said, work.Text.Raw, out _);
        return ticket is null || !TicketLinker.SamePlace(said, ticket.Location)
            || ticket.Category is not null && matters.CategoryOf(work, work.Other, out _) != ticket.Category && matters.ChanceOf(work, work.Other.Sums, ticket.Category) < LikelyKind
            || asked.Kind != Asked.Place && intent is ("correct" or "confirm" or "rating" or "cancel" or "answer");
    }

    /// <summary>"下水道堵了" of somebody whose nickname tells where he lives, in a talk about his lamp: it would open a ticket if nothing had been said before, and no ticket he may mean sounds like it.</summary>
    private bool IsCurtAndNew(Workspace work, Conversation conversation, in Location nickname)
    {
        var scan = work.Text;
        if (nickname.Building is null || scan.Doors.Count > 0 || scan.Has(tags.Me2) || scan.Has(tags.Withdraw))
        {
            return false;
        }

        // At a door that is known, words sure of their kind need no more than the judge asks of them; what cannot wait needs less.
        var alone = ReadAlone(work);
        var category = matters.CategoryOf(work, work.Other, out var sure);
        var from = sure < SureOfOwn ? 1 : matters.IsLikelyUrgent(work, work.Other.Sums) ? EvenChance : SureOfCurt;
        if (alone < Math.Min(from, OpensFrom(work, work.Other, nickname)) || sure < SureOfKind && !NamesItsKind(work))
        {
            return false;
        }

        var isDanger = matters.ChanceOfDanger(work, work.Other.Sums) >= LikelyDanger;
        var danger = isDanger ? vocabulary.Dangers.Of(category) : null;
        foreach (var ticket in work.Thread.Tickets)
        {
            var mayBeMeant = ticket.IsReportedBy(conversation.Message.Sender) || ticket.Location.Building == nickname.Building || ticket.LastLine >= conversation.Context.Count - NextLines;
            if (mayBeMeant && isDanger && (danger is null || MayBecome(ticket, danger)))
            {
                // What grows dangerous had mostly begun before: that is decided by what was said then.
                return false;
            }

            if (mayBeMeant && (ticket.Category is null || matters.ChanceOf(work, work.Other.Sums, ticket.Category) >= UnlikelyKind))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>"我家门锁坏了" of a known door is plain, however it sounds: a home, a thing of some kind and what is wrong with it.</summary>
    private bool IsPlainAtHome(ScannedText scan, in Location nickname) =>
        nickname.Building is not null && (scan.Has(tags.Inside) || scan.Has(tags.Home)) && (scan.Has(tags.Fault) || scan.Has(tags.Wish) || scan.Has(tags.Severe)) && scan.Tags.HasAny(vocabulary.CategoryTags);

    /// <summary>Whether a word of the likeliest kind stands in the words read alone.</summary>
    private bool NamesItsKind(Workspace work) =>
        vocabulary.Categories.TryGetValue(matters.CategoryOf(work, work.Other, out _), out var own) && work.Text.Has(own.Tag);

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
