using Bot.Host.Channels;
using Bot.Host.Channels.Identity;
using Bot.Host.Clocks;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Messages;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Grids;
using Bot.Host.Meetings;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Bot.Host.Understanding;
using Dapper;
using Npgsql;

namespace Bot.Host.Messages;

/// <summary>One message from the inbox: understood, decided, and everything that follows written in the same transaction that marks it handled.</summary>
public sealed class HandleMessage(DistrictMaps maps, RulesInForce inForce, Reader reader, Newcomers newcomers, IEnumerable<IChannelEvents> events, IEnumerable<IListener> listeners, BotClock clock)
{
    /// <summary>How long the bot waits for the rest of a burst before it takes what is there.</summary>
    public static readonly TimeSpan BurstWindow = TimeSpan.FromSeconds(90);

    public async Task Run(NpgsqlConnection connection, NpgsqlTransaction transaction, IncomingMessage message, long position, CancellationToken stop)
    {
        if (message.Event is { } happened)
        {
            await Happen(connection, transaction, message, happened, stop);
            return;
        }

        if (message.From is not null)
        {
            var (known, said) = await newcomers.Identify(message, stop);
            foreach (var reader in events.Where(reader => reader.Channel == message.From.Channel))
            {
                await reader.Heard(connection, transaction, await maps.Get(stop), message.From, clock.GetUtcNow(), stop);
            }

            if (known is null)
            {
                await Forget(connection, transaction, message, said, stop);
                return;
            }

            await Place(connection, transaction, message, known);
            message = known;
        }

        var map = await maps.Get(stop);
        if (map.Group(message.GroupId) is not { } group)
        {
            map = await maps.Get(stop, again: true);
            group = map.Group(message.GroupId) ?? throw new InvalidOperationException($"message {message.Key} is of an unknown group");
        }

        var now = clock.GetUtcNow();
        var rules = inForce.Now;
        var original = message;
        if (message.FlushOf is { } flushed)
        {
            if (await Waiting(connection, transaction, map.District, message, flushed) is not { } waiting)
            {
                await Finish(connection, transaction, map, message, null, null, [], [], rules, now);
                return;
            }

            (message, position) = waiting;
        }

        var talk = await Talk.Load(connection, transaction, map, group, message, position, now);
        var name = map.NameOf(message.SenderId) ?? message.SenderId;
        var grid = message.GridId ?? map.GridOf(group) ?? throw new InvalidOperationException($"group {group.GroupId} belongs to no grid");
        if (original.FlushOf is null && await Listen(new Spoken(connection, transaction, map, group, message, talk, grid, map.ActorFor(message.SenderId, grid), rules, now), stop) is { } taken)
        {
            await Finish(connection, transaction, map, original, null, null, taken, [], rules, now);
            return;
        }

        var quoted = talk.Quoted?.Tickets ?? talk.NamedIn(message.From?.QuotedText);
        var utterance = new Utterance(name, SpeakerRoleOf(map, message.SenderId), Readable(message), TimeSpan.Zero, talk.Quoted?.Text ?? message.From?.QuotedText, quoted, message.Media.Select(media => media.Kind).ToList());
        var conversation = new Conversation(message.GridId is null ? group.Profile : ProfileOf(map, grid) ?? group.Profile, talk.Before, utterance, ShanghaiTime.Of(now), talk.Known(now), original.FlushOf is not null);
        var reading = reader.Read(conversation);
        var heard = new Heard(
            group.GroupId,
            group.Kind == "private",
            map.RosterOf(map.NearestOf(grid, Household.Of(message.SenderId, name), group.GroupId)).With(SpeakerRole.GridWorker).Any(post => map.IsMember(group.GroupId, post.PersonId)),
            message.MessageId,
            new Person(message.SenderId, name),
            Readable(message),
            message.Media,
            quoted,
            talk.SpokenOf(Talk.LinesInTalk),
            talk.SpokenOf(Talk.LinesJustBefore),
            reading)
        {
            IsWithheld = message.From is { IsWithheld: true },
            QuotedOfStaff = talk.Quoted is { Sender: var sender } && map.ActorFor(sender, grid).IsStaff ? message.Quote : null,
        };
        var isStaff = map.ActorFor(message.SenderId, grid).IsStaff;
        heard = Corrections.Understand(Pictures.Understand(heard, isStaff, talk.Lines, message.ReceivedAt), isStaff);
        if (message.From is { IsReport: true } or { IsWithheld: true })
        {
            heard = heard with { Reading = heard.Reading with { Coarse = Coarse.New, Items = [], IsUnsure = false } };
        }

        reading = heard.Reading;
        await MeetingTalk.NoteSignUp(connection, transaction, map, group, message, talk, name, reading, now);
        var changes = await Decide(connection, transaction, map, heard, talk, grid, original.Key, rules, now);
        await Finish(connection, transaction, map, original, conversation, reading, changes, Followers(original, reading, now), rules, now);
    }

