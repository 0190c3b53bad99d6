using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bot.Host.Channels.GroupWebhook;

/// <summary>One message to a group's webhook, within the platform's bounds: what is longer is rejected there, not cut.</summary>
public abstract record WebhookMessage
{
    public const int MostTextBytes = 2048;
    public const int MostMarkdownBytes = 4096;
    public const int MostImageBytes = 2 * 1024 * 1024;

    /// <summary>Characters that a card's title and its words show; clients hide the rest.</summary>
    public const int MostCardTitle = 26;
    public const int MostCardWords = 112;

    /// <summary>As the platform wants it.</summary>
    public abstract object Body { get; }

    /// <summary>Why it cannot be sent; null where it can.</summary>
    public abstract string? Unfit { get; }

    /// <param name="Userids">Whose phones ring; the client names them behind the text.</param>
    public sealed record Text(string Content, IReadOnlyList<string> Userids) : WebhookMessage
    {
        public override object Body => new { msgtype = "text", text = new { content = Content, mentioned_list = Userids } };

        public override string? Unfit => Longer(Content, MostTextBytes, "a text");
    }

    /// <summary>Mentions stand in the content: <see cref="Mention"/>.</summary>
    public sealed record Markdown(string Content) : WebhookMessage
    {
        public override object Body => new { msgtype = "markdown", markdown = new { content = Content } };

        public override string? Unfit => Longer(Content, MostMarkdownBytes, "markdown");
    }

    /// <summary>A JPEG or PNG picture.</summary>
    public sealed record Image(ReadOnlyMemory<byte> Bytes) : WebhookMessage
    {
        public override object Body => new { msgtype = "image", image = new { base64 = Convert.ToBase64String(Bytes.Span), md5 = Digest(Bytes.Span) } };

        public override string? Unfit => Bytes.Length <= MostImageBytes ? null : $"a picture has at most {MostImageBytes} bytes; this one has {Bytes.Length}";

        [SuppressMessage("Security", "CA5351", Justification = "The platform wants an MD5 to see that the picture arrived whole.")]
        private static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
    }

    /// <summary>A template card of the kind text_notice; it can mention nobody and must lead somewhere.</summary>
    public sealed record Card(string Title, string Words, Uri Page) : WebhookMessage
    {
        public override object Body => new
        {
            msgtype = "template_card",
            template_card = new { card_type = "text_notice", main_title = new { title = Title }, sub_title_text = Words, card_action = new { type = 1, url = Page.AbsoluteUri } },
        };

        public override string? Unfit => Characters(Title) <= MostCardTitle && Characters(Words) <= MostCardWords ? null : "a card shows 26 characters of its title and 112 of its words";
    }

    /// <summary>Names somebody inside of markdown so that the phone rings.</summary>
    public static string Mention(string userid) => $"<@{userid}>";

    private static int Characters(string text) => new StringInfo(text).LengthInTextElements;

    private static string? Longer(string content, int most, string what) =>
        Encoding.UTF8.GetByteCount(content) is var bytes && bytes <= most ? null : $"{what} has at most {most} bytes; this one has {bytes}";
}
