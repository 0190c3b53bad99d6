namespace Bot.Domain.Understanding;

/// <summary>Decides what a resident's message is.</summary>
internal sealed partial class ResidentReader(Vocabulary vocabulary)
{
    /// <summary>What has no ground at all must sound like nothing but a report.</summary>
    private const float HardlyEver = 0.995f;

    /// <summary>From this chance a line of the talk counts as a report.</summary>
    private const float CountsFrom = 0.5f;

    /// <summary>So sure a model must be to speak against a word of jest or of old times.</summary>
    private const float SureEnough = 0.9f;

    /// <summary>Words of danger count where the whole sounds at least so much like something that concerns the bot; a place speaks for it.</summary>
    private const float DangerFrom = 0.25f;
    private const float DangerWithPlaceFrom = 0.08f;

    /// <summary>From this chance of a danger its words are not passed over.</summary>
    private const float EvenChance = 0.5f;

    /// <summary>Less likely than this, what ends in a question mark is no question about a ticket.</summary>
    private const float AsksFrom = 0.3f;

    /// <summary>From this chance of a danger to life its words need less ground.</summary>
    private const float LikelyDanger = 0.6f;

    /// <summary>From this chance a line that somebody joins with "我也" counts as what he joins.</summary>
    private const float JoinableFrom = 0.2f;
    /// <summary>From this chance a fault at a house that no ticket of the talk is about is a report.</summary>
    private const float FaultElsewhere = 0.1f;
    /// <summary>From this chance what names a home, a kind and a fault at a door that is known is a report.</summary>
    private const float PlainAtHome = 0.2f;
    private const int LetterLength = 60;
    private readonly Tags tags = vocabulary.Tags;
    private readonly MatterReader matters = new(vocabulary);
    private readonly MatterSplitter splitter = new(vocabulary, new MatterReader(vocabulary));

    public Reading Read(Workspace work, Conversation conversation)
    {
        var thread = work.Thread;
        var scan = work.Text;
        var reasons = work.Reasons;
        var me = conversation.Message.Sender;
        var text = conversation.Message.Text;
        var quote = FlattenedQuote.Find(text);
        var quoted = quote is not null || conversation.Message.QuotedText is not null;
        work.ReadMessage(quote?.Reply ?? text, quoted);
        var hasMedia = scan.HasPicture || scan.HasVoice || conversation.Message.Media is { Count: > 0 };
        if (scan.Has(tags.System))
        {
            reasons.Add("system-line");
            return new Reading(Coarse.None, "system", "none");
        }

        if (StarsAlone(work, conversation) is { } stars)
        {
            return stars;
        }

        if (scan.Substance == 0)
        {
            return hasMedia ? Media(work, conversation) : Silence(work, "chat", "no-words");
        }

        if (QuestionAnswer(work, conversation) is { } answer)
        {
            return answer;
        }

        if (DoorOnly(work, conversation) is { } door)
        {
            return door;
        }

        if (Denied(work, conversation) is { } denied)
        {
            return denied;
        }

        var nickname = LocationResolver.FromNickname(scan, me, conversation.Group, work.Doors);
        var start = Burst.Start(conversation);
        if (start < conversation.Context.Count && Joined(work, conversation, start, quoted, nickname) is { } joined)
        {
            return joined;
        }

        return ReadWords(work, conversation, quote, nickname);
    }

