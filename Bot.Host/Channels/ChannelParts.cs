using Bot.Host.Channels.Archive;
using Bot.Host.Channels.Credentials;
using Bot.Host.Channels.GroupSend;
using Bot.Host.Channels.GroupWebhook;
using Bot.Host.Channels.Identity;
using Bot.Host.Channels.OneBot;
using Bot.Host.Channels.ResidentReports;
using Bot.Host.Channels.Setup;
using Bot.Host.Channels.SmartRobot;
using Bot.Host.Channels.Wechat;
using Bot.Host.Channels.WecomApp;
using Bot.Host.Jobs;

namespace Bot.Host.Channels;

/// <summary>Puts the channels together: what all share, then one after the other.</summary>
public static class ChannelParts
{
    public static void AddTo(IServiceCollection services, ChannelSettings settings)
    {
        services.AddSingleton(settings).AddSingleton<SendLimit>().AddSingleton<Intake>().AddSingleton<BindingCodes>().AddSingleton<Newcomers>();
        services.AddSingleton<ChannelStates>().AddSingleton<ChannelCatalogue>().AddSingleton<TokenRows>().AddSingleton<AccessTokens>().AddSingleton<PlatformClient>();
        PlatformHttp.AddTo(services);
        services.AddSingleton<GroupWebhookChannel>().AddSingleton<IChannel>(provider => provider.GetRequiredService<GroupWebhookChannel>());
        OneBotClient.AddTo(services);
        CallbackCheck.AddTo(services);
        services.AddSingleton<OneBotHook>().AddSingleton<IChannelEvents, OneBotEvents>().AddSingleton<IChannel, OneBotChannel>();
        services.AddSingleton<ChannelCheck>().AddSingleton<Guides>();
        services.AddSingleton<ReplyWindows>().AddSingleton<Accepts>().AddSingleton<PassiveReplies>().AddSingleton<ContentChecks>().AddSingleton<WechatHook>();
        services.AddSingleton<MiniSessions>().AddSingleton<MiniGroups>().AddSingleton<MiniReports>().AddSingleton<IChannel, WechatServiceChannel>();
        services.AddSingleton<WechatSubscriptionChannel>().AddSingleton<IChannel>(provider => provider.GetRequiredService<WechatSubscriptionChannel>()).AddSingleton<IChannelEvents, WechatEvents>();
        services.AddSingleton<GroupSendTasks>().AddSingleton<IChannel, GroupSendChannel>();
        services.AddSingleton<OrderBook>().AddSingleton<IChannelEvents, ResidentReportEvents>().AddSingleton<RouteRules>();
        services.AddSingleton<ArchiveHook>().AddSingleton<ArchiveRooms>().AddSingleton<ConsentCheck>().AddSingleton<Revocation>();
        services.AddSingleton<IChannelEvents, ArchiveEvents>().AddSingleton<IChannelEvents, ArchiveAppEvents>();
        services.AddSingleton<AnswerAddresses>().AddSingleton<RobotStreams>().AddSingleton<RobotCards>().AddSingleton<RobotHook>().AddSingleton<IChannel, SmartRobotChannel>();
        RobotFiles.AddTo(services);
        services.AddSingleton<IFileSource, PlatformFiles>().AddSingleton<KeptMedia>().AddHostedService<FileFetcher>();
        services.AddSingleton<WecomHook>().AddSingleton<IChannel, WecomAppChannel>().AddSingleton<IChannelEvents, GroupChanges>();
        services.AddSingleton<Job, GroupNames>().AddSingleton<Job, PollGroupSends>().AddSingleton<Job, PollResidentReports>();
    }

    /// <param name="api">The staff API, behind its token.</param>
    public static void Map(WebApplication app, RouteGroupBuilder api)
    {
        ArchiveHook.Map(app);
        RobotHook.Map(app);
        WecomHook.Map(app);
        WechatHook.Map(app);
        MiniApi.Map(app);
        OneBotHook.Map(app);
        SetupPage.Map(app);
        BindingApi.Map(api);
        ChannelApi.Map(api);
        SetupApi.Map(api);
        RouteApi.Map(api);
        KeptMedia.Map(api);
    }
}
