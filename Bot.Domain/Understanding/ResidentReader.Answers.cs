namespace Bot.Domain.Understanding;

/// <summary>Answers to what the bot has asked, and messages that are nothing but a door.</summary>
internal sealed partial class ResidentReader
{
    private const int LongestAnswer = 24;

    /// <summary>An answer to the newest question the bot has put to this person; null where it is none.</summary>
    private Reading? QuestionAnswer(Workspace work, Conversation conversation)
    {
        if (work.Thread.QuestionTo(conversation.Message.Sender) is not { } question || work.Text.Length > LongestAnswer * 4)
        {
            return null;
        }

        var scan = work.Text;
        return question.Kind switch
        {
            Asked.Place => PlaceAnswer(work, conversation, question),
            _ when scan.Substance <= LongestAnswer => CheckAnswer(work, question),
            _ => null,
        };
    }

    /// <summary>"⭐⭐⭐⭐⭐" to whoever was asked for stars; a thumb is praise without a number.</summary>
    private static Reading? StarsAlone(Workspace work, Conversation conversation)
    {
        if (work.Text.Substance > 0 || work.Thread.QuestionTo(conversation.Message.Sender) is not { Kind: Asked.Stars } question)
        {
            return null;
        }

        var text = conversation.Message.Text;
        var stars = text.Count(character => character is '⭐' or '★');
        if (stars == 0 && !text.Contains("👍", StringComparison.Ordinal) && !text.Contains("[强]", StringComparison.Ordinal))
        {
            return null;
        }

        work.Reasons.Add("answers-stars");
        return Linked(question.Ticket, "rating", "rate") with { Score = stars is > 0 and <= 5 ? stars : null, Satisfied = stars is 0 or >= 4 ? true : stars <= 2 ? false : null };
    }

    private Reading? PlaceAnswer(Workspace work, Conversation conversation, OpenQuestion question)
    {
        var scan = work.Text;
        var said = matters.Locations.FromText(scan, conversation.Group, out _);
        if (said == Location.Nowhere && BareDoor(scan.Folded) is { } bare)
        {
            said = bare;
        }

        // Somebody who was asked where may also say a new matter; then the words of that matter decide.
        if (said == Location.Nowhere || scan.Has(tags.Withdraw) || scan.Has(tags.Wrong) || (scan.Substance > LongestAnswer && IsMatter(work, scan)) || IsWhole(work, conversation, "answer", Location.Nowhere, mayBeNew: true))
        {
            return null;
        }

        work.Reasons.Add("answers-place");
        var category = question.Ticket?.Category;
        return new Reading(Coarse.Link, "answer", "fill") { Refs = Numbers(question.Ticket), Category = category, Location = said, Reply = vocabulary.Replies.Say("补全") };
    }

    /// <summary>"10-2", "7-1-502": said when asked for a place, a pair of numbers is a house and a unit.</summary>
    private static Location? BareDoor(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        var dash = text.IndexOf('-');
        if (text.Length > 6 || text.IsEmpty)
        {
            return null;
        }

        var first = Numerals.EndOfRun(text, 0);
        if (first == text.Length && first <= 2)
        {
            return new Location(Building: Numerals.ToText(text));
        }

        return dash == first && dash > 0 && Numerals.EndOfRun(text, dash + 1) == text.Length && text.Length > dash + 1
            ? new Location(Building: Numerals.ToText(text[..dash]), Unit: Numerals.ToText(text[(dash + 1)..]))
            : null;
    }

