using Bot.Domain.Understanding;

namespace Bot.Tests;

public class ConventionTests
{
    [Fact]
    public void The_domain_references_no_input_or_output()
    {
        string[] forbidden = ["Npgsql", "Dapper", "Quartz", "Microsoft.AspNetCore", "System.Net.Http", "System.Data.Common"];
        var references = typeof(Reading).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);
        Assert.DoesNotContain(references, name => forbidden.Any(name.StartsWith));
    }
}
