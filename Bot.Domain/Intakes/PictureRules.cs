using Bot.Domain.Channels;

namespace Bot.Domain.Intakes;

/// <summary>Which pictures are taken from somebody whom nobody knows.</summary>
public static class PictureRules
{
    public const int Most = 3;
    public const int LargestInMegabytes = 5;
    public const int LargestInBytes = LargestInMegabytes * 1024 * 1024;

    /// <summary>Its media type by its first bytes, whatever it is called; null for what is no photograph.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> content) => FileType.Of(content) is var type && type is ("image/jpeg" or "image/png" or "image/webp" or "image/heic") ? type : null;
}
