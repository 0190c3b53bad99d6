using System.Text;
using System.Text.Json;
using Bot.Domain.Channels;

namespace Bot.Tests.Channels.OutsideVoice;

/// <summary>SealVectors.json: what wechat-crypto and openssl have sealed; the file says how.</summary>
public sealed class SealVectorTests
{
    private static readonly JsonElement File = JsonDocument.Parse(System.IO.File.ReadAllText(Sources.Of("Bot.Tests/Channels/OutsideVoice/SealVectors.json"))).RootElement;

    public static TheoryData<string, string> Vectors => [.. File.GetProperty("vectors").EnumerateArray().Select(vector => (vector.Text("by"), vector.Text("what")))];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void What_others_have_sealed_is_verified_opened_and_sealed_to_the_same_bytes(string by, string what)
    {
        var vector = Of(by, what);
        var seal = SealOf(vector);
        var (signature, timestamp, nonce, encrypted) = (vector.Text("signature"), vector.Text("timestamp"), vector.Text("nonce"), vector.Text("encrypted"));
        Assert.Equal(vector.Text("plain"), seal.Open(signature, timestamp, nonce, encrypted));
        if (vector.Text("random") is { Length: > 0 } random)
        {
            var again = seal.Seal(vector.Text("plain"), timestamp, nonce, Encoding.ASCII.GetBytes(random));
            Assert.Equal((encrypted, signature), (again.Encrypted, again.Signature));
        }

        if (vector.Text("body") is { Length: > 0 } body && vector.Text("plain")[0] is '<' or '{')
        {
            Assert.NotEmpty(CallbackUrl.Read(vector.Text("query")).Open(seal, body).Members);
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Changed_anywhere_it_is_refused(string by, string what)
    {
        var vector = Of(by, what);
        var seal = SealOf(vector);
        string[] parts = [vector.Text("signature"), vector.Text("timestamp"), vector.Text("nonce"), vector.Text("encrypted")];
        for (var part = 0; part < parts.Length; part++)
        {
            for (var place = 0; place < parts[part].Length; place++)
            {
                string[] changed = [.. parts];
                changed[part] = parts[part][..place] + (parts[part][place] == '0' ? '1' : '0') + parts[part][(place + 1)..];
                Assert.Equal("signature_wrong", Code(() => seal.Open(changed[0], changed[1], changed[2], changed[3])));
            }
        }

        Assert.Equal("signature_wrong", Code(() => seal.Open(parts[0], parts[1], parts[2], parts[3][..^4])));
        Assert.Equal("signature_wrong", Code(() => new MessageSeal("AnotherToken", vector.Text("encodingAesKey"), vector.Text("receiveId")).Open(parts[0], parts[1], parts[2], parts[3])));
        Assert.Equal("receiver_wrong", Code(() => new MessageSeal(vector.Text("token"), vector.Text("encodingAesKey"), "somebody").Open(parts[0], parts[1], parts[2], parts[3])));
    }

    [Fact]
    public void Both_implementations_have_sealed_for_every_kind_of_receiver()
    {
        foreach (var by in new[] { "wechat-crypto", "openssl" })
        {
            Assert.Equal(["", "ww", "wx"], File.GetProperty("vectors").EnumerateArray().Where(vector => vector.Text("by") == by).Select(vector => vector.Text("receiveId") is { Length: > 0 } id ? id[..2] : "").Distinct().Order());
        }
    }

    private static JsonElement Of(string by, string what) => File.GetProperty("vectors").EnumerateArray().Single(vector => vector.Text("by") == by && vector.Text("what") == what);

    private static MessageSeal SealOf(JsonElement vector) => new(vector.Text("token"), vector.Text("encodingAesKey"), vector.Text("receiveId"));

    private static string Code(Action act) => Assert.Throws<SealException>(act).Code;
}
