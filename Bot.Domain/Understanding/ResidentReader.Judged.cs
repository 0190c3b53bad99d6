namespace Bot.Domain.Understanding;

/// <summary>The first reading weighed once more with all that is known of the talk.</summary>
internal sealed partial class ResidentReader
{
    /// <summary>The reason of what was read as something else first and is about a ticket on second thoughts: mere talk of a reporter is often taken so.</summary>
    public const string JudgedLink = "judged-link";

    /// <summary>So sure the judge must be to overrule.</summary>
    private const float Overrules = 0.45f;

    /// <summary>To break a silence it must be surer, and the words must stand at a door.</summary>
    private const float BreaksSilenceFrom = 0.6f;
    private const float BreaksSilenceForLifeFrom = 0.8f;

    /// <summary>From this chance of a danger on a home or a place that is named counts as a door.</summary>
    private const float LikelyEnough = 0.2f;

    /// <summary>So sure a reading without a talk is no case for the judge.</summary>
    private const float BeyondDoubt = 0.9f;

    /// <summary>What is kept with a ticket though it was read as chat changes what a worker's bare word means.</summary>
    private const float JoinsFromSilence = 0.7f;

    /// <summary>From this chance of a report on, the bot says in the group that it is written down.</summary>
    private const float SpeaksOfNewFrom = 0.75f;

    /// <summary>What was read as talk first does not take back, confirm or correct anything on less.</summary>
    private const float SureOfTouch = 0.25f;

    /// <summary>So sure a danger must be told of a ticket that stands to be no ticket of its own.</summary>
    private const float SureOfTicket = 0.6f;

    /// <summary>Tells the judge what is known; the order is what its weights were learned in.</summary>
    private void Tell(Workspace work, Conversation conversation, FlattenedQuote? quote, in Location nickname, bool danger)
    {
        var scan = work.Text;
        var head = vocabulary.Model.Residents;
        var chances = work.ChancesOf(head, scan.Sums);
        var told = work.Told.AsSpan();
        for (var i = 0; i < Intents.OfResidents.Count; i++)
        {
            var index = head.IndexOf(Intents.OfResidents[i]);
            told[Judge.Facts + i] = index < 0 ? 0 : chances[index];
        }

        Judge.LogChances(told[Judge.Facts..]);
        told[0] = Judge.LogOdds(LinearModel.Head.Share(chances, head.Opens));
        told[1] = Judge.LogOdds(LinearModel.Head.Share(chances, head.Touches));
        var said = matters.Locations.FromText(scan, conversation.Group, out var inside);
        var ticket = TicketLinker.Best(work.Thread, conversation.Message.Sender, null, said, scan.Raw, out var score);
        var category = matters.CategoryOf(work, scan, out var sure);
        var likely = 0f;
        var shown = 0;
        var kinds = vocabulary.Model.Categories;
        var likelihoods = work.Thread.Tickets.Count == 0 ? default : work.ChancesOf(kinds, scan.Sums);
        foreach (var known in work.Thread.Tickets)
        {
            shown += IsShown(known) ? 1 : 0;
            likely = known.Category is not null && kinds.IndexOf(known.Category) is >= 0 and var at ? Math.Max(likely, likelihoods[at]) : likely;
        }

        var ownWord = vocabulary.Categories.TryGetValue(category, out var kind) && scan.Has(kind.Tag);
        ReadOnlySpan<float> facts =
        [
            Judge.LogOdds(matters.ChanceOfDanger(work, scan.Sums)), Judge.LogOdds(sure), Judge.LogOdds(likely),
            ticket is null ? -1 : score / 3, One(ticket?.Done == true), One(ticket?.IsReportedBy(conversation.Message.Sender) == true),
            ticket is null ? 0 : MathF.Log(1 + (float)ticket.Ago.TotalMinutes) / 5, ticket is null ? -0.2f : (conversation.Context.Count - ticket.LastLine) / 5f,
            One(ticket is not null && TicketLinker.SamePlace(said, ticket.Location)), ticket is null ? 0 : Math.Min(4, TicketLinker.Overlap(scan.Raw, ticket.Words)),
            One(shown == 0), One(shown > 1),
            One(nickname.Building is not null), One(ticket is not null && nickname.Building is not null && nickname.Building == ticket.Location.Building),
            One(said != Location.Nowhere), One(said.Building is not null), One(said.Place is not null), One(inside), One(ownWord),
            One(work.Thread.QuestionTo(conversation.Message.Sender) is not null), MathF.Log(1 + scan.MaskedLength), One(danger), One(quote is not null), Math.Min(9, scan.Numbers.Count),
            One(ticket is not null && category == ticket.Category), One(conversation.Context.Count == 0), One(ticket is not null && !IsShown(ticket)),
        ];
        facts.CopyTo(told[2..]);
        work.HasGathered = true;
    }

