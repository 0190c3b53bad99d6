namespace Bot.Tests.Deploy;

/// <summary>What the scripts say before they start anything.</summary>
public class CommandLineTests
{
    [Theory]
    [InlineData("up", "--nonsense")]
    [InlineData("up", "--port")]
    [InlineData("up", "--port", "0")]
    [InlineData("up", "--port", "65536")]
    [InlineData("up", "--port", "eighty")]
    [InlineData("up", "--data")]
    [InlineData("up", "--data", "")]
    [InlineData("up", "--data", "/etc/passwd")]
    [InlineData("test", "--filter")]
    [InlineData("bench", "--nonsense")]
    [InlineData("standin", "--nonsense")]
    [InlineData("standin", "--port", "65536")]
    [InlineData("standin", "--bot", "nowhere")]
    public async Task A_bad_option_gets_one_line_on_standard_error_and_code_2(string name, params string[] arguments)
    {
        using var script = new Script(name, null, arguments);
        Assert.Equal(2, await script.End());
        Assert.Empty(script.Output);
        Assert.StartsWith($"deploy/{name}: ", Assert.Single(script.Error), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("test")]
    [InlineData("bench")]
    [InlineData("standin")]
    public async Task Help_tells_the_usage_and_nothing_of_the_script(string name)
    {
        using var script = new Script(name, null, "--help");
        Assert.Equal(0, await script.End());
        Assert.StartsWith($"deploy/{name}", script.Output[0], StringComparison.Ordinal);
        Assert.DoesNotContain(script.Output, line => line.Contains("shellcheck", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("up")]
    [InlineData("test")]
    [InlineData("bench")]
    [InlineData("standin")]
    public async Task Without_the_SDK_it_says_where_to_get_it(string name)
    {
        var programs = Directory.CreateTempSubdirectory();
        foreach (var program in new[] { "bash", "dirname", "env", "readlink", "sed" })
        {
            File.CreateSymbolicLink(Path.Combine(programs.FullName, program), Path.Combine("/usr/bin", program));
        }
        var environment = new Dictionary<string, string?> { ["PATH"] = programs.FullName, ["HOME"] = programs.FullName, ["DOTNET_ROOT"] = null };

        using var script = new Script(name, environment);

        Assert.Equal(1, await script.End());
        Assert.Contains("https://dotnet.microsoft.com/download/dotnet/10.0", Assert.Single(script.Error), StringComparison.Ordinal);
        programs.Delete(recursive: true);
    }
}
