using Bot.Domain.Grids;
using Bot.Domain.Meetings;
using Bot.Domain.Tickets;
using Bot.Domain.Topics;
using Bot.Domain.Understanding;
using Bot.Host.Grids;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Topics;

/// <summary>A step with what it does to tickets.</summary>
public sealed record TopicOutcome(TopicStep Step, IReadOnlyList<Change> Changes)
{
    public static TopicOutcome Of(TopicStep step) => new(step, []);
}

/// <summary>The steps of topics that touch tickets or people; the same from the chat, the API and minutes. The topic is locked by whoever calls.</summary>
public static class TopicActions
{
    /// <summary>提出, for the residents of a node. Null where it has no residents' group.</summary>
    public static async Task<TopicOutcome?> Propose(
        NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, string node, string title, Actor actor, string? saidIn, string? fromTicket, DateTimeOffset now)
    {
        var groups = map.ResidentGroupsUnder(node);
        if (groups.Count == 0)
        {
            return null;
        }

        if (title.Length > Topic.LongestTitle)
        {
            // Refused before it takes a number.
            return TopicOutcome.Of(TopicStep.Refuse(new Topic("", node, groups, "", new Person(actor.Id, actor.Name), now), TopicErrors.TitleTooLong));
        }

        var number = await TicketStore.NextNumber(connection, transaction, map.District);
        var topic = new Topic(number, node, groups, title, new Person(actor.Id, actor.Name), now, saidIn, fromTicket);
        return TopicOutcome.Of(TopicSteps.Propose(topic, actor, map.GridsUnder(node).First()));
    }

    /// <summary>1023转议题: the complaint stays as it is, with its clock; the topic names it.</summary>
    public static async Task<TopicOutcome?> FromTicket(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, string number, string? title, Func<string, Actor?> actorAt, string? saidIn, DateTimeOffset now)
    {
        if ((await TicketStore.Lock(connection, transaction, map.District, [number])) is not [{ Private: false } ticket] || actorAt(ticket.GridId) is not { Steers: true } actor)
        {
            return null;
        }

        return await Propose(connection, transaction, map, ticket.GridId, title ?? $"{TicketWords.Heading(ticket).Replace('｜', '，')}，怎么办好", actor, saidIn, number, now);
    }

    /// <summary>决议: opens its ticket, which the supervisors check, or else whoever proposed the topic.</summary>
    /// <param name="item">As it is read from the words.</param>
    public static async Task<TopicOutcome> Resolve(
        Reader reader, NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, DistrictRules rules, Topic topic, Actor actor, MinutesItem item, string? meeting, DateTimeOffset now)
    {
        if (TopicSteps.MayResolve(topic, actor) is { } refusal)
        {
            return TopicOutcome.Of(TopicStep.Refuse(topic, refusal));
        }

        var (group, scene) = SceneOf(map, rules, topic, actor, now);
        var checkers = topic.Supervisors.Count > 0 ? topic.Supervisors.Select(person => person.Id).ToList() : [topic.By.Id];
        var text = Minutes.Decided(item);
        var number = await TicketStore.NextNumber(connection, transaction, map.District);
        var (ticket, changes) = PromisedTicket.Open(reader, number, text, item.Responsible, item.DueAt, Residents(map, scene, checkers), map, group, scene, $"议题{topic.Number}的决议");
        var resolution = new Resolution(text, item.Responsible, item.DueAt, ticket.Private ? null : number, meeting, now);
        return new TopicOutcome(TopicSteps.Resolve(topic, resolution, Names(map, topic, scene), now), changes);
    }

