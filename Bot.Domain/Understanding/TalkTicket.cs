namespace Bot.Domain.Understanding;

/// <summary>What the bot has asked, and of whom.</summary>
internal enum Asked
{
    Nothing,
    Place,
    Check,
    Scale,
    Stars,
}

/// <summary>A ticket, or a report that has no number yet, as it shows in the talk.</summary>
internal sealed class TalkTicket
{
    public string? Number;
    public string? Category;
    public Location Location = Location.Nowhere;
    public string? Reporter;
    public IReadOnlyList<string> Reporters = [];
    public string Words = "";
    public bool Done;

    public TimeSpan Ago;

    /// <summary>Index of the last line of the context that touched it; the larger, the newer.</summary>
    public int LastLine = -1;

    public bool IsReportedBy(string nickname)
    {
        if (Reporter == nickname)
        {
            return true;
        }

        foreach (var other in Reporters)
        {
            if (other == nickname)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A question of the bot that waits for its answer.</summary>
internal readonly record struct OpenQuestion(Asked Kind, string Whom, TalkTicket? Ticket, int Line);
