using Bot.Domain.Grids;
using Bot.Domain.Needs;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Host.Grids;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Needs;

/// <summary>The steps of needs as chat and API take them alike: within a transaction of the caller's, who adds the notices.</summary>
/// <param name="Answer">What whoever asked for the step reads.</param>
public sealed record NeedOutcome(Refusal? Refusal, Need? Need, string Answer, IReadOnlyList<Notice> Notices);

/// <summary>What a step needs to know.</summary>
public sealed record NeedDesk(NpgsqlConnection Connection, NpgsqlTransaction Transaction, DistrictMap Map, NeedKinds Kinds, DateTimeOffset Now)
{
    public async Task<NeedOutcome> Tell(string grid, Person person, string text, bool inPrivate)
    {
        var number = await TicketStore.NextNumber(Connection, Transaction, Map.District);
        var need = Need.New(number, grid, person, text, Kinds.Find(text), Now);
        var fitting = need.Item is null ? [] : (await ServiceStore.List(Connection, Transaction, Map.District, Map.PathOf(grid), openOnly: true)).Where(service => service.Item == need.Item && !service.IsFull).ToList();
        var named = fitting.Count == 0 ? null : string.Join("、", fitting.Take(3).Select(service => $"#{service.Number} {service.Title}"));
        await Write(need, "need_told", person.Id);
        return new NeedOutcome(null, need, NeedWords.Received(need, inPrivate), [NeedNotices.ForWorker(need, named, Map.RosterOf(grid), Reaches)]);
    }

    public async Task<NeedOutcome> Classify(Need need, string item, Actor actor)
    {
        var (refusal, after) = NeedSteps.Classify(need, item, Kinds, actor);
        return await Settle(refusal, after, "need_classified", actor, NeedWords.Classified(after), []);
    }

    public async Task<NeedOutcome> Link(Need need, string number, Actor actor)
    {
        var service = await ServiceStore.Lock(Connection, Transaction, Map.District, number);
        var (refusal, after) = NeedSteps.Link(need, service, Map.PathOf(need.GridId), actor);
        return refusal is not null
            ? new NeedOutcome(refusal, null, refusal.Text, [])
            : await Settle(null, after, "need_linked", actor, NeedWords.Linked(after, service!), NeedNotices.ForPerson(after, $"linked:{number}", NeedWords.LinkedForPerson(after, service!), Reaches));
    }

    public async Task<NeedOutcome> End(Need need, bool met, string reason, Actor actor)
    {
        var (refusal, after) = NeedSteps.End(need, met, actor);
        return await Settle(refusal, after, met ? "need_met" : "need_dropped", actor, NeedWords.Ended(after), NeedNotices.ForPerson(after, "ended", NeedWords.EndedForPerson(after, reason), Reaches));
    }

    private bool Reaches(string person) => PrivateChat.IsOpen(Map, person);

    private async Task<NeedOutcome> Settle(Refusal? refusal, Need after, string kind, Actor actor, string answer, IEnumerable<Notice> notices)
    {
        if (refusal is not null)
        {
            return new NeedOutcome(refusal, null, refusal.Text, []);
        }

        await Write(after, kind, actor.Id);
        return new NeedOutcome(null, after, answer, [.. notices]);
    }

    private async Task Write(Need need, string kind, string actor)
    {
        await using var batch = new NpgsqlBatch(Connection, Transaction);
        NeedStore.Write(batch, Map.District, need, kind, actor, Now);
        await batch.ExecuteNonQueryAsync();
    }
}
