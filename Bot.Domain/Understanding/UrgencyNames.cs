namespace Bot.Domain.Understanding;

/// <summary>The four degrees in the words of the field.</summary>
public static class UrgencyNames
{
    public static string Of(Urgency urgency) => urgency switch
    {
        Urgency.Critical => "特急",
        Urgency.Urgent => "紧急",
        Urgency.Elevated => "较急",
        _ => "一般",
    };

    public static Urgency Parse(string name) => name switch
    {
        "特急" => Urgency.Critical,
        "紧急" => Urgency.Urgent,
        "较急" => Urgency.Elevated,
        "一般" => Urgency.Normal,
        _ => throw new FormatException($"no such urgency: {name}"),
    };
}
