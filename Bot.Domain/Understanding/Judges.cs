namespace Bot.Domain.Understanding;

/// <summary>The two judges that stand behind the weights.</summary>
internal sealed record Judges(Judge Readings, DegreeJudge Degrees)
{
    public void Save(Stream target)
    {
        Readings.Save(target);
        using var writer = new BinaryWriter(target, System.Text.Encoding.UTF8, leaveOpen: true);
        Degrees.Save(writer);
    }

    public static Judges Load(Stream source)
    {
        var readings = Judge.Load(source);
        using var reader = new BinaryReader(source, System.Text.Encoding.UTF8, leaveOpen: true);
        return new Judges(readings, DegreeJudge.Load(reader));
    }
}
