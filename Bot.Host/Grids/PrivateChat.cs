using Bot.Domain.Notices;

namespace Bot.Host.Grids;

/// <summary>Whether the bot can write to a person alone.</summary>
public static class PrivateChat
{
    /// <summary>The person has a private chat with the bot, and some way leads into it.</summary>
    public static bool IsOpen(DistrictMap map, string person) => map.RoutesOf(map.Resolve(Address.Person(person))).Count > 0;
}
