namespace Bot.Domain.Understanding;

/// <summary>
/// The talk before a message, read for what binds the message to it: tickets named by the bot, questions the bot has asked, who spoke last.
/// One per thread, reused.
/// </summary>
internal sealed class TalkThread(Vocabulary vocabulary)
{
    private readonly List<DoorMention> doors = [];
    private char[] folded = new char[512];

    public List<TalkTicket> Tickets { get; } = [];
    public List<OpenQuestion> Questions { get; } = [];
    public Conversation Conversation { get; private set; } = null!;

    public void Read(Conversation conversation)
    {
        Conversation = conversation;
        Tickets.Clear();
        Questions.Clear();
        if (conversation.Tickets is { } known)
        {
            foreach (var ticket in known)
            {
                Tickets.Add(new TalkTicket
                {
                    Number = ticket.Number,
                    Category = ticket.Category,
                    Location = ticket.Location,
                    Reporters = ticket.Reporters,
                    Reporter = ticket.Reporters.Count > 0 ? ticket.Reporters[0] : null,
                    Words = ticket.Summary,
                    Done = ticket.Resolved || !ticket.Open,
                    Ago = ticket.Age,
                });
            }
        }

        for (var i = 0; i < conversation.Context.Count; i++)
        {
            var line = conversation.Context[i];
            if (line.Role == SpeakerRole.Bot)
            {
                ReadBot(line, i);
            }
            else if (line.Role != SpeakerRole.Resident)
            {
                ReadWorker(line, i);
            }
            else
            {
                Touch(line, i);
            }
        }

        AddKnownQuestions(conversation);
    }

    /// <summary>The newest question to this person that nothing of his has answered yet.</summary>
    public OpenQuestion? QuestionTo(string nickname)
    {
        for (var i = Questions.Count - 1; i >= 0; i--)
        {
            if (Questions[i].Whom == nickname)
            {
                return Questions[i];
            }
        }

        return null;
    }

