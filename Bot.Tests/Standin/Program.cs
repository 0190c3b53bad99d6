using System.Globalization;
using System.Runtime.InteropServices;
using Bot.Platforms;

// Called by deploy/standin, which reads the options: PORT and the bot's address.
if (args.Length != 2 || !int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || !Uri.TryCreate(args[1], UriKind.Absolute, out var bot))
{
    await Console.Error.WriteLineAsync("usage: Bot.Standin PORT BOT-ADDRESS");
    return 2;
}

await using var standin = await Standin.Start(port);
standin.Bot = bot;
var ended = new TaskCompletionSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
Console.WriteLine($"ready {standin.Address.ToString().TrimEnd('/')}");
await ended.Task;
return 0;

void End(PosixSignalContext context)
{
    context.Cancel = true;
    ended.TrySetResult();
}
