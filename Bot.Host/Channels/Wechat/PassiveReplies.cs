using System.Collections.Concurrent;
using Bot.Domain.Channels.Wechat;

namespace Bot.Host.Channels.Wechat;

/// <summary>
/// Hooks that hold their answer back until the bot's word on their message is ready (被动回复). The notice goes through the outbox like any other: when the
/// dispatcher sends it and a hook of this host waits for it, it goes out as that hook's answer, else as a customer-service message. So it is settled once.
/// </summary>
public sealed class PassiveReplies
{
    /// <summary>From the arrival. The platform cuts the connection after 5 s.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3.5);

    /// <summary>Beyond, an answer is not worth the wait: under load the platform gets its "success" at once.</summary>
    private const int MostWaiting = 200;
    private readonly ConcurrentDictionary<(string Account, string OpenId, string MessageId), Wait> waiting = new();

    /// <summary>One hook's wait; ends with it.</summary>
    public sealed class Wait(Action end) : IDisposable
    {
        private readonly TaskCompletionSource<string> text = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<bool> written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The words to answer with.</summary>
        public Task<string> Text => text.Task;

        /// <summary>The words, where they came; null where they did not, and from now on they go another way.</summary>
        public async Task<string?> End() => text.TrySetCanceled() ? null : await text.Task;

        /// <summary>Whether the answer was handed to the network whole; the platform shows nothing of half an answer.</summary>
        public void Written(bool whole) => written.TrySetResult(whole);

        internal async Task<bool> Hand(string words, CancellationToken stop) => text.TrySetResult(words) && await written.Task.WaitAsync(stop);

        public void Dispose()
        {
            end();
            text.TrySetCanceled();
            written.TrySetResult(false);
        }
    }

    /// <summary>Null where too many wait already, or another delivery of the message does.</summary>
    public Wait? Begin(string account, string openId, string messageId)
    {
        var key = (account, openId, messageId);
        var wait = new Wait(() => waiting.TryRemove(key, out _));
        return waiting.Count < MostWaiting && waiting.TryAdd(key, wait) ? wait : null;
    }

    /// <summary>True where the notice went out as the answer to its message.</summary>
    public async Task<bool> Offer(OutgoingMessage message, ChannelRoute route, CancellationToken stop) =>
        MessageOf(message, route) is { } id && PassiveReply.Fits(message.Text) && !message.MayBeRepeated && waiting.TryRemove((route.Account, route.Target, id), out var wait) && await wait.Hand(message.Text, stop);

    /// <summary>Which message it answers.</summary>
    public static string? MessageOf(OutgoingMessage message, ChannelRoute route)
    {
        var binding = $"binding:{WechatPayload.Channel}:{route.Account}:";
        return message.Quote ?? (message.Key.StartsWith(binding, StringComparison.Ordinal) ? message.Key[binding.Length..] : null);
    }
}
