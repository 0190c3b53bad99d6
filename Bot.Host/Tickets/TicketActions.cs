using System.Text.Json.Serialization;
using Bot.Host.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Access;
using Bot.Host.Grids;
using Bot.Host.Messages;
using Bot.Host.Notices;
using Dapper;
using Npgsql;

namespace Bot.Host.Tickets;

/// <summary>Everything the chat can do to a ticket, for staff programs. A refusal is a 409 with the code of the rule.</summary>
public static class TicketActions
{
    private const int LongestText = 2000;

    public sealed record ActionInput(
        string? Action, string? To, [property: JsonConverter(typeof(ShanghaiInstant))] DateTimeOffset? Due, string? Text, string? Reason, [property: JsonConverter(typeof(ShanghaiInstant))] DateTimeOffset? Until,
        IReadOnlyList<Media>? Media, string? Person, int? Value, int? Stars, string? Into, int? Report, string? Category, string? Urgency, PlaceInput? Place)
    {
        /// <summary>What a pause waits for; without it the reason tells.</summary>
        public ProofInput? Proof { get; init; }

        public IReadOnlyList<string>? Units { get; init; }

        public string? Unit { get; init; }

        /// <summary>Of a correct: 情形, its name or part of it; "无" for none.</summary>
        public string? Condition { get; init; }

        /// <summary>Of a progress: whether somebody is there; without it the text tells.</summary>
        public bool? OnSite { get; init; }
    }

    /// <param name="Kind">"resident", "part" or "department".</param>
    /// <param name="Message">Id of the message in the ticket's conversation that asked the resident.</param>
    public sealed record ProofInput(string? Kind, string? Message);

    public sealed record PlaceInput(string? Community, string? Building, string? Unit, string? Floor, string? Room, string? Place);

    public static async Task<IResult> Run(string no, ActionInput input, HttpContext http, NpgsqlDataSource source, DistrictMaps maps, RulesInForce inForce, Dispatcher dispatcher, BotClock clock, CancellationToken stop)
    {
        var number = no.TrimStart('#');
        if (input is { Text.Length: > LongestText } or { Reason.Length: > LongestText })
        {
            return Problems.BadRequest("text_too_long", $"text and reason have up to {LongestText} characters");
        }

        var map = await maps.Get(stop);
        var now = clock.GetUtcNow();
        var rules = inForce.Now;
        var user = (string)http.Items["user"]!;
        Actor ActorFor(string grid) => new($"api:{user}", user, [SpeakerRole.District]);
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        IReadOnlyList<Change> changes;
        if (input.Action == "undo")
        {
            changes = await UndoStep.Take(connection, transaction, map, number, $"api:{user}", rules, null, now, ActorFor);
        }
        else
        {
            var locked = await TicketStore.Lock(connection, transaction, map.District, input.Into is { } into ? [number, into.TrimStart('#')] : [number]);
            if (locked.FirstOrDefault(one => one.Number == number) is not { } ticket)
            {
                return Problems.NotFound("ticket_unknown", "no such ticket");
            }

            if (input.Proof?.Message is { } asked && !await WasSaid(connection, transaction, map.District, ticket.GroupId, asked))
            {
                return Problems.BadRequest("message_unknown", "proof.message is no message of the ticket's conversation");
            }

            var scene = new Scene(now, ActorFor(ticket.GridId), map.RosterOf(ticket), rules.For(map.PathOf(ticket.GridId))) { HasLeft = map.HasLeft };
            var decided = await Decide(input, ticket, locked, scene, () => TicketStore.NextNumber(connection, transaction, map.District), map);
            if (decided is null)
            {
                return Problems.BadRequest("action_unknown", "unknown action, or a field it needs is missing or malformed");
            }

            changes = decided.Select(one => new Change(one.Number, one.Before, one.Decision, $"api:{user}")).ToList();
            changes = await Returns.Flag(connection, transaction, map, changes, rules, now);
        }

        if (changes.Count == 0)
        {
            return Problems.NotFound("ticket_unknown", "no such ticket");
        }

        if (changes.Select(change => change.Decision.Refusal).FirstOrDefault(refusal => refusal is not null) is { } refused)
        {
            return Problems.Of(StatusCodes.Status409Conflict, refused.Code, refused.Text);
        }

        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            TicketStore.Write(batch, map, changes, rules, now);
            if (batch.BatchCommands.Count > 0)
            {
                await batch.ExecuteNonQueryAsync(stop);
            }
        }

