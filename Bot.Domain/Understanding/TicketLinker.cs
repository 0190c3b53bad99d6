namespace Bot.Domain.Understanding;

/// <summary>Which of the group's tickets a message belongs to.</summary>
internal static class TicketLinker
{
    /// <summary>Whether both may be the same place: what both tell must agree, what only one tells does not part them.</summary>
    public static bool SamePlace(in Location said, in Location known)
    {
        if (said.Community is not null && known.Community is not null && said.Community != known.Community)
        {
            return false;
        }

        if (Differ(said.Building, known.Building) || Differ(said.Unit, known.Unit))
        {
            return false;
        }

        // A landmark only parts where neither names a house.
        return said.Place is null || known.Place is null || known.Building is not null && said.Building is not null || Overlap(said.Place, known.Place) > 0;
    }

    /// <summary>"3" and "老3" are one house in people's mouths.</summary>
    private static bool Differ(string? one, string? other) =>
        one is not null && other is not null && one.TrimStart('老') != other.TrimStart('老');

    /// <summary>The ticket most likely meant; null where none fits. <paramref name="score"/> grows with what binds the message to it.</summary>
    /// <param name="category">What the message is about, null where it does not say.</param>
    public static TalkTicket? Best(TalkThread thread, string sender, string? category, in Location said, string words, out float score)
    {
        TalkTicket? best = null;
        score = float.MinValue;
        for (var i = 0; i < thread.Tickets.Count; i++)
        {
            var ticket = thread.Tickets[i];
            var value = 0f;
            if (!SamePlace(said, ticket.Location))
            {
                value -= 4;
            }
            else if (said.Building is not null && said.Building == ticket.Location.Building)
            {
                value += 2;
            }

            if (said.Place is not null && ticket.Location.Place is not null && Overlap(said.Place, ticket.Location.Place) > 0)
            {
                value += 2;
            }

            value += ticket.IsReportedBy(sender) ? 1.5f : 0;
            value += category is not null && category == ticket.Category ? 2 : 0;
            value += Math.Min(3f, Overlap(words, ticket.Words));
            value += Math.Max(0, ticket.LastLine) * 0.05f + i * 0.01f;
            if (value > score)
            {
                (best, score) = (ticket, value);
            }
        }

        return best;
    }

    /// <summary>How many pairs of neighbouring characters both texts share. Bounded, so that long texts stay linear.</summary>
    public static int Overlap(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        const int Looked = 60;
        one = one[..Math.Min(one.Length, Looked)];
        other = other[..Math.Min(other.Length, Looked)];
        var shared = 0;
        for (var i = 0; i + 1 < one.Length; i++)
        {
            if (one[i] > '\u4e00' && one[i + 1] > '\u4e00' && other.IndexOf(one.Slice(i, 2)) >= 0)
            {
                shared++;
            }
        }

        return shared;
    }
}
