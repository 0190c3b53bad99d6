using Bot.Domain.Understanding;
using Bot.Host.Access;
using Bot.Host.Channels;
using Bot.Host.Clocks;
using Bot.Host.Database;
using Bot.Host.Drawings;
using Bot.Host.Grids;
using Bot.Host.Jobs;
using Bot.Host.Meetings;
using Bot.Host.Messages;
using Bot.Host.Notices;
using Bot.Host.Rates;
using Bot.Host.Registers;
using Bot.Host.Simulator;
using Bot.Host.Tickets;
using Bot.Host.Understanding;
using Dapper;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Bot.Host.Serving;

/// <summary>Puts the parts together.</summary>
public static class BotHost
{
    public static WebApplication Build(string[] arguments)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = BotSettings.FindFolder() });
        var settings = BotSettings.From(builder.Configuration);
        var isDemo = builder.Environment.IsEnvironment("Demo") || builder.Environment.IsDevelopment();
        if (settings.Simulator && !isDemo)
        {
            throw new InvalidOperationException($"the simulator must not run in the environment {builder.Environment.EnvironmentName}: set Bot__Simulator=false, or use Demo or Development");
        }

        settings = settings with
        {
            Simulator = settings.Simulator || builder.Environment.IsEnvironment("Demo"),
            BaseAddress = settings.BaseAddress ?? (isDemo ? builder.Configuration["urls"]?.Split(';')[0].TrimEnd('/') : null),
        };
        var connectionString = builder.Configuration.GetConnectionString("Bot");
        var source = DatabaseSource.Open(connectionString);
        builder.Logging.ClearProviders().AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "O";
        });
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.ConfigureHttpJsonOptions(options => BotJson.Configure(options.SerializerOptions));
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context => Problems.Complete(context.ProblemDetails));

        // In no environment is a caller's bad JSON an exception of ours: the answer is the same everywhere, and the log stays readable.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 * 1024 * 1024;
        });

        var services = builder.Services;
        services.AddSingleton(settings).AddSingleton(source);
        services.AddSingleton(new BotClock(source, TimeProvider.System));
        services.AddSingleton(new RulesInForce(RuleFiles.Load(settings.RulesFolder))).AddSingleton<PublishedYears>().AddSingleton<LimitTables>().AddSingleton<RecomputeDeadlines>();
        services.AddSingleton(new Reader(VocabularyFiles.Load(null)));
        services.AddSingleton<SvgConverter>().AddSingleton<Pictures>();
        services.AddSingleton<DistrictMaps>().AddSingleton<RosterStore>().AddSingleton<Accounts>().AddSingleton<Readiness>();
        ChannelParts.AddTo(services, ChannelSettings.From(builder.Configuration));
        services.AddSingleton<HandleMessage>().AddSingleton<Lanes>().AddSingleton<MeetingStore>().AddSingleton<SeriesStore>().AddSingleton<MinutesStore>().AddSingleton<ClockSweep>().AddSingleton<JobRunner>();
        RoomParts.AddTo(services, builder.Configuration);
        services.AddSingleton<Job, SweepClocks>().AddSingleton<Job, SendDigest>().AddSingleton<Job, PlanMeetings>().AddSingleton<Job, TidyUp>();
        AddWorker<Inbox>(services);
        AddWorker<InboxWorker>(services);
        AddWorker<Dispatcher>(services);
        AddWorker<RulesWatch>(services);
        services.AddHostedService<JobTicker>().AddHostedService<OlderRows>();
        JobEngine.AddTo(builder, source.ConnectionString.Length > 0 ? connectionString! : "");
        if (settings.Simulator)
        {
            services.AddSingleton<SimulatedGroups>().AddSingleton<IChannel, SimulatorChannel>().AddSingleton<DemoClock>();
            services.AddHostedService<DemoTicker>();
        }

        var app = builder.Build();
        app.UseExceptionHandler(errors => errors.Run(Explain));
        app.UseStatusCodePages();
        Health.Map(app);
        var api = app.MapGroup("/api").AddEndpointFilter<TokenFilter>();
        RoomParts.Map(app, api);
        api.MapGet("/jobs", async (JobRunner jobs, CancellationToken stop) => Results.Ok(new { items = await jobs.Show(stop), engine = JobEngine.Name }));
        ChannelParts.Map(app, api);
        if (settings.Simulator)
        {
            SimulatorApi.Map(app);
            ClockApi.Map(app);
            SimulatorPage.Map(app);
            RatesPage.Map(app);
            WhyPage.Map(app);
        }

        return app;
    }

    /// <summary>What must be there before the first request: schema, demo district, credentials, months of the log, planned meetings.</summary>
    public static async Task SetUp(WebApplication app, CancellationToken stop)
    {
        var services = app.Services;
        var settings = services.GetRequiredService<BotSettings>();
        var source = services.GetRequiredService<NpgsqlDataSource>();
        await Migrations.Apply(source, stop);
        if (settings.Simulator)
        {
            await DemoDistrict.Seed(source, settings.District, stop);
            await services.GetRequiredService<BotClock>().Refresh(stop);
        }

        await services.GetRequiredService<Accounts>().Ensure(stop);
        await services.GetRequiredService<Vault>().Ensure(stop);
        if (await services.GetRequiredService<RulesWatch>().Refresh(stop) is { } refused)
        {
            throw new FormatException(refused.Error);
        }

        var now = services.GetRequiredService<BotClock>().Now;
        await using (var connection = await source.OpenConnectionAsync(stop))
        {
            await TidyUp.LayOutMonths(connection, now);
        }

        await services.GetRequiredService<SeriesStore>().Plan(await services.GetRequiredService<DistrictMaps>().Get(stop), services.GetRequiredService<RulesInForce>().Now, now, stop);
        await services.GetRequiredService<JobRunner>().RunDue(stop);
        WarmUp(services.GetRequiredService<Reader>());
        services.GetRequiredService<Readiness>().SetUp();
    }

    /// <summary>The first resident is not kept waiting: on a busy machine of two cores the reader's first sentence cost half a second and more, the next ones a millisecond.</summary>
    private static void WarmUp(Reader reader) =>
        reader.Read(new Conversation(new GroupProfile("", [], null), [], new Utterance("1-1-101", SpeakerRole.Resident, "1栋1单元楼道灯不亮了", TimeSpan.Zero)));

    /// <summary>What the database cannot hold and oversized bodies are the caller's fault and said so; anything else tells the caller nothing of the inside.</summary>
    private static Task Explain(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var problem = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problems.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", "内容太大"),
            BadHttpRequestException bad => Problems.Of(bad.StatusCode, "request_malformed", "请求的格式不对"),

            // A NUL, in a text or a JSON string.
            PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } => Problems.BadRequest("character_refused", "内容里有不能保存的字符"),
            NpgsqlException or TimeoutException => Problems.Of(StatusCodes.Status503ServiceUnavailable, "database_unavailable", "暂时无法保存，请稍后重发"),
            _ => Problems.Of(StatusCodes.Status500InternalServerError, "internal_error", "服务内部出错，请稍后再试"),
        };
        return problem.ExecuteAsync(context);
    }

    /// <summary>One instance, both to be asked and to run.</summary>
    private static void AddWorker<T>(IServiceCollection services)
        where T : class, IHostedService => services.AddSingleton<T>().AddHostedService(provider => provider.GetRequiredService<T>());
}
