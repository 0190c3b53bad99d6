using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Channels;

/// <summary>
/// A picture or file on the far side. Where it has an address, that is its Url; else the id under which the platform hands it out, after its name:
/// "media_id:", "sdkfileid:", "file_id:", "page:". No other scheme gets through, so that a Url may stand in a page.
/// </summary>
internal static class FarMedia
{
    public static IReadOnlyList<Media> Of(MediaKind kind, string address, string idName = "", string id = "") =>
        address.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? [new Media(kind, address)]
        : id.Length > 0 ? [new Media(kind, $"{idName}:{id}")]
        : [];
}
