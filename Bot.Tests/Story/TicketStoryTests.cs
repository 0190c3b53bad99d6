using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bot.Tests.Deploy;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>The whole loop of a ticket, as a stranger sees it who has started <c>deploy/up</c>.</summary>
public sealed partial class TicketStoryTests(Deployment deployment) : IClassFixture<Deployment>, IDisposable
{
    private readonly BotClient bot = new(deployment.Address, deployment.Data);
    private DateTimeOffset monday;
    private string number = "";
    private int staffLinesRead;

    [Fact]
    public async Task A_complaint_goes_round_the_whole_loop_and_nothing_is_said_twice()
    {
        monday = await bot.MoveToMondayMorning();
        var acknowledgement = await Complain("4栋1单元");
        await ANeighbourJoins();
        await NobodyConfirms();
        await TheWorkerConfirms(acknowledgement);
        await TheWorkerAssigns();
        await TheLadderIsClimbed();
        await TheResidentsDisagree();
        await TheResidentsAgree();
    }

    [Fact]
    public async Task After_SIGKILL_of_everything_the_next_start_goes_on_where_the_last_one_stopped()
    {
        monday = await bot.MoveToMondayMorning();
        await Complain("6栋2单元");
        var before = await bot.Lines("demo-1");
        await deployment.KillEverything();

        await deployment.Start();
        Assert.InRange(await bot.Now(), monday, monday.AddHours(1));
        Assert.Equal(before, await bot.Lines("demo-1"));
        Assert.Equal("reported", (await Ticket()).GetProperty("state").GetString());
        await ANeighbourJoins();
        await NobodyConfirms();
    }

    public void Dispose() => bot.Dispose();

    /// <summary>One ticket, and one line of at most 40 characters.</summary>
    /// <param name="place">Another one in each test: they share a group, and the same matter at the same place is the same ticket.</param>
    private async Task<Line> Complain(string place)
    {
        var known = (await bot.Tickets()).Count;
        var id = await bot.Say("demo-1", "r1", $"{place}楼道灯不亮了，晚上黑得很");
        var answer = await bot.AnswerTo("demo-1", id);
        var said = Assert.Single(await bot.Lines("demo-1"), line => line.Id == id);
        Assert.True(answer.At >= said.At);
        Assert.InRange(new StringInfo(answer.Text).LengthInTextElements, 1, 40);
        number = Number().Match(answer.Text).Groups[1].Value;
        await bot.Settle();
        Assert.Equal(known + 1, (await bot.Tickets()).Count);
        Assert.Single(await bot.BotLines("demo-1"), line => line.At >= said.At);
        staffLinesRead = (await StaffLines()).Count;
        return answer;
    }

    private async Task ANeighbourJoins()
    {
        var known = await bot.Tickets();
        await bot.Say("demo-1", "r2", "我家也是");
        await bot.Settle();
        Assert.Equal(known.Count, (await bot.Tickets()).Count);
        var ticket = await Ticket();
        Assert.Equal(2, ticket.GetProperty("households").GetInt32());
        Assert.Equal(["r1", "r2"], ticket.GetProperty("reports").EnumerateArray().Select(report => report.GetProperty("reporter").GetString()));
    }

    /// <summary>After two working hours the worker is asked again, after four (two of them after the noon break) the community.</summary>
    private async Task NobodyConfirms()
    {
        await bot.MoveTo(monday.AddMinutes(115));
        Assert.Empty(await NewStaffLines());
        await bot.MoveTo(monday.AddMinutes(125));
        Assert.StartsWith("@网格员小余 #", Assert.Single(await NewStaffLines()).Text, StringComparison.Ordinal);
        await bot.MoveTo(monday.AddHours(6).AddMinutes(-5));
        Assert.Empty(await NewStaffLines());
        await bot.MoveTo(monday.AddHours(6).AddMinutes(5));
        Assert.StartsWith("@社区书记 #", Assert.Single(await NewStaffLines()).Text, StringComparison.Ordinal);
    }

    private async Task TheWorkerConfirms(Line acknowledgement)
    {
        await bot.Say("demo-1", "w1", "收到", quote: acknowledgement.Id);
        await bot.Settle();
        var ticket = await Ticket();
        Assert.Equal("accepted", ticket.GetProperty("state").GetString());
        Assert.Equal(number, ticket.GetProperty("no").GetString());
        Assert.Equal("w1", ticket.GetProperty("responsible").GetProperty("id").GetString());
        Assert.NotEmpty(ticket.GetProperty("measures").GetString()!);
        Assert.NotEmpty(ticket.GetProperty("responsibility").GetString()!);
        Assert.Equal(monday.AddDays(7).AddHours(9), ticket.GetProperty("dueAt").GetDateTimeOffset());
    }

    private async Task TheWorkerAssigns()
    {
        await bot.Say("demo-1", "w1", $"派 {number} 给 物业老张 明天下班前");
        await bot.Settle();
        var ticket = await Ticket();
        Assert.Equal("assigned", ticket.GetProperty("state").GetString());
        Assert.Equal("p1", ticket.GetProperty("responsible").GetProperty("id").GetString());
        Assert.Equal(monday.AddDays(1).AddHours(9), ticket.GetProperty("dueAt").GetDateTimeOffset());
        Assert.Empty(await NewStaffLines());
    }