    /// <summary>The words stand in work.Text; the talk in work.Thread.</summary>
    private Reading ReadWords(Workspace work, Conversation conversation, FlattenedQuote? quote, in Location nickname)
    {
        var scan = work.Text;
        var danger = matters.DangerIn(work, scan) ?? DangerInTalk(work, conversation);
        if (vocabulary.Model.Residents.Classes.Count == 0)
        {
            return Silence(work, "chat", "no-model");
        }

        var head = vocabulary.Model.Residents;
        var chances = work.ChancesOf(head, scan.Sums);
        var best = Workspace.Best(chances);
        if (head.Classes[best] == "denied" && !IsAddressed(work) || head.Classes[best] == "answer" && work.Thread.QuestionTo(conversation.Message.Sender) is null)
        {
            // Who was not asked does not answer.
            best = SecondBest(chances, best);
        }

        var intent = head.Classes[best];
        if (Intents.Touches(intent) && IsBareDigit(scan) && work.Thread.QuestionTo(conversation.Message.Sender) is null)
        {
            return Silence(work, "chat", "not-asked");
        }

        var confidence = chances[best];
        var opens = LinearModel.Head.Share(chances, head.Opens);
        var touches = LinearModel.Head.Share(chances, head.Touches);
        var several = head.IndexOf("multi") is >= 0 and var multi ? chances[multi] : 0;

        work.Reasons.Add(intent);
        var first = FirstReading(work, conversation, quote, nickname, danger, intent, confidence, opens, touches, several);
        return Judged(work, conversation, quote, nickname, danger is not null, intent, several, first);
    }

    /// <summary>What the words say by their likeliest intent, and what the talk makes of it.</summary>
    private Reading FirstReading(Workspace work, Conversation conversation, FlattenedQuote? quote, in Location nickname, Danger? danger, string intent, float confidence, float opens, float touches, float several)
    {
        var scan = work.Text;
        var placed = scan.Has(tags.Door) || scan.Has(tags.Range) || scan.Has(tags.Public) || scan.Has(tags.Inside);
        if (danger is not null && opens + touches >= (placed ? DangerWithPlaceFrom : DangerFrom))
        {
            return OpenOrRaise(work, conversation, danger, nickname, Math.Max(confidence, 0.9f));
        }

        var ticket = QuotedTicket(work, conversation, quote);
        var far = IsFarAway(scan);
        if (opens >= CountsFrom && far && (opens < SureEnough || scan.Has(tags.Elsewhere)))
        {
            return Silence(work, "chat", "elsewhere-or-jest", 1 - opens);
        }

        if (opens >= (intent == "suggestion" && scan.Has(tags.Wish) && scan.Has(tags.Public) ? CountsFrom : OpensFrom(work, scan, nickname)))
        {
            return Matter(work, conversation, ticket, Intents.OpensTicket(intent) ? intent : "report", nickname, opens, several);
        }

        if (ticket is null && quote is null && (Intents.OpensTicket(intent) || Intents.Touches(intent) || Intents.Asks(intent) || intent == "chat") && IsWhole(work, conversation, intent, nickname, opens >= HardlyNew || touches < MostlyTouches || !Intents.GoesOn(intent)))
        {
            work.Reasons.Add("tells-all");
            return Matter(work, conversation, null, "report", nickname, SureAlone, several);
        }

        // To be silent about a danger is worse than a question too many.
        if (work.Thread.Tickets.Count == 0 && Intents.OpensTicket(intent) && opens >= DangerFrom && !far && !scan.Has(tags.Joke) && IsAnchored(scan, nickname) && matters.ChanceOfDanger(work, scan.Sums) >= EvenChance)
        {
            work.Reasons.Add("may-be-danger");
            return Matter(work, conversation, null, intent, nickname, opens, several);
        }

        if (Intents.OpensTicket(intent))
        {
            return JoinsTicket(work, conversation, ticket, nickname, opens) ?? Silence(work, "chat", "not-sure-enough", 1 - opens);
        }

        if (Intents.Touches(intent) && (opens >= FaultElsewhere || intent == "correct") && scan.Has(tags.OtherHouse) && scan.Has(tags.Fault) && !scan.Has(tags.Wrong) && !scan.Has(tags.Me2))
        {
            work.Reasons.Add("fault-at-other-house");
            return Matter(work, conversation, null, "report", nickname, Math.Max(opens, SureEnough));
        }

        if (Intents.Touches(intent))
        {
            return Touch(work, conversation, ticket, intent, nickname, confidence);
        }

        switch (intent)
        {
            case "followup" when confidence < AsksFrom && scan.Numbers.Count == 0:
                return Silence(work, "chat", "not-sure-enough", confidence);
            case "followup" or "query_cmd":
                return Query(work, conversation, ticket, intent, confidence);
            case "inquiry":
                return new Reading(Coarse.Inquiry, intent, "answer") { Category = matters.CategoryOf(work, scan, out _), Confidence = confidence };
            case "fragment":
                return conversation.WindowClosed ? Silence(work, "fragment", "fragment-alone") : new Reading(Coarse.Buffer, "fragment", "buffer") { Confidence = confidence };
            case "denied":
                return Refuse(work);
        }

        if (scan.MaskedLength >= LetterLength && BuriedMatter(work, conversation, nickname) is { } buried)
        {
            return buried;
        }

        return Silence(work, intent, null, confidence);
    }