    /// <summary>The first room that knows the words has the message. Where somebody's life is in danger no room has it: "心愿：不想活了" is no wish.</summary>
    private async Task<IReadOnlyList<Change>?> Listen(Spoken spoken, CancellationToken stop)
    {
        var said = new Utterance(spoken.Actor.Name, SpeakerRole.Resident, spoken.Text, TimeSpan.Zero);
        if (!spoken.Actor.IsStaff && reader.Read(new Conversation(spoken.Group.Profile, [], said, ShanghaiTime.Of(spoken.Now))).Urgency == Urgency.Critical)
        {
            return null;
        }

        foreach (var listener in listeners)
        {
            if (await listener.Hear(spoken, stop) is { } taken)
            {
                return taken;
            }
        }

        return null;
    }

    private async Task Happen(NpgsqlConnection connection, NpgsqlTransaction transaction, IncomingMessage message, Bot.Domain.Channels.ChannelEvent happened, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        foreach (var reader in events.Where(reader => reader.Channel == happened.Channel))
        {
            await reader.Handle(connection, transaction, map, happened, clock.GetUtcNow(), stop);
        }

        await Finish(connection, transaction, map, message, null, null, [], [], inForce.Now, clock.GetUtcNow());
    }

    /// <summary>What is of no concern, such as the talk of a group that is bound to no grid, is not kept: only its key is, so that it is not taken twice.</summary>
    private async Task Forget(NpgsqlConnection connection, NpgsqlTransaction transaction, IncomingMessage message, (string Group, string Text)? said, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        var now = clock.GetUtcNow();
        await connection.ExecuteAsync(
            "UPDATE inbox SET body = @body::jsonb WHERE district = @District AND message_key = @Key",
            new { map.District, message.Key, body = BotJson.Write(message with { Text = "", Media = [], Quote = null, From = said is null ? null : Bare(message.From!) }) },
            transaction);
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (said is { } answer)
        {
            Outbox.Add(batch, map, [new Notice($"binding:{message.Key}", Address.Group(answer.Group), "binding", answer.Text)], now);
            await batch.ExecuteNonQueryAsync(stop);
        }

        await Finish(connection, transaction, map, message, null, null, [], [], inForce.Now, now);
    }

    /// <summary>Where an answer can be sent to, and nothing of what was said.</summary>
    private static Bot.Domain.Channels.ChannelMessage Bare(Bot.Domain.Channels.ChannelMessage said) => said with { Text = "", SenderName = null, QuotedText = null, Media = [] };

    /// <summary>A conversation that was not known when the message came in has a name now: from here on the message stands in its order.</summary>
    private async Task Place(NpgsqlConnection connection, NpgsqlTransaction transaction, IncomingMessage message, IncomingMessage known)
    {
        if (known.GroupId == message.GroupId && known.SenderId == message.SenderId)
        {
            return;
        }

        var district = (await maps.Get(CancellationToken.None)).District;
        await connection.ExecuteAsync(
            """
            INSERT INTO conversation (district, group_id) VALUES (@district, @GroupId) ON CONFLICT DO NOTHING;
            SELECT 1 FROM conversation WHERE district = @district AND group_id = @GroupId FOR UPDATE;
            UPDATE inbox SET group_id = @GroupId, sender_id = @SenderId, body = @body::jsonb WHERE district = @district AND message_key = @Key;
            """,
            new { district, known.GroupId, known.SenderId, known.Key, body = BotJson.Write(known) },
            transaction);
    }

    /// <summary>Where a report names the grid, its places are those of that grid's residents.</summary>
    private static GroupProfile? ProfileOf(DistrictMap map, string grid) => map.Groups.FirstOrDefault(group => group.Kind == "grid" && group.NodeId == grid)?.Profile;

    /// <summary>A picture alone still has words for those who read lists.</summary>
    private static string Readable(IncomingMessage message) => message.Text.Length > 0 || message.Media.Count == 0
        ? message.Text
        : message.Media[0].Kind switch { MediaKind.Image => "[图片]", MediaKind.Voice => "[语音]", MediaKind.Video => "[视频]", _ => "[文件]" };

    private static SpeakerRole SpeakerRoleOf(DistrictMap map, string personId) => map.RoleOf(personId) switch
    {
        // The reader tells residents from those who work; street and district staff speak as the community does.
        SpeakerRole.Street or SpeakerRole.District => SpeakerRole.Community,
        var role => role,
    };

