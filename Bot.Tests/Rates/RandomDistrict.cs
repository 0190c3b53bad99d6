using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Messages;
using Bot.Host.Tickets;
using Bot.Tests.Running;
using Npgsql;

namespace Bot.Tests.Rates;

/// <summary>
/// Months of a district by chance, but the same for one seed: people of all kinds do what they may and what they may not, every step is decided and stored as the
/// host does it, and clocks fire in between. No two steps fall on one instant.
/// </summary>
internal sealed class RandomDistrict(PostgresHouse house, int seed)
{
    private static readonly Person[] Residents = [new("r1", "4-1-302"), new("r5", "4-1-302 小明"), new("r2", "5-1-1203 老周"), new("r3", "4栋陈阿姨")];
    private static readonly Actor Office = new("api:admin", "admin", [SpeakerRole.District]);
    private readonly Random random = new(seed);
    private readonly List<string> numbers = [];

    public int Tickets => numbers.Count;

    /// <summary>Lets so many steps happen, some minutes to some hours apart.</summary>
    public async Task Live(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            house.Time.Now += TimeSpan.FromMinutes(random.Next(1, 80));
            await house.Host.Sweep.Run(CancellationToken.None);
            await (numbers.Count < 5 || random.Next(6) == 0 ? Open() : Act());
        }
    }

    private async Task Open()
    {
        var person = random.Next(12) == 0 ? new Person("w1", "网格员小余") : Pick(Residents);
        var (urgency, isPrivate) = (Pick(Enum.GetValues<Urgency>()), random.Next(25) == 0);
        var grid = random.Next(4) == 0 ? 2 : 1;
        var location = random.Next(8) == 0
            ? new Location(Place: Pick(["东门", "滑梯边"]))
            : new Location(Building: Pick(["4", "5", "6"]), Unit: random.Next(4) == 0 ? null : "1", Room: random.Next(6) == 0 ? "302" : null);
        await Do(async (connection, transaction, scene) =>
        {
            var number = await TicketStore.NextNumber(connection, transaction, house.Settings.District);
            numbers.Add(number);
            var command = new OpenTicketCommand(number, $"demo-{grid}", isPrivate ? "家暴" : Pick(["照明", "电梯"]), urgency, location, "坏了", ReportOf(person, number), isPrivate, null, [], true);
            return [new Change(number, null, OpenTicket.Decide(command, scene($"grid-{grid}", person.Id)), person.Id)];
        });
    }

    private async Task Act()
    {
        // The young ones more often than the old.
        var number = numbers[^Math.Min(numbers.Count, 1 + (int)Math.Floor(40 * random.NextDouble() * random.NextDouble()))];
        var other = numbers[^random.Next(1, Math.Min(numbers.Count, 12))];
        await Do(async (connection, transaction, scene) =>
        {
            var map = await house.Map();
            if (random.Next(14) == 0)
            {
                var undoer = Pick(["w1", "c1", "p1"]);
                return await UndoStep.Take(connection, transaction, map, number, undoer, house.Rules.Now, null, house.Host.Clock.Now);
            }

            var locked = await TicketStore.Lock(connection, transaction, house.Settings.District, [number, other]);
            var ticket = locked.Single(one => one.Number == number);
            var actor = Pick(["w1", "w1", "p1", "c1", "s1", "api:admin", "r1", "r2", "r3", "r5"]);
            var on = scene(ticket.GridId, actor);
            if (random.Next(12) == 0 && number != other)
            {
                var into = locked.Single(one => one.Number == other);
                var merge = MergeTickets.Merge(ticket, into, on);
                return [new Change(number, ticket, merge.First, actor), new Change(other, into, merge.Second, actor)];
            }

            if (random.Next(12) == 0)
            {
                var fresh = await TicketStore.NextNumber(connection, transaction, house.Settings.District);
                var split = MergeTickets.Split(ticket, null, fresh, on);
                if (split.First.Refusal is null)
                {
                    numbers.Add(fresh);
                }

                return [new Change(number, ticket, split.First, actor), new Change(fresh, null, split.Second, actor)];
            }

            return [new Change(number, ticket, Decide(ticket, on), actor)];
        });
    }

    private Decision Decide(Ticket ticket, Scene scene)
    {
        var soon = house.Time.Now.AddHours(random.Next(2, 24 * 6));
        var asked = ticket.Asked.Count > 0 ? Pick(ticket.Asked.ToArray()) : new Person("r1", "4-1-302");
        var person = scene.Actor.Id.StartsWith('r') ? new Person(scene.Actor.Id, scene.Actor.Name) : asked;
        return ticket.State switch
        {
            TicketState.Reported => random.Next(10) switch
            {
                0 => EndTicket.Reject(ticket, Pick(["不归我们管", "误报", "闲聊，不是报修"]), scene),
                1 => EndTicket.Cancel(ticket, "算了", scene),
                2 => JoinTicket.Decide(ticket, ReportOf(Pick(Residents), $"{ticket.Number}-{ticket.Version}"), null, null, scene),
                _ => ConfirmTicket.Decide(ticket, scene),
            },
            TicketState.Resolved => random.Next(6) switch
            {
                0 => AnswerCheck.Rate(ticket, person, random.Next(2, 6), scene),
                1 => AnswerCheck.Decide(ticket, person, 2, scene),
                2 => AnswerCheck.Decide(ticket, person, 3, scene),
                _ => AnswerCheck.Decide(ticket, person, 1, scene),
            },
            TicketState.Closed => random.Next(6) == 0 ? AnswerCheck.Decide(ticket, person, 2, scene) : AnswerCheck.Rate(ticket, person, random.Next(3, 6), scene),
            TicketState.Rejected or TicketState.Cancelled => random.Next(6) == 0 ? ReopenTicket.Decide(ticket, "又坏了", scene) : Decision.Nothing,
            TicketState.Merged => Decision.Nothing,
            _ => random.Next(14) switch
            {
                0 => AssignTicket.Decide(ticket, "物业老张", random.Next(2) == 0 ? soon : null, scene),
                1 => PauseTicket.Decide(ticket, "等配件", soon, scene),
                2 => WorkTicket.Resume(ticket, scene),
                3 => ExtendTicket.Ask(ticket, ticket.Deadline.At.AddHours(30), "配件没到", scene),
                4 => ExtendTicket.Grant(ticket, scene),
                5 => CorrectTicket.Decide(ticket, null, Pick(Enum.GetValues<Urgency>()), null, scene),
                6 or 7 => JoinTicket.Decide(ticket, ReportOf(Pick(Residents), $"{ticket.Number}-{ticket.Version}"), null, null, scene),
                8 => TransferTicket.Decide(ticket, "自来水公司", "总管", scene),
                9 => EndTicket.Cancel(ticket, "算了", scene),
                _ => ResolveTicket.Decide(ticket, "好了", [], scene),
            },
        };
    }

    /// <summary>One transaction, as the host writes it; what is refused leaves nothing.</summary>
    private async Task Do(Func<NpgsqlConnection, NpgsqlTransaction, Func<string, string, Scene>, Task<IReadOnlyList<Change>>> decide)
    {
        var (map, now) = (await house.Map(), house.Host.Clock.Now);
        Scene SceneOf(string grid, string actor) =>
            new(now, actor == Office.Id ? Office : map.ActorFor(actor, grid) with { Name = map.NameOf(actor) ?? actor }, map.RosterOf(grid), house.Rules.Now.For(map.PathOf(grid)));
        await using var connection = await house.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var changes = await decide(connection, transaction, SceneOf);
        if (changes.Any(change => change.Decision.Refusal is not null))
        {
            return;
        }

        changes = await Returns.Flag(connection, transaction, map, changes, house.Rules.Now, now);
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            TicketStore.Write(batch, map, changes, house.Rules.Now, now);
            if (batch.BatchCommands.Count > 0)
            {
                await batch.ExecuteNonQueryAsync();
            }
        }

        await transaction.CommitAsync();
    }

    private Report ReportOf(Person person, string message) =>
        new(person.Id, person.Name, Household.Of(person.Id, person.Name), "坏了", house.Host.Clock.Now, message) { ByStaff = person.Id == "w1" };

    private T Pick<T>(T[] values) => values[random.Next(values.Length)];
}
