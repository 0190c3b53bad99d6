using System.Security.Cryptography;
using System.Text;
using Bot.Domain.Registers;

namespace Bot.Tests.Registers;

public sealed class SealTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];

    [Fact]
    public void What_is_closed_opens_with_its_key_at_its_place_only()
    {
        var closed = Seal.Close(Key, "demo\nregister_entry\n1001", "王奶奶");
        Assert.Equal("王奶奶", Seal.Open(Key, "demo\nregister_entry\n1001", closed));
        Assert.Null(Seal.Open(Key, "demo\nregister_entry\n1002", closed));
        Assert.Null(Seal.Open(Key, "other\nregister_entry\n1001", closed));
        Assert.Null(Seal.Open(Seal.Derive(Key, "other"), "demo\nregister_entry\n1001", closed));
    }

    [Fact]
    public void No_changed_byte_and_no_stump_opens()
    {
        var closed = Seal.Close(Key, "here", "王奶奶");
        for (var position = 0; position < closed.Length; position++)
        {
            byte[] changed = [.. closed];
            changed[position] ^= 1;
            Assert.Null(Seal.Open(Key, "here", changed));
            Assert.Null(Seal.Open(Key, "here", closed[..position]));
        }
    }

    [Fact]
    public void The_same_text_is_never_closed_to_the_same_bytes() => Assert.NotEqual(Seal.Close(Key, "here", "王奶奶"), Seal.Close(Key, "here", "王奶奶"));

    /// <summary>Nonce, tag and ciphertext stand where the comment says: another program can open what this one closed.</summary>
    [Fact]
    public void Another_use_of_the_cipher_opens_it()
    {
        var closed = Seal.Close(Key, "here", "王奶奶");
        var plain = new byte[closed.Length - 28];
        using var cipher = new AesGcm(Key, 16);
        cipher.Decrypt(closed[..12], closed[28..], closed[12..28], plain, Encoding.UTF8.GetBytes("here"));
        Assert.Equal("王奶奶", Encoding.UTF8.GetString(plain));
    }

    [Fact]
    public void Equal_values_have_equal_marks_under_one_key_and_no_other()
    {
        Assert.Equal(Seal.Mark(Key, "person|r1"), Seal.Mark(Key, "person|r1"));
        Assert.NotEqual(Seal.Mark(Key, "person|r1"), Seal.Mark(Key, "person|r2"));
        Assert.NotEqual(Seal.Mark(Key, "person|r1"), Seal.Mark(Seal.Derive(Key, "mark"), "person|r1"));
    }
}
