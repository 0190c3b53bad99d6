using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Meetings;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Topics;
using Bot.Domain.Understanding;
using Bot.Host.Messages;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Topics;

/// <summary>What is said in chats of topics.</summary>
public sealed class TopicTalk(Reader reader) : IListener
{
    public async Task<IReadOnlyList<Change>?> Hear(Spoken spoken, CancellationToken stop)
    {
        if (TopicCommand.Read(spoken.Text, spoken.QuotedLine()) is not { } command)
        {
            return null;
        }

        if (command is TopicCommand.Propose or TopicCommand.FromTicket)
        {
            return await Propose(spoken, command, stop);
        }

        if (command is TopicCommand.Opinion { Text: var said } && IsDanger(spoken, said))
        {
            return null;
        }

        if (await TopicStore.Lock(spoken.Connection, spoken.Transaction, spoken.Map.District, [command.Number]) is not [var topic] || spoken.ActorAt(topic.NodeId) is not { } actor || !(IsPublic(topic) || actor.IsStaff || topic.By.Id == actor.Id))
        {
            return Say(spoken, TopicErrors.Unknown(command.Number).Text);
        }

        if (command is TopicCommand.Opinion && topic.Stage is not (TopicStage.Proposed or TopicStage.Discussing))
        {
            // What is wrong with the work, or new, is a complaint like any other.
            return null;
        }

        return await Answer(spoken, command, topic, actor, stop) is { } words ? Say(spoken, words) : await Step(spoken, command, topic, actor, stop) is { } outcome ? await Finish(spoken, outcome, stop) : [];
    }

    private static async Task<IReadOnlyList<Change>?> Propose(Spoken spoken, TopicCommand command, CancellationToken stop)
    {
        if (command is TopicCommand.FromTicket && !spoken.Actor.Steers)
        {
            return Say(spoken, TicketErrors.NotSteering.Text);
        }

        var (connection, transaction, map) = (spoken.Connection, spoken.Transaction, spoken.Map);
        var node = spoken.Group.Kind == "staff" ? spoken.Group.NodeId ?? spoken.Grid : spoken.Grid;
        var outcome = command switch
        {
            TopicCommand.Propose proposed => await TopicActions.Propose(connection, transaction, map, node, proposed.Title, spoken.Actor, spoken.Group.GroupId, null, spoken.Now),
            TopicCommand.FromTicket turned => await TopicActions.FromTicket(connection, transaction, map, turned.Number, turned.Title, spoken.ActorAt, spoken.Group.GroupId, spoken.Now),
            _ => null,
        };
        return outcome is not null ? await Finish(spoken, outcome, stop) : command is TopicCommand.FromTicket ? Say(spoken, TopicErrors.TicketUnknown(command.Number).Text) : null;
    }

    /// <summary>Residents' voices, whose rows are written here; null for the commands that are steps. "" where nothing is said.</summary>
    private static async Task<string?> Answer(Spoken spoken, TopicCommand command, Topic topic, Actor actor, CancellationToken stop)
    {
        switch (command)
        {
            case TopicCommand.Ask:
                return TopicWords.Status(topic, await Voices.Speakers(spoken.Connection, spoken.Transaction, spoken.Map.District, topic.Number), spoken.Now);
            case TopicCommand.Opinion when topic.Stage == TopicStage.Proposed:
                return TopicErrors.WrongStage(topic).Text;
            case TopicCommand.Opinion opinion:
                // Thanked once: in a lively talk a line for every line would be noise.
                return await Voices.NoteOpinion(spoken, topic, opinion.Text, stop) ? TopicWords.OpinionNoted(topic) : "";
            case TopicCommand.Vote vote:
                return TopicSteps.MayVote(topic, vote.Choice, actor, spoken.Now) is { } refused ? refused.Text : TopicWords.Voted(await Voices.NoteVote(spoken, topic, vote.Choice, stop));
            case TopicCommand.Review when topic.Stage != TopicStage.Reviewing:
                return TopicErrors.WrongStage(topic).Text;
            case TopicCommand.Review when actor.IsStaff:
                return TopicErrors.ResidentsOnly.Text;
            default:
                return null;
        }
    }

