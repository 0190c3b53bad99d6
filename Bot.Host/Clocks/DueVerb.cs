namespace Bot.Host.Clocks;

public static class DueVerb
{
    public static Task<int> Run(string[] arguments) => Task.FromResult(Verbs.Refuse($"not built yet: {arguments.Length}"));
}
