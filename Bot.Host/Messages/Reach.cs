using Bot.Domain.Grids;
using Bot.Domain.Tickets;

namespace Bot.Host.Messages;

/// <summary>Whose matter is whose: what belongs to a node of the tree is known only to those of its grids.</summary>
public static class Reach
{
    /// <summary>The bot's own line that the message quotes, by what the channel knows of it; null where it quotes none.</summary>
    public static string? QuotedLine(this Spoken spoken) => spoken.Talk.Quoted is { } quoted ? quoted.Sender == "bot" ? quoted.Text : null : spoken.Message.From?.QuotedText;

    /// <summary>The speaker as one of the node's grids knows him; null where neither he nor the conversation belongs to any of them.</summary>
    public static Actor? ActorAt(this Spoken spoken, string nodeId)
    {
        var map = spoken.Map;
        var sender = spoken.Message.SenderId;
        var grid = map.GridsUnder(nodeId).FirstOrDefault(grid => spoken.Group.Kind switch
        {
            "grid" => grid == spoken.Grid,
            "staff" => spoken.Group.NodeId is { } node && map.PathOf(grid).Contains(node),
            _ => map.ActorFor(sender, grid).IsStaff || map.Groups.Any(group => group.Kind == "grid" && group.NodeId == grid && map.IsMember(group.GroupId, sender)),
        });
        return grid is null ? null : map.ActorFor(sender, grid);
    }
}
