using System.Text;
using Bot.Domain.Channels;
using Bot.Domain.Channels.OneBot;
using Bot.Domain.Channels.Wechat;

namespace Bot.Tests.Channels;

/// <summary>
/// On vectors of another implementation: `openssl enc -aes-256-cbc -nopad -K KEY -iv KEY[0:16]` (128 bits and padded for open data) over the bytes
/// 0123456789abcdef, big-endian length, message, receiver, padding; signatures by Python's hashlib.sha1(''.join(sorted(parts))) and hmac.
/// </summary>
public class MessageSealTests
{
    private const string Token = "gridToken7";
    private const string Key = "GridGridGridGridGridGridGridGridGridGridGrA";
    private const string Corp = "ww0123456789abcdef";
    private const string Plain = "<xml><Content><![CDATA[3栋2单元水管爆了😱]]></Content></xml>";
    private const string Encrypted =
        "cOMyYaV/ywASWzflqjYjT867hYzQve9kH1dDtfxD1RD0EqVd83Q/lVaWPqLV8zecNCBMHSA4JV5KjxO4SFUHWXYrWskfezzyJL0MOOx7R6vhj0TnVbSXx7zv8f0GG+RrME6Tc4KvoKpdd37XoNFMSP2JP6zl3b5QBIN14iFqPEQ=";
    private const string Signature = "ecc213f7cd0ca039285521330bac6bdb9a9f10ec";

    /// <summary>Its last character carries bits beyond the 32 bytes.</summary>
    private const string OddKey = "GridGridGridGridGridGridGridGridGridGridGrd";

    private static readonly MessageSeal Seal = new(Token, Key, Corp);

    [Fact]
    public void What_another_implementation_sealed_is_verified_opened_and_sealed_to_the_same_bytes()
    {
        Assert.True(Seal.Verify(Signature, "1795000000", "abcNonce", Encrypted));
        Assert.Equal(Plain, Seal.Open(Encrypted));
        var again = Seal.Seal(Plain, "1795000000", "abcNonce", "0123456789abcdef"u8);
        Assert.Equal(Encrypted, again.Encrypted);
        Assert.Equal(Signature, again.Signature);
    }

    [Fact]
    public void The_robot_has_an_empty_receiver_and_a_full_block_of_padding_comes_off_whole()
    {
        const string Robot = "xHEyXl8Hbdn7EDKPVRrgGKKaHVLiYJPmsXALBlwk3e0xh38Zz4Ecg6b7nNLsCb4qNtFdP9yEF4iMvFhWkzMFJQ==";
        Assert.Equal("水管爆了", new MessageSeal(Token, OddKey, "").Open("08442cf5752f05124a8a7104d82f35eacb08f671", "1795000001", "Zz9", Robot));
        Assert.Equal("receiver_wrong", Code(() => new MessageSeal(Token, OddKey, Corp).Open(Robot)));
    }

    [Fact]
    public void Sealing_twice_gives_different_bytes_of_the_same_message()
    {
        var one = Seal.Seal("收到", "1795000000", "n");
        var two = Seal.Seal("收到", "1795000000", "n");
        Assert.NotEqual(one.Encrypted, two.Encrypted);
        Assert.Equal("收到", Seal.Open(one.Signature, one.Timestamp, one.Nonce, one.Encrypted));
        Assert.Equal("收到", Seal.Open(two.Encrypted));
    }

