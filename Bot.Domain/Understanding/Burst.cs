namespace Bot.Domain.Understanding;

/// <summary>Fragments one person sends in a row make one report: "3栋" / "2单元" / "又漏水了".</summary>
internal static class Burst
{
    /// <summary>60 to 120 s are usual between the parts of one report; the longer one is taken.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(120);

    /// <summary>Index of the speaker's first line of the run that ends with the message; the context's length where there is none.</summary>
    public static int Start(Conversation conversation)
    {
        var context = conversation.Context;
        var start = context.Count;
        var later = conversation.Message.Ago;
        for (var i = context.Count - 1; i >= 0; i--)
        {
            var line = context[i];
            if (line.Sender != conversation.Message.Sender || line.Role == SpeakerRole.Bot)
            {
                if (line.Ago - conversation.Message.Ago > Window)
                {
                    break;
                }

                continue;
            }

            // What has become a ticket already is no part of the next report.
            if (line.Ago - later > Window || line.Tickets is { Count: > 0 })
            {
                break;
            }

            start = i;
            later = line.Ago;
        }

        return start;
    }
}