    private async Task<TopicOutcome?> Step(Spoken spoken, TopicCommand command, Topic topic, Actor actor, CancellationToken stop)
    {
        var (connection, transaction, map, rules, now) = (spoken.Connection, spoken.Transaction, spoken.Map, spoken.Rules, spoken.Now);
        switch (command)
        {
            case TopicCommand.Pass:
                return TopicOutcome.Of(TopicSteps.Pass(topic, actor));
            case TopicCommand.Refuse refused:
                return TopicOutcome.Of(TopicSteps.RefuseIt(topic, refused.Reason, actor));
            case TopicCommand.OpenVote vote:
                return TopicOutcome.Of(TopicSteps.OpenVote(topic, vote.Terms, vote.Options, actor, now));
            case TopicCommand.Resolve resolved:
                var roster = map.RosterOf(map.GridsUnder(topic.NodeId).First());
                return await TopicActions.Resolve(reader, connection, transaction, map, rules, topic, actor, Minutes.ReadItem(resolved.Text, roster, now), null, now);
            case TopicCommand.Supervise when !actor.Steers:
                return TopicOutcome.Of(TopicStep.Refuse(topic, TicketErrors.NotSteering));
            case TopicCommand.Supervise named:
                var people = named.Names.Select(name => (Name: name, Id: TopicActions.Find(map, topic, name))).ToList();
                return people.FirstOrDefault(person => person.Id is null) is { Name: { } unknown }
                    ? TopicOutcome.Of(TopicStep.Refuse(topic, TopicErrors.NobodyCalled(unknown)))
                    : await TopicActions.Supervise(connection, transaction, map, rules, topic, actor, [.. people.Select(person => person.Id!)], now);
            case TopicCommand.Volunteer when actor.IsStaff:
                return TopicOutcome.Of(TopicStep.Refuse(topic, TopicErrors.ResidentsOnly));
            case TopicCommand.Volunteer:
                return await TopicActions.Supervise(connection, transaction, map, rules, topic, actor, [actor.Id], now);
            case TopicCommand.Objection objection:
                return await TopicActions.TakeObjection(connection, transaction, map, rules, topic, actor, objection.Text, new ReplyTo(spoken.Group.GroupId, spoken.Message.Key, spoken.Message.MessageId), now);
            case TopicCommand.Review review:
                await Voices.NoteReview(spoken, topic, review.Value, stop);
                var told = new Notice($"topic:{topic.Number}:bad:{topic.Reviews}", Address.Staff(map.GridsUnder(topic.NodeId).First()), "topic", TopicWords.NotGoodForStaff(topic)) { WaitsForMorning = true };
                return TopicOutcome.Of(new TopicStep(topic, "", new { }) { Answer = TopicWords.ReviewNoted(review.Value), Notices = review.Value == 2 ? [told] : [] });
            default:
                return null;
        }
    }

    private static async Task<IReadOnlyList<Change>> Finish(Spoken spoken, TopicOutcome outcome, CancellationToken stop)
    {
        var step = outcome.Step;
        if (step.Refusal is null)
        {
            await using var batch = new NpgsqlBatch(spoken.Connection, spoken.Transaction);
            TopicStore.Write(batch, spoken.Map.District, step, spoken.Message.SenderId, spoken.Now);
            await batch.ExecuteNonQueryAsync(stop);
        }

        // Told to this group at once, the news itself is the answer; a second line would only be noise.
        var isTold = !ShanghaiTime.IsNight(spoken.Now) && step.Notices.Any(notice => notice.To == Address.Group(spoken.Group.GroupId));
        IReadOnlyList<Notice> answer = isTold || step.Answer.Length == 0 ? [] : [spoken.Reply("topic", step.Answer, outcome.Changes.Select(change => change.Number))];
        return [.. outcome.Changes, .. spoken.Say([.. answer, .. step.Notices])];
    }

    private static IReadOnlyList<Change> Say(Spoken spoken, string words) => words.Length == 0 ? [] : spoken.Say(spoken.Reply("topic", words));

    /// <summary>A cry for help that quotes a topic is a cry for help.</summary>
    private bool IsDanger(Spoken spoken, string text) =>
        reader.Read(new Conversation(spoken.Group.Profile, [], new Utterance(spoken.Actor.Name, SpeakerRole.Resident, text, TimeSpan.Zero), ShanghaiTime.Of(spoken.Now))).Urgency == Urgency.Critical;

    private static bool IsPublic(Topic topic) => topic.Stage is not (TopicStage.Proposed or TopicStage.Refused);
}
