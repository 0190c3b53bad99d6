using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bot.Platforms;

namespace Bot.Tests.Channels;

/// <summary>Calls the stand-in as a bot would, and holds its clock still at an instant of the test's choice.</summary>
internal sealed class StandinClient : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-23 09:00:00+08:00", CultureInfo.InvariantCulture);
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly HttpClient http;

    private StandinClient(Standin standin)
    {
        Standin = standin;
        http = new HttpClient { BaseAddress = standin.Address };
    }

    public Standin Standin { get; }

    public static async Task<StandinClient> Open()
    {
        var standin = await Platforms.Standin.Start();
        standin.Clock.Hold(Start);
        return new StandinClient(standin);
    }

    public void Later(double seconds) => Standin.Clock.Advance(TimeSpan.FromSeconds(seconds));

    public async Task<HttpResponseMessage> Raw(string path, string? body = null, string? bearer = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        if (bearer is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        }

        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>GET without a body, POST with one; the platforms answer 200 whatever they say.</summary>
    public async Task<JsonNode> Call(string path, object? body = null)
    {
        using var answer = await Raw(path, body is null ? null : body as string ?? JsonSerializer.Serialize(body, Plain));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    public async Task<int> Code(string path, object? body = null) => (int)((await Call(path, body))["errcode"] ?? 0);

    public async Task<HttpResponseMessage> Upload(string path, byte[] file)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "media", "a.txt" } };
        return await http.PostAsync(new Uri(path, UriKind.Relative), form, TestContext.Current.CancellationToken);
    }

    public async Task<string> WecomToken() => (string)(await Call("/cgi-bin/gettoken?corpid=ww0123456789standin&corpsecret=pretended-app-secret"))["access_token"]!;

    public async Task<string> WechatToken(string app = "mini") => (string)(await Stable(app))["access_token"]!;

    public Task<JsonNode> Stable(string app, bool force = false)
    {
        var account = Standin.Accounts.WechatApps[app];
        return Call("/cgi-bin/stable_token", new { grant_type = "client_credential", appid = account.AppId, secret = account.Secret, force_refresh = force });
    }

    public Task<JsonNode> Classic(string app)
    {
        var account = Standin.Accounts.WechatApps[app];
        return Call($"/cgi-bin/token?grant_type=client_credential&appid={account.AppId}&secret={account.Secret}");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Standin.DisposeAsync();
    }
}
