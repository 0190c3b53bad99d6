namespace Bot.Domain.Channels.Archive;

/// <summary>Whose an id of the archive is.</summary>
public enum ArchivePerson
{
    /// <summary>A member of the corp; the id is the userid.</summary>
    Staff,

    /// <summary>Somebody outside, a WeChat user or a member of another corp; only what they consented to is kept.</summary>
    External,

    Robot,
}

public static class ArchivePersons
{
    /// <summary>Ids that the platform makes have 32 characters; a shorter one with such a beginning is a userid that a corp chose ("wolf").</summary>
    private const int ShortestMade = 20;

    public static ArchivePerson Of(string id) => id.Length < ShortestMade ? ArchivePerson.Staff : id[..2] switch
    {
        "wm" or "wo" => ArchivePerson.External,
        "wb" => ArchivePerson.Robot,
        _ => ArchivePerson.Staff,
    };
}
