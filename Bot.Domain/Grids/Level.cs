namespace Bot.Domain.Grids;

/// <summary>小事不出网格、难事不出社区、大事不出镇街: where a matter is held. Ordered upwards.</summary>
public enum Level
{
    Grid,
    Community,
    Street,
    District,
}
