using Bot.Domain.Grids;
using Bot.Domain.Sheets;
using Bot.Host.Clocks;
using Bot.Host.Journal;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Bot.Host.Grids;

/// <summary>The roster as a whole: read into a book, and the differences of two books written in a few statements, however many rows there are.</summary>
public sealed class RosterStore(NpgsqlDataSource source, BotSettings settings, DistrictMaps maps, BotClock clock)
{
    /// <summary>What is over is no part of the book: nobody needs last year's duty to plan the next.</summary>
    public async Task<RosterBook> Load(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await Load(connection, null, stop);
    }

    /// <summary>Takes the good rows in one transaction. Two imports at once follow one another; nobody who only reads waits.</summary>
    /// <param name="by">The account, for the journal.</param>
    public async Task<(RosterTaken Taken, int Changed)> Import(Workbook workbook, string by, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.ExecuteAsync(new CommandDefinition("LOCK TABLE node IN SHARE ROW EXCLUSIVE MODE", transaction: transaction, cancellationToken: stop));
        var before = await Load(connection, transaction, stop);
        var taken = RosterImport.Read(workbook, before);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var changed = Write(batch, before, taken.Book);
        var root = taken.Book.Nodes.Values.Where(node => node.ParentId is null).Select(node => node.Id).Order(StringComparer.Ordinal).FirstOrDefault() ?? "";
        JournalStore.Add(batch, settings.District, "roster:import", "roster_imported", $"api:{by}", root, new { taken.Taken, changed, refused = taken.Refused.Count }, clock.Now);
        await batch.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(CancellationToken.None);
        maps.Forget();
        return (taken, changed);
    }

