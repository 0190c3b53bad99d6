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

        if (ticket.Deadline.At <= scene.Now)
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
        var granters = scene.Roster.With(SpeakerRole.Community).Select(post => new Person(post.PersonId, post.Name)).ToList();
        return Decision.Of([.. first, asked])
            .Saying(scene.Reply(TicketWords.ExtensionAsked(ticket), ticket.Number))
            .Saying(new Notice($"ticket:{ticket.Number}:extension:{ticket.Version}", Address.Staff(ticket.GridId), "extension", TicketWords.GrantExtension(after, granters, scene.Now))
            {
                Mentions = granters.Select(person => person.Id).ToList(),
                Tickets = [ticket.Number],
                WaitsForMorning = true,
            });
    }

    public static Decision Grant(Ticket ticket, Scene scene)
    {
        if (MayGrant(ticket, scene) is { } refusal)
        {
            return Decision.Refuse(refusal);
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

        // Above the district nobody is left to ask.
        return request.By.Id == scene.Actor.Id && !scene.Actor.Roles.Contains(SpeakerRole.District) ? TicketErrors.OwnRequest : null;
    }

    private static IEnumerable<Notice> Tell(Ticket ticket, string words, Scene scene)
    {
        var asker = ticket.ExtensionRequest!.By;
        return AssignTicket.Tell(ticket, asker, $"@{asker.Name} {words}", scene, $"extension:{ticket.Version}:answer");
    }
}
