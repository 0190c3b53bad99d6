using Bot.Domain.Clocks;
using Bot.Domain.Notices;

namespace Bot.Domain.Tickets;

/// <summary>办结: the work is said to be done. That is not the end: every household that reported is asked once.</summary>
public static class ResolveTicket
{
    public static Decision Decide(Ticket ticket, string text, IReadOnlyList<Media> media, Scene scene)
    {
        if (!scene.Actor.IsStaff)
        {
            return Decision.Refuse(TicketErrors.NotStaff);
        }

        if (!ticket.State.IsOpen())
        {
            return Decision.Refuse(TicketErrors.Over(ticket));
        }

        if (WhistleTicket.MayClose(ticket, scene) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        // Who finishes what was passed on to him has taken it.
        IReadOnlyList<TicketEvent> taken = ticket.HandedTo?.Id == scene.Actor.Id ? [new Started(new Person(scene.Actor.Id, scene.Actor.Name))] : [];
        var decision = Decision.Of([.. ConfirmTicket.First(ticket, scene), .. taken, new Resolved(text, media)]).Withdrawing(OpenTicket.QuestionKey(ticket.Number));
        var asked = ticket.Asked;
        var inItsGroup = scene.ReplyTo?.GroupId == ticket.GroupId;
        if (asked.Count > 0)
        {
            decision = decision.Saying(Questions(ticket, asked, scene));
        }

        decision = decision.Saying(ticket.Reports.Where(report => report.ForOthers).Select(report => report.ReporterId).Distinct().Select(person =>
            new Notice($"ticket:{ticket.Number}:pass-on:{ticket.Round}:{person}", Address.Person(person), "outcome", TicketWords.PassOn(ticket)) { Tickets = [ticket.Number], WaitsForMorning = true }));

        // In its own group the question itself says that the work is done; a second line would only be noise.
        var questionSaysIt = inItsGroup && asked.Count > 0 && !ShanghaiTime.IsNight(scene.Now);
        return questionSaysIt ? decision : decision.Saying(scene.Reply(TicketWords.Resolved(ticket), ticket.Number));
    }

    private static string CheckKey(Ticket ticket) => $"ticket:{ticket.Number}:check:{ticket.Round}";

    /// <summary>All keys under which a question of this round may wait: one for the group, and one per person.</summary>
    public static IEnumerable<string> CheckKeys(Ticket ticket) => [CheckKey(ticket), .. ticket.Reports.Select(report => $"{CheckKey(ticket)}:{report.ReporterId}").Distinct()];

    /// <summary>The question to one household that came after the others had been asked.</summary>
    internal static Notice Question(Ticket ticket, Person person, Scene scene) => ticket.Private || scene.HasLeft(ticket.GroupId, person.Id)
        ? Question(ticket, [person], Address.Person(person.Id), $":{person.Id}")
        : Question(ticket, [person], Address.Group(ticket.GroupId), $":{person.Id}");

    /// <summary>Asked together where they reported; who has left that conversation, or spoke of a private matter, is asked alone.</summary>
    private static IEnumerable<Notice> Questions(Ticket ticket, IReadOnlyList<Person> asked, Scene scene)
    {
        var there = ticket.Private ? [] : asked.Where(person => !scene.HasLeft(ticket.GroupId, person.Id)).ToList();
        var alone = asked.Except(there).Select(person => Question(ticket, person, scene));
        return there.Count > 0 ? [Question(ticket, there, Address.Group(ticket.GroupId), ""), .. alone] : alone;
    }

    private static Notice Question(Ticket ticket, IReadOnlyList<Person> asked, Address to, string part) => new(CheckKey(ticket) + part, to, "check", TicketWords.AskCheck(ticket, asked))
    {
        Mentions = asked.Select(person => person.Id).ToList(),
        Tickets = [ticket.Number],
        WaitsForMorning = true,
    };
}
