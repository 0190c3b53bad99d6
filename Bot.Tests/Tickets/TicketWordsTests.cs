using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class TicketWordsTests
{
    private static readonly string Long = string.Concat(Enumerable.Repeat("很长的名字", 12));
    private static readonly DateTimeOffset Now = Clock.At("2026-12-30 09:00");

    /// <summary>As long as it gets: six digits, a long category, place and name, a due time in the next year that is provisional.</summary>
    private static Ticket Longest() => new()
    {
        Number = "102345",
        Category = "加装电梯咨询",
        GridId = "grid-1",
        GroupId = "demo-1",
        Summary = Long,
        Location = new Location("桂香园第二小区", "12", "3", "15", "1503", Long),
        Responsible = new Person("w1", Long),
        OpenedAt = Now,
        Deadline = new Deadline(Clock.At("2027-10-11 18:00"), Now, "15wd", true, "默认", []),
        Pause = new Suspension(Now, Clock.At("2027-01-29 18:30"), Long),
    };

    public static TheoryData<string> Acknowledgements()
    {
        var ticket = Longest();
        return
        [
            TicketWords.Registered(ticket, Long), TicketWords.Registered(ticket, null), TicketWords.RegisteredAskLater(ticket),
            TicketWords.RegisteredTogether(Enumerable.Range(1001, 9).Select(number => ($"{number}", "加装电梯咨询"))),
            TicketWords.PlaceNoted(ticket), TicketWords.Withdrawn(ticket), TicketWords.ThanksAskStars(ticket), TicketWords.ThanksForStars,
            TicketWords.UnclearNoted(ticket), TicketWords.ReopenedForYou(ticket, Now), TicketWords.Confirmed(ticket, Now), TicketWords.Assigned(ticket, Now),
            TicketWords.Started(ticket, Now), TicketWords.Progressed(ticket), TicketWords.Suspended(ticket, Now), TicketWords.Resumed(ticket, Now),
            TicketWords.ExtensionAsked(ticket), TicketWords.ExtensionGranted(ticket, Now), TicketWords.TransferredOutside(ticket, Long),
            TicketWords.Resolved(ticket), TicketWords.Rejected(ticket), TicketWords.Merged(ticket, ticket), TicketWords.Split("102345", "102346"),
            TicketWords.Corrected(ticket), TicketWords.Undone(ticket), TicketWords.Declined(ticket),
            TicketWords.Whistled(ticket, [Long, "城管"]), TicketWords.CheckedIn(ticket with { Units = [new CalledUnit(Long, Now), new CalledUnit("城管", Now)] }, "城管"),
        ];
    }

    [Theory]
    [MemberData(nameof(Acknowledgements))]
    public void An_acknowledgement_is_one_line_of_at_most_40_characters(string line)
    {
        Assert.InRange(line.Length, 1, TicketWords.Longest);
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain("1503", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_is_never_cut_through_a_character_of_two_halves()
    {
        var line = TicketWords.Line("", string.Concat(Enumerable.Repeat("😀", 40)), "");
        Assert.InRange(line.Length, 38, TicketWords.Longest);
        Assert.True(char.IsLowSurrogate(line[^2]));
    }

    [Fact]
    public void The_room_is_shown_by_no_sentence_about_a_ticket()
    {
        var ticket = Longest() with { Location = new Location(Building: "12", Unit: "3", Room: "1503"), ExtensionRequest = new(new Person("w1", "小余"), Now, "配件"), Outcome = "修好了" };
        var rung = Desk.Rules.Ladder.Find(Urgency.Normal, "report")!;
        string[] said =
        [
            TicketWords.Heading(ticket), TicketWords.AskPlace(ticket, "老周", true), TicketWords.AskCheck(ticket, []), TicketWords.GrantExtension(ticket, [], Now), TicketWords.NewForStaff(ticket, []),
            TicketWords.Rung(rung, ticket, [], Now), TicketWords.StillOverdue(ticket, [], Now), TicketWords.List([ticket], Now), TicketWords.Outcome(ticket, new Closed(1, 0, 0, 0)),
            .. Enum.GetValues<TicketState>().Select(state => TicketWords.State(ticket with { State = state }, Now)),
        ];
        Assert.All(said, text => Assert.DoesNotContain("1503", text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_private_matter_stands_in_lists_without_its_name()
    {
        var text = TicketWords.Digest(1, 0, [Longest() with { Private = true, Category = "家暴" }], Now);
        Assert.DoesNotContain("家暴", text, StringComparison.Ordinal);
        Assert.DoesNotContain("12栋", text, StringComparison.Ordinal);
        Assert.Contains("不公开事项", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("已联系张阿姨13800138000，修好了", "已联系张阿姨（号码略），修好了")]
    [InlineData("电话138 0013 8000", "电话（号码略）")]
    [InlineData("身份证11010119900307123X", "身份证（号码略）")]
    [InlineData("车牌沪A12345已挪走", "车牌（车牌略）已挪走")]
    [InlineData("京AD12345挡路", "（车牌略）挡路")]
    [InlineData("4栋1单元302室漏水已修", "4栋（门牌略）漏水已修")]
    [InlineData("4-1-302漏水已修", "4（门牌略）漏水已修")]
    [InlineData("5栋1203换了阀门", "5栋（门牌略）换了阀门")]
    [InlineData("1203室换了阀门", "（门牌略）换了阀门")]
    [InlineData("12栋3单元灯换好了", "12栋3单元灯换好了")]
    [InlineData("1023和1024一起办，2026-11-22 10:30前", "1023和1024一起办，2026-11-22 10:30前")]
    [InlineData("花了120元，共3户", "花了120元，共3户")]
    public void What_somebody_wrote_is_repeated_without_phones_plates_and_doors(string written, string said) => Assert.Equal(said, TicketWords.Discreet(written));

    [Theory]
    [InlineData("已联系张阿姨13800138000，修好了", "已联系居民（号码略），修好了")]
    [InlineData("4栋陈阿姨家漏水，请欧阳先生配合", "4栋居民家漏水，请居民配合")]
    [InlineData("王姐说周三来", "居民说周三来")]
    [InlineData("网格员李姐、楼长王大爷和物业张哥去了", "网格员李姐、楼长王大爷和物业张哥去了")]
    [InlineData("张师傅、李医生和物业老张去了", "张师傅、李医生和物业老张去了")]
    [InlineData("由于先生们都在，保洁阿姨周一来", "由于先生们都在，保洁阿姨周一来")]
    [InlineData("5-1-1203 老周说好了，老周很满意", "居民说好了，居民很满意", "5-1-1203 老周")]
    [InlineData("好的", "好的", "好")]
    public void What_a_whole_group_reads_names_no_neighbour(string written, string said, params string[] nicknames) => Assert.Equal(said, TicketWords.Nameless(written, nicknames));

    /// <summary>Where runs of spaces could be divided in many ways, 20,000 of them took hours.</summary>
    [Theory]
    [InlineData("4栋", "")]
    [InlineData("4-", "")]
    [InlineData("4栋", "1单元")]
    public void The_longest_text_of_nothing_but_spaces_behind_a_building_is_read_through(string before, string after) =>
        Assert.Equal(before + new string(' ', 20_000) + after, TicketWords.Discreet(before + new string(' ', 20_000) + after));


    [Fact]
    public void The_answer_to_a_query_keeps_what_the_worker_wrote_discreet()
    {
        var ticket = Longest() with { State = TicketState.Resolved, Outcome = "4栋302张阿姨13800138000说好了", Location = new Location(Building: "4") };
        var said = TicketWords.State(ticket, Now);
        Assert.DoesNotContain("302", said, StringComparison.Ordinal);
        Assert.DoesNotContain("138", said, StringComparison.Ordinal);
        Assert.DoesNotContain("张阿姨", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Wherever_a_due_time_is_shown_that_is_provisional_it_says_so()
    {
        var ticket = Longest() with { Number = "1023", Responsible = new Person("w1", "小余") };
        string[] said =
        [
            TicketWords.Confirmed(ticket, Now), TicketWords.Assigned(ticket, Now), TicketWords.AssignedNotLater(ticket, Now), TicketWords.Started(ticket, Now), TicketWords.Resumed(ticket, Now),
            TicketWords.ExtensionGranted(ticket, Now), TicketWords.ExtensionRefused(ticket, "不行", Now), TicketWords.StillOverdue(ticket, [], Now),
            TicketWords.ReopenedForStaff(ticket, [], "没好", Now), TicketWords.ReopenedForYou(ticket, Now), TicketWords.List([ticket], Now), TicketWords.Digest(1, 0, [ticket], Now), TicketWords.Why(ticket, Now),
            TicketWords.State(ticket with { State = TicketState.Reported }, Now), TicketWords.State(ticket with { State = TicketState.Working }, Now),
            .. Desk.Rules.Ladder.For(Urgency.Normal).Where(rung => rung.Anchor != RungAnchor.Opened && !rung.To.Contains("units")).Select(rung => TicketWords.Rung(rung, ticket, [], Now)),
        ];
        Assert.All(said, text => Assert.Contains("2027年10月11日18:00（暂定）", text, StringComparison.Ordinal));
    }

    /// <summary>The history is read on any later day, and the steps of a due time are stored as they are worded.</summary>
    [Fact]
    public void What_is_kept_names_dates_and_never_tomorrow()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Assign(due: Clock.At("2026-03-03 18:00"));
        desk.Pause("2026-03-03 09:00");
        desk.PassTo("2026-03-03 09:00");
        desk.Ask("2026-03-06 18:00");
        desk.Do(Desk.Community, ExtendTicket.Grant);
        desk.Resolve();
        desk.Answer(Desk.Resident, 2);
        string[] kept = [.. desk.History.Select(recorded => TicketWords.Say(recorded.Event, recorded.At)), .. desk.Ticket.Deadline.Trace, .. desk.History.Select(recorded => Bot.Host.BotJson.Write(recorded.Event))];
        Assert.Contains("暂缓到3月3日09:00：等配件（灯具）", kept);
        Assert.Contains("同意延期到3月6日18:00（原时限3月4日18:00）", kept);
        Assert.Contains("社区书记同意延期：3月6日18:00", string.Concat(kept), StringComparison.Ordinal);
        Assert.All(kept, text => Assert.DoesNotMatch("今天|明天|昨天", text));
    }

    [Fact]
    public void Every_event_that_sets_a_due_time_says_where_it_is_provisional()
    {
        var deadline = Longest().Deadline;
        var person = new Person("w1", "小余");
        TicketEvent[] events =
        [
            new Opened("grid-1", "demo-1", "照明", Urgency.Normal, Location.Nowhere, "灯", false, Desk.With().ReportOf(Desk.Resident), deadline, null),
            new Corrected(null, null, null, deadline), new Assigned(person, deadline), new Resumed(deadline), new ExtensionGranted(deadline, Now), new Reopened(person, "没好", deadline, Now),
            new DeadlineRecomputed(deadline, Now, TicketWords.CalendarChanged), new DeadlineRecomputed(deadline, deadline.At, TicketWords.CalendarChanged),
            new StepRecomputed(Bot.Domain.Clocks.LimitStep.OnSite, deadline, Now, TicketWords.CalendarChanged),
        ];
        Assert.All(events, happened => Assert.Contains("2027年10月11日18:00（暂定）", TicketWords.Say(happened, Now), StringComparison.Ordinal));

        // What a merge brings is told without its due time.
        var setting = typeof(TicketEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TicketEvent)) && type.GetProperty("Deadline") is not null && type != typeof(Absorbed));
        Assert.Equal(setting.Order(Comparer<Type>.Create((one, other) => string.CompareOrdinal(one.Name, other.Name))), events.Select(happened => happened.GetType()).Distinct().OrderBy(type => type.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void A_provisional_due_time_says_so() => Assert.Contains("2027年10月11日18:00（暂定）", TicketWords.Confirmed(Longest() with { Responsible = new Person("w1", "小余") }, Now), StringComparison.Ordinal);

    [Fact]
    public void Every_command_that_the_words_teach_is_understood()
    {
        var ticket = Longest() with { Number = "1023", Responsible = new Person("w1", "小余"), ExtensionRequest = new(new Person("w1", "小余"), Now, "配件") };
        var rungs = Enum.GetValues<Urgency>().SelectMany(urgency => Desk.Rules.Ladder.For(urgency)).Select(rung => TicketWords.Rung(rung, ticket with { Units = [new CalledUnit("物业", Now)] }, [], Now));
        var missed = TicketSteps.All.Select(one => TicketWords.StepMissed(one.Step, ticket with { Steps = Desk.With().Ticket.Steps }, [], Now));
        string[] said =
        [
            .. rungs, .. missed, TicketWords.AssignedNotLater(ticket, Now), TicketWords.GrantExtension(ticket, [], Now), TicketWords.NewForStaff(ticket, []), TicketWords.DangerForStaff(ticket, []),
            TicketWords.PrivateForStaff(ticket, "老周"), TicketErrors.NotInHand(ticket).Text, TicketWords.Transferred(ticket, new Person("p1", "老张")), TicketWords.CallUnits(ticket, ["物业"], []), TicketWords.Reminders([ticket], 1, 0, [], Now),
        ];
        foreach (var taught in said.SelectMany(text => Taught(text)))
        {
            var words = taught.Replace("时间", "周六", StringComparison.Ordinal).Replace("单位", "物业", StringComparison.Ordinal);
            var reading = CommandGrammar.Read(new Conversation(new GroupProfile("", [], null), [], new Utterance("小余", SpeakerRole.GridWorker, words, TimeSpan.Zero), Now));
            Assert.True(reading is not null, $"“{words}” is taught and not understood");
            Assert.Equal(["1023"], reading.Refs);
        }

        static IEnumerable<string> Taught(string text) => text.Split('“').Skip(1).Select(part => part.Split('”')[0]).Where(part => part.Contains("1023", StringComparison.Ordinal));
    }
}