    [Theory]
    [InlineData("receiver_wrong", "cOMyYaV/ywASWzflqjYjT4dlmagEXFwHHYoaG06Qke+jlGpW22OtUWTOFzoOaxLPudK042F+lR+EuZWs6Uyt4Q==")] // for wwSomebodyElse
    [InlineData("padding_wrong", "cOMyYaV/ywASWzflqjYjTw71RUl5ahlY/6tMp6ny9/T9jEtrVUfxBd2J8oQaeIwqc5thdGew+Xc4eDGugzERYw==")] // only the last pad byte is right
    [InlineData("padding_wrong", "cOMyYaV/ywASWzflqjYjTw71RUl5ahlY/6tMp6ny9/Syn27006nIhU/DUz3vZZvjRVj5m0DeNDXZoUmvHlBKnQ==")] // zeros
    [InlineData("padding_wrong", "cOMyYaV/ywASWzflqjYjTw71RUl5ahlY/6tMp6ny9/Q4LInIqjhR550Er85AFnHTmLAEnUqegsb0JGRxtMUiJA==")] // 33s
    [InlineData("length_wrong", "cOMyYaV/ywASWzflqjYjT35qSSruC6aNBo+ZaOGFZipPyqNob8ckF6YfLWLq3BhirhMOFgU5gUUZ5X8DOySZPA==")] // length ffffffff
    [InlineData("receiver_wrong", "cOMyYaV/ywASWzflqjYjT4uIBi9dczNkRaZEeiba3BaYE6NaMJLoxvIkSBNqX0lQMKWIpNqmv5xazd6j0/ChgQ==")] // a length that leaves one letter to the receiver
    [InlineData("ciphertext_malformed", "cOMyYaV/ywASWzflqjYjTw==")] // half a block
    [InlineData("ciphertext_malformed", "")]
    [InlineData("ciphertext_malformed", "not base64")]
    public void A_wrong_inside_is_refused_with_its_code(string code, string encrypted) => Assert.Equal(code, Code(() => Seal.Open(encrypted)));

    [Fact]
    public void Changed_swapped_missing_and_oversized_parts_are_not_verified()
    {
        Assert.False(Seal.Verify(Signature, "1795000001", "abcNonce", Encrypted));
        Assert.False(Seal.Verify(Signature, "1795000000", "abcNoncf", Encrypted));
        Assert.False(Seal.Verify(Signature, "1795000000", "abcNonce", Encrypted[4..]));
        Assert.False(Seal.Verify(Signature[1..], "1795000000", "abcNonce", Encrypted));
        Assert.False(Seal.Verify("", "1795000000", "abcNonce", Encrypted));
        Assert.False(Seal.Verify(null, null, null, null));
        Assert.False(Seal.Verify(Signature, "1795000000", "abcNonce", null));
        Assert.False(new MessageSeal("another", Key, Corp).Verify(Signature, "1795000000", "abcNonce", Encrypted));
        Assert.Equal("signature_wrong", Code(() => Seal.Open(Signature, "1795000001", "abcNonce", Encrypted)));
        var large = new string('A', MessageSeal.MostCharacters + 4);
        Assert.Equal("too_large", Code(() => Seal.Open(large)));
        Assert.False(Seal.Verify(Signature, "1795000000", "abcNonce", large));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("GridGridGridGridGridGridGridGridGridGridG!A")]
    [InlineData("GridGridGridGridGridGridGridGridGridGrid GA")]
    public void A_key_that_is_none_is_refused_and_not_told(string key)
    {
        var fault = Assert.Throws<SealException>(() => new MessageSeal(Token, key, Corp));
        Assert.Equal("key_malformed", fault.Code);
        Assert.Equal("key_malformed", fault.Message);
        Assert.Null(fault.InnerException);
    }

    [Fact]
    public void Parts_are_sorted_by_code_point()
    {
        // 'A' before 'Z' before 'a' before 'b'; a sort by culture mixes them.
        Assert.True(new MessageSeal("bcd", Key, "").Verify("d57b11caf135e0fc0250542d5bfc9969183afe01", "ABC", "abc", "Zz"));
        Assert.Equal("c83eae69a0aed7bc8c74b2c13120d133834ad549", PlainSignature.Of(Token, "1795000003", "B4"));
    }

