using Bot.Host.Channels.Setup;
using Bot.Host.Channels.Archive.Collector;
using Bot.Host.Clocks;
using Bot.Host.Database;
using Bot.Host.Rates;
using Bot.Host.Serving;
using Bot.Host.Tickets;
using Bot.Host.Understanding;

namespace Bot.Host;

/// <summary>The first word of the command line. A verb's answer is all that stands on standard output; what goes wrong is one line on standard error, exit 2.</summary>
public static class Verbs
{
    public const int BadInput = 2;

    private const string Usage = """
        usage: dotnet run -c Release --project Bot.Host -- VERB

          serve             run the host: hooks, jobs, dispatcher, pages
          collect-archive   fetch WeCom's message archive and hand it over to the hook, until told to stop (--once: what is there)
          migrate           bring the database to this program's schema
          rebuild           build the ticket rows anew from their events
          limits            the table of limits in force as one file (export [--node X]), or a file checked (check FILE)
          check-channels    asks the platforms whether the configured accounts work ([NAME]: those of that name)
          rates             the three rates of a period (--from DAY --to DAY, --district, --level, --id, --as-of, --formulas)
          understand        JSON Lines of messages in, decisions out (--bench N)
          due               JSON Lines of time limits in, due times out (--calendar DIR)
          examples          what workers have judged, as labelled messages
          learn FILE...     retrain the reader's weights from labelled messages
          replay FILE       what the bot would have done in a recorded chat
          help              this text
        """;

    public static async Task<int> Run(string[] arguments)
    {
        var rest = arguments.Skip(1).ToArray();
        switch (arguments.FirstOrDefault() ?? "help")
        {
            case "serve": return await ServeVerb.Run(rest);
            case "collect-archive": return await CollectArchiveVerb.Run(rest);
            case "migrate": return await MigrateVerb.Run(rest);
            case "rebuild": return await RebuildVerb.Run(rest);
            case "limits": return await LimitsVerb.Run(rest);
            case "check-channels": return await CheckChannelsVerb.Run(rest);
            case "rates": return await RatesVerb.Run(rest);
            case "understand": return await UnderstandVerb.Run(rest);
            case "examples": return await ExamplesVerb.Run(rest);
            case "learn": return await LearnVerb.Run(rest);
            case "replay": return await ReplayVerb.Run(rest);
            case "due": return await DueVerb.Run(rest);
            case "help" or "--help" or "-h": Console.WriteLine(Usage); return 0;
            case var unknown: return Refuse($"unknown verb '{unknown}'; 'help' lists them");
        }
    }

    /// <summary>One clear line on standard error, and exit code 2.</summary>
    public static int Refuse(string message)
    {
        Console.Error.WriteLine(message);
        return BadInput;
    }
}
