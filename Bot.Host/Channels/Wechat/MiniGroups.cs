using Bot.Domain.Channels;
using Bot.Domain.Channels.Wechat;
using Bot.Host.Channels.Identity;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.Wechat;

/// <summary>
/// The groups a mini program is opened from: WeChat tells an id of the group (opengid) that holds for this mini program only. An administrator's code binds it to a grid;
/// nothing can be read in that group or written to it.
/// </summary>
public sealed class MiniGroups(BindingCodes codes, SendLimit limit, DistrictMaps maps, NpgsqlDataSource source, BotSettings settings, BotClock clock)
{
    /// <summary>Codes are short: whoever guesses comes not far.</summary>
    private static readonly SendLimit.Window[] Tries = [new(10, TimeSpan.FromHours(1))];

    public sealed record Binding(string? GroupId, string? Refused);

    /// <summary>The conversation that the group's id means; null where it is bound to none.</summary>
    public async Task<string?> Find(string account, string openGroup, CancellationToken stop) =>
        (await maps.Get(stop)).GroupOf(WechatPayload.Channel, account, openGroup) ?? (await maps.Get(stop, again: true)).GroupOf(WechatPayload.Channel, account, openGroup);

    public async Task<Binding> Bind(MiniSession session, string openGroup, string code, CancellationToken stop)
    {
        var sender = $"binding:{session.Account}:{session.OpenId}";
        if ((await limit.Take(sender, Tries, stop)).Id is not { } tried)
        {
            return new Binding(null, "too_many_tries");
        }

        await limit.End(sender, tried);
        await using var connection = await source.OpenConnectionAsync(stop);

        // A staff group is one that the bot can write to; this is none.
        var kind = await connection.ExecuteScalarAsync<string?>(
            "SELECT kind FROM binding_code WHERE district = @District AND code = @code AND used_at IS NULL AND expires_at > @now", new { settings.District, code, now = clock.GetUtcNow() });
        if (kind != "grid" || await codes.Use(code, new ChannelMessage(WechatPayload.Channel, session.Account, openGroup, session.OpenId, "", "", clock.GetUtcNow()), stop) is not var (group, _))
        {
            return new Binding(null, "code_refused");
        }

        await connection.ExecuteAsync(
            "UPDATE route SET rank = NULL WHERE district = @District AND channel = @Channel AND account = @Account AND target = @openGroup",
            new { settings.District, WechatPayload.Channel, session.Account, openGroup });
        maps.Forget();
        return new Binding(group, null);
    }
}
