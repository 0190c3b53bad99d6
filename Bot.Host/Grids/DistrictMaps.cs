using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Host.Channels;
using Bot.Host.Clocks;
using Dapper;
using Npgsql;

namespace Bot.Host.Grids;

/// <summary>Keeps the picture fresh: it is read again after a few seconds, and at once (but not more than once a second) when something is not found in it.</summary>
/// <param name="clock">Says who is away and who is on duty; by default the real time does.</param>
public sealed class DistrictMaps(NpgsqlDataSource source, BotSettings settings, BotClock? clock = null)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);
    private readonly TimeProvider time = clock ?? TimeProvider.System;
    private readonly SemaphoreSlim loading = new(1);
    private DistrictMap? current;
    private long loadedAt;
    private DateOnly loadedOn;

    public string District => settings.District;

    public async Task<DistrictMap> Get(CancellationToken stop, bool again = false)
    {
        var map = current;

        // Of leave and duty only what touches today is read.
        if (map is not null && ShanghaiTime.DateOf(time.GetUtcNow()) == loadedOn && TimeProvider.System.GetElapsedTime(loadedAt) < (again ? TimeSpan.FromSeconds(1) : Fresh))
        {
            return map;
        }

        await loading.WaitAsync(stop);
        try
        {
            if (current is not null && !ReferenceEquals(current, map))
            {
                return current;
            }

            var today = ShanghaiTime.DateOf(time.GetUtcNow());
            current = await Load(today, stop);
            loadedOn = today;
            loadedAt = TimeProvider.System.GetTimestamp();
            return current;
        }
        finally
        {
            loading.Release();
        }
    }

    private async Task<DistrictMap> Load(DateOnly today, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);

        // All of one moment: a member whose person was not yet there would be nobody.
        await using var moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, stop);
        await using var rows = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            SELECT node_id, parent_id, level, name, word, answers_first FROM node WHERE district = @District ORDER BY node_id;
            SELECT group_id, name, channel, kind, node_id, communities, default_community FROM chat_group WHERE district = @District ORDER BY group_id;
            SELECT person_id, name FROM person WHERE district = @District;
            SELECT group_id, person_id FROM member WHERE district = @District;
            SELECT post.person_id, person.name, post.role, post.node_id, post.title, post.line
              FROM post JOIN person USING (district, person_id) WHERE district = @District ORDER BY post.node_id, post.person_id;
            SELECT group_id, channel, account, target, rank FROM route WHERE district = @District ORDER BY group_id, rank;
            SELECT channel, account, external_id, person_id FROM identity WHERE district = @District;
            SELECT node_id, household FROM household WHERE district = @District ORDER BY node_id;
            SELECT category, line FROM work_line WHERE district = @District;
            SELECT person_id, from_day, to_day, stand_in FROM leave WHERE district = @District AND @today::date BETWEEN from_day AND to_day ORDER BY person_id, from_day;
            SELECT node_id, day, starts, ends, person_id FROM duty WHERE district = @District AND day BETWEEN @today::date - 1 AND @today::date ORDER BY node_id, day, starts;
            """,
            new { settings.District, today = today.ToDateTime(default) },
            moment,
            cancellationToken: stop));
        return new DistrictMap(
            settings.District,
            (await rows.ReadAsync<(string Id, string? Parent, string? Level, string Name, string Word, bool First)>()).Select(row => new NodeRow(row.Id, row.Parent, row.Level, row.Name) { Word = row.Word, AnswersFirst = row.First }),
            await rows.ReadAsync<ChatGroup>(),
            await rows.ReadAsync<(string, string)>(),
            await rows.ReadAsync<(string, string)>(),
            (await rows.ReadAsync<(string Person, string Name, string Role, string Node, string Title, string Line)>()).Select(row => new Post(row.Person, row.Name, Roles.Parse(row.Role), row.Node) { Title = row.Title, Line = row.Line }),
            await rows.ReadAsync<ChannelRoute>(),
            await rows.ReadAsync<Identity>(),
            new Bindings(
                (await rows.ReadAsync<(string, string)>()).AsList(),
                (await rows.ReadAsync<(string Category, string Line)>()).ToDictionary(row => row.Category, row => row.Line),
                new Shifts(
                    (await rows.ReadAsync<(string Person, DateOnly From, DateOnly To, string? StandIn)>()).Select(row => new Leave(row.Person, row.From, row.To, row.StandIn)).ToList(),
                    (await rows.ReadAsync<(string Node, DateOnly Day, TimeOnly Starts, TimeOnly Ends, string Person)>()).Select(row => new Duty(row.Node, row.Day, row.Starts, row.Ends, row.Person)).ToList()),
                time.GetUtcNow));
    }

    /// <summary>What was just written counts at once.</summary>
    public void Forget() => current = null;
}