    /// <summary>Supervisors who come while the work goes on check its tickets too.</summary>
    public static async Task<TopicOutcome> Supervise(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, DistrictRules rules, Topic topic, Actor actor, IReadOnlyList<string> people, DateTimeOffset now)
    {
        var step = TopicSteps.Supervise(topic, [.. people.Select(person => new Person(person, NameInGroup.Of(map.NameOf(person) ?? person)))]);
        var (_, scene) = SceneOf(map, rules, topic, actor, now);
        var tickets = step.Refusal is null ? await TicketStore.Lock(connection, transaction, map.District, topic.Tickets) : [];
        var changes = new List<Change>();
        foreach (var ticket in tickets.Where(ticket => ticket.State.IsOpen()))
        {
            var standing = ticket;
            foreach (var person in people.Where(person => ticket.Reports.All(report => report.ReporterId != person)))
            {
                var report = PromisedTicket.Of(person, map.NameOf(person) ?? person, topic.Title, now);
                var change = new Change(ticket.Number, standing, JoinTicket.Decide(standing, report, null, null, scene), actor.Id);
                changes.Add(change);
                standing = change.After(change.Record(now))!;
            }
        }

        return new TopicOutcome(step, changes);
    }

    /// <summary>Opens again the ticket that the words name, or else the one that was done last.</summary>
    public static async Task<TopicOutcome> TakeObjection(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, DistrictRules rules, Topic topic, Actor actor, string text, ReplyTo reply, DateTimeOffset now)
    {
        if (topic.Stage is not (TopicStage.Implementing or TopicStage.Reviewing))
        {
            return TopicOutcome.Of(TopicStep.Refuse(topic, TopicErrors.WrongStage(topic)));
        }

        if (topic.Supervisors.All(person => person.Id != actor.Id))
        {
            return TopicOutcome.Of(TopicStep.Refuse(topic, TopicErrors.NotSupervisor(topic)));
        }

        var done = (await TicketStore.Lock(connection, transaction, map.District, topic.Tickets)).Where(ticket => ticket.State is TicketState.Resolved or TicketState.Closed).ToList();
        var meant = done.FirstOrDefault(ticket => text.Contains(ticket.Number, StringComparison.Ordinal)) ?? done.MaxBy(ticket => ticket.ResolvedAt);
        var (_, scene) = SceneOf(map, rules, topic, actor, now);
        var step = TopicSteps.TakeObjection(topic, text, meant?.Number, scene.Roster.GridId, reply.Key, now);
        return meant is null ? TopicOutcome.Of(step)
            : new TopicOutcome(step, [new Change(meant.Number, meant, TopicSteps.Reopen(meant, new Person(actor.Id, actor.Name), text, scene with { ReplyTo = reply }), actor.Id)]);
    }

    /// <summary>The residents of the topic's groups who go by that name; null where nobody, or more than one, does.</summary>
    public static string? Find(DistrictMap map, Topic topic, string name)
    {
        var grid = map.GridsUnder(topic.NodeId).First();
        var members = topic.GroupIds.SelectMany(map.MembersOf).Distinct().Where(person => !map.ActorFor(person, grid).IsStaff).ToList();
        var wanted = name.TrimStart('@');
        return members.FirstOrDefault(person => person == wanted || map.NameOf(person) == wanted)
            ?? members.Where(person => wanted.Length >= 2 && NameInGroup.Of(map.NameOf(person) ?? "") == wanted).Take(2).ToList() switch { [var only] => only, _ => null };
    }

    private static (ChatGroup Group, Scene Scene) SceneOf(DistrictMap map, DistrictRules rules, Topic topic, Actor actor, DateTimeOffset now)
    {
        var group = topic.GroupIds.Select(map.Group).OfType<ChatGroup>().First();
        var grid = map.GridOf(group)!;
        return (group, new Scene(now, actor, map.RosterOf(grid), rules.For(map.PathOf(grid))) { HasLeft = map.HasLeft });
    }

    /// <summary>Nicknames of the residents of the topic's groups.</summary>
    private static IEnumerable<string> Names(DistrictMap map, Topic topic, Scene scene) =>
        Residents(map, scene, [.. topic.GroupIds.SelectMany(map.MembersOf).Distinct()]).Select(person => map.NameOf(person)!).Where(name => NameInGroup.Of(name).Length > 1);

    private static IReadOnlyList<string> Residents(DistrictMap map, Scene scene, IReadOnlyList<string> people) =>
        [.. people.Where(person => map.NameOf(person) is not null && !map.ActorFor(person, scene.Roster.GridId).IsStaff)];
}
