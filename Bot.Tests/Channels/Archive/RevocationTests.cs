using System.Text.Json;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.Archive;

/// <summary>What is taken back is read by nobody any more.</summary>
public sealed class RevocationTests(ArchiveHost host) : IClassFixture<ArchiveHost>
{
    [Fact]
    public async Task A_report_that_is_taken_back_takes_its_ticket_along_and_its_words_are_nowhere()
    {
        var (room, person) = (await host.Bound("open"), ArchiveHost.Resident());
        var said = ArchiveHost.Text(room, person, "3栋2单元电梯坏了，我叫钱多多");
        await host.Tell("open", said);
        Assert.Equal("reported", Assert.Single(await host.Tickets("open", room)).State);
        await host.Tell("open", ArchiveHost.Text(room, ArchiveHost.Resident(), "今天天气不错"), ArchiveHost.Revoke(room, person, said));
        Assert.Equal("cancelled", Assert.Single(await host.Tickets("open", room)).State);
        Assert.DoesNotContain("钱多多", await host.Everything(), StringComparison.Ordinal);
        await Rebuilds();
        Assert.Equal((0, 1), await host.Tell("open", said));
        Assert.DoesNotContain("钱多多", await host.Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_that_others_wait_for_or_that_is_taken_up_goes_on_without_the_words()
    {
        var (room, first, second) = (await host.Bound("open"), ArchiveHost.Resident(), ArchiveHost.Resident());
        var said = ArchiveHost.Text(room, first, "3栋2单元电梯坏了，我叫孙多多");
        var joined = ArchiveHost.Text(room, second, "3栋2单元电梯坏了，我家也是，我叫李多多");
        await host.Tell("open", said);
        await host.Tell("open", joined);
        var number = Assert.Single(await host.Tickets("open", room)).Number;
        await host.Tell("open", ArchiveHost.Revoke(room, first, said));
        var ticket = Assert.Single(await host.Tickets("open", room));
        Assert.Equal("reported", ticket.State);
        Assert.Contains("李多多", ticket.Body, StringComparison.Ordinal);
        await host.Host.Client.Call(HttpMethod.Post, $"/api/tickets/{number}/actions", new { action = "confirm" });
        await host.Tell("open", ArchiveHost.Revoke(room, second, joined));
        ticket = Assert.Single(await host.Tickets("open", room));
        Assert.Equal("accepted", ticket.State);
        Assert.Equal(["", ""], JsonSerializer.Deserialize<JsonElement>(ticket.Body).GetProperty("reports").EnumerateArray().Select(report => report.GetProperty("text").GetString()));
        Assert.Equal(2, await host.Database.One<long>("SELECT count(*) FROM event WHERE number = @number AND kind = 'revoked'", new { number }));
        var everything = await host.Everything();
        Assert.DoesNotContain("孙多多", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("李多多", everything, StringComparison.Ordinal);
        await Rebuilds();
    }

    [Fact]
    public async Task The_words_are_gone_from_a_ticket_that_was_merged_and_from_the_one_that_took_it_in()
    {
        var (room, person) = (await host.Bound("open"), ArchiveHost.Resident());
        var said = ArchiveHost.Text(room, person, "3栋2单元电梯坏了，我叫周多多");
        await host.Tell("open", said);
        await host.Tell("open", ArchiveHost.Text(room, ArchiveHost.Resident(), "6栋1单元门口垃圾没人清"));
        var tickets = await host.Tickets("open", room);
        await host.Host.Client.Call(HttpMethod.Post, $"/api/tickets/{tickets[0].Number}/actions", new { action = "merge", into = tickets[1].Number });
        await host.Tell("open", ArchiveHost.Revoke(room, person, said));
        Assert.DoesNotContain("周多多", await host.Everything(), StringComparison.Ordinal);
        Assert.Equal(["merged", "reported"], (await host.Tickets("open", room)).Select(ticket => ticket.State));
        await Rebuilds();
    }

    [Fact]
    public async Task A_message_that_comes_after_its_revoke_is_not_read()
    {
        var (room, person) = (await host.Bound("open"), ArchiveHost.Resident());
        var said = ArchiveHost.Text(room, person, "3栋2单元电梯坏了，我叫吴多多");
        await host.Tell("open", ArchiveHost.Revoke(room, person, said));
        Assert.Equal((0, 1), await host.Tell("open", said));
        Assert.Empty(await host.Tickets("open", room));
        Assert.DoesNotContain("吴多多", await host.Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fragment_taken_back_within_its_window_becomes_nothing()
    {
        var (room, person) = (await host.Bound("open"), ArchiveHost.Resident());
        var said = ArchiveHost.Text(room, person, "电梯");
        await host.Tell("open", said);
        await host.Tell("open", ArchiveHost.Revoke(room, person, said));
        await host.Host.Client.Advance("PT5M");
        Assert.Empty(await host.Tickets("open", room));
        Assert.Equal(0, await host.Database.One<long>("SELECT count(*) FROM inbox WHERE state <> 'handled'"));
    }

    /// <summary>What the log says is what the rows say.</summary>
    private async Task Rebuilds()
    {
        var rebuilt = await HostProgram.Run(host.Database.ConnectionString, "rebuild");
        Assert.Contains(" 0 differed", rebuilt.Output, StringComparison.Ordinal);
    }
}
