namespace Bot.Domain.Understanding;

/// <summary>The bot's own lines: which ticket they name, what they ask, and of whom.</summary>
internal sealed partial class TalkThread
{
    /// <summary>In characters; what is longer is no field of the bot's line.</summary>
    private const int LongestField = 40;

    private void ReadBot(Utterance line, int index)
    {
        var text = line.Text;
        var whom = NameAfterAt(text);
        TalkTicket? ticket = null;
        for (var at = text.IndexOf('#', StringComparison.Ordinal); at >= 0 && at + 1 < text.Length; at = text.IndexOf('#', at + 1))
        {
            var end = Numerals.EndOfRun(text, at + 1);
            if (end - at > 3)
            {
                ticket = Ticket(text[(at + 1)..end], line, index);
                ReadFields(ticket, text, end);
            }
        }

        if (ticket is not null)
        {
            if (ticket.Reporter is null)
            {
                FindReporter(ticket, index, whom);
            }

            ticket.Done |= Contains(text, "已办结") || Contains(text, "已解决") && !Contains(text, "？") && !Contains(text, "?") || Contains(text, "办结");
        }

        var question = KindOf(text, whom is not null);
        if (question == Asked.Nothing)
        {
            return;
        }

        whom ??= ticket?.Reporter ?? LastSpeaker(index);
        if (whom is not null)
        {
            Questions.Add(new OpenQuestion(question, whom, ticket ?? NewestOf(whom), index));
            AskTheOthers(text, question, ticket, index);
            if (ticket is not null && question != Asked.Place)
            {
                ticket.Done = true;
            }
        }
    }

    /// <summary>"@老周 @5-1-302 #1023 好了吗？" asks both.</summary>
    private void AskTheOthers(string text, Asked question, TalkTicket? ticket, int index)
    {
        var first = text.IndexOf('@', StringComparison.Ordinal);
        for (var at = first < 0 ? -1 : text.IndexOf('@', first + 1); at >= 0; at = text.IndexOf('@', at + 1))
        {
            if (NameAfterAt(text[at..]) is { } other)
            {
                Questions.Add(new OpenQuestion(question, other, ticket ?? NewestOf(other), index));
            }
        }
    }

    private static Asked KindOf(string text, bool named)
    {
        var questions = Contains(text, "？") || Contains(text, "?");

        // "已登记 #1023 照明｜星城2栋｜一般，请网格员小余确认" asks nothing of a resident, whatever its place and urgency look like.
        if (Contains(text, "已登记") && !questions)
        {
            return Asked.Nothing;
        }

        var asks = questions || Contains(text, "请");
        if ((Contains(text, "星") || Contains(text, "打分")) && (asks || Contains(text, "回")))
        {
            return Asked.Stars;
        }

        if (Contains(text, "满意") && Contains(text, "1") || Contains(text, "2一般") || Contains(text, "2 一般"))
        {
            return Asked.Scale;
        }

        if (Contains(text, "解决") && asks || Contains(text, "回复1") || Contains(text, "回复 1") || Contains(text, "回 1") || Contains(text, "回1") || Contains(text, "好了吗") || Contains(text, "修好") && asks || Contains(text, "确认") && asks && named)
        {
            return Asked.Check;
        }

        if (Contains(text, "评价"))
        {
            return Asked.Stars;
        }

        return asks && (Contains(text, "请问") || Contains(text, "哪") || Contains(text, "位置") || Contains(text, "几栋") || Contains(text, "几号")) ? Asked.Place : Asked.Nothing;
    }

    /// <summary>"#1023 照明｜4栋1单元｜一般": the category, then the place. Others write "#1023：4栋1单元 楼道灯不亮｜一般".</summary>
    private void ReadFields(TalkTicket ticket, string text, int from)
    {
        var rest = text.AsSpan(from).TrimStart(" ：:");
        var bar = rest.IndexOfAny('｜', '|');
        if (bar is <= 0 or > LongestField)
        {
            return;
        }

        var field = rest[..bar].Trim();
        if (CategoryNamed(field) is not { } category)
        {
            ticket.Words = ticket.Words.Length > 0 ? ticket.Words : field.ToString();
            MergePlace(ticket, field.ToString());
            ticket.Category ??= CategoryIn(field);
            return;
        }

        ticket.Category ??= category;
        rest = rest[(bar + 1)..];
        bar = rest.IndexOfAny('｜', '|');
        var place = bar >= 0 ? rest[..bar] : rest;
        if (ticket.Location == Location.Nowhere && place.Length is > 0 and <= LongestField)
        {
            ticket.Location = PlaceIn(place);
        }
    }

