using System.Text.RegularExpressions;
using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Messages;

namespace Bot.Host.Tickets;

/// <summary>上报 by staff in a chat: "上报1023 要街道协调资金", "1023上报街道 两边谈不拢".</summary>
public sealed partial class EscalateTalk : IListener
{
    public async Task<IReadOnlyList<Change>?> Hear(Spoken spoken, CancellationToken stop)
    {
        if (Command().Match(spoken.Text) is not { Success: true } command || !spoken.Actor.IsStaff)
        {
            return null;
        }

        var number = command.Groups["number"].Value;
        var reply = new ReplyTo(spoken.Group.GroupId, spoken.Message.Key, spoken.Message.MessageId);
        if (await TicketStore.Lock(spoken.Connection, spoken.Transaction, spoken.Map.District, [number]) is not [var ticket])
        {
            return spoken.Say(spoken.Reply("escalate", TicketErrors.Unknown(number).Text));
        }

        var map = spoken.Map;
        var scene = new Scene(spoken.Now, map.ActorFor(spoken.Message.SenderId, ticket), map.RosterOf(ticket), spoken.Rules.For(map.PathOf(ticket.GridId)), reply) { HasLeft = map.HasLeft };
        Level? to = command.Groups["level"].Value switch { "社区" => Level.Community, "街道" or "镇" or "镇街" => Level.Street, "区" or "区里" or "县" => Level.District, _ => null };
        var decision = EscalateTicket.Decide(ticket, to, command.Groups["reason"].Value, scene);
        return [new Change(number, ticket, decision.Refusal is { } refused ? decision.Saying(scene.Reply(refused.Text, number)) : decision, spoken.Message.SenderId)];
    }

    [GeneratedRegex(@"^\s*(?:上报\s*[#＃]?(?<number>\d{3,9})|[#＃]?(?<number>\d{3,9})\s*上报)\s*(?:到|给)?\s*(?<level>社区|街道|镇街|镇|区里|区|县)?(?:[\s，,：:]+(?<reason>.{2,200}))?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Command();
}