    private async Task<RosterBook> Load(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken stop)
    {
        await using var rows = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            SELECT node_id, name, word, level, parent_id, answers_first FROM node WHERE district = @District;
            SELECT person_id, name FROM person WHERE district = @District;
            SELECT node_id, person_id, role, title, line FROM post WHERE district = @District;
            SELECT node_id, household FROM household WHERE district = @District;
            SELECT person_id, from_day, to_day, stand_in FROM leave WHERE district = @District AND to_day >= @today::date;
            SELECT node_id, day, starts, ends, person_id FROM duty WHERE district = @District AND day >= @today::date;
            SELECT category, line FROM work_line WHERE district = @District;
            SELECT group_id, name, node_id, kind = 'staff' FROM chat_group WHERE district = @District AND kind IN ('grid', 'staff');
            """,
            new { settings.District, today = Domain.Clocks.ShanghaiTime.DateOf(clock.Now).ToDateTime(default) },
            transaction,
            cancellationToken: stop));
        var book = new RosterBook
        {
            Nodes = (await rows.ReadAsync<(string Id, string Name, string Word, string? Level, string? Parent, bool First)>()).ToDictionary(
                row => row.Id, row => new NodeEntry(row.Id, row.Name, row.Word, row.Level is null ? null : Enum.Parse<Level>(row.Level, ignoreCase: true), row.Parent, row.First)),
            People = (await rows.ReadAsync<(string Id, string Name)>()).ToDictionary(row => row.Id, row => new PersonEntry(row.Id, row.Name)),
            Posts = (await rows.ReadAsync<(string Node, string Person, string Role, string Title, string Line)>())
                .Select(row => new PostEntry(row.Node, row.Person, Roles.Parse(row.Role), row.Title, row.Line)).DistinctBy(PostKey).ToDictionary(PostKey),
        };
        static (string, string, string, string) PostKey(PostEntry post) => (post.NodeId, post.PersonId, NodeWords.TitleOf(post), post.Line);
        foreach (var (node, household) in await rows.ReadAsync<(string, string)>())
        {
            book.Households[(book.GridAt(node), household)] = new HouseholdEntry(node, household);
        }

        return book with
        {
            Leaves = (await rows.ReadAsync<(string Person, DateOnly From, DateOnly To, string? StandIn)>()).Select(row => new Leave(row.Person, row.From, row.To, row.StandIn)).ToDictionary(leave => (leave.PersonId, leave.From)),
            Duties = (await rows.ReadAsync<(string Node, DateOnly Day, TimeOnly Starts, TimeOnly Ends, string Person)>())
                .Select(row => new Duty(row.Node, row.Day, row.Starts, row.Ends, row.Person)).ToDictionary(duty => (duty.NodeId, duty.Day, duty.Starts)),
            Lines = (await rows.ReadAsync<(string Category, string Line)>()).ToDictionary(row => row.Category, row => new LineEntry(row.Category, row.Line)),
            Groups = (await rows.ReadAsync<(string Id, string Name, string? Node, bool IsStaffs)>()).ToDictionary(row => row.Id, row => new GroupEntry(row.Id, row.Name, row.Node, row.IsStaffs)),
        };
    }

    /// <summary>How many rows differ. What is replaced goes before what replaces it comes.</summary>
    private int Write(NpgsqlBatch batch, RosterBook before, RosterBook after)
    {
        var changed = 0;
        Rows<NodeEntry>(before.Nodes.Values, after.Nodes.Values, null,
            """
            INSERT INTO node (district, node_id, name, word, level, parent_id, answers_first) SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[])
            ON CONFLICT (district, node_id) DO UPDATE SET name = excluded.name, word = excluded.word, level = excluded.level, parent_id = excluded.parent_id, answers_first = excluded.answers_first
            """,
            node => [node.Id, node.Name, node.Word, node.Level?.ToString().ToLowerInvariant(), node.ParentId, node.AnswersFirst]);
        Rows<PersonEntry>(before.People.Values, after.People.Values, null,
            """
            WITH line AS (SELECT * FROM unnest($2::text[], $3::text[], $4::boolean[]) AS line (id, name, simulated)),
            person AS (INSERT INTO person (district, person_id, name) SELECT $1, id, name FROM line ON CONFLICT (district, person_id) DO UPDATE SET name = excluded.name)
            INSERT INTO chat_group (district, group_id, name, channel, kind) SELECT $1, 'dm-' || id, name, 'simulator', 'private' FROM line WHERE simulated ON CONFLICT DO NOTHING
            """,
            person => [person.Id, person.Name, settings.Simulator]);
        if (settings.Simulator)
        {
            // In the demo everybody can be reached at once; elsewhere a person's own chat comes with the first proof of who it is.
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                """
                INSERT INTO member (district, group_id, person_id) SELECT $1, 'dm-' || person_id, person_id FROM person
                JOIN chat_group USING (district) WHERE district = $1 AND group_id = 'dm-' || person_id AND channel = 'simulator' ON CONFLICT DO NOTHING
                """) { Parameters = { new() { Value = settings.District } } });
        }

        Rows<PostEntry>(before.Posts.Values, after.Posts.Values,
            "DELETE FROM post USING unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS line (n, p, r, t, l) WHERE district = $1 AND node_id = n AND person_id = p AND role = r AND title = t AND post.line = l",
            "INSERT INTO post (district, node_id, person_id, role, title, line) SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) ON CONFLICT DO NOTHING",
            post => [post.NodeId, post.PersonId, Roles.Of(post.Role), post.Title, post.Line]);
        Rows<HouseholdEntry>(before.Households.Values, after.Households.Values,
            "DELETE FROM household USING unnest($2::text[], $3::text[]) AS line (n, h) WHERE district = $1 AND node_id = n AND household = h",
            "INSERT INTO household (district, node_id, household) SELECT $1, * FROM unnest($2::text[], $3::text[]) ON CONFLICT DO NOTHING",
            bound => [bound.NodeId, bound.Household]);
        Rows<Leave>(before.Leaves.Values, after.Leaves.Values,
            "DELETE FROM leave USING unnest($2::text[], $3::date[], $4::date[], $5::text[]) AS line (p, f, t, s) WHERE district = $1 AND person_id = p AND from_day = f",
            """
            INSERT INTO leave (district, person_id, from_day, to_day, stand_in) SELECT $1, * FROM unnest($2::text[], $3::date[], $4::date[], $5::text[])
            ON CONFLICT (district, person_id, from_day) DO UPDATE SET to_day = excluded.to_day, stand_in = excluded.stand_in
            """,
            leave => [leave.PersonId, leave.From, leave.To, leave.StandInId]);
        Rows<Duty>(before.Duties.Values, after.Duties.Values,
            "DELETE FROM duty USING unnest($2::text[], $3::date[], $4::time[], $5::time[], $6::text[]) AS line (n, d, s, e, p) WHERE district = $1 AND node_id = n AND day = d AND starts = s",
            """
            INSERT INTO duty (district, node_id, day, starts, ends, person_id) SELECT $1, * FROM unnest($2::text[], $3::date[], $4::time[], $5::time[], $6::text[])
            ON CONFLICT (district, node_id, day, starts) DO UPDATE SET ends = excluded.ends, person_id = excluded.person_id
            """,
            duty => [duty.NodeId, duty.Day, duty.Starts, duty.Ends, duty.PersonId]);
        Rows<LineEntry>(before.Lines.Values, after.Lines.Values,
            "DELETE FROM work_line USING unnest($2::text[], $3::text[]) AS gone (c, l) WHERE district = $1 AND category = c",
            "INSERT INTO work_line (district, category, line) SELECT $1, * FROM unnest($2::text[], $3::text[]) ON CONFLICT (district, category) DO UPDATE SET line = excluded.line",
            line => [line.Category, line.Line]);
        Rows<GroupEntry>(before.Groups.Values, after.Groups.Values, null,
            "UPDATE chat_group SET node_id = line.node FROM unnest($2::text[], $3::text[]) AS line (id, node) WHERE district = $1 AND group_id = line.id",
            group => [group.Id, group.NodeId]);
        return changed;

        void Rows<T>(IReadOnlyCollection<T> old, IReadOnlyCollection<T> fresh, string? delete, string insert, Func<T, object?[]> cells)
        {
            var (was, stays) = (old.ToHashSet(), fresh.ToHashSet());
            var gone = was.Where(row => !stays.Contains(row)).ToList();
            var come = stays.Where(row => !was.Contains(row)).ToList();
            changed += Math.Max(gone.Count, come.Count);
            if (delete is not null)
            {
                Add(batch, delete, gone, cells);
            }

            Add(batch, insert, come, cells);
        }
    }

    /// <summary>One array per column, whatever its type.</summary>
    private void Add<T>(NpgsqlBatch batch, string sql, List<T> rows, Func<T, object?[]> cells)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var command = new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = settings.District } } };
        var lines = rows.ConvertAll(row => cells(row));
        for (var column = 0; column < lines[0].Length; column++)
        {
            var at = column;
            command.Parameters.Add(lines[0][at] switch
            {
                bool => Array(line => (bool)line[at]!, NpgsqlDbType.Boolean),
                DateOnly => Array(line => (DateOnly)line[at]!, NpgsqlDbType.Date),
                TimeOnly => Array(line => (TimeOnly)line[at]!, NpgsqlDbType.Time),
                _ => Array(line => (string?)line[at], NpgsqlDbType.Text),
            });
        }

        batch.BatchCommands.Add(command);

        NpgsqlParameter Array<TCell>(Func<object?[], TCell> cell, NpgsqlDbType type) => new() { Value = lines.Select(cell).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
