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

        var decision = Decision.Of([.. ConfirmTicket.First(ticket, scene), new Resolved(text, media)]).Withdrawing(OpenTicket.QuestionKey(ticket.Number));
        var asked = ticket.Asked;
        var inItsGroup = scene.ReplyTo?.GroupId == ticket.GroupId;
        if (asked.Count > 0)
        {
            decision = decision.Saying(Questions(ticket, asked));
        }

        // In its own group the question itself says that the work is done; a second line would only be noise.
        var questionSaysIt = inItsGroup && asked.Count > 0 && !ShanghaiTime.IsNight(scene.Now);
        return questionSaysIt ? decision : decision.Saying(scene.Reply(TicketWords.Resolved(ticket), ticket.Number));
    }

    /// <summary>The key under which the question may still wait for the morning.</summary>
    public static string CheckKey(Ticket ticket) => $"ticket:{ticket.Number}:check:{ticket.Round}";

    private static IEnumerable<Notice> Questions(Ticket ticket, IReadOnlyList<Person> asked) => ticket.Private
        ? asked.Select(person => Question(ticket, [person], Address.Person(person.Id), $":{person.Id}"))
        : [Question(ticket, asked, Address.Group(ticket.GroupId), "")];

    private static Notice Question(Ticket ticket, IReadOnlyList<Person> asked, Address to, string part) => new(CheckKey(ticket) + part, to, "check", TicketWords.AskCheck(ticket, asked))
    {
        Mentions = asked.Select(person => person.Id).ToList(),
        Tickets = [ticket.Number],
        WaitsForMorning = true,
    };
}
