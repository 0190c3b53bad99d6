using Bot.Domain.Grids;
using Bot.Domain.Messages;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Tickets;

namespace Bot.Tests.Messages;

public class TargetsTests
{
    private static Reading Worker(string action, params string[] refs) => new(Coarse.Worker, "w_cmd", action) { Refs = refs };

    private static IReadOnlyList<string> Of(Reading reading, string text, string[] quoted, params Ticket[] known) =>
        Targets.Of(ReactionTests.Hear(Desk.Worker, reading, text, quoted: quoted), known);

    [Fact]
    public void A_number_in_the_text_is_stronger_than_a_quote_and_a_quote_than_a_guess()
    {
        var (one, two) = (Desk.With().Ticket, Desk.With(number: "1024").Ticket);
        Assert.Equal(["1024"], Of(Worker("done", "1024"), "1024 办好了", ["1023"], one, two));
        Assert.Equal(["1023"], Of(Worker("done", "1024"), "办好了", ["1023"], one, two));
    }

    [Fact]
    public void A_bare_word_means_the_only_one_that_fits_and_never_one_of_several()
    {
        var (one, two) = (Desk.With(), Desk.With(number: "1024"));
        Assert.Equal(["1023"], Of(Worker("accept"), "收到啦", [], one.Ticket));
        Assert.Empty(Of(Worker("accept"), "收到啦", [], one.Ticket, two.Ticket));
        one.Confirm();
        Assert.Equal(["1024"], Of(Worker("accept"), "收到啦", [], one.Ticket, two.Ticket));
        Assert.Equal(["1023"], Of(Worker("done"), "办好了", [], one.Ticket, two.Ticket));
        Assert.Empty(Of(Worker("query"), "怎么样了", [], one.Ticket));
    }

    [Fact]
    public void A_bare_confirmation_means_the_one_that_waits_for_it_whatever_the_reader_guesses()
    {
        var (one, two, three) = (Desk.With(), Desk.With(number: "1024").Ticket, Desk.With(number: "1025").Ticket);
        one.Confirm();
        var reading = Worker("accept", "1023") with { Reasons = [WorkerReader.BareConfirmation] };
        Assert.Equal(["1024"], Of(reading, "确认", [], one.Ticket, two));
        Assert.Empty(Of(reading, "确认", [], one.Ticket, two, three));
        Assert.Equal(["1023"], Targets.Of(ReactionTests.Hear(Desk.Worker, reading, "确认", quoted: ["1023"]), [one.Ticket, two]));
    }

    [Fact]
    public void Grants_mean_the_open_request_and_a_resume_the_paused_one()
    {
        var (asked, paused) = (Desk.With(), Desk.With(number: "1024"));
        asked.Confirm();
        asked.Ask("2026-03-20 18:00");
        paused.Pause("2026-03-05 09:00");
        Assert.Equal(["1023"], Of(Worker("grant"), "同意延期", [], asked.Ticket, paused.Ticket));
        Assert.Equal(["1024"], Of(Worker("resume"), "继续吧", [], asked.Ticket, paused.Ticket));
    }

    [Fact]
    public void A_quoted_ticket_is_merged_into_the_one_named()
    {
        var (one, two) = (Desk.With().Ticket, Desk.With(number: "1024").Ticket);
        Assert.Equal(["1024", "1099"], Of(Worker("merge", "1099"), "并到1099", ["1024"], one, two));
    }

    [Fact]
    public void A_residents_message_means_what_the_reader_found() =>
        Assert.Equal(["1023"], Targets.Of(ReactionTests.Hear(Desk.Resident, new Reading(Coarse.Link, "urge", "urge") { Refs = ["1023"] }), []));
}
