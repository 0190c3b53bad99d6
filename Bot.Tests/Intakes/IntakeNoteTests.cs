using Bot.Domain.Intakes;

namespace Bot.Tests.Intakes;

public sealed class IntakeNoteTests
{
    [Theory]
    [InlineData("代报 陈阿姨 4栋灯坏了", IntakeSource.Desk, "陈阿姨", "4栋灯坏了")]
    [InlineData("代报：匿名，4栋灯坏了", IntakeSource.Desk, null, "4栋灯坏了")]
    [InlineData("箱 4栋灯坏了", IntakeSource.Box, null, "4栋灯坏了")]
    [InlineData("意见箱：门口积水", IntakeSource.Box, null, "门口积水")]
    [InlineData("本 4栋灯坏了", IntakeSource.Notebook, null, "4栋灯坏了")]
    [InlineData("走访记 5栋老人家里漏水", IntakeSource.Visit, null, "5栋老人家里漏水")]
    public void What_staff_record_names_its_source(string said, IntakeSource source, string? reporter, string text) => Assert.Equal(new IntakeNote(source, reporter, text), IntakeNote.Read(said));

    [Theory]
    [InlineData("箱子坏了")]
    [InlineData("本周四开会")]
    [InlineData("本来就坏了 4栋灯")]
    [InlineData("走访记录已经交了")]
    [InlineData("代报 陈阿姨")]
    [InlineData("代报名 陈阿姨 灯坏了")]
    [InlineData("我来代报 陈阿姨 4栋灯坏了")]
    [InlineData("垃圾箱 满了没人清")]
    [InlineData("箱 坏")]
    public void Ordinary_words_are_no_record(string said) => Assert.Null(IntakeNote.Read(said));
}
