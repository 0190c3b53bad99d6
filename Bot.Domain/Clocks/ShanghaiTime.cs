using System.Globalization;

namespace Bot.Domain.Clocks;

/// <summary>What people see and live by: Asia/Shanghai, which has been +08:00 without summer time since 1991.</summary>
public static class ShanghaiTime
{
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);
    private static readonly TimeSpan NightBegins = TimeSpan.FromHours(22);
    private static readonly TimeSpan MorningBegins = TimeSpan.FromHours(7);

    public static DateTimeOffset Of(DateTimeOffset instant) => instant.ToOffset(Offset);

    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(Of(instant).DateTime);

    public static DateTimeOffset At(DateOnly date, TimeOnly time) => new(date.ToDateTime(time), Offset);

    /// <summary>Night is 22:00 to 07:00: only what somebody has just written is acknowledged then, and danger to life.</summary>
    public static bool IsNight(DateTimeOffset instant)
    {
        var time = Of(instant).TimeOfDay;
        return time >= NightBegins || time < MorningBegins;
    }

    /// <summary>The instant itself by day; the coming 07:00 by night.</summary>
    public static DateTimeOffset NotByNight(DateTimeOffset instant)
    {
        if (!IsNight(instant))
        {
            return instant;
        }

        var local = Of(instant);
        var midnight = new DateTimeOffset(local.Date, Offset);
        return local.TimeOfDay < MorningBegins ? midnight + MorningBegins : midnight.AddDays(1) + MorningBegins;
    }

    /// <summary>
    /// When a reminder before an end may be given: by night it waits for 07:00 if that is still before the end, else it comes
    /// earlier, at the last minute before the night. Never after the end.
    /// </summary>
    public static DateTimeOffset NotByNight(DateTimeOffset instant, DateTimeOffset end)
    {
        var morning = NotByNight(instant);
        if (morning < end || !IsNight(instant))
        {
            return morning;
        }

        var local = Of(instant);
        var evening = new DateTimeOffset(local.Date, Offset) + NightBegins - TimeSpan.FromMinutes(1);
        return local.TimeOfDay < MorningBegins ? evening.AddDays(-1) : evening;
    }

    /// <summary>"今天18:00", "明天09:30", "11月25日18:00", with the year where it differs.</summary>
    public static string Say(DateTimeOffset instant, DateTimeOffset now)
    {
        var day = (DateOf(instant).DayNumber - DateOf(now).DayNumber) switch
        {
            0 => "今天",
            1 => "明天",
            -1 => "昨天",
            _ => null,
        };
        return day is null ? SayDate(instant, now) : day + Of(instant).ToString("HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>"11月25日18:00", with the year where it differs: for what is read again on another day.</summary>
    public static string SayDate(DateTimeOffset instant, DateTimeOffset now)
    {
        var local = Of(instant);
        return local.ToString(local.Year == Of(now).Year ? "M月d日HH:mm" : "yyyy年M月d日HH:mm", CultureInfo.InvariantCulture);
    }
}
