using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Channels;

/// <summary>What one person writes to an account of WeChat or to an application of WeCom: the same types, the same names.</summary>
internal static class PersonalContent
{
    /// <summary>Null for a type that is not known.</summary>
    public static (string Text, IReadOnlyList<Media> Media)? Read(string type, PlatformFields fields)
    {
        var media = fields["MediaId"].Text;
        return type switch
        {
            "text" => (fields["Content"].Text.Trim(), []),
            "image" => ("", FarMedia.Of(MediaKind.Image, fields["PicUrl"].Text, "media_id", media)),

            // The platform hears the words itself where that is switched on.
            "voice" => (fields["Recognition"].Text.Trim(), FarMedia.Of(MediaKind.Voice, "", "media_id", media)),
            "video" or "shortvideo" => ("", FarMedia.Of(MediaKind.Video, "", "media_id", media)),
            "file" => ("", FarMedia.Of(MediaKind.File, "", "media_id", media)),
            "location" => (fields["Label"].Text.Trim(), []),
            "link" => ("", FarMedia.Of(MediaKind.File, fields["Url"].Text)),
            "miniprogrampage" => ("", FarMedia.Of(MediaKind.File, "", "page", fields["PagePath"].Text)),
            _ => null,
        };
    }
}
