using Dapper;
using Npgsql;

namespace Bot.Host.Grids;

/// <summary>The invented district of the environment Demo, written once into an empty database.</summary>
public static class DemoDistrict
{
    public static async Task Seed(NpgsqlDataSource source, string district, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var isNew = await connection.ExecuteAsync(
            "INSERT INTO district (district, name) VALUES (@district, '示范区') ON CONFLICT DO NOTHING", new { district }, transaction);
        if (isNew == 1)
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO node (district, node_id, parent_id, level, name) VALUES
                  (@district, 'district', NULL, 'district', '示范区'),
                  (@district, 'street', 'district', 'street', '示范街道'),
                  (@district, 'guixiangyuan', 'street', 'community', '桂香园社区'),
                  (@district, 'grid-1', 'guixiangyuan', 'grid', '桂香园第1网格'),
                  (@district, 'grid-2', 'guixiangyuan', 'grid', '桂香园第2网格');

                INSERT INTO person (district, person_id, name) VALUES
                  (@district, 'r1', '4-1-302'), (@district, 'r2', '5-1-1203 老周'), (@district, 'r3', '4栋陈阿姨'), (@district, 'r4', '2-3-501'),
                  (@district, 'w1', '网格员小余'), (@district, 'w2', '网格员小林'), (@district, 'p1', '物业老张'),
                  (@district, 'c1', '社区书记'), (@district, 's1', '街道干部'), (@district, 'd1', '区专班');

                INSERT INTO post (district, node_id, person_id, role) VALUES
                  (@district, 'grid-1', 'w1', 'grid_worker'), (@district, 'grid-2', 'w2', 'grid_worker'),
                  (@district, 'guixiangyuan', 'p1', 'property'), (@district, 'guixiangyuan', 'c1', 'community'),
                  (@district, 'street', 's1', 'street'), (@district, 'district', 'd1', 'district');

                INSERT INTO chat_group (district, group_id, name, channel, kind, node_id, communities, default_community) VALUES
                  (@district, 'demo-1', '桂香园第1网格群', 'simulator', 'grid', 'grid-1', '{桂香园}', '桂香园'),
                  (@district, 'demo-2', '桂香园第2网格群', 'simulator', 'grid', 'grid-2', '{桂香园}', '桂香园'),
                  (@district, 'demo-staff', '桂香园工作群', 'simulator', 'staff', 'guixiangyuan', '{桂香园}', '桂香园');

                INSERT INTO chat_group (district, group_id, name, channel, kind, communities, default_community)
                SELECT district, 'dm-' || person_id, name, 'simulator', 'private', '{桂香园}', '桂香园' FROM person WHERE district = @district;

                INSERT INTO member (district, group_id, person_id)
                SELECT @district, * FROM (VALUES
                  ('demo-1', 'r1'), ('demo-1', 'r2'), ('demo-1', 'r3'), ('demo-2', 'r4'),
                  ('demo-1', 'w1'), ('demo-2', 'w2'), ('demo-staff', 'w1'), ('demo-staff', 'w2'),
                  ('demo-1', 'p1'), ('demo-2', 'p1'), ('demo-staff', 'p1'),
                  ('demo-1', 'c1'), ('demo-2', 'c1'), ('demo-staff', 'c1'), ('demo-staff', 's1'), ('demo-staff', 'd1')) AS line;

                INSERT INTO member (district, group_id, person_id)
                SELECT district, 'dm-' || person_id, person_id FROM person WHERE district = @district;

                INSERT INTO meeting_series (district, series_id, node_id, title, rule, holidays, time_of_day, place) VALUES
                  (@district, 'evening-1', 'grid-1', '周四夜话会', '每周四', '假日顺延', '19:30', '4栋楼下凉亭');
                """,
                new { district },
                transaction);
        }

        await transaction.CommitAsync(stop);
    }
}
