using Bot.Domain.Clocks;
using Bot.Domain.Meetings;
using Bot.Domain.Tickets;
using Bot.Host.Grids;
using Dapper;
using Npgsql;

namespace Bot.Host.Meetings;

/// <summary>The series, and the meetings made out of them.</summary>
public sealed class SeriesStore(NpgsqlDataSource source, MeetingStore meetings)
{
    /// <summary>So many days are planned ahead: enough for a notice, and little enough that a rule can still be changed.</summary>
    public const int DaysAhead = 14;

    private sealed record Row
    {
        public string SeriesId { get; init; } = "";
        public string NodeId { get; init; } = "";
        public string Title { get; init; } = "";
        public string Rule { get; init; } = "";
        public string Holidays { get; init; } = "";
        public TimeOnly TimeOfDay { get; init; }
        public string Place { get; init; } = "";
        public string? HostId { get; init; }
        public string[] Parties { get; init; } = [];
        public int? QuorumParties { get; init; }
        public int? QuorumPeople { get; init; }
        public MeetingSeries Series => new(SeriesId, NodeId, Title, SeriesRule.Parse(Rule), HolidayRule.Parse(Holidays), TimeOfDay, Place, HostId, Parties) { Quorum = new Quorum(QuorumParties, QuorumPeople) };
    }

    public async Task<IReadOnlyList<MeetingSeries>> List(string district, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            "SELECT series_id, node_id, title, rule, holidays, time_of_day, place, host_id, parties, quorum_parties, quorum_people FROM meeting_series WHERE district = @district ORDER BY series_id", new { district }, cancellationToken: stop));
        return [.. rows.Select(row => row.Series)];
    }

    /// <summary>Adds the series, or puts it in the place of the one of that id. What is planned already stays as it was told.</summary>
    public async Task Put(string district, MeetingSeries series, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO meeting_series (district, series_id, node_id, title, rule, holidays, time_of_day, place, host_id, parties, quorum_parties, quorum_people)
            VALUES (@district, @Id, @NodeId, @Title, @rule, @holidays, @time, @Place, @Host, @parties, @QuorumParties, @QuorumPeople)
            ON CONFLICT (district, series_id) DO UPDATE SET node_id = excluded.node_id, title = excluded.title, rule = excluded.rule, holidays = excluded.holidays,
              time_of_day = excluded.time_of_day, place = excluded.place, host_id = excluded.host_id, parties = excluded.parties,
              quorum_parties = excluded.quorum_parties, quorum_people = excluded.quorum_people
            """,
            new
            {
                district,
                series.Id,
                series.NodeId,
                series.Title,
                rule = series.Rule.Text,
                holidays = series.Holidays.ToString(),
                time = series.TimeOfDay.ToTimeSpan(),
                series.Place,
                series.Host,
                parties = series.Parties.ToArray(),
                QuorumParties = series.Quorum.Parties,
                QuorumPeople = series.Quorum.People,
            },
            cancellationToken: stop));
    }

    /// <summary>False where there is none. The meetings made of it stay.</summary>
    public async Task<bool> Delete(string district, string id, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteAsync(new CommandDefinition("DELETE FROM meeting_series WHERE district = @district AND series_id = @id", new { district, id }, cancellationToken: stop)) > 0;
    }

    /// <summary>Makes the meetings of all series for the coming two weeks; planning twice makes each once.</summary>
    public async Task Plan(DistrictMap map, DistrictRules rules, DateTimeOffset now, CancellationToken stop)
    {
        foreach (var series in await List(map.District, stop))
        {
            var groups = map.ResidentGroupsUnder(series.NodeId);
            if (groups.Count == 0)
            {
                continue;
            }

            foreach (var one in series.Coming(now, DaysAhead, rules.For(map.PathOf(series.NodeId)).Calendar))
            {
                var draft = new MeetingStore.Draft(groups, series.Title, ShanghaiTime.At(one.Date, series.TimeOfDay), series.Place, null)
                {
                    Host = series.Host,
                    Parties = series.Parties,
                    Quorum = series.Quorum,
                    SeriesId = series.Id,
                    Planned = one.Planned,
                };
                await meetings.Create(map, draft, now);
            }
        }
    }
}
