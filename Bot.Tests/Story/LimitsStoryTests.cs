using System.Net;
using System.Text.Json;
using Bot.Domain.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>The table of limits goes out of one host as a file and back into the other.</summary>
public sealed class LimitsStoryTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private RunningHost first = null!;
    private RunningHost second = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.Create();
        var hosts = await Task.WhenAll(RunningHost.Start(database), RunningHost.Start(database));
        (first, second) = (hosts[0], hosts[1]);
    }

    public async ValueTask DisposeAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
        await database.DisposeAsync();
    }

    private static async Task<string> Export(RunningHost host, string node)
    {
        using var answer = await host.Client.Send(HttpMethod.Get, $"/api/rules/limits?node={node}", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private static async Task Import(RunningHost host, string node, string body)
    {
        using var answer = await host.Client.Send(HttpMethod.Put, $"/api/rules/limits?node={node}", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private static async Task<string> Refused(RunningHost host, string node, string body)
    {
        using var answer = await host.Client.Send(HttpMethod.Put, $"/api/rules/limits?node={node}", body);
        var problem = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal((HttpStatusCode.BadRequest, "limits_refused"), (answer.StatusCode, problem.GetProperty("code").GetString()));
        return problem.GetProperty("detail").GetString()!;
    }

    private static string Row(string node, string done, string version = "") => string.Join('\t', node, "照明", "", "", "", "", "", done, "", "", version, "") + "\n";

    [Fact]
    public async Task What_was_exported_imported_and_exported_again_is_the_same_byte_for_byte_and_both_hosts_have_it()
    {
        var shipped = await Export(first, "");
        Assert.StartsWith(string.Join('\t', LimitWords.Columns) + "\n", shipped, StringComparison.Ordinal);
        var changed = await Export(first, "guixiangyuan") + Row("guixiangyuan", "3个工作日", "桂1");
        await Import(first, "guixiangyuan", changed);
        await Import(second, "grid-1", await Export(second, "grid-1") + Row("grid-1", "2个工作日"));
        await Patience.Until(async () => await Export(first, "") == await Export(second, ""), "both hosts have the table");
        Assert.Equal(changed, await Export(second, "guixiangyuan"));
        Assert.EndsWith(Row("guixiangyuan", "3个工作日", "桂1") + Row("grid-1", "2个工作日"), await Export(first, "grid-1"), StringComparison.Ordinal);
        Assert.Equal(shipped, await Export(first, "street"));

        foreach (var node in new[] { "", "guixiangyuan", "grid-1" })
        {
            var exported = await Export(first, node);
            await Import(first, node, exported);
            Assert.Equal(exported, await Export(first, node));
            Assert.Equal(exported, (await HostProgram.Run(database.ConnectionString, node.Length == 0 ? ["limits", "export"] : ["limits", "export", "--node", node])).Output);
        }

        // A ticket of the grid lives by it, on the host that did not take the last change.
        await second.Client.Say("demo-1", "r1", "4栋1单元楼道灯不亮了");
        await second.Client.Settle();
        Assert.Equal("2wd", Assert.Single(await second.Client.Tickets()).GetProperty("no").GetString() is { } number ? (await second.Client.Ticket(number)).GetProperty("dueBecause").GetProperty("limit").GetString() : null);

        var versions = (await first.Client.Get("/api/rules/limits/versions")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([5, 4, 3, 2, 1], versions.Select(one => one.GetProperty("version").GetInt32()));
        Assert.Equal(("guixiangyuan", false), (versions[4].GetProperty("node").GetString(), versions[4].GetProperty("takenBack").GetBoolean()));
        Assert.False(string.IsNullOrEmpty(versions[4].GetProperty("by").GetString()));
        using (var back = await first.Client.Send(HttpMethod.Delete, "/api/rules/limits", null))
        {
            Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        }

        Assert.Equal(shipped, await Export(first, "grid-1"));
    }

    [Fact]
    public async Task What_cannot_be_used_is_refused_as_a_whole_with_its_line_and_nothing_is_kept()
    {
        var columns = string.Join('\t', LimitWords.Columns) + "\n";
        var shipped = await Export(first, "");
        var lines = shipped.Split('\n').Length;
        Assert.Contains($"body line {lines}: limit '0个工作日'", await Refused(first, "", shipped + Row("", "0个工作日")), StringComparison.Ordinal);
        Assert.Contains($"body line {lines + 1}: same case as body line {lines}", await Refused(first, "", shipped + Row("street", "3个工作日") + Row("street", "4个工作日")), StringComparison.Ordinal);
        Assert.Contains($"body line {lines}: the district has no node 'elsewhere'", await Refused(first, "", shipped + Row("elsewhere", "3个工作日")), StringComparison.Ordinal);
        Assert.Contains("no rule of all nodes and categories says until when", await Refused(first, "", columns + Row("", "3个工作日")), StringComparison.Ordinal);
        Assert.Contains("body line 1: the columns must be", await Refused(first, "", "x"), StringComparison.Ordinal);
        Assert.Contains("body line 3: stands under 'street'", await Refused(first, "grid-1", columns + Row("grid-1", "3个工作日") + Row("street", "4个工作日")), StringComparison.Ordinal);
        Assert.Contains("the district has no node 'nowhere'", await Refused(first, "nowhere", columns), StringComparison.Ordinal);
        Assert.Equal(shipped, await Export(first, ""));
        Assert.Empty(await database.Query<int>("SELECT version FROM limit_table"));

        var folder = Directory.CreateTempSubdirectory("limits").FullName;
        var (good, bad) = (Path.Combine(folder, "good.tsv"), Path.Combine(folder, "bad.tsv"));
        await File.WriteAllTextAsync(good, shipped, Stop);
        await File.WriteAllTextAsync(bad, shipped + Row("", "0个工作日"), Stop);
        var (checkedGood, checkedBad) = (await HostProgram.Run(database.ConnectionString, "limits", "check", good), await HostProgram.Run(database.ConnectionString, "limits", "check", bad));
        Directory.Delete(folder, recursive: true);
        Assert.Equal((0, $"{lines - 2} rule(s) can be used"), (checkedGood.Code, checkedGood.Output.Trim()));
        Assert.Equal(2, checkedBad.Code);
        Assert.Contains($"bad.tsv line {lines}: limit '0个工作日'", checkedBad.Error, StringComparison.Ordinal);
    }
}
