using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Grids;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Messages;

/// <summary>A message as it is shown to the rooms whose words are commands of their own, within the transaction that marks it handled.</summary>
/// <param name="Grid">The grid the conversation belongs to; for a private chat the person's.</param>
/// <param name="Actor">The sender with the posts held for that grid; none for a resident.</param>
public sealed record Spoken(NpgsqlConnection Connection, NpgsqlTransaction Transaction, DistrictMap Map, ChatGroup Group, IncomingMessage Message, Talk Talk, string Grid, Actor Actor, DistrictRules Rules, DateTimeOffset Now)
{
    public string Text => Message.Text;

    public bool IsPrivate => Group.Kind == "private";

    /// <summary>The grids that the conversation serves: of a staff group all below its node.</summary>
    public IReadOnlyList<string> GridsOfGroup() => Group.Kind == "staff" && Group.NodeId is { } node ? [.. Map.GridsUnder(node)] : [Grid];

    /// <summary>The grid that the speaker means where none is named: in a staff group that of the worker's own post, else the conversation's.</summary>
    public string HomeGrid() => GridsOfGroup().FirstOrDefault(grid => Map.ActorFor(Message.SenderId, grid).Roles.Contains(SpeakerRole.GridWorker)) ?? Grid;

    /// <summary>An answer to this message, in the conversation where it was said.</summary>
    /// <param name="about">Tells several answers to one message apart.</param>
    public Notice Reply(string about, string text, params IEnumerable<string> numbers) =>
        new($"reply:{Message.Key}:{about}", Address.Group(Group.GroupId), "reply", text) { Quote = Message.MessageId, Tickets = [.. numbers.Distinct()] };

    /// <summary>Nothing changes but what is said.</summary>
    public IReadOnlyList<Change> Say(params IEnumerable<Notice> notices) => [new Change("", null, Decision.Nothing with { Notices = [.. notices] }, Message.SenderId)];
}

/// <summary>
/// A room whose words are commands of their own (纪要, 议题, 心愿 ...). Each is asked, in the order of registration, before the message is read
/// as a complaint; the first that knows the words takes the message.
/// </summary>
public interface IListener
{
    /// <summary>What follows, for the caller to write; null where the message is something else. Rows of its own it writes in the transaction of <paramref name="spoken"/>.</summary>
    Task<IReadOnlyList<Change>?> Hear(Spoken spoken, CancellationToken stop);
}
