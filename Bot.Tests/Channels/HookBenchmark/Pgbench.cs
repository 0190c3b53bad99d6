using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Bot.Tests.Channels.HookBenchmark;

/// <summary>PostgreSQL's own load generator: the inbox's row, one insert per transaction, prepared.</summary>
internal sealed partial class Pgbench(string program, string connectionString, string body) : IDisposable
{
    private const string Script =
        """
        \set message random(1, 9000000000000000000)
        \set sender random(1, 500)
        INSERT INTO inbox (district, message_key, group_id, message_id, sender_id, body, received_at, due_at)
        VALUES ('demo', :channel::text || :message::text, :channel::text || 'member-' || :sender::text, :message::text, 'member-' || :sender::text, :body::jsonb, now(), now())
        ON CONFLICT (district, message_key) DO NOTHING;
        """;

    private readonly string script = Write();

    /// <summary>The program that BOT_BENCH_PGBENCH names; null where there is none.</summary>
    public static string? Find() => Environment.GetEnvironmentVariable("BOT_BENCH_PGBENCH") is { Length: > 0 } program && File.Exists(program) ? program : null;

    /// <summary>Transactions per second.</summary>
    public async Task<double> Run(int connections, int seconds)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(
            program,
            ["-n", "-M", "prepared", "-c", $"{connections}", "-j", "2", "-T", $"{seconds}", "-D", "channel=wecom:bench:", "-D", "body=" + body, "-f", script, "-h", server.Host!, "-p", $"{server.Port}", "-U", server.Username!, server.Database!])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGPASSWORD"] = server.Password ?? "";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Rate().Match(text) is { Success: true } rate && process.ExitCode == 0
            ? double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench ended with {process.ExitCode}: {await error}");
    }

    public void Dispose() => File.Delete(script);

    private static string Write()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, Script);
        return path;
    }

    [GeneratedRegex(@"^tps = ([0-9.]+)", RegexOptions.Multiline)]
    private static partial Regex Rate();
}
