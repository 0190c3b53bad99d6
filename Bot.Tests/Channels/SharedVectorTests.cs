using System.Text;
using System.Text.Json;
using Bot.Domain.Channels;
using Bot.Domain.Channels.OneBot;
using Bot.Domain.Channels.Wechat;

namespace Bot.Tests.Channels;

/// <summary>Every vector of shared/vectors/crypt_vectors.json.</summary>
public class SharedVectorTests
{
    /// <summary>What is to be done with each, by id: a new vector fails until somebody says.</summary>
    private static readonly Dictionary<string, Action<JsonElement>> Checks = new()
    {
        ["canonical-post-wecom"] = Post,
        ["canonical-post-official-account"] = Post,
        ["canonical-url-verify-wecom"] = Echo,
        ["skit-signature-only"] = SignatureOnly,
        ["official-mp-doc-secure-post"] = Post,
        ["official-mp-doc-secure-reply"] = Reply,
        ["official-mp-doc-url-verify"] = PlainEcho,
        ["official-mp-doc-plain-post"] = PlainPost,
        ["wechatpy-url-verify"] = Echo,
        ["wechatpy-url-verify-negative"] = Negative("signature_wrong"),
        ["wechatpy-encrypt-reply"] = Reply,
        ["wxjava-aes-1"] = OpensAndSeals,
        ["senparc-oa-compat-mode"] = Post,
        ["senparc-oa-safe-mode"] = WrongSignature,
        ["senparc-oa-middleware"] = Post,
        ["wechat-crypto-signature"] = SignatureOnly,
        ["miniprogram-open-data"] = OpensData,
        ["generated-smart-robot-group-text"] = Post,
        ["generated-smart-robot-echostr"] = Echo,
        ["generated-pad-32"] = Post,
        ["generated-wrong-receive-id"] = Negative("receiver_wrong"),
        ["generated-onebot-hmac"] = OneBot,
    };

