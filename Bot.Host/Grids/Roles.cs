using Bot.Domain.Understanding;

namespace Bot.Host.Grids;

/// <summary>Roles as the database and the outside write them.</summary>
public static class Roles
{
    public static SpeakerRole Parse(string word) => word switch
    {
        "resident" => SpeakerRole.Resident,
        "grid_worker" => SpeakerRole.GridWorker,
        "property" => SpeakerRole.Property,
        "community" => SpeakerRole.Community,
        "street" => SpeakerRole.Street,
        "district" => SpeakerRole.District,
        "bot" => SpeakerRole.Bot,
        _ => throw new FormatException($"unknown role '{word}'"),
    };

    public static string Of(SpeakerRole role) => role switch
    {
        SpeakerRole.GridWorker => "grid_worker",
        _ => role.ToString().ToLowerInvariant(),
    };
}
