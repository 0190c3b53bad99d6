using System.Globalization;
using System.Text;
using Bot.Domain.Channels;

namespace Bot.Tests.Channels;

public sealed class ByteTextTests
{
    private static readonly string[] Graphemes = ["a", "栋", "👨‍👩‍👧", "e\u0301", "🇨🇳", "\n", "㐂", "𠮷"];

    [Fact]
    public void Parts_are_numbered_within_the_bound_and_together_hold_every_grapheme_whole()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 900)).Select(_ => Graphemes[random.Next(Graphemes.Length)]));
            var most = random.Next(40, 300);
            var parts = ByteText.Split(text, most);
            Assert.All(parts, part => Assert.InRange(Encoding.UTF8.GetByteCount(part), 1, most));
            if (parts.Count == 1)
            {
                Assert.Equal(text, parts[0]);
                continue;
            }

            var pieces = parts.Select((part, place) =>
            {
                var number = $"({place + 1}/{parts.Count})";
                Assert.StartsWith(number, part);
                return part[number.Length..];
            }).ToList();
            Assert.Equal(text, string.Concat(pieces));
            Assert.Equal(new StringInfo(text).LengthInTextElements, pieces.Sum(piece => new StringInfo(piece).LengthInTextElements));
        }
    }

    [Fact]
    public void A_grapheme_longer_than_a_part_is_cut_between_its_code_points()
    {
        var text = "e" + string.Concat(Enumerable.Repeat("\u0301", 100));
        var parts = ByteText.Split(text, 40);
        Assert.All(parts, part => Assert.InRange(Encoding.UTF8.GetByteCount(part), 1, 40));
        Assert.Equal(text, string.Concat(parts.Select(part => part[(part.IndexOf(')', StringComparison.Ordinal) + 1)..])));
    }
}
