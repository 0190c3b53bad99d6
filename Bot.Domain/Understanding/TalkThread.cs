namespace Bot.Domain.Understanding;

/// <summary>
/// The talk before a message, read for what binds the message to it: tickets named by the bot, questions the bot has asked, who spoke last.
/// One per thread, reused.
/// </summary>
internal sealed partial class TalkThread(Vocabulary vocabulary)
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
