namespace Bot.Domain.Channels;

/// <summary>What a file is by its first bytes, whatever anybody calls it.</summary>
public static class FileType
{
    public const string Unknown = "application/octet-stream";

    /// <summary>Its media type; <see cref="Unknown"/> for what is none of those that people send from phones.</summary>
    public static string Of(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : content.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : content.StartsWith("GIF8"u8) ? "image/gif"
        : content.Length >= 12 && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WEBP"u8) ? "image/webp"
        : content.Length >= 12 && content[4..].StartsWith("ftyp"u8) ? (content[8..].StartsWith("hei"u8) || content[8..].StartsWith("mif"u8) ? "image/heic" : "video/mp4")
        : content.StartsWith("#!AMR"u8) ? "audio/amr"
        : content.StartsWith("ID3"u8) ? "audio/mpeg"
        : content.StartsWith("%PDF-"u8) ? "application/pdf"
        : Unknown;
}