    /// <summary>It happened elsewhere, long ago, in the news or in jest; a door of this community speaks against that.</summary>
    private bool IsFarAway(ScannedText scan) =>
        !scan.Has(tags.Door) && !scan.Has(tags.Range) && (!scan.Has(tags.Public) || scan.Has(tags.Elsewhere)) && (scan.Has(tags.Elsewhere) || scan.Has(tags.Joke) || scan.Has(tags.News) || scan.Has(tags.Past));

    /// <summary>
    /// The chance from which a matter is opened. What names a door, a kind and a fault may be opened on an even chance; what merely sounds
    /// like a complaint is chat, of which there is a hundred times more. A door in the nickname tells at least where a worker could go.
    /// </summary>
    private float OpensFrom(Workspace work, ScannedText scan, in Location nickname)
    {
        var category = matters.CategoryOf(work, scan, out var sure);
        var ownWord = vocabulary.Categories.TryGetValue(category, out var known) && scan.Has(known.Tag);
        var fault = scan.Has(tags.Fault) || scan.Has(tags.Wish) || scan.Has(tags.Severe);
        var named = scan.Has(tags.Door) || scan.Has(tags.Range);
        var here = named || scan.Has(tags.Public) || scan.Has(tags.Appeal) || scan.Has(tags.ThisHouse);
        var home = scan.Has(tags.Inside) || scan.Has(tags.Home);
        var ground = (ownWord ? 1f : 0)
            + (fault ? 1 : 0)
            + (named ? 1.5f : 0)
            + (scan.Has(tags.Public) ? 1 : home ? 0.5f : 0)
            + (scan.Has(tags.Appeal) ? 1 : 0)
            + (nickname.Building is not null ? 0.75f : 0)
            + (sure > 0.5f ? 0.5f : sure < 0.3f ? -0.5f : 0);
        if (!here)
        {
            ground -= 0.5f;
        }

        if (IsPlainAtHome(scan, nickname))
        {
            return PlainAtHome;
        }

        // A danger missed is worse than a question too many.
        if (matters.ChanceOfDanger(work, scan.Sums) >= LikelyDanger && !scan.Has(tags.Joke))
        {
            ground += 1;
        }

        return ground switch { >= 3 => 0.5f, >= 2.5f => 0.7f, >= 1.5f => 0.9f, >= 1 => 0.95f, >= 0.5f => 0.97f, _ => HardlyEver };
    }

    /// <summary>Words that tell of a door, a place, a home or one in need stand in this world; "痛到无法呼吸" alone is everybody's talk.</summary>
    private bool IsAnchored(ScannedText scan, in Location nickname) =>
        nickname.Building is not null || scan.Has(tags.Door) || scan.Has(tags.Public) || scan.Has(tags.Inside) || scan.Has(tags.Home) || scan.Has(tags.Vulnerable) || scan.Has(tags.Appeal);

