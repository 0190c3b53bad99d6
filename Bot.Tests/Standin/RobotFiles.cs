using System.Security.Cryptography;

namespace Bot.Platforms;

/// <summary>Pictures and files said to a smart robot: handed out for 5 minutes to whoever has the address, sealed with the robot's key.</summary>
public sealed class RobotFiles
{
    /// <summary>For fault scripts; the address goes on with the file's own id.</summary>
    public const string Path = "/robot-file";
    private readonly Standin standin;
    private readonly Dictionary<string, (byte[] Sealed, DateTimeOffset Until)> files = [];

    internal RobotFiles(Standin standin) => this.standin = standin;

    /// <summary>How often each file was handed out, by its address.</summary>
    public Dictionary<string, int> Fetched { get; } = [];

    internal static bool Owns(PathString path) => path.StartsWithSegments(Path, StringComparison.Ordinal);

    /// <param name="account">The robot it is said to.</param>
    /// <returns>Its address, as a message tells it.</returns>
    public Uri Put(string account, byte[] content)
    {
        var robot = standin.Accounts.Robots[account];
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        lock (standin.Gate)
        {
            files[id] = (new PlatformSeal(robot.Token, robot.EncodingAesKey, "").CloseFile(content), standin.Now.AddMinutes(5));
        }

        return new Uri(standin.Address, $"{Path}/{id}?sign=q-sign-algorithm%3Dsha1");
    }

    internal async Task Serve(HttpContext context)
    {
        Faults.Played? fault;
        (byte[] Sealed, DateTimeOffset Until) file;
        var id = context.Request.Path.Value![(Path.Length + 1)..];
        lock (standin.Gate)
        {
            fault = standin.Faults.Take(Path);
            if (!files.TryGetValue(id, out file) || file.Until <= standin.Now || context.Request.Query["sign"].Count == 0)
            {
                file = ([], default);
            }

            Fetched[id] = Fetched.GetValueOrDefault(id) + 1;
        }

        switch (fault)
        {
            case { Kind: "drop" or "reset" }:
                context.Abort();
                return;
            case { Code: >= 500 and <= 599 }:
                context.Response.StatusCode = fault.Code.Value;
                return;
        }

        if (file.Sealed.Length == 0)
        {
            context.Response.StatusCode = 403;
            return;
        }

        context.Response.ContentType = "application/octet-stream";
        await context.Response.Body.WriteAsync(fault is { Kind: "truncate" } ? file.Sealed.AsMemory(0, file.Sealed.Length / 2) : file.Sealed);
    }
}
