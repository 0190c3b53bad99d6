using Bot.Host.Bulletins;
using Bot.Host.Clocks;
using Bot.Host.Consents;
using Bot.Host.Channels;
using Bot.Host.Disputes;
using Bot.Host.Grids;
using Bot.Host.Inspections;
using Bot.Host.Intakes;
using Bot.Host.Jobs;
using Bot.Host.Meetings;
using Bot.Host.Messages;
using Bot.Host.Needs;
using Bot.Host.Notices;
using Bot.Host.Rates;
using Bot.Host.Registers;
using Bot.Host.Tickets;
using Bot.Host.Topics;
using Bot.Host.Volunteers;
using Bot.Host.Wishes;
using Npgsql;

namespace Bot.Host.Serving;

/// <summary>Puts the rooms together: who hears which words, whose clocks are rung, what the staff API shows. A message is shown to them in this order.</summary>
public static class RoomParts
{
    public static void AddTo(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IRings>(provider => provider.GetRequiredService<MeetingStore>());
        services.AddSingleton<IListener, MeetingTalk>().AddSingleton<IListener, EscalateTalk>().AddSingleton<IListener, RosterTalk>();
        services.AddSingleton(provider => new Vault(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<BotSettings>(), provider.GetRequiredService<ILogger<Vault>>(), VaultKeys.From(configuration)));
        services.AddSingleton<RegisterStore>().AddSingleton<DisputeStore>().AddSingleton<TakeResult>();
        services.AddSingleton<IListener, RegisterTalk>().AddSingleton<IListener, DisputeTalk>().AddSingleton<IListener, InspectionTalk>();
        services.AddSingleton<IRings, RegisterRings>().AddSingleton<IRings, RegisterTouches>().AddSingleton<IRings, InspectionRings>();
        services.AddSingleton<IRings>(provider => provider.GetRequiredService<DisputeStore>());

        services.AddSingleton<WishStore>().AddSingleton<IRings>(provider => provider.GetRequiredService<WishStore>()).AddSingleton<IListener, WishTalk>().AddSingleton<Job, PublishWishes>();
        services.AddSingleton<IListener, NeedTalk>().AddSingleton<IListener, VolunteerTalk>().AddSingleton<IListener, SkillTalk>();
        services.AddSingleton<BulletinCounter>().AddSingleton<BulletinStore>().AddSingleton<IRings>(provider => provider.GetRequiredService<BulletinStore>());
        services.AddSingleton<IntakeStore>().AddSingleton<PosterStore>().AddSingleton<PosterLimit>().AddSingleton<IListener, IntakeTalk>().AddSingleton<IChannel, PosterChannel>();
        services.AddSingleton<IListener, BulletinTalk>().AddSingleton<Job, MakeBulletins>();
        services.AddSingleton<IListener, TopicTalk>().AddSingleton<IListener, ConsentTalk>();
        services.AddSingleton<TopicStore>().AddSingleton<IRings>(provider => provider.GetRequiredService<TopicStore>());
        services.AddSingleton<ConsentStore>().AddSingleton<IRings>(provider => provider.GetRequiredService<ConsentStore>());
    }

    /// <param name="api">The staff API, behind its token.</param>
    public static void Map(WebApplication app, RouteGroupBuilder api)
    {
        TicketApi.Map(api);
        RosterApi.Map(api);
        MeetingApi.Map(api);
        SeriesApi.Map(api);
        TopicApi.Map(api);
        ConsentApi.Map(api);
        FeedApi.Map(app, api);
        WishApi.Map(api);
        NeedApi.Map(api);
        ServiceApi.Map(api);
        VolunteerApi.Map(api);
        RegisterApi.Map(api);
        DisputeApi.Map(api);
        InspectionApi.Map(api);
        NoticeApi.Map(api);
        RateApi.Map(api);
        RulesApi.Map(api);
        BulletinApi.Map(api);
        BulletinPage.Map(app);
        IntakeApi.Map(api);
        PosterApi.Map(api);
        PosterPage.Map(app);
    }
}
