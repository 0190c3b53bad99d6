using System.Collections.Concurrent;

namespace Bot.Host.Channels;

/// <summary>How an account is doing, as far as this host knows.</summary>
/// <param name="State">"ok"; "failing": it is tried on; "disabled": it is not used until a restart or until a check succeeds.</param>
/// <param name="Reason">In English, for operators; null where it is ok. No secret.</param>
public sealed record ChannelState(string State, string? Reason, DateTimeOffset? Since)
{
    public static readonly ChannelState Ok = new("ok", null, null);

    public bool IsDisabled => State == "disabled";
}

/// <summary>Which accounts are shut or failing, and why.</summary>
public sealed class ChannelStates
{
    private readonly ConcurrentDictionary<(string Channel, string Account), ChannelState> states = new();

    public ChannelState Of(string channel, string account) => states.GetValueOrDefault((channel, account), ChannelState.Ok);

    public void Disable(string channel, string account, string reason, DateTimeOffset now) => states[(channel, account)] = new ChannelState("disabled", reason, now);

    public void Fail(string channel, string account, string reason, DateTimeOffset now) => states[(channel, account)] = new ChannelState("failing", reason, now);

    public void Restore(string channel, string account) => states.TryRemove((channel, account), out _);
}