    [Fact]
    public void The_check_of_an_address_survives_a_plus_sign_that_nobody_escaped()
    {
        const string Echo = "oG9wJDmzuqBPdJ878j7dh04TXUEQs+i0UrSqhiqzIReh/oa7UznGBoBXFb2qGicinhqUoz7uKGheCNphYllMzg==";
        const string Start = "?msg_signature=a8ed57ffdb0b78ab159140c5cb8a017422bfbd97&timestamp=1795000006&nonce=N1&echostr=";
        Assert.Equal("1616140317555161061", CallbackUrl.Read(Start + Uri.EscapeDataString(Echo)).Answer(Seal));
        Assert.Equal("1616140317555161061", CallbackUrl.Read(Start + Echo).Answer(Seal));
        Assert.Equal("1616140317555161061", CallbackUrl.Read(Start + Echo.Replace("+", "%20", StringComparison.Ordinal)).Answer(Seal));
        Assert.Equal("query_incomplete", Code(() => CallbackUrl.Read("?nonce=N1").Answer(Seal)));
        Assert.Equal("query_incomplete", Code(() => CallbackUrl.Read(null).Answer(Token)));
        Assert.Equal("too_large", Code(() => CallbackUrl.Read(Start + new string('A', 9000))));
    }

    [Fact]
    public void Only_the_sealed_part_of_a_compatible_body_counts()
    {
        var inner = Seal.Seal("<xml><MsgType>text</MsgType><Content>真的</Content></xml>", "1795000000", "n");
        var url = CallbackUrl.Read($"?msg_signature={inner.Signature}&timestamp={inner.Timestamp}&nonce={inner.Nonce}");
        Assert.Equal("真的", url.Open(Seal, $"<xml><Content>假的</Content><Encrypt>{inner.Encrypted}</Encrypt></xml>")["Content"].Text);
        Assert.Equal("envelope_missing", Code(() => url.Open(Seal, "<xml><Content>假的</Content></xml>")));
    }

    [Fact]
    public void Answers_are_written_as_each_platform_wants_them()
    {
        var answer = new Sealed("e+/=", "abc", "1795000000", "n\"]]>");
        Assert.Equal("""{"encrypt":"e+/=","msgsignature":"abc","timestamp":1795000000,"nonce":"n\"]]>"}""", answer.ToRobotJson());
        Assert.Equal("""{"Encrypt":"e+/=","MsgSignature":"abc","TimeStamp":1795000000,"Nonce":"n\"]]>"}""", answer.ToJson());
        var fields = PlatformXml.Read(answer.ToXml());
        Assert.Equal(["Encrypt=e+/=", "MsgSignature=abc", "TimeStamp=1795000000", "Nonce=n\"]]>"], fields.Members.Select(member => $"{member.Key}={member.Value.Text}"));
        Assert.Equal("timestamp_malformed", Code(() => Seal.Seal("x", "1,\"evil\":1", "n")));
    }

    [Fact]
    public void The_hook_of_the_archive_is_signed_over_time_and_body_within_five_minutes()
    {
        var body = """{"records":[{"msgid":"1"}]}"""u8.ToArray();
        const string Header = "sha256=651eb66fdd8b76e3378304edcbde83e66176b624c73311f86609940c2e1f4682";
        var at = DateTimeOffset.FromUnixTimeSeconds(1795000004);
        Assert.Equal(Header, BodySignature.Of("hook secret", "1795000004", body));
        BodySignature.Check(Header, "hook secret", "1795000004", body, at.AddSeconds(300));
        Assert.Equal("timestamp_stale", Code(() => BodySignature.Check(Header, "hook secret", "1795000004", body, at.AddSeconds(301))));
        Assert.Equal("timestamp_stale", Code(() => BodySignature.Check(Header, "hook secret", "1795000004", body, at.AddSeconds(-301))));
        Assert.Equal("signature_wrong", Code(() => BodySignature.Check(Header, "hook secret", "1795000005", body, at)));
        Assert.Equal("signature_wrong", Code(() => BodySignature.Check(Header, "hook secret", "1795000004", body.AsSpan(1), at)));
        Assert.Equal("signature_wrong", Code(() => BodySignature.Check(Header[7..], "hook secret", "1795000004", body, at)));
        Assert.Equal("signature_wrong", Code(() => BodySignature.Check(BodySignature.Of("", "1795000004", body), "", "1795000004", body, at)));
        Assert.Equal("timestamp_malformed", Code(() => BodySignature.Check(BodySignature.Of("s", "soon", body), "s", "soon", body, at)));
        Assert.Equal("sha1=9566714621711c8fe1c6fa666e567fc086ddfad9", OneBotSignature.Of("hook secret", body));
        Assert.False(OneBotSignature.Matches(OneBotSignature.Of("", body), "", body));
    }