    private static bool IsShown(TalkTicket ticket) => ticket.LastLine >= 0;

    private static float One(bool holds) => holds ? 1 : 0;

    /// <summary>
    /// What the judge makes of the first reading. It never takes back a danger, several matters or a refusal, never silences a report that stands on its own feet
    /// (<see cref="IsWhole"/>), and never opens a ticket for what names no door: of talk without one there is a hundred times more than of reports.
    /// </summary>
    private Reading Judged(Workspace work, Conversation conversation, FlattenedQuote? quote, in Location nickname, bool danger, string intent, float several, Reading first)
    {
        if (work.Gathers)
        {
            Tell(work, conversation, quote, nickname, danger);
        }

        if (vocabulary.Model.Judges?.Readings is not { } judge || first.Coarse is Coarse.Split or Coarse.Buffer or Coarse.Deny
            || conversation.Context.Count == 0 && (first.Confidence >= BeyondDoubt || IsDanger(first)))
        {
            return first;
        }

        Tell(work, conversation, quote, nickname, danger);
        Span<float> chances = stackalloc float[Judge.Outcomes.Length];
        judge.Weigh(work.Told, first.Coarse, chances);
        var judged = IsDanger(first)
            ? DangerJudged(work, conversation, quote, nickname, chances[0], chances[2], first)
            : Overruled(work, conversation, quote, nickname, intent, several, first, chances);
        return judged.Coarse == Coarse.New && judged.Urgency is not (Urgency.Urgent or Urgency.Critical) && !judged.Alert && chances[0] + chances[5] < SpeaksOfNewFrom && !IsPlain(work, conversation, nickname) ? LeftToStaff(work, judged) : judged;
    }

    /// <summary>The words name the house, or the home of a known door, and what is wrong there.</summary>
    private bool IsPlain(Workspace work, Conversation conversation, in Location nickname) =>
        IsPlainAtHome(work.Text, nickname) || Complains(work.Text) && matters.Locations.FromText(work.Text, conversation.Group, out _).Building is not null;

    /// <summary>What sounds only half like a report is written down and said to nobody but the staff: a word in the group on mere talk is worse than one too late, but where hours count.</summary>
    private static Reading LeftToStaff(Workspace work, Reading reading) => Because(work, "left-to-staff", reading with { IsUnsure = true, Action = "new", Reply = null });

    private Reading Overruled(Workspace work, Conversation conversation, FlattenedQuote? quote, in Location nickname, string intent, float several, Reading first, ReadOnlySpan<float> chances)
    {
        var best = Workspace.Best(chances);
        var outcome = Judge.Outcomes[best];
        var sure = chances[best];
        if (outcome == first.Coarse || sure < Overrules
            || outcome == Coarse.None && IsPlainAtHome(work.Text, nickname)
            || first.Coarse == Coarse.New && outcome is Coarse.Link or Coarse.None && IsWhole(work, conversation, intent, nickname, mayBeNew: true))
        {
            return first;
        }

        var ticket = QuotedTicket(work, conversation, quote);
        switch (outcome)
        {
            case Coarse.New when first.Coarse != Coarse.None || BreaksSilence(work, conversation, nickname, sure):
                work.Reasons.Add("judged-new");
                var kind = Intents.OpensTicket(intent) ? intent : "report";
                var opened = first.Coarse == Coarse.None ? Matter(work, conversation, ticket, kind, nickname, sure, several) : first;
                return opened.Coarse is Coarse.New or Coarse.Split ? opened
                    : Opened(work, conversation, kind, KindOf(work, work.Text.Has(tags.Me2) ? opened.Category : null), matters.Locations.FromText(work.Text, conversation.Group, out _), nickname, sure, null);
            case Coarse.Link when first.Coarse != Coarse.None || sure >= JoinsFromSilence:
                var touched = Touch(work, conversation, ticket, LikeliestTouch(work, first.Coarse == Coarse.None ? SureOfTouch : 0), nickname, sure);
                return touched.Coarse == Coarse.Link ? Because(work, JudgedLink, touched) : first;
            case Coarse.Query:
                return Because(work, "judged-query", Query(work, conversation, ticket, "followup", sure));
            case Coarse.None:
                return Silence(work, "chat", "judged-silent", sure);
            default:
                return first;
        }
    }

