namespace Bot.Host.Understanding;

public static class ReplayVerb
{
    public static Task<int> Run(string[] arguments) => Task.FromResult(Verbs.Refuse($"not built yet: {arguments.Length}"));
}
