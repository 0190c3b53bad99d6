using System.Net;

namespace Bot.Host.Intakes;

/// <summary>So many forms from one address, kept in this host's memory: a brake on floods, no account of anybody.</summary>
public sealed class PosterLimit
{
    private const int Most = 20;
    private const int MostAddresses = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly Lock guard = new();
    private readonly Dictionary<IPAddress, (long Since, int Count)> addresses = [];

    /// <summary>False where the address has used up its share. A whole estate may come from one address of its operator, so the share is not small.</summary>
    public bool Take(IPAddress? from)
    {
        var address = from is null ? IPAddress.None : from;
        lock (guard)
        {
            var now = TimeProvider.System.GetTimestamp();
            if (addresses.Count >= MostAddresses)
            {
                foreach (var old in addresses.Where(one => TimeProvider.System.GetElapsedTime(one.Value.Since) > Window).Select(one => one.Key).ToList())
                {
                    addresses.Remove(old);
                }
            }

            var (since, count) = addresses.GetValueOrDefault(address, (now, 0));
            (since, count) = TimeProvider.System.GetElapsedTime(since) > Window ? (now, 0) : (since, count);
            if (count >= Most || (count == 0 && addresses.Count >= MostAddresses && !addresses.ContainsKey(address)))
            {
                return false;
            }

            addresses[address] = (since, count + 1);
            return true;
        }
    }
}