        await transaction.CommitAsync(stop);
        dispatcher.Wake();
        return Results.Ok(await TicketApi.Load(connection, map.District, number));
    }

    private static async Task<IReadOnlyList<(string Number, Ticket? Before, Decision Decision)>?> Decide(ActionInput input, Ticket ticket, IReadOnlyList<Ticket> locked, Scene scene, Func<Task<string>> nextNumber, DistrictMap map)
    {
        if (input.Action == "merge")
        {
            if (locked.FirstOrDefault(one => one.Number == input.Into?.TrimStart('#')) is not { } into)
            {
                return null;
            }

            var pair = MergeTickets.Merge(ticket, into, scene);
            return pair.First.Refusal is null ? [(ticket.Number, ticket, pair.First), (into.Number, into, pair.Second)] : [(ticket.Number, ticket, pair.First)];
        }

        if (input.Action == "split")
        {
            var fresh = await nextNumber();
            var pair = MergeTickets.Split(ticket, input.Report, fresh, scene);
            return pair.First.Refusal is null ? [(ticket.Number, ticket, pair.First), (fresh, null, pair.Second)] : [(ticket.Number, ticket, pair.First)];
        }

        return One(input, ticket, scene, map) is { } decision ? [(ticket.Number, ticket, decision)] : null;
    }

    /// <summary>Null for an unknown action, or one that lacks what it needs.</summary>
    private static Decision? One(ActionInput input, Ticket ticket, Scene scene, DistrictMap map) => input.Action switch
    {
        "confirm" => ConfirmTicket.Decide(ticket, scene),
        "assign" when input.To is { } to => AssignTicket.Decide(ticket, to, input.Due, scene),
        "progress" when !string.IsNullOrWhiteSpace(input.Text) => WorkTicket.Progress(ticket, input.Text, null, scene, input.OnSite),
        "pause" when input.Proof is null || KindOf(input.Proof.Kind) is not null => PauseTicket.Decide(ticket, input.Reason, input.Until, scene, input.Proof?.Message, KindOf(input.Proof?.Kind)),
        "whistle" when input.Units is not { Count: > WhistleTicket.MostUnits } => WhistleTicket.Decide(ticket, string.Join('、', input.Units ?? []), scene),
        "check_in" => WhistleTicket.CheckIn(ticket, input.Unit, scene),
        "resume" => WorkTicket.Resume(ticket, scene),
        "extend" => ExtendTicket.Ask(ticket, input.Until, input.Reason, Asking(ticket, scene)),
        "grant" => ExtendTicket.Grant(ticket, scene),
        "refuse" => ExtendTicket.Refuse(ticket, input.Reason, scene),
        "transfer" => TransferTicket.Decide(ticket, input.To, input.Reason, scene),
        "resolve" when !string.IsNullOrWhiteSpace(input.Text) || input.Media is { Count: > 0 } => ResolveTicket.Decide(ticket, input.Text ?? "（见图）", input.Media ?? [], Leading(ticket, scene)),
        "answer" when input.Person is { } person && input.Value is { } value => Answer(ticket, new Person(person, map.NameOf(person) ?? person), value, input.Stars, scene),
        "reopen" => ReopenTicket.Decide(ticket, input.Reason, scene),
        "reject" => EndTicket.Reject(ticket, input.Reason, scene),
        "cancel" => EndTicket.Cancel(ticket, input.Reason ?? "居民撤回", scene),
        "correct" => Correct(input, ticket, scene),
        _ => null,
    };

    /// <summary>Whoever types it in, it is the one in charge who asks for more time; so the same program may grant it.</summary>
    private static Scene Asking(Ticket ticket, Scene scene) =>
        (ticket.Responsible ?? (scene.Roster.InCharge is { } post ? new Person(post.PersonId, post.Name) : null)) is { } person
            ? scene with { Actor = new Actor(person.Id, person.Name, [.. scene.Roster.Of(person.Id).Select(one => one.Role).DefaultIfEmpty(SpeakerRole.Property)]) }
            : scene;

    /// <summary>With units called it is the lead who says that it is done, whoever types it in.</summary>
    private static Scene Leading(Ticket ticket, Scene scene) => ticket.Units.Count > 0 ? Asking(ticket, scene) : scene;

    private static PauseKind? KindOf(string? word) => word switch
    {
        "resident" => PauseKind.Resident,
        "part" => PauseKind.Part,
        "department" => PauseKind.Department,
        _ => null,
    };

    private static Task<bool> WasSaid(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string group, string message) =>
        connection.ExecuteScalarAsync<bool>(
            """
            SELECT EXISTS (SELECT 1 FROM inbox WHERE district = @district AND group_id = @group AND message_id = @message)
                OR EXISTS (SELECT 1 FROM outbox WHERE district = @district AND lane_id = @group AND provider_id = @message)
            """,
            new { district, group, message },
            transaction);

    /// <summary>Stars may come with a 1; the two are one step.</summary>
    private static Decision Answer(Ticket ticket, Person person, int value, int? stars, Scene scene)
    {
        var decision = AnswerCheck.Decide(ticket, person, value, scene);
        if (stars is not { } given || value != 1 || decision.Refusal is not null)
        {
            return decision;
        }

        return given is >= 1 and <= 5
            ? decision with { Events = decision.Events.Select(happened => happened is Answered answered ? answered with { Stars = given } : happened).ToList() }
            : Decision.Refuse(TicketErrors.StarsUnknown);
    }

    private static Decision? Correct(ActionInput input, Ticket ticket, Scene scene)
    {
        var urgency = input.Urgency is { } word ? TicketWords.UrgencyOf(word) : null;
        var malformed = (input.Urgency is not null && urgency is null) || input is { Category: null, Urgency: null, Place: null, Condition: null } || input.Category is "";
        var place = input.Place is { } given ? new Location(given.Community, given.Building, given.Unit, given.Floor, given.Room, given.Place) : null;
        return malformed ? null : CorrectTicket.Decide(ticket, input.Category, urgency, place, scene, input.Condition);
    }
}