    public TalkTicket? ByNumber(string number)
    {
        foreach (var ticket in Tickets)
        {
            if (ticket.Number == number)
            {
                return ticket;
            }
        }

        return null;
    }

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
            if (ticket is not null && question != Asked.Place)
            {
                ticket.Done = true;
            }
        }
    }

    private static Asked KindOf(string text, bool named)
    {
        var asks = Contains(text, "？") || Contains(text, "?") || Contains(text, "请");
        if (Contains(text, "星"))
        {
            return Asked.Stars;
        }

        if (Contains(text, "满意") && Contains(text, "1") || Contains(text, "一般") && Contains(text, "2"))
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

    /// <summary>"#1023 照明｜4栋1单元｜一般": the category, then the place.</summary>
    private void ReadFields(TalkTicket ticket, string text, int from)
    {
        var rest = text.AsSpan(from).TrimStart();
        var bar = rest.IndexOfAny('｜', '|');
        if (bar <= 0 || bar > 10)
        {
            return;
        }

        ticket.Category ??= CategoryNamed(rest[..bar].Trim());
        rest = rest[(bar + 1)..];
        bar = rest.IndexOfAny('｜', '|');
        var place = bar >= 0 ? rest[..bar] : rest;
        if (ticket.Location == Location.Nowhere && place.Length is > 0 and <= 40)
        {
            ticket.Location = PlaceIn(place);
        }
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
        Span<char> target = stackalloc char[40];
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

    private void ReadWorker(Utterance line, int index)
    {
        var text = line.Text;
        var done = false;
        foreach (var word in DoneWords)
        {
            done |= Contains(text, word);
        }

        var any = false;
        for (var at = text.IndexOf('#', StringComparison.Ordinal); at >= 0 && at + 1 < text.Length; at = text.IndexOf('#', at + 1))
        {
            var end = Numerals.EndOfRun(text, at + 1);
            if (end - at > 3)
            {
                var ticket = Ticket(text[(at + 1)..end], line, index);
                ticket.Done |= done;
                any = true;
            }
        }

        if (!any && Tickets.Count > 0 && done)
        {
            Tickets[^1].Done = true;
            Tickets[^1].LastLine = index;
        }
    }

    private static readonly string[] DoneWords = ["修好", "换好", "已恢复", "恢复运行", "处理完", "已更换", "弄好", "搞定", "好了", "已修", "完成", "疏通了", "清理了", "清掉", "通了", "已清", "办结", "已处理", "解决了", "更换完", "换了"];

    /// <summary>What somebody wrote after the bot asked him answers the question, unless it is a second line of chat.</summary>
    private void Touch(Utterance line, int index)
    {
        for (var i = Questions.Count - 1; i >= 0; i--)
        {
            if (Questions[i].Whom == line.Sender && Questions[i].Kind == Asked.Place)
            {
                if (folded.Length < line.Text.Length)
                {
                    folded = new char[line.Text.Length * 2];
                }

                vocabulary.Folding.Fold(line.Text, folded);
                doors.Clear();
                DoorScanner.Scan(folded.AsSpan(0, line.Text.Length), doors);
                if (doors.Count > 0)
                {
                    Questions.RemoveAt(i);
                }
            }
        }

        if (line.Tickets is { Count: > 0 } booked && ByNumber(booked[0]) is { } ticket)
        {
            ticket.LastLine = index;
        }
    }

    private void AddKnownQuestions(Conversation conversation)
    {
        foreach (var known in conversation.Tickets ?? [])
        {
            var ticket = ByNumber(known.Number);
            if (known.AskedForPlace is { } asked && QuestionTo(asked) is null)
            {
                Questions.Add(new OpenQuestion(Asked.Place, asked, ticket, -1));
            }

            foreach (var person in known.AskedForCheck ?? [])
            {
                if (QuestionTo(person) is null)
                {
                    Questions.Add(new OpenQuestion(Asked.Check, person, ticket, -1));
                }
            }
        }
    }

    private TalkTicket Ticket(string number, Utterance line, int index)
    {
        var ticket = ByNumber(number);
        if (ticket is null)
        {
            ticket = new TalkTicket { Number = number, Ago = line.Ago };
            Tickets.Add(ticket);
        }

        ticket.LastLine = index;
        return ticket;
    }

    private TalkTicket? NewestOf(string nickname)
    {
        for (var i = Tickets.Count - 1; i >= 0; i--)
        {
            if (Tickets[i].IsReportedBy(nickname))
            {
                return Tickets[i];
            }
        }

        return null;
    }

    private string? LastSpeaker(int index)
    {
        for (var i = index - 1; i >= 0; i--)
        {
            if (Conversation.Context[i].Role == SpeakerRole.Resident)
            {
                return Conversation.Context[i].Sender;
            }
        }

        return null;
    }

    /// <summary>"@3-2-501 #0987 您确认 …": the longest nickname of the talk that stands after the sign, else up to the next blank.</summary>
    private string? NameAfterAt(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        string? best = null;
        foreach (var line in Conversation.Context)
        {
            if (line.Sender.Length > (best?.Length ?? 0) && string.CompareOrdinal(text, at + 1, line.Sender, 0, line.Sender.Length) == 0)
            {
                best = line.Sender;
            }
        }

        var me = Conversation.Message.Sender;
        if (me.Length > (best?.Length ?? 0) && string.CompareOrdinal(text, at + 1, me, 0, me.Length) == 0)
        {
            best = me;
        }

        if (best is not null)
        {
            return best;
        }

        var end = text.AsSpan(at + 1).IndexOfAny(' ', '，', '\u2005');
        return end < 0 ? text[(at + 1)..] : text[(at + 1)..(at + 1 + end)];
    }

    private static bool Contains(string text, string word) => text.Contains(word, StringComparison.Ordinal);
}
