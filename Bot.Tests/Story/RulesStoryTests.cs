using System.Globalization;
using System.Net;
using System.Text.Json;
using Bot.Domain.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>The rules change while two host processes run on one database and one folder.</summary>
public sealed class RulesStoryTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("rules").FullName;
    private TestDatabase database = null!;
    private RunningHost first = null!;
    private RunningHost second = null!;

    /// <summary>The year after the one the hosts live in; nobody has published it.</summary>
    private readonly int year = ShanghaiTime.Of(TimeProvider.System.GetUtcNow()).Year + 1;

    /// <summary>In the folder: of the present year only its first day off, and a limit so long that whatever is reported today is due in the year that nobody has published.</summary>
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(folder, "calendars"));
        for (var between = 2028; between < year - 1; between++)
        {
            Write($"calendars/{between}.json", $$"""{"year": {{between}}, "days": []}""");
        }

        Write($"calendars/{year - 1}.json", Holidays(year - 1, 1));
        Write("limits.csv", Limits($",,,,,,,{WorkingDaysToJanuary()}工作日,,,长,"));
        database = await TestDatabase.Create();
        var hosts = await Task.WhenAll(RunningHost.Start(database, rules: folder), RunningHost.Start(database, rules: folder));
        (first, second) = (hosts[0], hosts[1]);
    }

    public async ValueTask DisposeAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static Task<JsonElement> Rules(RunningHost host) => host.Client.Get("/api/rules");

    private static async Task<string?> Fingerprint(RunningHost host) => (await Rules(host)).GetProperty("fingerprint").GetString();

    private static async Task<bool> Knows(RunningHost host, int year) =>
        (await Rules(host)).GetProperty("calendars").EnumerateArray().Any(one => one.GetProperty("year").GetInt32() == year && one.GetProperty("published").GetBoolean());

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private static string Limits(params string[] lines) => string.Join('\n', [string.Join(',', LimitWords.Columns), .. lines, ""]);

    private static string Holidays(int year, int count) => JsonSerializer.Serialize(new
    {
        year,
        papers = new List<string> { "https://paper" },
        days = Enumerable.Range(1, count).Select(day => new { date = $"{year}-01-0{day}", name = "元旦", isOffDay = true }),
    });

    private int WorkingDaysToJanuary()
    {
        var today = ShanghaiTime.DateOf(TimeProvider.System.GetUtcNow());
        return Enumerable.Range(1, new DateOnly(year, 1, 20).DayNumber - today.DayNumber).Count(days => IsWeekday(today.AddDays(days)));
    }

    private static bool IsWeekday(DateOnly date) => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    [Fact]
    public async Task A_year_published_on_one_host_is_known_to_both_and_the_ticket_across_New_Year_is_measured_anew_once()
    {
        await first.Client.Say("demo-1", "r1", "4栋1单元楼道灯不亮了");
        await first.Client.Settle();
        var before = Assert.Single(await first.Client.Tickets());
        var number = before.GetProperty("no").GetString()!;
        var said = await first.Client.BotLines("demo-1");
        Assert.True(before.GetProperty("provisional").GetBoolean());
        Assert.Contains(year, (await Rules(second)).GetProperty("provisionalYears").EnumerateArray().Select(one => one.GetInt32()));

        var answer = await first.Client.Call(HttpMethod.Put, $"/api/rules/calendars/{year}", Holidays(year, 3));
        Assert.DoesNotContain(year, answer.GetProperty("provisionalYears").EnumerateArray().Select(one => one.GetInt32()));
        await Patience.Until(() => Knows(second, year), "the other host knows the year");
        Assert.Equal(await Fingerprint(first), await Fingerprint(second));
        await Patience.Until(async () => !(await first.Client.Ticket(number)).GetProperty("provisional").GetBoolean(), "the ticket is measured anew");

        // Counted once more by hand.
        var date = ShanghaiTime.DateOf(before.GetProperty("openedAt").GetDateTimeOffset());
        for (var left = int.Parse(before.GetProperty("dueBecause").GetProperty("limit").GetString()!.TrimEnd('w', 'd'), CultureInfo.InvariantCulture); left > 0;)
        {
            date = date.AddDays(1);
            left -= IsWeekday(date) && !(date.Year == year && date.DayOfYear <= 3) ? 1 : 0;
        }

        var after = await second.Client.Ticket(number);
        Assert.Equal(ShanghaiTime.At(date, new TimeOnly(18, 0)), after.GetProperty("dueAt").GetDateTimeOffset());
        var anew = Assert.Single(after.GetProperty("events").EnumerateArray(), one => one.GetProperty("kind").GetString() == "deadline_recomputed");
        Assert.Contains($"{year}年放假安排已公布", anew.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(before.GetProperty("dueAt").GetDateTimeOffset().UtcDateTime, await database.One<DateTime>("SELECT (data ->> 'oldDueAt')::timestamptz FROM event WHERE kind = 'deadline_recomputed'"));
        await first.Client.Settle();
        Assert.Equal(said.Count, (await first.Client.BotLines("demo-1")).Count);
        Assert.Contains(" 0 differed", (await HostProgram.Run(database.ConnectionString, "rebuild")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_file_or_body_is_refused_with_its_line_and_the_rules_stay_in_force_on_both_hosts()
    {
        Write("limits.csv", Limits(",,,,,,,3工作日,,,甲,"));
        await Patience.Until(async () => await Version(first) == "甲" && await Version(second) == "甲", "both hosts take the limits over");
        Write("limits.csv", Limits(",,,,,,,3工作日,,,乙,", ",,,,,,,4工作日,,,乙,"));
        using (var refused = await first.Client.Send(HttpMethod.Post, "/api/rules/reload", null))
        {
            var problem = JsonSerializer.Deserialize<JsonElement>(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "rules_refused"), (refused.StatusCode, problem.GetProperty("code").GetString()));
            Assert.Contains("limits.csv line 3: same case as limits.csv line 2", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        await Patience.Until(async () => (await Rules(second)).GetProperty("refused").ValueKind == JsonValueKind.Object, "the other host refuses it too");
        Assert.Equal(("甲", "甲"), (await Version(first), await Version(second)));
        Assert.Equal(await Fingerprint(first), await Fingerprint(second));
        foreach (var (body, said) in new[] { ("{\n\"year\": ", "body: line 2"), ($$"""{"year": {{year}}, "days": []}""", "is empty"), (Holidays(year + 1, 3), $"holds the year {year + 1}"), ("[]", "'year'") })
        {
            using var refused = await first.Client.Send(HttpMethod.Put, $"/api/rules/calendars/{year}", body);
            var text = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains("calendar_refused", text, StringComparison.Ordinal);
            Assert.Contains(said, JsonSerializer.Deserialize<JsonElement>(text).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Empty(await database.Query<int>("SELECT year FROM published_year"));

        // Nobody without the token sees or changes them.
        foreach (var (method, path) in new[] { ("GET", "/api/rules"), ("GET", "/api/rules/limits"), ("POST", "/api/rules/reload"), ("PUT", $"/api/rules/calendars/{year}") })
        {
            using var closed = await first.Client.Send(new HttpMethod(method), path, method == "PUT" ? Holidays(year, 3) : null, asStaff: false);
            Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        }

        // What is exported is what is in force, and can be put back as it is.
        using var exported = await second.Client.Send(HttpMethod.Get, "/api/rules/limits", null);
        await File.WriteAllBytesAsync(Path.Combine(folder, "limits.csv"), await exported.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await first.Client.Call(HttpMethod.Post, "/api/rules/reload", null);
        Assert.Equal(JsonValueKind.Null, (await Rules(first)).GetProperty("refused").ValueKind);
        Assert.Equal("甲", await Version(first));
        Assert.Contains("\"limits.csv\"", (await Rules(first)).GetProperty("tables").ToString(), StringComparison.Ordinal);

        static async Task<string?> Version(RunningHost host) =>
            (await Rules(host)).GetProperty("limits").GetProperty("versions").EnumerateArray().Select(one => one.GetString()).FirstOrDefault();
    }

    [Fact]
    public async Task A_host_does_not_start_with_rules_that_cannot_be_used()
    {
        Write("hours.tsv", "周一至周五\t09:00-12:00\n时区\tAsia/Nowhere\n");
        using var program = new HostProgram(
            new Dictionary<string, string?> { ["ConnectionStrings__Bot"] = database.ConnectionString, ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["Rules__Folder"] = folder, ["ASPNETCORE_ENVIRONMENT"] = "Demo", ["DOTNET_ENVIRONMENT"] = "Demo" },
            "serve");
        var ended = await program.End();
        Assert.Equal(2, ended.Code);
        Assert.Contains("hours.tsv: line 2: unknown zone 'Asia/Nowhere'", Assert.Single(ended.ErrorLines), StringComparison.Ordinal);
    }
}
