using System.Runtime.InteropServices;
using Bot.Host.Database;

namespace Bot.Host.Channels.Archive.Collector;

/// <summary>
/// A host mode of its own: it needs no database, only the library, the key, and the hook's address, so that it may run on the one machine that WeCom's
/// console allows. With --once it ends when it has handed over what is there.
/// </summary>
public static class CollectArchiveVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    public static async Task<int> Run(string[] arguments)
    {
        var isOnce = arguments is ["--once"];
        if (arguments.Length > 0 && !isOnce)
        {
            return Verbs.Refuse($"collect-archive takes --once or nothing, got '{arguments[0]}'");
        }

        try
        {
            using var settings = CollectorSettings.From(MigrateVerb.Configuration());
            using var alone = TakeFolder(settings.DataDirectory);
            using var source = new ArchiveSource(NativeArchiveLibrary.Load(settings.Library), settings);
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = Patience };
            using var logging = LoggerFactory.Create(builder => builder.AddJsonConsole().Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
                console => console.LogToStandardErrorThreshold = LogLevel.Trace));
            var collector = new ArchiveCollector(settings, source, http, TimeProvider.System, logging.CreateLogger("Bot.Collector"));
            if (isOnce)
            {
                Console.WriteLine($"{await collector.CatchUp(CancellationToken.None)} record(s) handed over");
                return 0;
            }

            using var stop = new CancellationTokenSource();
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
            await collector.Run(stop.Token);
            return 0;

            void End(PosixSignalContext signal)
            {
                signal.Cancel = true;
                stop.Cancel();
            }
        }
        catch (Exception exception) when (exception is CollectorException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return Verbs.Refuse(exception.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>Two collectors in one folder would overwrite each other's bookmark. The lock goes with the process.</summary>
    private static FileStream TakeFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(Path.Combine(folder, "collector.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new CollectorException($"another collector works in {folder}");
        }
    }
}
