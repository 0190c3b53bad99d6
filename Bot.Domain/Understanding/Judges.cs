namespace Bot.Domain.Understanding;

/// <summary>The judges that stand behind the weights; while they are taught, those that come first stand alone.</summary>
internal sealed record Judges(SplitJudge Splits, Judge? Readings = null, DangerJudge? Dangers = null, DegreeJudge? Degrees = null)
{
    /// <exception cref="InvalidOperationException">Not all of them have been taught.</exception>
    public void Save(Stream target)
    {
        if (Readings is null || Dangers is null || Degrees is null)
        {
            throw new InvalidOperationException("the judges are not all taught yet");
        }

        Splits.Save(target);
        Readings.Save(target);
        Dangers.Save(target);
        using var writer = new BinaryWriter(target, System.Text.Encoding.UTF8, leaveOpen: true);
        Degrees.Save(writer);
    }

    public static Judges Load(Stream source)
    {
        var splits = SplitJudge.Load(source);
        var readings = Judge.Load(source);
        var dangers = DangerJudge.Load(source);
        using var reader = new BinaryReader(source, System.Text.Encoding.UTF8, leaveOpen: true);
        return new Judges(splits, readings, dangers, DegreeJudge.Load(reader));
    }
}