    [Fact]
    public void Open_data_tells_the_group_only_to_the_program_it_was_made_for()
    {
        const string Session = "AAECAwQFBgcICQoLDA0ODw==";
        const string Iv = "EBESExQVFhcYGRobHB0eHw==";
        const string Data = "o4TFSc2DDqhFMrrjFByM/bVGcLEoMzqUzDWY4E8CYXmoUj0VOvHVStUJhYYxqtcP8CG8rCXllibSDlANUlhl02/J7q4tGqYEknQIrpat5Vem5vVCQ8EpPtygntfml9EE";
        var at = DateTimeOffset.FromUnixTimeSeconds(1795000005);
        Assert.Equal("tG123", OpenData.Open(Session, Data, Iv, "wxgrid", at)["opengid"].Text);
        Assert.Equal("watermark_wrong", Code(() => OpenData.Open(Session, Data, Iv, "wxother")));
        Assert.Equal("timestamp_stale", Code(() => OpenData.Open(Session, Data, Iv, "wxgrid", at.AddSeconds(1))));
        Assert.Equal("padding_wrong", Code(() => OpenData.Open(Iv, Data, Iv, "wxgrid")));
        Assert.Equal("key_malformed", Code(() => OpenData.Open("AAEC", Data, Iv, "wxgrid")));
        Assert.Equal("ciphertext_malformed", Code(() => OpenData.Open(Session, Data[..20], Iv, "wxgrid")));
    }

    [Fact]
    public void A_picture_of_the_robot_opens_with_the_same_key() =>
        Assert.Equal("picture bytes", Encoding.UTF8.GetString(Seal.OpenFile(Convert.FromBase64String("Dh8LoFz/UDZy0oR9qZOiCzInxgjClLTbDfq2U9NYmVI="))));

    private static string Code(Action act) => Assert.Throws<SealException>(act).Code;

    /// <summary>The usual envelope is not read as XML; what comes of it is the same.</summary>
    [Theory]
    [InlineData("<xml><ToUserName><![CDATA[ww1]]></ToUserName><AgentID><![CDATA[2]]></AgentID><Encrypt><![CDATA[ab+/CD==]]></Encrypt></xml>", "ab+/CD==")]
    [InlineData("<xml>\n <Encrypt><![CDATA[abCD]]></Encrypt>\n <AgentID>2</AgentID>\n</xml>\n", "abCD")]
    [InlineData("<xml><Encrypt>abCD</Encrypt></xml>", "abCD")]
    [InlineData("<?xml version=\"1.0\"?><xml><Encrypt><![CDATA[abCD]]></Encrypt></xml>", "abCD")]
    [InlineData("<xml><Encrypt><![CDATA[ab]]><![CDATA[CD]]></Encrypt></xml>", "abCD")]
    [InlineData("<xml><Encrypt><![CDATA[abCD]]></Encrypt>", "xml_malformed")]
    [InlineData("<xml><Encrypt><![CDATA[abCD</xml>", "xml_malformed")]
    [InlineData("<xml><Encrypt><![CDATA[]]></Encrypt></xml>", "envelope_missing")]
    [InlineData("<xml><Encrypt><![CDATA[abCD]]></Encrypt><Encrypt><![CDATA[efGH]]></Encrypt></xml>", "envelope_missing")]
    public void The_sealed_part_is_found_in_whatever_form_the_envelope_has(string body, string found)
    {
        var told = "";
        var code = "";
        try
        {
            told = Sealed.In(body);
        }
        catch (SealException refused)
        {
            code = refused.Code;
        }

        Assert.Equal(found, told + code);
    }
}
