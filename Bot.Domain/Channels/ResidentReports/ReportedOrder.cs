using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Channels.ResidentReports;

/// <summary>A step somebody took on the platform.</summary>
/// <param name="By">userid; empty where the platform tells none.</param>
public sealed record ReportStep(string By, string Text);

/// <summary>
/// An order of 居民上报 as the platform hands it out. The reporter's mobile number is read only to blot it out: whoever has to call looks it up in
/// WeCom, where it is seen by those who may see it.
/// </summary>
public sealed record ReportedOrder
{
    public const string Channel = "wecom-report";

    /// <summary>1 is an ordinary order; more than that was urged.</summary>
    private const int Ordinary = 1;
    private const string Blot = "（电话略）";

    public required string OrderId { get; init; }

    /// <summary>The platform's id of the grid.</summary>
    public required string GridId { get; init; }
    public required string GridName { get; init; }

    /// <summary>unionid; where there is none the order stands for its reporter.</summary>
    public required string Sender { get; init; }
    public string? UnionId { get; init; }
    public string? SenderName { get; init; }

    /// <summary>What is wrong, what the reporter wrote, and where.</summary>
    public required string Text { get; init; }
    public required DateTimeOffset? At { get; init; }
    public IReadOnlyList<Media> Media { get; init; } = [];
    public int Urge { get; init; } = Ordinary;
    public IReadOnlyList<ReportStep> Steps { get; init; } = [];

    public bool IsUrged => Urge > Ordinary;

    /// <summary>Null where it has no id or no grid.</summary>
    /// <param name="isCode">Whether a text is a binding code: then it is passed on alone, so that a grid can be bound by an order.</param>
    public static ReportedOrder? Read(PlatformFields order, Func<string, bool> isCode)
    {
        var (id, grid) = (order["order_id"].Text, order["grid_id"].Text);
        if (id.Length == 0 || grid.Length == 0)
        {
            return null;
        }

        var mobile = order["reporter_mobile"].Text.Trim();
        string Clean(string text) => mobile.Length >= 5 ? text.Replace(mobile, Blot, StringComparison.Ordinal).Trim() : text.Trim();
        var union = order["unionid"].Text;
        var said = Clean(order["desc"].Text);
        return new ReportedOrder
        {
            OrderId = id,
            GridId = grid,
            GridName = order["grid_name"].Text,
            Sender = union.Length > 0 ? union : $"order:{id}",
            UnionId = union.Length > 0 ? union : null,
            SenderName = Clean(order["reporter_name"].Text) is { Length: > 0 } name ? name : null,
            Text = isCode(said) ? said : Clean(Together(order["case_name"].Text, said, order["location"])),
            At = order["create_time"].Seconds,
            Media =
            [
                .. order["image_urls"].Items.SelectMany(image => FarMedia.Of(MediaKind.Image, image.Text)),
                .. order["video_media_ids"].Items.SelectMany(video => FarMedia.Of(MediaKind.Video, "", "media_id", video.Text)),
            ],
            Urge = int.TryParse(order["urge_type"].Text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var urge) ? urge : Ordinary,
            Steps = [.. order["process_list"].Items.Select(step => new ReportStep(
                First(step, "solve_userid", "process_userid", "userid"), Clean(First(step, "process_desc", "desc", "content"))))],
        };
    }

    /// <summary>The message that opens the ticket: private towards the reporter, in the grid that it names.</summary>
    public ChannelMessage Message(string account, DateTimeOffset now) => new(Channel, account, GridId, Sender, OrderId, Text, At ?? now)
    {
        SenderName = SenderName,
        UnionId = UnionId,
        Media = Media,
        IsReport = true,
    };

    private static string First(PlatformFields fields, params string[] names) => names.Select(name => fields[name].Text).FirstOrDefault(text => text.Length > 0) ?? "";

    private static string Together(string matter, string said, PlatformFields location)
    {
        var place = string.Join(' ', new[] { location["name"].Text.Trim(), location["address"].Text.Trim() }.Where(part => part.Length > 0));
        var words = string.Join('：', new[] { matter.Trim(), said }.Where(part => part.Length > 0));
        return place.Length > 0 ? $"{words}（{place}）" : words;
    }
}