    /// <summary>"3栋也坏了" says no kind of its own: it is the kind of what it was read to be about.</summary>
    private string KindOf(Workspace work, string? joined)
    {
        var own = matters.CategoryOf(work, work.Text, out var sure);
        return sure < SureOfOwn && joined is not null ? joined : own;
    }

    private static bool IsDanger(Reading reading) => reading.Alert || reading.Urgency == Urgency.Critical;

    /// <summary>A danger stays one; only whether it is told of a ticket that stands is weighed. Help is never sent to another place than the one told, nor nowhere.</summary>
    private Reading DangerJudged(Workspace work, Conversation conversation, FlattenedQuote? quote, in Location nickname, float isNew, float isTicket, Reading first)
    {
        var category = first.Category ?? "其他";
        var danger = vocabulary.Dangers.Of(category) ?? new Danger(category, first.Hotline ?? "110", false);
        var said = matters.Locations.FromText(work.Text, conversation.Group, out _);
        var hasPlace = said.Building is not null || said.Place is not null || nickname.Building is not null;
        if (first.Coarse == Coarse.Link && hasPlace && isNew >= SureOfTicket * (isNew + isTicket))
        {
            return Because(work, "judged-new", Opened(work, conversation, "report", category, said, nickname, isNew, danger));
        }

        var ticket = QuotedTicket(work, conversation, quote) ?? TicketLinker.Best(work.Thread, conversation.Message.Sender, category, said, work.Text.Raw, out _);
        return first.Coarse == Coarse.New && isTicket >= SureOfTicket * (isNew + isTicket) && ticket is { Done: false } && IsShown(ticket) && MayBecome(ticket, danger) && TicketLinker.SamePlace(said, ticket.Location)
            ? Because(work, JudgedLink, Raised(work, ticket, danger, isTicket))
            : first;
    }

    /// <summary>A report was kept silent about; where the words stand at no door, only a danger to life is worth the word.</summary>
    private bool BreaksSilence(Workspace work, Conversation conversation, in Location nickname, float sure) =>
        IsChinese(work.Text.Masked)
        && (sure >= BreaksSilenceFrom && HasDoor(work, conversation, nickname) && SaysWhat(work, work.Text)
            || sure >= BreaksSilenceForLifeFrom && matters.ChanceOfDanger(work, work.Text.Sums) >= (IsAnchored(work.Text, nickname) ? LikelyEnough : EvenChance));

    private bool HasDoor(Workspace work, Conversation conversation, in Location nickname)
    {
        var said = matters.Locations.FromText(work.Text, conversation.Group, out _);
        return nickname.Building is not null || said.Building is not null || conversation.Context.Count > 0 && said.Place is not null;
    }

    /// <summary>Chances of signs that are no words mean nothing.</summary>
    private static bool IsChinese(ReadOnlySpan<char> masked)
    {
        var words = 0;
        foreach (var character in masked)
        {
            words += character is >= '\u4e00' and <= '\u9fff' ? 1 : 0;
        }

        return 2 * words >= masked.Length;
    }

    private static Reading Because(Workspace work, string reason, Reading reading)
    {
        work.Reasons.Add(reason);
        return reading;
    }

    /// <summary>What it does to the ticket; where nothing is so sure, it is kept with it and does nothing.</summary>
    private string LikeliestTouch(Workspace work, float from)
    {
        var head = vocabulary.Model.Residents;
        var chances = work.ChancesOf(head, work.Text.Sums);
        var best = -1;
        for (var i = 0; i < chances.Length; i++)
        {
            best = Intents.Touches(head.Classes[i]) && (best < 0 || chances[i] > chances[best]) ? i : best;
        }

        return best < 0 || chances[best] < from ? "addition" : head.Classes[best];
    }
}