    private static async Task<IReadOnlyList<Change>> Decide(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, Heard heard, Talk talk, string grid, string key, DistrictRules rules, DateTimeOffset now)
    {
        var reply = new ReplyTo(heard.GroupId, key, heard.MessageId);
        if (heard.Reading is { Coarse: Coarse.Worker, Action: "undo" })
        {
            var undone = await UndoStep.Decide(connection, transaction, map, heard, grid, rules, reply, now);
            return undone;
        }

        var numbers = Targets.Of(heard, talk.Tickets);
        var tickets = await TicketStore.Lock(connection, transaction, map.District, numbers);
        tickets = numbers.Select(number => tickets.FirstOrDefault(ticket => ticket.Number == number)).OfType<Ticket>().ToList();
        var gridOfTicket = tickets.Count > 0 ? tickets[0].GridId : grid;
        if (!tickets.All(ticket => Certainty.IsEnough(heard, ticket)))
        {
            return [];
        }

        var nearest = map.NearestOf(grid, Household.Of(heard.Sender.Id, heard.Sender.Name), heard.GroupId);
        var (actor, roster) = tickets.Count > 0
            ? (map.ActorFor(heard.Sender.Id, tickets[0]), map.RosterOf(tickets[0]))
            : (map.ActorFor(heard.Sender.Id, grid), map.RosterOf(nearest, heard.Reading.Category));
        var scene = new Scene(now, actor, roster, rules.For(map.PathOf(gridOfTicket)), reply) { HasLeft = map.HasLeft };
        var fresh = new List<string>();
        for (var count = Reaction.NumbersNeeded(heard); count > 0; count--)
        {
            fresh.Add(await TicketStore.NextNumber(connection, transaction, map.District));
        }

        var open = talk.Tickets.Where(ticket => ticket.State.IsOpen()).ToList();
        var changes = Reaction.Decide(heard, tickets, fresh, open, scene).Select(step => new Change(step.Number, step.Before, step.Decision, heard.Sender.Id)).ToList();
        return await Returns.Flag(connection, transaction, map, changes, rules, now);
    }

    /// <summary>A fragment is looked at again when its window has run out.</summary>
    private static IReadOnlyList<IncomingMessage> Followers(IncomingMessage message, Reading reading, DateTimeOffset now) =>
        reading.Coarse == Coarse.Buffer && message.FlushOf is null
            ? [new IncomingMessage($"flush:{message.Key}", message.GroupId, $"flush:{message.MessageId}", message.SenderId, "", now) { FlushOf = message.Key, DueAt = now + BurstWindow }]
            : [];

    /// <summary>The fragment whose window has run out; null where its sender has written on since, and that message has taken it up.</summary>
    private static async Task<(IncomingMessage Message, long Position)?> Waiting(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, IncomingMessage note, string flushed)
    {
        var row = await connection.QueryFirstOrDefaultAsync<(string Body, long Position)>(
            """
            SELECT fragment.body, fragment.position FROM inbox fragment
            WHERE fragment.district = @district AND fragment.message_key = @flushed
              AND NOT EXISTS (
                SELECT 1 FROM inbox later WHERE later.district = @district AND later.group_id = fragment.group_id AND later.sender_id = fragment.sender_id
                  AND later.position > fragment.position AND later.body ->> 'flushOf' IS NULL AND later.received_at <= @until)
            """,
            new { district, flushed, until = note.ReceivedAt.ToUniversalTime() + BurstWindow },
            transaction);
        return row.Body is null ? null : (BotJson.Read<IncomingMessage>(row.Body), row.Position);
    }

    private static async Task Finish(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, IncomingMessage message, Conversation? conversation, Reading? reading, IReadOnlyList<Change> changes, IReadOnlyList<IncomingMessage> followers, DistrictRules rules, DateTimeOffset now)
    {
        var district = map.District;
        if (followers.Count > 0)
        {
            await Inbox.Insert(connection, district, followers, transaction);
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        TicketStore.Write(batch, map, changes, rules, now);
        if (conversation is not null && reading is not null)
        {
            Examples.Add(batch, district, message.Key, conversation, reading, changes, now);
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "UPDATE inbox SET state = 'handled', handled_at = $3, reading = $4::jsonb, tickets = $5, error = NULL WHERE district = $1 AND message_key = $2")
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = message.Key },
                new() { Value = now.ToUniversalTime() },
                new() { Value = reading is null ? "null" : BotJson.Write(new { reading.Coarse, reading.Intent, reading.Action, reading.Category, reading.Confidence, reading.Reasons }) },
                new() { Value = changes.Where(change => change.Number.Length > 0).Select(change => change.Number).Distinct().ToArray() },
            },
        });
        await batch.ExecuteNonQueryAsync();
    }
}