    /// <summary>Assigned on Monday at 15:05, due on Tuesday at 18:00: just under ten working hours, so half of them end at 11:02 and 80 % at 16:01.</summary>
    private async Task TheLadderIsClimbed()
    {
        await Reaches(monday.AddDays(1).AddHours(2).AddMinutes(2), "@物业老张 #", "grid");
        await Reaches(monday.AddDays(1).AddHours(7).AddMinutes(1), "@物业老张 #", "grid");
        await Reaches(monday.AddDays(1).AddHours(9), "【催办】@物业老张 @社区书记 #", "grid");
        await Reaches(monday.AddDays(2).AddHours(9), "【督办】@物业老张 @社区书记 @街道干部 #", "street");
        await Reaches(monday.AddDays(4).AddHours(9), "【通报】@物业老张 @社区书记 @街道干部 @区专班 #", "district");
    }

    /// <summary>Four minutes before the rung nobody is named, four minutes after it exactly one line names the right ones.</summary>
    private async Task Reaches(DateTimeOffset rung, string words, string level)
    {
        await bot.MoveTo(rung.AddMinutes(-4));
        Assert.Empty(await NewStaffLines());
        await bot.MoveTo(rung.AddMinutes(4));
        Assert.StartsWith(words, Assert.Single(await NewStaffLines()).Text, StringComparison.Ordinal);
        Assert.Equal(level, (await Ticket()).GetProperty("level").GetString());
    }

    private async Task TheResidentsDisagree()
    {
        await bot.MoveTo(monday.AddDays(7));
        await bot.Say("demo-1", "p1", $"{number} 办好了，灯换了新的");
        await bot.Settle();
        Assert.Equal("resolved", (await Ticket()).GetProperty("state").GetString());
        var question = Assert.Single(await bot.BotLines("demo-1"), line => line.At >= monday.AddDays(7) && line.Text.Contains("解决了吗", StringComparison.Ordinal));
        Assert.StartsWith("@4-1-302 @5-1-1203 老周 #", question.Text, StringComparison.Ordinal);
        Assert.Empty(await NewStaffLines());

        await bot.Say("demo-1", "r1", "1");
        await bot.Settle();
        Assert.Equal("resolved", (await Ticket()).GetProperty("state").GetString());
        await bot.Say("demo-1", "r2", "2");
        await bot.Settle();
        var ticket = await Ticket();
        Assert.Equal("working", ticket.GetProperty("state").GetString());
        Assert.Equal(monday.AddDays(14).AddHours(9), ticket.GetProperty("dueAt").GetDateTimeOffset());
        var reopened = Assert.Single(ticket.GetProperty("events").EnumerateArray(), happened => happened.GetProperty("kind").GetString() == "reopened");
        var old = monday.AddDays(1);
        Assert.Contains($"原时限{old.Month}月{old.Day}日18:00", reopened.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("due", Running(ticket));
        Assert.StartsWith("【重办】@物业老张 #", Assert.Single(await NewStaffLines()).Text, StringComparison.Ordinal);
    }

    /// <summary>Closed by the last answer; what the fresh deadline had set running dies with it.</summary>
    private async Task TheResidentsAgree()
    {
        await bot.Say("demo-1", "p1", $"{number} 办好了，线路也修了");
        await bot.Settle();
        await bot.Say("demo-1", "r1", "1");
        await bot.Settle();
        Assert.Equal("resolved", (await Ticket()).GetProperty("state").GetString());
        Assert.Empty(await Outcomes());
        await bot.Say("demo-1", "r2", "1");
        await bot.Settle();
        var ticket = await Ticket();
        Assert.Equal("closed", ticket.GetProperty("state").GetString());
        Assert.Equal(2, ticket.GetProperty("satisfaction").GetProperty("solved").GetInt32());
        Assert.Empty(Running(ticket));
        Assert.Contains("2户说好了", Assert.Single(await Outcomes()).Text, StringComparison.Ordinal);

        await bot.MoveTo(monday.AddDays(21));
        Assert.Empty(await NewStaffLines());
        Assert.Single(await Outcomes());
        Assert.Equal("closed", (await Ticket()).GetProperty("state").GetString());
    }

    private Task<JsonElement> Ticket() => bot.Ticket(number);

    private async Task<IEnumerable<Line>> Outcomes() =>
        (await bot.BotLines("demo-1")).Where(line => line.Text.StartsWith("【结果】", StringComparison.Ordinal) && line.Text.Contains($"#{number} ", StringComparison.Ordinal));

    /// <summary>What the staff group has read of this ticket since the last look, the day's digest apart.</summary>
    private async Task<IReadOnlyList<Line>> NewStaffLines()
    {
        var all = await StaffLines();
        var fresh = all.Skip(staffLinesRead).ToList();
        staffLinesRead = all.Count;
        return fresh;
    }

    private async Task<IReadOnlyList<Line>> StaffLines() =>
        [.. (await bot.BotLines("demo-staff")).Where(line => line.Text.Contains($"#{number} ", StringComparison.Ordinal) && !line.Text.StartsWith("【今日小结】", StringComparison.Ordinal))];

    private static IEnumerable<string?> Running(JsonElement ticket) =>
        ticket.GetProperty("clocks").EnumerateArray().Where(clock => clock.GetProperty("state").GetString() == "running").Select(clock => clock.GetProperty("kind").GetString());

    [GeneratedRegex(@"#(\d{3,}) ")]
    private static partial Regex Number();
}
