using Bot.Domain.Meetings;
using Bot.Tests.Clocks;

namespace Bot.Tests.Meetings;

public class MeetingNoticesTests
{
    private static Meeting At(string at) => new("1", ["demo-1"], "夜话会", Clock.At(at), "凉亭", null, false, 1);

    [Fact]
    public void A_reminder_that_is_past_when_the_meeting_is_made_is_not_made_up_for()
    {
        var reminders = MeetingNotices.Reminders(At("2026-03-05 19:30"), Clock.At("2026-03-05 09:00"));
        Assert.Equal([new MeetingReminder("hour_before", Clock.At("2026-03-05 18:30"))], reminders);
        Assert.Empty(MeetingNotices.Reminders(At("2026-03-05 19:30"), Clock.At("2026-03-05 19:00")));
        Assert.Empty(MeetingNotices.Reminders(At("2026-03-05 19:30") with { Cancelled = true }, Clock.At("2026-03-01 19:00")));
    }

    [Theory]
    [InlineData("2026-03-05 07:30", "2026-03-04 07:30", "2026-03-05 07:00")]
    [InlineData("2026-03-05 06:30", "2026-03-04 07:00", "2026-03-04 21:59")]
    [InlineData("2026-03-05 22:30", "2026-03-05 07:00", "2026-03-05 21:30")]
    public void No_reminder_falls_into_the_night(string at, string day, string hour) =>
        Assert.Equal([Clock.At(day), Clock.At(hour)], MeetingNotices.Reminders(At(at), Clock.At("2026-03-01 09:00")).Select(reminder => reminder.DueAt));

    [Fact]
    public void What_fires_late_by_night_waits_for_the_morning_unless_the_meeting_would_be_over()
    {
        Assert.True(Assert.Single(MeetingNotices.Remind(At("2026-03-05 10:00"), "day_before", Clock.At("2026-03-04 23:00"))).WaitsForMorning);
        Assert.False(Assert.Single(MeetingNotices.Remind(At("2026-03-05 06:00"), "hour_before", Clock.At("2026-03-05 05:00"))).WaitsForMorning);
    }

    [Fact]
    public void The_agenda_is_told_where_there_is_one() =>
        Assert.Equal("【会议提醒】夜话会：明天19:30，凉亭，议程：加装电梯，欢迎来说说", MeetingWords.Reminder(At("2026-03-05 19:30") with { Agenda = "加装电梯" }, "day_before", Clock.At("2026-03-04 19:30")));
}
