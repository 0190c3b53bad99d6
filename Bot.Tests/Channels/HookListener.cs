using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bot.Tests.Channels;

/// <summary>Stands where a bot would, keeps what its hooks are called with and answers as told.</summary>
internal sealed class HookListener : IAsyncDisposable
{
    private readonly WebApplication web;

    private HookListener(WebApplication web) => this.web = web;

    public Uri Address => new(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public ConcurrentQueue<Heard> Calls { get; } = new();

    /// <summary>Status and body.</summary>
    public Func<Heard, (int Status, string Body)> Answer { get; set; } = _ => (200, "");

    public static async Task<HookListener> Open()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var web = builder.Build();
        var listener = new HookListener(web);
        web.Run(listener.Serve);
        await web.StartAsync(TestContext.Current.CancellationToken);
        return listener;
    }

    public async ValueTask DisposeAsync() => await web.DisposeAsync();

    private async Task Serve(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var heard = new Heard(
            context.Request.Path,
            context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
            context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync());
        Calls.Enqueue(heard);
        var (status, body) = Answer(heard);
        context.Response.StatusCode = status;
        if (body.Length > 0)
        {
            await context.Response.WriteAsync(body);
        }
    }

    internal sealed record Heard(string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, string Body);
}
