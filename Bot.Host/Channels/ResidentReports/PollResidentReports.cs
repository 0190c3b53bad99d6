using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bot.Domain.Channels;
using Bot.Domain.Channels.ResidentReports;
using Bot.Host.Channels.Credentials;
using Bot.Host.Channels.GroupSend;
using Bot.Host.Channels.Identity;
using Bot.Host.Grids;
using Bot.Host.Jobs;

namespace Bot.Host.Channels.ResidentReports;

/// <summary>
/// 居民上报: WeCom tells nobody of new orders, so they are fetched. Each becomes one message into the inbox, and so one ticket of the grid that it
/// names; what happens to it later becomes events. Everything stands under keys of its own, so that an order seen again changes nothing.
/// </summary>
public sealed class PollResidentReports(PlatformClient platform, ChannelSettings channels, OrderBook book, Intake intake, DistrictMaps maps, ILogger<PollResidentReports> log) : Job
{
    private const string Path = "cgi-bin/report/resident/";
    private const int PageSize = 50;

    /// <summary>The rest of a long list is for the next run.</summary>
    private const int PagesAtOnce = 20;

    /// <summary>errcode of a parameter, such as a cursor, that is not taken.</summary>
    private const int BadParameter = 40058;

    public override string Name => "poll-resident-reports";

    public override Schedule Schedule => new Schedule.Every(TimeSpan.FromMinutes(1));

    public override async Task Run(DateTimeOffset now, CancellationToken stop)
    {
        foreach (var (account, report) in channels.WecomReports)
        {
            try
            {
                var app = TokenOwner.Of(report.App, channels.WecomApps[report.App]);
                await Unfinished(account, app, now, stop);
                await Round(account, app, now, stop);
            }
            catch (Exception exception) when (exception is PlatformException or PlatformFaultException)
            {
                log.LogWarning("resident reports of {Account}: {Reason}", account, exception.Message);
            }
        }
    }

    private async Task Round(string account, TokenOwner app, DateTimeOffset now, CancellationToken stop)
    {
        for (var pages = 0; pages < PagesAtOnce; pages++)
        {
            var place = await book.Begin(account, now, stop);
            var page = await platform.Post(
                app, Path + "get_order_list", new { begin_modify_time = new DateTimeOffset(place.ModifiedSince).ToUnixTimeSeconds(), cursor = place.Cursor, limit = PageSize }, stop);
            if (page.Error is { } error)
            {
                if (error.Code == BadParameter && place.Cursor.Length > 0)
                {
                    await book.StartOver(account);
                }

                throw new PlatformException(error);
            }

            foreach (var order in GroupSendChannel.Items(page, "order_list"))
            {
                await Take(account, order, now, stop);
            }

            var next = page.Text("next_cursor") ?? "";
            await book.TurnPage(account, place, next, stop);
            if (next.Length == 0)
            {
                return;
            }
        }
    }

    /// <summary>What could not be finished when it was listed is asked for by its id: the list may not show it again.</summary>
    private async Task Unfinished(string account, TokenOwner app, DateTimeOffset now, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        foreach (var id in await book.Unfinished(account, map.TargetsOf(ReportedOrder.Channel, account).ToList(), stop))
        {
            var answer = await platform.Post(app, Path + "get_order_info", new { order_id = id }, stop);
            if (answer.Error is { } error)
            {
                throw new PlatformException(error);
            }

            await Take(account, answer.Body.TryGetProperty("order_info", out var order) ? order : answer.Body, now, stop);
        }
    }

    private async Task Take(string account, JsonElement listed, DateTimeOffset now, CancellationToken stop)
    {
        if (listed.ValueKind != JsonValueKind.Object || ReportedOrder.Read(PlatformJson.Read(listed.GetRawText()), text => BindingCodes.Find(text) is not null) is not { } order)
        {
            log.LogWarning("resident reports of {Account}: an order without an id or a grid was left out", account);
            return;
        }

        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(listed.GetRawText()));
        var known = await book.Find(account, order.OrderId, stop);
        if (known?.Digest is { } seen && seen.AsSpan().SequenceEqual(digest))
        {
            return;
        }

        if (known is null or { State: "unbound" })
        {
            var isBound = (await maps.Get(stop)).GroupOf(ReportedOrder.Channel, account, order.GridId) is not null;
            if (!isBound && BindingCodes.Find(order.Text) is null)
            {
                if (known is null)
                {
                    log.LogWarning("resident reports of {Account}: an order waits, since its grid {Grid} is bound to no group; bind it with POST /api/routes", account, order.GridId);
                }

                await book.Keep(account, order, new KnownOrder { State = "unbound" }, now, stop);
                return;
            }

            await intake.Accept(order.Message(account, now), stop);
            known = new KnownOrder { State = "taken", Urge = 1, Steps = order.Steps.Count };
        }

        var ticket = known.Ticket ?? await book.TicketOf(order.Message(account, now).Key, stop);
        var isNews = order.Urge > known.Urge || order.Steps.Count > known.Steps;
        if (ticket is not null && isNews)
        {
            await Tell(account, order, known, ticket, now, stop);
        }

        // Where there is news and no ticket yet, it is looked at again.
        var isDone = ticket is not null || !isNews;
        await book.Keep(
            account, order, known with { Ticket = ticket, Urge = isDone ? order.Urge : known.Urge, Steps = isDone ? order.Steps.Count : known.Steps, Digest = isDone ? digest : null }, now, stop);
    }

    private async Task Tell(string account, ReportedOrder order, KnownOrder known, string ticket, DateTimeOffset now, CancellationToken stop)
    {
        ChannelEvent Happened(string kind, string id, params (string Name, string Value)[] values) => new(ReportedOrder.Channel, account, kind, $"{order.OrderId}:{id}", now)
        {
            Sender = order.Sender,
            Values = values.Append(("ticket", ticket)).ToDictionary(value => value.Item1, value => value.Item2),
        };

        if (order.Urge > known.Urge && order.IsUrged)
        {
            await intake.Accept(Happened("urge", $"{order.Urge}"), stop);
        }

        for (var step = known.Steps; step < order.Steps.Count; step++)
        {
            await intake.Accept(Happened("step", $"{step + 1}", ("by", order.Steps[step].By), ("text", order.Steps[step].Text)), stop);
        }
    }
}
