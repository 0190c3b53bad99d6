using Bot.Domain.Channels.ResidentReports;
using Bot.Domain.Channels.Wechat;
using Bot.Domain.Channels.Wecom;
using Bot.Domain.Tickets;

namespace Bot.Host.Channels.Credentials;

/// <summary>
/// What WeCom and WeChat know by a media_id (recordings, videos, files, pictures without an address): temporary material, handed out for 3 days to the
/// application that got the message. Sources: dw/90254, doc offiaccount "获取临时素材".
/// </summary>
public sealed class PlatformFiles(PlatformClient client, ChannelSettings channels) : IFileSource
{
    private const string Id = "media_id:";

    public IReadOnlyList<string> Channels { get; } = [WecomPayload.Channel, WechatPayload.Channel, ReportedOrder.Channel];

    public TimeSpan Lasts => TimeSpan.FromDays(3);

    public bool Keeps(Media far) => far.Url.StartsWith(Id, StringComparison.Ordinal);

    public async Task<FetchedFile> Fetch(KeptMedia.Wanted wanted, CancellationToken stop)
    {
        if (OwnerOf(wanted) is not { } owner)
        {
            return FetchedFile.Never("the account is no longer in the configuration, or has no secret");
        }

        try
        {
            var (content, answer) = await client.Download(owner, "cgi-bin/media/get", FileFetcher.MostBytes, stop, ("media_id", wanted.Address[Id.Length..]));
            return content is not null ? FetchedFile.Of(content)
                : answer!.Error is { } error ? (error.Reaction == Reaction.Permanent ? FetchedFile.Never(error.Reason) : FetchedFile.Later(error.Reason))
                : FetchedFile.Never(answer.Text("video_url") is null ? "the platform answered without a file" : "the platform plays it from a page of its own");
        }
        catch (PlatformFaultException fault)
        {
            return FetchedFile.Later(fault.Fault);
        }
    }

    private TokenOwner? OwnerOf(KeptMedia.Wanted wanted) => wanted.Channel switch
    {
        WechatPayload.Channel => channels.WechatApps.GetValueOrDefault(wanted.Account) is { } app ? TokenOwner.Of(wanted.Account, app) : null,
        ReportedOrder.Channel => channels.WecomReports.GetValueOrDefault(wanted.Account)?.App is { } name && channels.WecomApps.GetValueOrDefault(name) is { } app ? TokenOwner.Of(name, app) : null,
        _ => channels.WecomApps.GetValueOrDefault(wanted.Account) is { } app ? TokenOwner.Of(wanted.Account, app) : null,
    };
}
