using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Bot.Domain.Clocks;

namespace Bot.Tests.Running;

/// <summary>A line of a simulated group.</summary>
public sealed record Line(string Id, string Sender, string Name, string Role, string Text, DateTimeOffset At, string? Quote)
{
    public bool IsBots => Sender == "bot";
}

/// <summary>All that can be done from outside: write and read in the groups, move the clock, use the staff API.</summary>
/// <param name="data">The host's data folder, for the token.</param>
public sealed class BotClient(string address, string data) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = new Uri(address), Timeout = Patience.Limit };

    public string Address => address;

    public async Task<bool> IsReady()
    {
        try
        {
            using var answer = await http.GetAsync("/readyz");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException) // not listening yet
        {
            return false;
        }
    }

    /// <summary>Writes a message and returns its id; whatever is not 200 fails.</summary>
    public async Task<string> Say(string group, string sender, string text, string? quote = null, string? id = null)
    {
        using var answer = await Send(HttpMethod.Post, $"/sim/groups/{group}/messages", new { id, sender, text, quote });
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode} {body}");
        return JsonSerializer.Deserialize<JsonElement>(body).GetProperty("id").GetString()!;
    }

    /// <summary>Everything ever said in a group, oldest first.</summary>
    public async Task<IReadOnlyList<Line>> Lines(string group)
    {
        var lines = new List<Line>();
        for (var cursor = "0"; ;)
        {
            var page = await Get($"/sim/groups/{group}/messages?after={cursor}");
            var fresh = page.GetProperty("messages").Deserialize<List<Line>>(JsonSerializerOptions.Web)!;
            lines.AddRange(fresh);
            cursor = page.GetProperty("cursor").GetString()!;
            if (fresh.Count == 0)
            {
                return lines;
            }
        }
    }

    public async Task<IReadOnlyList<Line>> BotLines(string group) => [.. (await Lines(group)).Where(line => line.IsBots)];

    /// <summary>The bot's first line that quotes the message.</summary>
    public async Task<Line> AnswerTo(string group, string message)
    {
        Line? answer = null;
        await Patience.Until(async () => (answer = (await BotLines(group)).FirstOrDefault(line => line.Quote == message)) is not null, $"the bot answers {message}");
        return answer!;
    }

    public async Task<DateTimeOffset> Now() => (await Get("/sim/clock")).GetProperty("now").GetDateTimeOffset();

    public async Task MoveTo(DateTimeOffset at) => await Move(new { at = at.ToString("O", CultureInfo.InvariantCulture) });

    /// <param name="duration">As ISO 8601 writes it, such as PT2H.</param>
    public async Task Advance(string duration) => await Move(new { advance = duration });

    /// <summary>Waits until nothing that is due is left to do: messages, clocks and notices. A move of the clock by nothing does that.</summary>
    public Task Settle() => Advance("PT0S");

    /// <summary>To 09:00 of the first Monday after the clock's present day.</summary>
    public async Task<DateTimeOffset> MoveToMondayMorning()
    {
        var date = ShanghaiTime.DateOf(await Now()).AddDays(1);
        while (date.DayOfWeek != DayOfWeek.Monday)
        {
            date = date.AddDays(1);
        }

        var monday = ShanghaiTime.At(date, new TimeOnly(9, 0));
        await MoveTo(monday);
        return monday;
    }

    public Task<JsonElement> Ticket(string number) => Get($"/api/tickets/{number}");

    public async Task<IReadOnlyList<JsonElement>> Tickets() => [.. (await Get("/api/tickets")).GetProperty("items").EnumerateArray()];

    /// <summary>The answer's body; whatever is not a success fails.</summary>
    public Task<JsonElement> Get(string path) => Call(HttpMethod.Get, path, null);

    public async Task<JsonElement> Call(HttpMethod method, string path, object? body)
    {
        using var answer = await Send(method, path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Any request, and any answer. A string or bytes go as they are, said to be JSON; everything else is written as JSON.</summary>
    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, object? body, bool asStaff = true)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            byte[] bytes => new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } },
            _ => JsonContent.Create(body),
        };
        if (asStaff && path.StartsWith("/api/", StringComparison.Ordinal))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token());
        }

        return await http.SendAsync(request);
    }

    public void Dispose() => http.Dispose();

    private async Task Move(object body) => await Call(HttpMethod.Post, "/sim/clock", body);

    private string Token() => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(data, "credentials.json"))).GetProperty("token").GetString()!;
}