    private Reading? CheckAnswer(Workspace work, OpenQuestion question)
    {
        var scan = work.Text;
        var digit = BeginsWithHouse(scan) ? -1 : LeadingDigit(scan.Folded);

        // A matter, or a fault at another house, is a new report, whoever was asked what before: "不亮了" is no "亮了".
        if (digit < 0 && scan.Doors.Count > 0 && (IsMatter(work, scan) || scan.Has(tags.OtherHouse) && scan.Has(tags.Fault) || TellsAll(work)) || digit < 0 && IsCurtAndNew(work, work.Thread.Conversation, LocationResolver.FromNickname(scan, work.Thread.Conversation.Message.Sender, work.Thread.Conversation.Group, work.Doors)))
        {
            return null;
        }

        var stars = question.Kind == Asked.Stars ? StarsIn(scan, digit) : null;
        if (stars is { } score)
        {
            work.Reasons.Add("answers-stars");
            return Linked(question.Ticket, "rating", "rate") with { Score = score, Satisfied = score >= 4 ? true : score <= 2 ? false : null };
        }

        if (question.Kind == Asked.Scale && digit is >= 1 and <= 3)
        {
            work.Reasons.Add("answers-scale");
            return Linked(question.Ticket, "rating", digit == 3 ? "reopen" : "rate") with { Satisfied = digit == 3 ? false : digit == 1 ? true : null };
        }

        if (question.Kind == Asked.Stars && digit > 0)
        {
            return null;
        }

        if (digit == 3 || scan.Has(tags.Unknown) && digit < 0)
        {
            work.Reasons.Add("answers-unclear");
            return Linked(question.Ticket, "answer", "fill") with { Unclear = true };
        }

        if (digit == 2 || digit < 0 && scan.Has(tags.Unsolved) && !scan.Has(tags.Question))
        {
            work.Reasons.Add("answers-unsolved");
            return Linked(question.Ticket, "reopen", "reopen") with { Satisfied = false, Reply = vocabulary.Replies.Say("重开") };
        }

        if (digit == 1 || digit < 0 && scan.Has(tags.Solved) && !scan.Has(tags.Unsolved) && !scan.Has(tags.Question) && !scan.Has(tags.Later))
        {
            work.Reasons.Add("answers-solved");
            return Linked(question.Ticket, "confirm", "close") with { Satisfied = true, Reply = vocabulary.Replies.Say("确认") };
        }

        return null;
    }

    /// <summary>"1号楼门口一直滴水" is no answer 1.</summary>
    private static bool BeginsWithHouse(ScannedText scan) => scan.Doors is [{ Start: 0, Building: not null }, ..] && scan.Substance > 2;

    private static Reading Linked(TalkTicket? ticket, string intent, string action) => new(Coarse.Link, intent, action)
    {
        Refs = Numbers(ticket),
        Category = ticket?.Category,
        Location = ticket?.Location ?? Location.Nowhere,
    };

    /// <summary>The digit a message begins with where it stands alone ("1", "１。", "3 我在外地", "一"); -1 otherwise.</summary>
    private static int LeadingDigit(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        if (text.IsEmpty)
        {
            return -1;
        }

        var run = Numerals.EndOfRun(text, 0);
        if (run != 1 || text.Length > 2 && text[1] == '.' && Numerals.IsDigit(text[2]))
        {
            // "2.4G的wifi" is no answer 2.
            return -1;
        }

        var digit = Numerals.ToNumber(text[..1]);
        var alone = text.Length == 1 || TextMarks.IsBreak(text[1]) || text[1] is '!' or '号' or '星' or '分' or '好' or '没' or '不' or '满' or '已' or '未';
        return alone && (Numerals.IsDigit(text[0]) || text.Length == 1 || text[1] is '星' or '分') ? digit : -1;
    }

    /// <summary>"1" and "2" mean something only to whoever was asked.</summary>
    private static bool IsBareDigit(ScannedText scan) => scan.Substance <= 1 && LeadingDigit(scan.Folded) > 0;

    private int? StarsIn(ScannedText scan, int digit)
    {
        if (digit is >= 1 and <= 5)
        {
            return digit;
        }

        var text = scan.Folded;
        var star = text.IndexOf('星');
        if (star > 0 && Numerals.ToNumber(text[(star - 1)..star]) is >= 1 and <= 5 and var told)
        {
            return told;
        }

        return scan.Has(tags.Star1) ? 1 : scan.Has(tags.Star2) ? 2 : scan.Has(tags.Star3) ? 3 : scan.Has(tags.Star5) ? 5 : scan.Has(tags.Star4) ? 4 : null;
    }

    /// <summary>Nothing but a door: it completes what the same person has said, or more is waited for.</summary>
    private Reading? DoorOnly(Workspace work, Conversation conversation)
    {
        var scan = work.Text;
        if (scan.Doors.Count == 0 || scan.Substance > 4 + scan.Doors.Count || scan.Has(tags.Wrong) || scan.Has(tags.Me2) || scan.Has(tags.Matter))
        {
            return null;
        }

        var words = 0;
        foreach (var c in scan.Masked)
        {
            words += c is '§' or ' ' or '的' or '在' or '是' or '我' or '们' or '这' ? 0 : 1;
        }

        if (words > 0)
        {
            return null;
        }

        var said = matters.Locations.FromText(scan, conversation.Group, out _);
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
                work.Reasons.Add("door-after-words");
                var ticket = OwnTicket(work.Thread, me);
                return Linked(ticket, "answer", "fill") with { Location = said };
            }
        }

        work.Reasons.Add("door-alone");
        return conversation.WindowClosed ? new Reading(Coarse.None, "fragment", "none") : new Reading(Coarse.Buffer, "fragment", "buffer") { Location = said };
    }
}
