namespace Bot.Domain.Understanding;

/// <summary>Parts a message that tells several matters.</summary>
internal sealed class MatterSplitter(Vocabulary vocabulary, MatterReader matters)
{
    private const float SureMatter = 0.5f;
    private const float SureCategory = 0.5f;

    /// <summary>So sure must both kinds be where nothing but their words parts them.</summary>
    private const float VerySure = 0.6f;
    private const int ShortestMatter = 3;

    /// <summary>Nobody tells more in one message; the bound keeps reading linear.</summary>
    private const int MostClauses = 40;

    /// <summary>The matters of the text, at least two; null where it is one. Clauses of the same kind at the same house are one matter.</summary>
    public IReadOnlyList<Matter>? Split(Workspace work, Conversation conversation, bool likely)
    {
        var scan = work.Text;
        if (TellingClauses(scan) < 2)
        {
            return null;
        }

        List<(string Category, string Intent, Location Location, bool Inside, int Clause, float Sure)>? found = null;
        var head = vocabulary.Model.Residents;
        for (var i = 0; i < Math.Min(scan.Clauses.Count, MostClauses); i++)
        {
            var clause = scan.Clauses[i];
            if (clause.End - clause.Start < ShortestMatter || !MayTell(clause.Tags))
            {
                continue;
            }

            var chances = work.ChancesOf(head, scan.SumsOf(i));
            var best = Workspace.Best(chances);
            var opens = LinearModel.Head.Share(chances, head.Opens);
            if (opens < SureMatter)
            {
                continue;
            }

            var intent = Intents.OpensTicket(head.Classes[best]) ? head.Classes[best] : "report";
            var category = matters.CategoryOf(work, scan.SumsOf(i), clause.Tags, out var sure);
            var ownWord = clause.Tags.Has(vocabulary.Categories.TryGetValue(category, out var named) ? named.Tag : -1);
            if (opens < SureMatter || (sure < SureCategory && !ownWord) || !(clause.Tags.Has(vocabulary.Tags.Fault) || clause.Tags.Has(vocabulary.Tags.Wish) || ownWord))
            {
                continue;
            }

            var location = matters.Locations.FromText(scan, conversation.Group, out var inside, clause.Start, clause.End);
            (found ??= []).Add((category, intent, location, inside, i, sure));
        }

        if (found is null || found.Count < 2)
        {
            return null;
        }

        // Two kinds in one breath are mostly one matter and what follows from it. Two houses, an "另外", or two faults in words of their own kind tell two.
        var listed = likely || scan.Has(vocabulary.Tags.More);

        var parts = new List<Matter>(found.Count);
        Location? last = null;
        var firstIsFault = false;
        foreach (var (category, intent, location, inside, clause, sure) in found)
        {
            var where = location == Location.Nowhere && last is { } before ? before : location;
            last = where;
            var same = parts.FindIndex(other => other.Category == category && (other.Intent == intent || !listed) && (location.Building is null || other.Location.Building is null || other.Location.Building == location.Building));
            var told = scan.Clauses[clause].Tags.Has(vocabulary.Categories.TryGetValue(category, out var known) ? known.Tag : -1);
            var elsewhere = parts.Count > 0 && location.Building is not null && parts[^1].Location.Building is not null && location.Building != parts[^1].Location.Building
                || parts.Count > 0 && location != Location.Nowhere && parts[^1].Location != Location.Nowhere && location.Place is not null && parts[^1].Location.Place is not null && location.Place != parts[^1].Location.Place && told && !inside && scan.Clauses[clause].Tags.Has(vocabulary.Tags.Fault) && sure >= VerySure;
            var ownFault = told && sure >= VerySure && scan.Clauses[clause].Tags.Has(vocabulary.Tags.Fault);
            if (same >= 0 || (parts.Count > 0 && !listed && !elsewhere && !(ownFault && firstIsFault)))
            {
                continue;
            }

            firstIsFault |= parts.Count == 0 && ownFault;

            var urgency = intent == "suggestion" ? Urgency.Normal : matters.UrgencyOf(work, scan.SumsOf(clause), category, matters.DangerIn(scan.Clauses[clause].Tags) is not null, scan.Clauses[clause].Tags);
            parts.Add(new Matter(intent, category, where, urgency, scan.Raw[scan.OriginOf(scan.Clauses[clause].Start)..scan.OriginOf(scan.Clauses[clause].End)]));
        }

        return parts.Count >= 2 ? parts : null;
    }

    private int TellingClauses(ScannedText scan)
    {
        var count = 0;
        for (var i = 0; i < Math.Min(scan.Clauses.Count, MostClauses); i++)
        {
            count += MayTell(scan.Clauses[i].Tags) ? 1 : 0;
        }

        return count;
    }

    /// <summary>A clause without a fault, a wish or a category's word tells no matter of its own.</summary>
    private bool MayTell(in TagSet tags) => tags.Has(vocabulary.Tags.Fault) || tags.Has(vocabulary.Tags.Wish) || tags.HasAny(vocabulary.CategoryTags);
}
