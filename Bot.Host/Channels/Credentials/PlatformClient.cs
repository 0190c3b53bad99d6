namespace Bot.Host.Channels.Credentials;

/// <summary>
/// The calls to WeChat and WeCom. With an application's token: one that is refused is dropped and the call made once more with the next. What the
/// platform answers comes back as a value; what was not answered is a <see cref="PlatformFaultException"/>, and nobody knows whether it was carried out.
/// </summary>
public sealed class PlatformClient(PlatformHttp http, AccessTokens tokens, ChannelSettings channels, BotSettings settings)
{
    /// <summary>An answer comes while the lane is still ours.</summary>
    private TimeSpan Limit => settings.Lease / 2;

    /// <param name="path">Without a slash in front: "cgi-bin/externalcontact/groupchat/get".</param>
    public Task<PlatformAnswer> Get(TokenOwner owner, string path, CancellationToken stop, params IReadOnlyList<(string Name, string Value)> query) =>
        WithToken(owner, new PlatformCall(HttpMethod.Get, owner.BaseAddress(channels), path) { Query = query }, stop);

    /// <param name="body">Written as JSON with the names as they are.</param>
    public Task<PlatformAnswer> Post(TokenOwner owner, string path, object body, CancellationToken stop) =>
        WithToken(owner, new PlatformCall(HttpMethod.Post, owner.BaseAddress(channels), path) { Body = body }, stop);

    /// <summary>A WeCom call that carries a credential of its own in the query: ("key", ...) of a webhook, ("response_code", ...) of a robot's answer.</summary>
    public Task<PlatformAnswer> PostWith((string Name, string Secret) credential, string path, object body, CancellationToken stop) =>
        Send(new PlatformCall(HttpMethod.Post, channels.Wecom, path) { Query = [credential], Body = body, Secrets = [credential.Secret] }, stop);

    /// <summary>A file that the platform keeps; its bytes, or what it answered instead. Larger ones are an answer of their own.</summary>
    public async Task<(byte[]? Content, PlatformAnswer? Answer)> Download(TokenOwner owner, string path, int mostBytes, CancellationToken stop, params IReadOnlyList<(string Name, string Value)> query)
    {
        var answer = await WithToken(owner, new PlatformCall(HttpMethod.Get, owner.BaseAddress(channels), path) { Query = query, MostBytes = mostBytes, IsFile = true }, stop);
        return (answer.File, answer.File is null ? answer : null);
    }

    private async Task<PlatformAnswer> WithToken(TokenOwner owner, PlatformCall call, CancellationToken stop)
    {
        for (var isSecond = false; ; isSecond = true)
        {
            string token;
            try
            {
                token = await tokens.Get(owner, stop);
            }
            catch (PlatformException exception)
            {
                return new PlatformAnswer(exception.Error);
            }
            catch (OperationCanceledException)
            {
                return new PlatformAnswer(new PlatformError(0, Reaction.Retry) { Words = "no access token in time; nothing was sent" });
            }

            var answer = await Send(call with { Query = [("access_token", token), .. call.Query], Secrets = [token] }, stop);
            if (answer.Error?.Reaction != Reaction.RefreshToken)
            {
                return answer;
            }

            await tokens.Drop(owner, token);
            if (isSecond)
            {
                return answer;
            }
        }
    }

    private async Task<PlatformAnswer> Send(PlatformCall call, CancellationToken stop)
    {
        try
        {
            return await http.Send(call, Limit, stop);
        }
        catch (PlatformFaultException fault) when (!fault.WasSent)
        {
            return new PlatformAnswer(new PlatformError(0, Reaction.Retry) { Words = $"{fault.Fault}; nothing was sent" });
        }
    }
}
