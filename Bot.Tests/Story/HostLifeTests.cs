using System.Collections.Concurrent;
using Bot.Tests.Deploy;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>How a host starts, refuses to start, and stops.</summary>
public sealed class HostLifeTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestDatabase.Create();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task SIGTERM_in_the_midst_of_work_ends_it_in_order_and_what_was_taken_is_done_by_the_next()
    {
        var taken = new ConcurrentBag<string>();
        await using (var host = await RunningHost.Start(database))
        {
            var messages = await Complaints.Some(40, database, host);
            var deliveries = Parallel.ForEachAsync(messages, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (message, _) =>
            {
                try
                {
                    taken.Add(await host.Client.Say(message.Group, message.Sender, message.Text, id: message.Id));
                }
                catch (HttpRequestException) // the door is closed: the sender knows that it has to deliver again
                {
                }
            });
            await Patience.Until(() => taken.Count >= 5, "some messages are taken");
            var ended = await host.Stop();
            await deliveries;
            Assert.Equal(0, ended.Code);
            Assert.False(Processes.Lives(host.Id));
            Assert.Empty(await database.Query<string>("SELECT notice_key FROM outbox WHERE state = 'sending'"));
        }

        var stored = await database.Query<string>("SELECT message_id FROM inbox WHERE body ->> 'flushOf' IS NULL");
        Assert.Empty(taken.Except(stored));
        await using var next = await RunningHost.Start(database);
        await next.Client.Settle();
        Assert.Equal(stored.Order(), (await database.Query<string>("SELECT data #>> '{report,messageId}' FROM event WHERE kind IN ('opened', 'joined')")).Order());
    }

    [Fact]
    public async Task In_Production_the_simulator_is_refused_in_one_line()
    {
        using var program = new HostProgram(
            new Dictionary<string, string?>
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["DOTNET_ENVIRONMENT"] = "Production",
                ["ConnectionStrings__Bot"] = database.ConnectionString,
                ["Bot__Simulator"] = "true",
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            },
            "serve");
        Refused(await program.End(), "simulator", "Production");
        Assert.Empty(await database.Query<string>("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"));
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("migrate")]
    [InlineData("rebuild")]
    public async Task A_database_of_a_newer_program_is_left_alone(string verb)
    {
        Assert.Equal(0, (await HostProgram.Run(database.ConnectionString, "migrate")).Code);
        await database.Execute("INSERT INTO schema_step (number, name) VALUES (999, '0999_future.sql')");
        Refused(await HostProgram.Run(database.ConnectionString, verb), "999", "newer");
    }

    [Fact]
    public async Task Migrating_twice_changes_nothing_the_second_time()
    {
        Assert.DoesNotContain(" 0 step(s)", (await HostProgram.Run(database.ConnectionString, "migrate")).Output, StringComparison.Ordinal);
        var second = await HostProgram.Run(database.ConnectionString, "migrate");
        Assert.Equal((0, ""), (second.Code, second.Error));
        Assert.Contains(" 0 step(s)", second.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "nonsense")]
    [InlineData("migrate", "ConnectionStrings__Bot")]
    [InlineData("serve", "ConnectionStrings__Bot")]
    [InlineData("rebuild", "ConnectionStrings__Bot")]
    public async Task Without_what_it_needs_a_verb_says_so_in_one_line(string verb, string word) => Refused(await HostProgram.Run(null, verb), word);

    [Fact]
    public async Task An_empty_database_is_not_rebuilt() => Refused(await HostProgram.Run(database.ConnectionString, "rebuild"), "migrate");

    [Theory]
    [InlineData("serve")]
    [InlineData("migrate")]
    public async Task A_server_that_cannot_be_reached_is_named_in_one_line(string verb) =>
        Refused(await HostProgram.Run("Host=127.0.0.1;Port=1;Username=nobody;Database=bot", verb), "127.0.0.1:1");

    [Fact]
    public async Task Rows_that_were_damaged_or_lost_are_rebuilt_from_their_events()
    {
        await using (var host = await RunningHost.Start(database))
        {
            await host.Client.MoveToMondayMorning();
            foreach (var message in await Complaints.Some(6, database, host))
            {
                await host.Client.Say(message.Group, message.Sender, message.Text);
            }

            await host.Client.Settle();
            await host.Client.Call(HttpMethod.Post, "/api/tickets/1001/actions", new { action = "confirm" });
            await host.Client.Call(HttpMethod.Post, "/api/tickets/1001/actions", new { action = "assign", to = "p1" });
            await host.Client.Call(HttpMethod.Post, "/api/tickets/1002/actions", new { action = "reject", reason = "不属于本网格" });
            await host.Client.Advance("P3D");
        }

        var rows = await Rows();
        await database.Execute("UPDATE ticket SET state = 'closed', due_at = NULL, body = jsonb_set(body, '{state}', '\"closed\"') WHERE number = '1001'; DELETE FROM ticket WHERE number = '1002'");
        Assert.NotEqual(rows, await Rows());

        var rebuilt = await HostProgram.Run(database.ConnectionString, "rebuild");
        Assert.Equal((0, ""), (rebuilt.Code, rebuilt.Error));
        Assert.Contains(" 2 differed", rebuilt.Output, StringComparison.Ordinal);
        Assert.Equal(rows, await Rows());
        Assert.Contains(" 0 differed", (await HostProgram.Run(database.ConnectionString, "rebuild")).Output, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<string>> Rows() => database.Query<string>("SELECT to_jsonb(ticket)::text FROM ticket ORDER BY number");

    private static void Refused(Ended ended, params string[] words)
    {
        Assert.Equal((2, ""), (ended.Code, ended.Output));
        var line = Assert.Single(ended.ErrorLines);
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
    }
}
