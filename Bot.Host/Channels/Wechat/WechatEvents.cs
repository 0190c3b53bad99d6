using Bot.Domain.Channels;
using Bot.Domain.Channels.Wechat;
using Bot.Domain.Notices;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.Wechat;

/// <summary>What WeChat tells beside messages: windows that open, accepts, results of content checks. Each counts once, with the row that marks it handled.</summary>
public sealed class WechatEvents(Accepts accepts, WechatSubscriptionChannel subscriptions, DistrictMaps maps) : IChannelEvents
{
    public string Channel => WechatPayload.Channel;

    public async Task Heard(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, ChannelMessage message, DateTimeOffset now, CancellationToken stop)
    {
        // What comes from a page of the mini program is no message to the account and opens nothing.
        if (message.Conversation is not null)
        {
            return;
        }

        await ReplyWindows.Heard(connection, transaction, map.District, message.Account, message.Sender, message.At < now ? message.At : now);
        if (subscriptions.HasTemplates(message.Account))
        {
            await AddWay(message.Account, message.Sender, stop);
        }
    }

    public async Task Handle(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, ChannelEvent happened, DateTimeOffset now, CancellationToken stop)
    {
        var (account, openId, values) = (happened.Account, happened.Sender ?? "", happened.Values);
        switch (happened.Kind)
        {
            case "accept" or "accept_changed":
                foreach (var (template, status) in values)
                {
                    await Accepts.Answered(connection, transaction, map.District, account, openId, template, subscriptions.IsLongTerm(account, template), status, happened.Kind == "accept", now);
                }

                await AddWay(account, openId, stop);
                break;
            case "template_sent" when values.GetValueOrDefault("ErrorCode", "0") == "0" && values.TryGetValue("MsgID", out var id) && values.TryGetValue("TemplateId", out var sent):
                await Accepts.Sent(connection, transaction, map.District, account, openId, sent, id, now);
                break;
            case "media_checked":
                await MediaChecked(connection, transaction, map, happened, now, stop);
                break;
            case "unfollow":
                await ReplyWindows.Left(connection, transaction, map.District, account, openId);
                break;
            case var kind when ReplyWindow.OpenedBy(kind) is > 0 and var messages:
                await ReplyWindows.Opened(connection, transaction, map.District, account, openId, messages, happened.At < now ? happened.At : now);
                break;
        }
    }

    private async Task AddWay(string account, string openId, CancellationToken stop)
    {
        if (await accepts.AddWay(account, openId, stop))
        {
            maps.Forget();
        }
    }

    /// <summary>What the platform holds for risky goes out of the inbox, and the staff of its tickets are told not to pass it on.</summary>
    private static async Task MediaChecked(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, ChannelEvent happened, DateTimeOffset now, CancellationToken stop)
    {
        var verdict = happened.Values.GetValueOrDefault("errcode", "0") == "0" ? happened.Values.GetValueOrDefault("suggest", "unknown") : "unknown";
        var told = new { map.District, happened.Account, trace = happened.Values.GetValueOrDefault("trace_id", ""), verdict };
        var key = await connection.ExecuteScalarAsync<string?>(
            "UPDATE media_check SET verdict = @verdict WHERE district = @District AND account = @Account AND trace_id = @trace RETURNING message_key", told, transaction);
        if (key is null || verdict != "risky")
        {
            return;
        }

        await connection.ExecuteAsync(
            "UPDATE inbox SET body = jsonb_set(body #- '{from,media}', '{media}', '[]') WHERE district = @District AND message_key = @key", new { map.District, key }, transaction);
        var tickets = (await connection.QueryAsync<(string Number, string Grid)>(
            "SELECT number, grid_id FROM ticket WHERE district = @District AND number = ANY(SELECT unnest(tickets) FROM inbox WHERE district = @District AND message_key = @key)",
            new { map.District, key },
            transaction)).ToList();
        await using var batch = new NpgsqlBatch(connection, transaction);
        Outbox.Add(batch, map, tickets.Select(ticket => new Notice($"media:{told.trace}:{ticket.Number}", Address.Staff(ticket.Grid), "media", $"#{ticket.Number} 附带的图片或录音没有通过平台的内容检查，请不要转发。") { Tickets = [ticket.Number] }), now);
        if (tickets.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(stop);
        }
    }
}
