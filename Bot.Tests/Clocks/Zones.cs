namespace Bot.Tests.Clocks;

/// <summary>The zones of the peers' vectors, built from their rules so that no machine needs zone data for the tests.</summary>
internal static class Zones
{
    public static readonly TimeZoneInfo Utc = TimeZoneInfo.Utc;
    public static readonly TimeZoneInfo Kolkata = TimeZoneInfo.CreateCustomTimeZone("Asia/Kolkata", new TimeSpan(5, 30, 0), "Kolkata", "Kolkata");

    /// <summary>Last Sunday of March 02:00 to last Sunday of October 03:00.</summary>
    public static readonly TimeZoneInfo Berlin = Zone("Europe/Berlin", 1, (2, 3, 5), (3, 10, 5));

    /// <summary>Second Sunday of March 02:00 to first Sunday of November 02:00.</summary>
    public static readonly TimeZoneInfo NewYork = Zone("America/New_York", -5, (2, 3, 2), (2, 11, 1));
    public static readonly TimeZoneInfo LosAngeles = Zone("America/Los_Angeles", -8, (2, 3, 2), (2, 11, 1));

    /// <summary>In 2015: third Sunday of October 00:00 to third Sunday of February 00:00.</summary>
    public static readonly TimeZoneInfo SaoPaulo = Zone("America/Sao_Paulo", -3, (0, 10, 3), (0, 2, 3));

    private static TimeZoneInfo Zone(string name, int hours, (int Hour, int Month, int Week) begin, (int Hour, int Month, int Week) end)
    {
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1), Sunday(begin), Sunday(end));
        return TimeZoneInfo.CreateCustomTimeZone(name, TimeSpan.FromHours(hours), name, name, name, [rule]);
    }

    private static TimeZoneInfo.TransitionTime Sunday((int Hour, int Month, int Week) on) =>
        TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, on.Hour, 0, 0), on.Month, on.Week, DayOfWeek.Sunday);
}
