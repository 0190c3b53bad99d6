using Bot.Domain.Meetings;
using Bot.Domain.Tickets;
using Bot.Host.Meetings;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Meetings;

public sealed class MeetingTalkTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    /// <summary>A talk on Thursday at 19:30, spoken of the day before; it is Wednesday 19:31 then.</summary>
    private static async Task<PostgresHouse> Reminded(PostgresDatabase database)
    {
        var house = await PostgresHouse.Open(database);
        var draft = new MeetingStore.Draft(["demo-1"], "夜话会", Clock.At("2026-03-05 19:30"), "凉亭", null) { Parties = ["社区", "物业"] };
        Assert.Equal("1", (await house.Host.Meetings.Create(await house.Map(), draft, house.Host.Clock.Now))!.Id);
        await Pass(house, "2026-03-04 19:31");
        return house;
    }

    private static async Task Pass(PostgresHouse house, string at)
    {
        house.Time.Now = Clock.At(at);
        await house.Host.Sweep.Run(CancellationToken.None);
        await house.Dispatch();
    }

    private static IEnumerable<string> Heard(PostgresHouse house, string group) => house.Channel.Accepted.Where(message => message.LaneId == group).Select(message => message.Text);

    private static Task<MeetingStore.Details?> Detail(PostgresHouse house) => house.Host.Meetings.Detail(house.Settings.District, "1", CancellationToken.None);

    [Fact]
    public async Task A_reply_to_the_reminder_signs_up_silently_and_the_next_reminder_tells_how_many_come()
    {
        var house = await Reminded(database);
        await house.Say("r1", "报名+1 我和我妈");
        await house.Say("r2", "报名");
        await house.Say("r3", "报名");
        await house.Say("r3", "来不了了，不参加了");
        Assert.Single(Heard(house, "demo-1"));
        await Pass(house, "2026-03-05 18:31");
        Assert.Equal("【会议提醒】夜话会马上开始：今天19:30，凉亭，已有3人报名，欢迎来说说", Heard(house, "demo-1").Last());
    }

    [Fact]
    public async Task The_latest_chain_counts_and_who_also_replied_counts_once()
    {
        var house = await Reminded(database);
        await house.Say("r1", "报名");
        await house.Say("r2", "#接龙\n夜话会\n1. 4-1-302\n2. 老周 2人");
        await house.Say("r3", "#接龙\n夜话会\n1. 4-1-302\n2. 老周 2人\n3. 陈阿姨");
        Assert.Equal(4, (await Detail(house))!.Guests.Where(guest => guest.Comes).DistinctBy(guest => guest.Name).Sum(guest => guest.People));
        await Pass(house, "2026-03-05 18:31");
        Assert.Contains("已有4人报名", Heard(house, "demo-1").Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_signed_up_for_a_workers_own_call_is_not_for_the_meeting()
    {
        var house = await Reminded(database);
        house.Time.Now = Clock.At("2026-03-04 19:40");
        await house.Say("w1", "周六上午社区义诊，想来的回复报名");
        await house.Say("r1", "报名");
        Assert.Empty((await Detail(house))!.Guests);
    }

    [Fact]
    public async Task The_reminder_names_what_is_open_by_number_and_kind_alone()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "4栋1单元楼道灯不亮了");
        await house.Say("w1", "确认");
        var draft = new MeetingStore.Draft(["demo-1"], "夜话会", Clock.At("2026-03-05 19:30"), "凉亭", null);
        await house.Host.Meetings.Create(await house.Map(), draft, house.Host.Clock.Now);
        await Pass(house, "2026-03-04 19:31");
        Assert.Contains("【会议提醒】夜话会：明天19:30，凉亭，可以一起说说：#1001照明，欢迎来说说", Heard(house, "demo-1"));
    }

    [Fact]
    public async Task Minutes_written_in_the_chat_become_tickets_with_a_person_and_a_time_and_the_group_is_told()
    {
        var house = await Reminded(database);
        house.Time.Now = Clock.At("2026-03-05 20:40");
        await house.Say("w1", "纪要\n到会：物业，居民12人\n1、停车费的疑问，现场答复\n2、5栋单元门关不上，物业老张3月9日前修好\n3、东门路灯太暗，晚上看不清路");
        await house.Dispatch();
        var first = await house.Ticket("1001");
        Assert.Equal(("p1", TicketState.Assigned, Clock.At("2026-03-09 18:00")), (first.Responsible?.Id, first.State, first.Deadline.At));
        Assert.Equal("w1", (await house.Ticket("1002")).Responsible?.Id);
        Assert.Equal("【会议结果】夜话会（3月5日）：到会12人，没到会：社区，说了3件事，现场答复1件，2件已登记：#1001门禁，物业老张3月9日18:00前办；#1002照明，网格跟进。办好了告诉大家", Heard(house, "demo-1").Skip(1).Single());
        Assert.Equal(["1001", "1002"], (await Detail(house))!.Items.Select(item => item.Ticket).OfType<string>());
    }

    [Fact]
    public async Task Minutes_written_where_the_residents_do_not_read_are_acknowledged_there()
    {
        var house = await Reminded(database);
        house.Time.Now = Clock.At("2026-03-05 20:40");
        await house.Say("w1", "纪要1\n到会：物业，居民12人\n1、停车费的疑问，现场答复\n2、东门路灯太暗", "demo-staff");
        await house.Dispatch();
        Assert.Contains("夜话会的纪要收到：2件事，现场答复1件，登记1件（#1001）；没到会：社区", Heard(house, "demo-staff"));
        Assert.Single(Heard(house, "demo-1"), text => text.StartsWith("【会议结果】", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Minutes_that_come_by_night_are_acknowledged_at_once_and_told_in_the_morning()
    {
        var house = await Reminded(database);
        house.Time.Now = Clock.At("2026-03-05 22:40");
        await house.Say("w1", "纪要\n1、停车费的疑问，现场答复");
        await house.Dispatch();
        Assert.Equal("夜话会的纪要收到：1件事，现场答复1件", Heard(house, "demo-1").Last());
        await Pass(house, "2026-03-06 07:01");
        Assert.StartsWith("【会议结果】", Heard(house, "demo-1").Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("到会：社区、物业，居民12人", "到会12人，人数够了，说了1件事")]
    [InlineData("到会：物业，居民12人", "到会12人，没到会：社区，人数不够，说了1件事")]
    [InlineData("到会：社区、物业，居民9人", "到会9人，人数不够，说了1件事")]
    [InlineData("", "：说了1件事")]
    public async Task The_outcome_tells_whether_a_quorum_came(string came, string told)
    {
        var house = await PostgresHouse.Open(database);
        var draft = new MeetingStore.Draft(["demo-1"], "夜话会", Clock.At("2026-03-05 19:30"), "凉亭", null) { Parties = ["社区", "物业"], Quorum = new Quorum(2, 10) };
        await house.Host.Meetings.Create(await house.Map(), draft, house.Host.Clock.Now);
        house.Time.Now = Clock.At("2026-03-05 20:40");
        await house.Say("w1", $"纪要\n{came}\n1、停车费，现场答复");
        await house.Dispatch();
        Assert.Contains(told, Heard(house, "demo-1").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_agenda_names_topics_and_what_is_overdue_apart()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "4栋1单元楼道灯不亮了");
        await house.Say("w1", "确认");
        await house.Say("w1", "议题：要不要装充电桩");
        await Pass(house, "2026-03-23 09:00");
        await house.Say("r2", "5栋1单元门禁坏了");
        await house.Say("w1", "1003 确认");
        var draft = new MeetingStore.Draft(["demo-1"], "夜话会", Clock.At("2026-03-26 19:30"), "凉亭", null);
        await house.Host.Meetings.Create(await house.Map(), draft, house.Host.Clock.Now);
        await Pass(house, "2026-03-25 19:31");
        Assert.Contains("可以一起说说：议题1002要不要装充电桩；超期没办的#1001照明；#1003门禁，", Heard(house, "demo-1").Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Minutes_that_name_a_topic_decide_it_and_whoever_raised_a_matter_checks_it()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("w1", "议题：要不要装充电桩");
        await house.Say("r3", "我来监督1001");
        var draft = new MeetingStore.Draft(["demo-1"], "夜话会", Clock.At("2026-03-05 19:30"), "凉亭", null);
        await house.Host.Meetings.Create(await house.Map(), draft, house.Host.Clock.Now);
        house.Time.Now = Clock.At("2026-03-05 20:40");
        await house.Say("w1", "纪要\n1、老周说5栋单元门关不上，物业老张3月9日前修好\n2、议题1001：决定装两台充电桩，网格员小余负责，月底前\n议题1099：没有这个议题，小余去问");
        await house.Dispatch();
        Assert.Equal(["r2"], (await house.Ticket("1002")).Asked.Select(person => person.Id));
        var decided = await house.Ticket("1003");
        Assert.Equal(("装两台充电桩，网格员小余负责，月底前", "w1", Clock.At("2026-03-31 18:00")), (decided.Summary, decided.Responsible?.Id, decided.Deadline.At));
        Assert.Equal(["r3"], decided.Asked.Select(person => person.Id));
        Assert.Contains("【议题1001·监督落实】要不要装充电桩。装两台充电桩；网格员小余负责，3月31日18:00前办，工单#1003，陈阿姨监督", Heard(house, "demo-1"));
        Assert.Contains(Heard(house, "demo-1"), text => text.Contains("（议题1001），网格员小余3月31日18:00前办", StringComparison.Ordinal) && !text.Contains("议题1099", StringComparison.Ordinal));
        Assert.Equal(("implementing", "1"), await house.One<(string, string)>("SELECT stage, body -> 'resolutions' -> 0 ->> 'meeting' FROM topic WHERE district = @District AND number = '1001'"));
        Assert.Equal(4, await house.One<int>("SELECT count(*)::int + 1 FROM ticket WHERE district = @District"));
    }

    [Fact]
    public async Task Minutes_are_taken_once_and_of_staff_only()
    {
        var house = await Reminded(database);
        house.Time.Now = Clock.At("2026-03-05 20:40");
        await house.Say("r1", "纪要1\n1、东门路灯太暗");
        Assert.Null((await Detail(house))!.Minutes);
        await house.Say("w1", "会议纪要 1：\n1、停车费，现场答复");
        await house.Say("w1", "纪要1\n1、东门路灯太暗");
        await house.Dispatch();
        Assert.Equal("夜话会的纪要已经记过了", Heard(house, "demo-1").Last());
        Assert.Contains("停车费", (await Detail(house))!.Minutes, StringComparison.Ordinal);
        await house.Say("w1", "纪要77\n1、东门路灯太暗");
        await house.Dispatch();
        Assert.Equal(MeetingWords.NoMeeting, Heard(house, "demo-1").Last());
    }

    [Fact]
    public async Task Minutes_of_another_grids_meeting_are_taken_of_nobody_below_it()
    {
        var house = await Reminded(database);
        house.Time.Now = Clock.At("2026-03-05 20:40");
        await house.Say("w2", "纪要1\n1、东门路灯太暗", "demo-2");
        await house.Dispatch();
        Assert.Null((await Detail(house))!.Minutes);
        Assert.Equal(MeetingWords.NoMeeting, Heard(house, "demo-2").Last());
        Assert.Equal(0, await house.One<int>("SELECT count(*)::int FROM ticket WHERE district = @District"));
    }

    [Fact]
    public async Task Whoever_answers_for_a_meeting_without_minutes_is_reminded_after_three_and_seven_days()
    {
        var house = await Reminded(database);
        await Pass(house, "2026-03-08 19:31");
        await Pass(house, "2026-03-12 19:31");
        await Pass(house, "2026-03-20 19:31");
        Assert.Equal(2, Heard(house, "dm-w1").Count(text => text.Contains("还没有纪要", StringComparison.Ordinal)));
        Assert.StartsWith("3月5日19:30的夜话会还没有纪要。请回复「纪要1」", Heard(house, "dm-w1").First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_minutes_there_nobody_is_reminded_of_them()
    {
        var house = await Reminded(database);
        house.Time.Now = Clock.At("2026-03-05 20:40");
        await house.Say("w1", "纪要\n1、停车费，现场答复");
        await Pass(house, "2026-03-08 19:31");
        await Pass(house, "2026-03-12 19:31");
        Assert.Empty(Heard(house, "dm-w1"));
    }
}
