using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>临时素材: what people sent to an application, handed out for 3 days under a media_id to that application alone.</summary>
public sealed class Materials
{
    /// <summary>In an answer: the file's bytes in base64, sent as they are instead of JSON.</summary>
    internal const string File = "(file)";
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(3);
    private readonly Standin standin;
    private readonly Dictionary<string, (string Account, byte[] Content, DateTimeOffset Until)> files = [];

    internal Materials(Standin standin, Routes routes)
    {
        this.standin = standin;
        routes.Both("/cgi-bin/media/get", Get);
    }

    /// <returns>The media_id, as a message tells it.</returns>
    public string Put(string account, byte[] content)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        lock (standin.Gate)
        {
            files[id] = (account, content, standin.Now + Lasts);
        }

        return id;
    }

    private JsonObject Get(Call call) =>
        call.Query("media_id") is not { Length: > 0 } id ? throw new Refusal(40006, "invalid media size")
        : files.TryGetValue(id, out var file) && file.Account == call.Account && file.Until > call.Now ? new JsonObject { [File] = Convert.ToBase64String(file.Content) }
        : throw new Refusal(40007, "invalid media_id");
}
