namespace Bot.Domain.Understanding;

/// <summary>One place in a text where a door, a house or a range of houses is named. Positions count in the folded text.</summary>
internal struct DoorMention
{
    public int Start;
    public int End;
    public string? Building;
    public string? Unit;
    public string? Floor;
    public string? Room;

    /// <summary>"1到6栋", "4栋和5栋中间": several houses, told as a place and not as one building.</summary>
    public bool IsRange;

    /// <summary>"不是3栋": said only to be taken back.</summary>
    public bool IsDenied;

    public readonly bool HasDoor => Building is not null || Unit is not null || Floor is not null || Room is not null;
}