    private bool IsAddressed(Workspace work) =>
        work.Text.Has(tags.ToBot) || work.Text.Has(tags.TicketNumber) || work.Text.Has(tags.PersonalData) || work.Text.Numbers.Count > 0;

    private static int SecondBest(ReadOnlySpan<float> chances, int best)
    {
        var second = best == 0 ? 1 : 0;
        for (var i = 0; i < chances.Length; i++)
        {
            second = i != best && chances[i] > chances[second] ? i : second;
        }

        return second;
    }

    private static Reading Silence(Workspace work, string intent, string? reason, float confidence = 1)
    {
        if (reason is not null)
        {
            work.Reasons.Add(reason);
        }

        return new Reading(Coarse.None, intent, Intents.ActionOf(intent)) { Confidence = confidence };
    }

    /// <summary>A picture or voice without words: it belongs to what the same person has just said, else the words are waited for.</summary>
    private Reading Media(Workspace work, Conversation conversation)
    {
        var start = Burst.Start(conversation);
        var me = conversation.Message.Sender;
        for (var i = conversation.Context.Count - 1; i >= start; i--)
        {
            var line = conversation.Context[i];
            if (line.Sender != me)
            {
                continue;
            }

            work.Other.Read(line.Text);
            if (line.Tickets is { Count: > 0 } || IsMatter(work, work.Other))
            {
                work.Reasons.Add("picture-after-words");
                var ticket = OwnTicket(work.Thread, me);
                return new Reading(Coarse.Link, "addition", "attach") { Refs = Numbers(ticket), Category = ticket?.Category, Location = ticket?.Location ?? Location.Nowhere };
            }
        }

        if (work.Thread.QuestionTo(me) is not null || (OwnTicket(work.Thread, me) is { } own && own.LastLine >= conversation.Context.Count - 3))
        {
            var ticket = OwnTicket(work.Thread, me);
            work.Reasons.Add("picture-for-own-ticket");
            return new Reading(Coarse.Link, "addition", "attach") { Refs = Numbers(ticket), Category = ticket?.Category, Location = ticket?.Location ?? Location.Nowhere };
        }

        work.Reasons.Add("media-without-words");
        return conversation.WindowClosed ? new Reading(Coarse.None, "media", "none") : new Reading(Coarse.Buffer, "media", "buffer");
    }

    private static TalkTicket? OwnTicket(TalkThread thread, string nickname)
    {
        for (var i = thread.Tickets.Count - 1; i >= 0; i--)
        {
            if (thread.Tickets[i].IsReportedBy(nickname))
            {
                return thread.Tickets[i];
            }
        }

        return null;
    }

    private bool IsMatter(Workspace work, ScannedText scan, float from = CountsFrom) => ChanceOfMatter(work, scan) >= from;

    /// <summary>0 where nothing is said but a door.</summary>
    private float ChanceOfMatter(Workspace work, ScannedText scan)
    {
        var head = vocabulary.Model.Residents;
        return head.Classes.Count == 0 || scan.Substance <= scan.Doors.Count + 1 ? 0 : LinearModel.Head.Share(work.ChancesOf(head, scan.Sums), head.Opens);
    }

    private static IReadOnlyList<string> Numbers(TalkTicket? ticket) => ticket?.Number is { } number ? [number] : [];

    private static TalkTicket? QuotedTicket(Workspace work, Conversation conversation, FlattenedQuote? quote)
    {
        if (conversation.Message.QuotedTickets is { Count: > 0 } known && work.Thread.ByNumber(known[0]) is { } told)
        {
            return told;
        }

        var words = quote?.Words ?? conversation.Message.QuotedText;
        if (words is null)
        {
            return null;
        }

        foreach (var ticket in work.Thread.Tickets)
        {
            if (ticket.Number is not null && words.Contains(ticket.Number, StringComparison.Ordinal) || ticket.Words.Length > 0 && words.Contains(ticket.Words, StringComparison.Ordinal))
            {
                return ticket;
            }
        }

        return null;
    }
}
