using Bot.Tests.Clocks;

namespace Bot.Tests.Running;

/// <summary>What people of a house read, and time passing in it.</summary>
internal static class HouseTalk
{
    /// <summary>All that was said in a conversation, oldest first; a private chat is "dm-" and the person.</summary>
    public static IReadOnlyList<string> Heard(this PostgresHouse house, string group) =>
        [.. house.Channel.Accepted.Where(message => message.LaneId == group).Select(message => message.Text)];

    /// <summary>To an instant in Shanghai, and all that is due by then is done and sent.</summary>
    public static async Task Pass(this PostgresHouse house, string at)
    {
        house.Time.Now = Clock.At(at);
        await house.Host.Sweep.Run(CancellationToken.None);
        await house.Dispatch();
    }

    /// <summary>Says something and lets the bot answer.</summary>
    public static async Task Hear(this PostgresHouse house, string sender, string text, string group)
    {
        await house.Say(sender, text, group);
        await house.Dispatch();
    }
}
