using System.Globalization;

namespace Bot.Platforms;

/// <summary>The next calls of a path go wrong.</summary>
public sealed record Fault
{
    /// <summary>"*" for every path.</summary>
    public string Path { get; init; } = "*";

    /// <summary>How many calls of the path it concerns.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>
    /// "drop" accepts and never answers; "hold" accepts and answers when all is calm again; "truncate" accepts and cuts the answer; "delay" answers late;
    /// "reset" and "html" (a page with status 200) do not accept; 500 to 599 is that status, any other number that errcode.
    /// In turn; shuffled where a chance below 1 is given.
    /// </summary>
    public IReadOnlyList<string> Kinds { get; init; } = ["drop"];

    /// <summary>Accepted although the answer says otherwise.</summary>
    public bool AfterAccept { get; init; }

    /// <summary>Of a delay, in the machine's time.</summary>
    public double Seconds { get; init; } = 1;

    /// <summary>That a call goes wrong at all, from 0 to 1.</summary>
    public double Chance { get; init; } = 1;

    public int Seed { get; init; }
}

/// <summary>The fault scripts in force, the first that fits a call being played.</summary>
public sealed class Faults
{
    private readonly List<Running> running = [];

    internal void Add(Fault fault)
    {
        string[] words = ["drop", "hold", "truncate", "delay", "reset", "html"];
        if (fault.Kinds.Count == 0 || fault.Kinds.Any(kind => !words.Contains(kind) && !int.TryParse(kind, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
        {
            throw new ArgumentException($"a fault's kinds are {string.Join(", ", words)}, a status from 500 to 599 or an errcode");
        }

        running.Add(new Running(fault));
    }

    internal void Clear() => running.Clear();

    /// <summary>What happens to this call; null for nothing.</summary>
    internal Played? Take(string path)
    {
        var script = running.Find(one => one.Fault.Path == "*" || one.Fault.Path == path);
        if (script is null)
        {
            return null;
        }

        var played = script.Next();
        if (script.Left == 0)
        {
            running.Remove(script);
        }

        return played;
    }

    private sealed class Running(Fault fault)
    {
        private readonly Random random = new(fault.Seed);

        public Fault Fault => fault;

        public int Left { get; private set; } = fault.Calls;

        public Played? Next()
        {
            var turn = fault.Calls - Left--;
            if (fault.Chance < 1)
            {
                // Both are drawn at every call, so that the same seed plays the same faults at the same calls whatever the chance.
                var hits = random.NextDouble() < fault.Chance;
                var kind = fault.Kinds[random.Next(fault.Kinds.Count)];
                return hits ? Played(kind) : null;
            }

            return Played(fault.Kinds[turn % fault.Kinds.Count]);
        }

        private Played Played(string kind) => new(
            kind,
            Accepts: fault.AfterAccept || kind is "drop" or "hold" or "truncate" or "delay",
            kind is "delay" ? TimeSpan.FromSeconds(fault.Seconds) : TimeSpan.Zero,
            int.TryParse(kind, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) ? code : null);
    }

    internal sealed record Played(string Kind, bool Accepts, TimeSpan Delay, int? Code);
}
