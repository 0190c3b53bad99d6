using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>What was accepted, in the order of acceptance; it judges the bot's sends. Keys, tokens and secrets are not in it.</summary>
public sealed class Ledger
{
    private readonly Lock gate = new();
    private readonly List<LedgerEntry> entries = [];
    private readonly List<LedgerCall> calls = [];

    public IReadOnlyList<LedgerEntry> Entries
    {
        get
        {
            lock (gate)
            {
                return [.. entries];
            }
        }
    }

    /// <summary>Every call, accepted or not, with what it was answered.</summary>
    public IReadOnlyList<LedgerCall> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    public IReadOnlyList<LedgerEntry> Of(string path) => [.. Entries.Where(entry => entry.Path == path)];

    internal void Accept(DateTimeOffset at, string account, string path, string target, JsonNode? content)
    {
        var kept = content?.DeepClone();
        Strip(kept);
        lock (gate)
        {
            entries.Add(new LedgerEntry(entries.Count + 1, at, account, path, target, kept));
        }
    }

    internal void Count(DateTimeOffset at, string path, string account, string outcome)
    {
        lock (gate)
        {
            calls.Add(new LedgerCall(at, path, account, outcome));
        }
    }

    /// <summary>Of bytes only their number is kept.</summary>
    private static void Strip(JsonNode? node)
    {
        foreach (var (name, value) in node is JsonObject map ? map.ToList() : [])
        {
            if (name is "base64" && value is JsonValue)
            {
                node![name] = $"({value.ToString().Length} characters)";
            }
            else
            {
                Strip(value);
            }
        }

        foreach (var item in node as JsonArray ?? [])
        {
            Strip(item);
        }
    }
}

/// <param name="Number">From 1.</param>
/// <param name="At">By the stand-in's clock, UTC.</param>
/// <param name="Account">Name of the account whose token or key was used.</param>
/// <param name="Target">Whom it went to: user, openid, chat, session.</param>
/// <param name="Content">The body as it arrived; what a platform cuts stands cut.</param>
public sealed record LedgerEntry(int Number, DateTimeOffset At, string Account, string Path, string Target, JsonNode? Content);

/// <param name="Outcome">The errcode ("0" when accepted), or the fault that was played.</param>
public sealed record LedgerCall(DateTimeOffset At, string Path, string Account, string Outcome);
