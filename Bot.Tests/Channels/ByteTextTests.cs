using System.Globalization;
using System.Text;
using Bot.Domain.Channels;

namespace Bot.Tests.Channels;

public class ByteTextTests
{
    private const string Family = "👨‍👩‍👧‍👦";

    [Theory]
    [InlineData("水管爆了", 12, "水管爆了")]
    [InlineData("水管爆了", 11, "水管爆")]
    [InlineData("a😱b", 4, "a")]
    [InlineData("a😱b", 5, "a😱")]
    [InlineData("e\u0301x", 2, "")]
    [InlineData("e\u0301x", 3, "e\u0301")]
    [InlineData("好" + Family, 27, "好")]
    [InlineData("好" + Family, 28, "好" + Family)]
    [InlineData("🇨🇳🇨🇳", 15, "🇨🇳")]
    [InlineData("", 0, "")]
    public void Text_is_cut_between_what_people_see_as_characters(string text, int most, string cut) => Assert.Equal(cut, ByteText.Cut(text, most));

    [Fact]
    public void What_fits_is_not_numbered() => Assert.Equal(["第一行\n第二行"], ByteText.Split("第一行\n第二行", 32));

    [Fact]
    public void What_does_not_fit_goes_out_in_numbered_parts_and_loses_nothing()
    {
        var random = new Random(5);
        string[] pieces = ["水", "a", "😱", Family, "e\u0301", "，", "🇨🇳", "字字字"];
        for (var round = 0; round < 300; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 400)).Select(_ => pieces[random.Next(pieces.Length)]));
            var most = random.Next(40, 300);
            var parts = ByteText.Split(text, most);
            Assert.All(parts, part => Assert.True(Encoding.UTF8.GetByteCount(part) <= most));
            if (parts.Count > 1)
            {
                Assert.All(parts.Select((part, index) => (part, index)), pair => Assert.StartsWith($"({pair.index + 1}/{parts.Count})", pair.part, StringComparison.Ordinal));
            }

            var bare = parts.Count == 1 ? parts : [.. parts.Select(part => part[(part.IndexOf(')', StringComparison.Ordinal) + 1)..])];
            Assert.Equal(text, string.Concat(bare));
            Assert.Equal(new StringInfo(text).LengthInTextElements, bare.Sum(part => new StringInfo(part).LengthInTextElements));
        }
    }

    [Fact]
    public void A_part_ends_with_a_line_where_one_ends_late_enough()
    {
        var parts = ByteText.Split(new string('一', 10) + "\n" + new string('二', 10), 50);
        Assert.Equal(["(1/2)" + new string('一', 10), "(2/2)" + new string('二', 10)], parts);
    }

    [Fact]
    public void One_character_larger_than_a_part_is_split_between_code_points()
    {
        var heap = "e" + string.Concat(Enumerable.Repeat("\u0301", 100));
        var parts = ByteText.Split(heap, 40);
        Assert.All(parts, part => Assert.True(Encoding.UTF8.GetByteCount(part) <= 40));
        Assert.Equal(heap, string.Concat(parts.Select(part => part[(part.IndexOf(')', StringComparison.Ordinal) + 1)..])));
    }

    [Fact]
    public void A_limit_without_room_for_a_number_is_a_mistake() => Assert.Throws<ArgumentOutOfRangeException>(() => ByteText.Split("x", 31));
}