    /// <summary>The category of the longest word that stands in free words; null where there is none.</summary>
    private string? CategoryIn(ReadOnlySpan<char> words)
    {
        Span<char> text = stackalloc char[LongestField];
        text = text[..words.Length];
        vocabulary.Folding.Fold(words, text);
        string? found = null;
        var longest = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var node = vocabulary.Trie.Root(text[i]);
            for (var next = i + 1; node != 0; next++)
            {
                if (next - i > longest && vocabulary.Trie.Payload(node) is >= 0 and var entry && CategoryOf(vocabulary.Entries[entry].Tags) is { } category)
                {
                    (found, longest) = (category, next - i);
                }

                node = next < text.Length ? vocabulary.Trie.Next(node, text[next]) : 0;
            }
        }

        return found;
    }

    private string? CategoryOf(int[] tags)
    {
        foreach (var category in vocabulary.Categories.Values)
        {
            if (tags.Contains(category.Tag))
            {
                return category.Name;
            }
        }

        return null;
    }

    private string? CategoryNamed(ReadOnlySpan<char> name)
    {
        foreach (var known in vocabulary.Categories.Keys)
        {
            if (name.SequenceEqual(known))
            {
                return known;
            }
        }

        foreach (var known in vocabulary.Categories.Keys)
        {
            if (name.Length >= 2 && known.AsSpan().IndexOf(name) >= 0)
            {
                return known;
            }
        }

        return null;
    }

    private Location PlaceIn(ReadOnlySpan<char> place)
    {
        Span<char> target = stackalloc char[LongestField];
        target = target[..place.Length];
        vocabulary.Folding.Fold(place, target);
        doors.Clear();
        DoorScanner.Scan(target, doors);
        var words = place.ToString();
        if (doors.Count == 0 || doors[0].IsRange)
        {
            return UrgencyWord(words) ? Location.Nowhere : new Location(Place: words);
        }

        var door = doors[0];
        var tail = words[Math.Min(door.End, words.Length)..].Trim();
        return new Location(null, door.Building, door.Unit, door.Floor, door.Room, tail.Length > 1 ? tail : null);
    }

    private static bool UrgencyWord(string words) => words is "一般" or "较急" or "紧急" or "特急";

    /// <summary>The resident's line before the bot's acknowledgement is the report.</summary>
    private void FindReporter(TalkTicket ticket, int index, string? named)
    {
        var context = Conversation.Context;
        for (var i = index - 1; i >= 0; i--)
        {
            if (context[i].Role == SpeakerRole.Resident && (named is null || context[i].Sender == named))
            {
                ticket.Reporter = context[i].Sender;
                ticket.Words = context[i].Text;
                MergePlace(ticket, context[i].Text);
                return;
            }
        }

        ticket.Reporter = named;
    }

    private void MergePlace(TalkTicket ticket, string text)
    {
        if (folded.Length < text.Length)
        {
            folded = new char[text.Length * 2];
        }

        vocabulary.Folding.Fold(text, folded);
        doors.Clear();
        DoorScanner.Scan(folded.AsSpan(0, text.Length), doors);
        foreach (var door in doors)
        {
            if (door.IsDenied || door.IsRange || ticket.Location.Building is not null && door.Building is not null && door.Building != ticket.Location.Building)
            {
                continue;
            }

            ticket.Location = ticket.Location with
            {
                Building = ticket.Location.Building ?? door.Building,
                Unit = ticket.Location.Unit ?? door.Unit,
                Floor = ticket.Location.Floor ?? door.Floor,
                Room = ticket.Location.Room ?? door.Room,
            };
        }
    }
}
