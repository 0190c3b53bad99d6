using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>延期: asked for before the due time, at most twice, granted or refused by the level above.</summary>
public static class ExtendTicket
{
    public static Decision Ask(Ticket ticket, DateTimeOffset? until, string? reason, Scene scene)
    {
        if (!scene.Actor.IsStaff)
        {
            return Decision.Refuse(TicketErrors.NotStaff);
        }

        if (!ticket.State.IsOpen())
        {
            return Decision.Refuse(TicketErrors.Over(ticket));
        }

        if (until is not { } wished)
        {
            return Decision.Refuse(TicketErrors.TimeMissing);
        }

        if (ticket.IsOverdue(scene.Now))
        {
            return Decision.Refuse(TicketErrors.AlreadyDue(ticket));
        }

        if (ticket.Extensions >= TicketRules.MostExtensions)
        {
            return Decision.Refuse(TicketErrors.TooManyExtensions(TicketRules.MostExtensions));
        }

        if (wished <= ticket.Deadline.At)
        {
            return Decision.Refuse(TicketErrors.NotLater);
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return Decision.Refuse(TicketErrors.ReasonMissing);
        }

        var asked = new ExtensionAsked(new Person(scene.Actor.Id, scene.Actor.Name), wished, reason);
        var first = ConfirmTicket.First(ticket, scene);
        var after = ticket with { ExtensionRequest = new(asked.By, wished, reason) };
        var granters = Granters(scene);
        return Decision.Of([.. first, asked])
            .Saying(scene.Reply(TicketWords.ExtensionAsked(ticket), ticket.Number))
            .Saying(AssignTicket.TellStaff(ticket, granters, "extension", TicketWords.GrantExtension(after, granters, scene.Now)));
    }

    public static Decision Grant(Ticket ticket, Scene scene)
    {
        if (MayGrant(ticket, scene) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        // Until it is granted the old limit holds: what is overdue by then stays overdue.
        if (ticket.IsOverdue(scene.Now))
        {
            return Decision.Refuse(TicketErrors.AlreadyDue(ticket));
        }

        if (ticket.ExtensionRequest!.Until <= ticket.Deadline.At)
        {
            return Decision.Refuse(TicketErrors.NotLater);
        }

        var deadline = TicketRules.DeadlineAt(ticket.ExtensionRequest!.Until, scene.Now, $"{scene.Actor.Name}同意延期");
        return Decision.Of(new ExtensionGranted(deadline, ticket.Deadline.At))
            .Saying(Tell(ticket, TicketWords.ExtensionGranted(ticket with { Deadline = deadline }, scene.Now), scene));
    }

    public static Decision Refuse(Ticket ticket, string? reason, Scene scene)
    {
        if (MayGrant(ticket, scene) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        return string.IsNullOrWhiteSpace(reason)
            ? Decision.Refuse(TicketErrors.ReasonMissing)
            : Decision.Of(new ExtensionRefused(reason)).Saying(Tell(ticket, TicketWords.ExtensionRefused(ticket, reason, scene.Now), scene));
    }

    private static Refusal? MayGrant(Ticket ticket, Scene scene)
    {
        if (!scene.Actor.Grants)
        {
            return scene.Actor.IsStaff ? TicketErrors.NotGranting : TicketErrors.NotStaff;
        }

        if (ticket.ExtensionRequest is not { } request || !ticket.State.IsOpen())
        {
            return TicketErrors.NoRequest(ticket);
        }

        if (request.By.Id == scene.Actor.Id)
        {
            return TicketErrors.OwnRequest;
        }

        // Nobody stands above the district: there a colleague decides.
        var rank = Rank(scene.Actor.Roles);
        return rank < Rank([SpeakerRole.District]) && rank <= Rank(scene.Roster.Of(request.By.Id).Select(post => post.Role)) ? TicketErrors.NotAbove : null;
    }

    private static int Rank(IEnumerable<SpeakerRole> roles) => roles
        .Select(role => role switch { SpeakerRole.District => 4, SpeakerRole.Street => 3, SpeakerRole.Community => 2, _ => 1 })
        .DefaultIfEmpty(0)
        .Max();

    /// <summary>The nearest level above the asker that is staffed; the district's own people where there is none.</summary>
    private static List<Person> Granters(Scene scene)
    {
        var others = scene.Roster.Posts.Where(post => post.PersonId != scene.Actor.Id && Rank([post.Role]) > 1).ToList();
        var above = others.Where(post => Rank([post.Role]) > Rank(scene.Actor.Roles)).GroupBy(post => Rank([post.Role])).MinBy(level => level.Key)
            ?? others.GroupBy(post => Rank([post.Role])).MaxBy(level => level.Key);
        return (above ?? Enumerable.Empty<Post>()).Select(post => new Person(post.PersonId, post.Name)).DistinctBy(person => person.Id).ToList();
    }

    private static IEnumerable<Notice> Tell(Ticket ticket, string words, Scene scene)
    {
        var asker = ticket.ExtensionRequest!.By;
        return AssignTicket.Tell(ticket, asker, $"@{asker.Name} {words}", scene, $"extension:{ticket.Version}:answer");
    }
}
