#if SKIT
using System.Collections.Frozen;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flurl.Http;
using SKIT.FlurlHttpClient;
using SKIT.FlurlHttpClient.Wechat.Api;
using SKIT.FlurlHttpClient.Wechat.Api.Models;

namespace Bot.Host.Channels.Credentials;

/// <summary>
/// The calls to WeChat by SKIT.FlurlHttpClient.Wechat.Api; what it lacks, and WeCom, stays with <see cref="PlatformHttp"/>. This file is all the program knows of it.
/// Only the raw status and bytes of its answers count: it takes a page with status 200 for a success and throws at an errcode in words.
/// </summary>
public static class WechatClient
{
    public const string Name = "SKIT.FlurlHttpClient.Wechat.Api";

    // What its models lack would be left out without a word.
    private static readonly JsonSerializerOptions Json = new(SystemTextJsonSerializer.GetDefaultSerializerOptions()) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private static readonly FrozenDictionary<string, Execute> Calls = new Dictionary<string, Execute>
    {
        ["cgi-bin/stable_token"] = (client, call, stop) => client.ExecuteCgibinStableTokenAsync(Request<CgibinStableTokenRequest>(call), stop),
        ["cgi-bin/message/custom/send"] = (client, call, stop) => client.ExecuteCgibinMessageCustomSendAsync(Request<CgibinMessageCustomSendRequest>(call), stop),
        ["cgi-bin/message/subscribe/send"] = (client, call, stop) => client.ExecuteCgibinMessageSubscribeSendAsync(Request<CgibinMessageSubscribeSendRequest>(call), stop),
        ["cgi-bin/message/subscribe/bizsend"] = (client, call, stop) =>
            client.ExecuteCgibinMessageSubscribeBusinessSendAsync(Request<CgibinMessageSubscribeBusinessSendRequest>(call), stop),
        ["cgi-bin/openapi/quota/get"] = (client, call, stop) => client.ExecuteCgibinOpenApiQuotaGetAsync(Request<CgibinOpenApiQuotaGetRequest>(call), stop),
        ["cgi-bin/callback/check"] = (client, call, stop) => client.ExecuteCgibinCallbackCheckAsync(Request<CgibinCallbackCheckRequest>(call), stop),
        ["wxa/msg_sec_check"] = (client, call, stop) => client.ExecuteWxaMessageSecurityCheckAsync(Request<WxaMessageSecurityCheckRequest>(call), stop),
        ["wxa/media_check_async"] = (client, call, stop) => client.ExecuteWxaMediaCheckAsync(Request<WxaMediaCheckRequest>(call), stop),
        ["sns/jscode2session"] = (client, call, stop) =>
            client.ExecuteSnsJsCode2SessionAsync(new SnsJsCode2SessionRequest { GrantType = Query(call, "grant_type"), JsCode = Query(call, "js_code") }, stop),
    }.ToFrozenDictionary();

    private delegate Task Execute(WechatApiClient client, PlatformCall call, CancellationToken stop);

    /// <summary>Whatever goes wrong is thrown as the HTTP client threw it: the library's own exceptions hold the address with its secrets, and end here.</summary>
    /// <param name="http">Ours, which keeps no cookies and writes no log; its caller disposes it.</param>
    /// <returns>Null where the library lacks the call.</returns>
    public static Task<RawAnswer>? Send(HttpClient http, PlatformCall call, CancellationToken stop) => Calls.TryGetValue(call.Path, out var execute) ? Send(http, call, execute, stop) : null;

    private static async Task<RawAnswer> Send(HttpClient http, PlatformCall call, Execute execute, CancellationToken stop)
    {
        var kept = new Kept();
        var options = new WechatApiClientOptions { Endpoint = call.Platform.AbsoluteUri, AppId = Query(call, "appid"), AppSecret = Query(call, "secret"), Timeout = Timeout.Infinite };
        using var client = WechatApiClientBuilder.Create(options).UseHttpClient(http, disposeClient: false).UseInterceptor(kept).Build();
        try
        {
            await execute(client, call, stop);
        }
        catch (CommonException exception)
        {
            // An answer that it could not read is kept, and judged by whoever asked.
            for (Exception? cause = exception; cause is not null && kept.Answer is null; cause = cause.InnerException)
            {
                if (cause is HttpRequestException or IOException or OperationCanceledException)
                {
                    ExceptionDispatchInfo.Throw(cause);
                }
            }
        }

        return kept.Answer ?? throw new PlatformFaultException(call.Path, "no answer", wasSent: true);
    }

    private static T Request<T>(PlatformCall call)
        where T : WechatApiRequest
    {
        var request = JsonSerializer.SerializeToElement(call.Body, Json).Deserialize<T>(Json)!;
        request.AccessToken = Query(call, "access_token");
        return request;
    }

    private static string Query(PlatformCall call, string name) => call.Query.FirstOrDefault(pair => pair.Name == name).Value;

    /// <summary>Keeps the answer before the library reads it, and forbids the redirects that it follows by itself, whatever the client below does.</summary>
    private sealed class Kept : HttpInterceptor
    {
        public RawAnswer? Answer { get; private set; }

        public override Task BeforeCallAsync(HttpInterceptorContext context, CancellationToken cancellationToken = default)
        {
            context.FlurlRequest.Settings.Redirects.Enabled = false;
            return Task.CompletedTask;
        }

        public override async Task AfterCallAsync(HttpInterceptorContext context, CancellationToken cancellationToken = default)
        {
            if (context.FlurlResponse?.ResponseMessage is { } answer)
            {
                Answer = new RawAnswer((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            }
        }
    }
}
#endif
