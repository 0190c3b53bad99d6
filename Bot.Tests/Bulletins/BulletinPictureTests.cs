using Bot.Domain.Bulletins;
using Bot.Host.Bulletins;
using Bot.Tests.Drawings;

namespace Bot.Tests.Bulletins;

public sealed class BulletinPictureTests
{
    public static TheoryData<string> All => ["month", "longest", "empty"];

    [Theory]
    [MemberData(nameof(All))]
    public async Task No_words_lie_on_others_or_outside_and_the_font_has_every_sign(string which)
    {
        var drawing = BulletinPicture.Draw(which switch { "month" => Samples.Month, "longest" => Samples.Longest, _ => Samples.Empty });
        Assert.Equal(1080, drawing.Width);
        DrawingChecks.HasNoOverlap(drawing);
        Assert.DoesNotContain(drawing.Texts, text => text.Words.Contains('…', StringComparison.Ordinal) && text.Words.Any(char.IsAsciiDigit));
        await DrawingChecks.HasAllGlyphs(drawing);
    }

    /// <summary>1080 pixels are some 375 points of a phone: nothing is smaller than 9 points there, and what counts is at least 12.</summary>
    [Fact]
    public void Its_letters_can_be_read_on_a_phone()
    {
        var drawing = BulletinPicture.Draw(Samples.Month);
        Assert.All(drawing.Texts, text => Assert.True(text.Size >= 26, text.Words));
        Assert.True(drawing.Texts.Single(text => text.Words == "46").Size >= 34);
    }

    [Fact]
    public void What_it_shows_is_what_was_counted()
    {
        var words = BulletinPicture.Draw(Samples.Month).Texts.Select(text => text.Words).ToList();
        Assert.Contains("95.7%（44/46）", words);
        Assert.Contains("12件", words);
        Assert.Contains("桂香园第1网格  2026年3月", words);
    }

    [Fact]
    public void The_text_for_the_group_is_short_lines_with_their_denominators()
    {
        var text = BulletinWords.Text(Samples.Month, null);
        Assert.StartsWith("【一月一通报】桂香园第1网格 2026年3月\n登记46件：公共照明12、供水9、停车8、噪音6、其他11\n响应率95.7%（46件里44件）", text, StringComparison.Ordinal);
        Assert.Contains("\n开会4次，会上说事13件\n来源：扫码3件，民情收集箱2件\n微心愿：完成3个，认领4个\n详见公示栏。", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 40, line));
    }

    [Fact]
    public void Rows_for_a_spreadsheet_hold_every_number_once()
    {
        var rows = BulletinApi.SheetOf(Samples.Month).Rows;
        Assert.Equal(Samples.Month.Numbers.Count + 1, rows.Count);
        Assert.Equal(["一月一通报", "桂香园第1网格", "2026年3月", "响应率", "44", "件", "46", "95.7%"], rows[4]);
    }
}