    [Fact]
    public void Every_published_vector_is_handled_as_it_should_be()
    {
        if (SharedVectors.Read("crypt_vectors.json") is not { } file)
        {
            return;
        }

        var vectors = file.GetProperty("vectors").EnumerateArray().ToList();
        Assert.Equal(Checks.Keys.Order(StringComparer.Ordinal), vectors.Select(vector => vector.Text("id")).Order(StringComparer.Ordinal));
        var wrong = vectors.Select(vector => (Id: vector.Text("id"), Fault: Record.Exception(() => Checks[vector.Text("id")](vector)))).Where(result => result.Fault is not null).ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Select(result => $"{result.Id}: {result.Fault!.Message}")));
    }

    private static MessageSeal SealOf(JsonElement vector) => new(vector.Text("token"), vector.Text("encoding_aes_key"), vector.Text("receive_id"));

    private static bool Verified(JsonElement vector, MessageSeal seal) =>
        seal.Verify(vector.Text("msg_signature"), vector.Text("timestamp"), vector.Text("nonce"), vector.Text("encrypt"));

    private static void OpensAndSeals(JsonElement vector)
    {
        var seal = SealOf(vector);
        Assert.Equal(vector.Text("plaintext"), seal.Open(vector.Text("encrypt")));
        var again = seal.Seal(vector.Text("plaintext"), vector.Text("timestamp"), vector.Text("nonce"), Encoding.ASCII.GetBytes(vector.Text("random16")));
        Assert.Equal(vector.Text("encrypt"), again.Encrypted);
        if (vector.Text("msg_signature").Length > 0 && vector.Text("id") != "senparc-oa-safe-mode")
        {
            Assert.Equal(vector.Text("msg_signature"), again.Signature);
        }
    }

    private static void Post(JsonElement vector)
    {
        OpensAndSeals(vector);
        Assert.True(Verified(vector, SealOf(vector)));
        Assert.Equal(vector.Text("encrypt"), Sealed.In(vector.Text("request_body")));
        var url = CallbackUrl.Read(vector.Text("query") is { Length: > 0 } query ? query : $"?msg_signature={vector.Text("msg_signature")}&timestamp={vector.Text("timestamp")}&nonce={vector.Text("nonce")}");
        if (vector.Text("id") != "generated-pad-32")
        {
            Assert.NotEmpty(url.Open(SealOf(vector), vector.Text("request_body")).Members);
        }

        if (vector.Text("signature_plain_mode") is { Length: > 0 } plain)
        {
            Assert.True(PlainSignature.Matches(plain, vector.Text("token"), vector.Text("timestamp"), vector.Text("nonce")));
        }
    }

    private static void Echo(JsonElement vector)
    {
        OpensAndSeals(vector);
        var escaped = Uri.EscapeDataString(vector.Text("encrypt"));
        if (vector.Text("echostr_urlencoded") is { Length: > 0 } told)
        {
            Assert.Equal(told, escaped);
        }

        // As documented, and with the plus signs that some proxies leave or turn into blanks.
        foreach (var echo in new[] { escaped, vector.Text("encrypt"), escaped.Replace("%2B", "%20", StringComparison.Ordinal) })
        {
            var query = $"?msg_signature={vector.Text("msg_signature")}&timestamp={vector.Text("timestamp")}&nonce={vector.Text("nonce")}&echostr={echo}";
            Assert.Equal(vector.Text("plaintext"), CallbackUrl.Read(query).Answer(SealOf(vector)));
        }
    }

    private static void Reply(JsonElement vector)
    {
        OpensAndSeals(vector);
        var answer = SealOf(vector).Seal(vector.Text("plaintext"), vector.Text("timestamp"), vector.Text("nonce"), Encoding.ASCII.GetBytes(vector.Text("random16")));
        Assert.Equal(vector.Text("reply_body"), vector.Text("format") == "xml" ? answer.ToXml() : answer.ToJson());
    }

    private static void SignatureOnly(JsonElement vector)
    {
        var seal = new MessageSeal(vector.Text("token"), new string('A', 43), "");
        Assert.True(Verified(vector, seal));
        Assert.False(seal.Verify(vector.Text("msg_signature"), vector.Text("timestamp"), vector.Text("nonce"), vector.Text("encrypt") + "A"));
    }

    private static void WrongSignature(JsonElement vector)
    {
        OpensAndSeals(vector);
        Assert.False(Verified(vector, SealOf(vector)));
    }

    private static void PlainEcho(JsonElement vector)
    {
        var query = $"signature={vector.Text("signature_plain_mode")}&timestamp={vector.Text("timestamp")}&nonce={vector.Text("nonce")}&echostr={vector.Text("echostr")}";
        Assert.Equal(vector.Text("expected_response"), CallbackUrl.Read(query).Answer(vector.Text("token")));
        Assert.Equal("signature_wrong", Assert.Throws<SealException>(() => CallbackUrl.Read(query).Answer("another")).Code);
    }

    private static void PlainPost(JsonElement vector)
    {
        Assert.True(CallbackUrl.Read($"?signature={vector.Text("signature_plain_mode")}&timestamp={vector.Text("timestamp")}&nonce={vector.Text("nonce")}").IsPlain(vector.Text("token")));
        Assert.Equal("event", PlatformFields.Read(vector.Text("request_body"))["MsgType"].Text);
    }

    private static Action<JsonElement> Negative(string code) => vector =>
        Assert.Equal(code, Assert.Throws<SealException>(() => SealOf(vector).Open(vector.Text("msg_signature"), vector.Text("timestamp"), vector.Text("nonce"), vector.Text("encrypt"))).Code);

    private static void OpensData(JsonElement vector)
    {
        var data = OpenData.Open(vector.Text("session_key"), vector.Text("encrypted_data"), vector.Text("iv"), vector.Text("appid"), DateTimeOffset.FromUnixTimeSeconds(1477314187));
        using var plain = JsonDocument.Parse(vector.Text("plaintext"));
        Assert.All(plain.RootElement.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String), member => Assert.Equal(member.Value.GetString(), data[member.Name].Text));
        Assert.Equal("watermark_wrong", Assert.Throws<SealException>(() => OpenData.Open(vector.Text("session_key"), vector.Text("encrypted_data"), vector.Text("iv"), "wxanother")).Code);
    }

    private static void OneBot(JsonElement vector)
    {
        var body = Encoding.UTF8.GetBytes(vector.Text("request_body"));
        var header = vector.Text("header")["X-Signature: ".Length..];
        Assert.Equal(header, OneBotSignature.Of(vector.Text("secret"), body));
        Assert.True(OneBotSignature.Matches(header, vector.Text("secret"), body));
        Assert.False(OneBotSignature.Matches(header, vector.Text("secret"), body.AsSpan(1)));
    }
}
