using System.Text;
using System.Text.Json;
using Bot.Domain.Channels;

namespace Bot.Tests.Channels;

public class LiteralEncoderTests
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = LiteralEncoder.Instance };

    [Theory]
    [InlineData("灯修好了👍🏽，谢谢𠮷师傅")]
    [InlineData("<b>&'+`\u2028 4栋")]
    public void Every_letter_leaves_as_it_was_written(string words) =>
        Assert.Equal($"\"{words}\"", Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(words, Json)));

    [Theory]
    [InlineData("他说\"好了\"\\\n\t\u0001\u007f👍")]
    [InlineData("")]
    public void What_json_demands_is_escaped_and_reads_back_as_it_was(string words)
    {
        var written = JsonSerializer.SerializeToUtf8Bytes(words, Json);
        Assert.Equal(words, JsonSerializer.Deserialize<string>(written));
        Assert.DoesNotContain(written, one => one is < 0x20 or 0x7f);
    }

    [Theory]
    [InlineData("\ud83d坏了")]
    [InlineData("坏了\udc4d")]
    public void Half_a_pair_of_surrogates_breaks_nothing(string words) =>
        Assert.Contains("坏了", JsonSerializer.Deserialize<string>(JsonSerializer.SerializeToUtf8Bytes(words, Json)), StringComparison.Ordinal);
}
