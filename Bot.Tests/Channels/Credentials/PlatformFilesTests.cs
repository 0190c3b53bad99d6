using System.Net;
using System.Text.Json.Nodes;
using Bot.Platforms;
using Bot.Tests.Channels.Wechat;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.Credentials;

/// <summary>Recordings, videos and pictures that a platform knows by a media_id, from the message to what staff can open.</summary>
public sealed class PlatformFilesTests(WechatHost host) : IClassFixture<WechatHost>
{
    private static readonly byte[] Recording = [.. "#!AMR\n"u8, .. Enumerable.Range(0, 3000).Select(one => (byte)(one * 7))];

    /// <summary>Returns the bot's own id of the file.</summary>
    private async Task<string> Send(string person, string kind, string mediaId, string? heard = null)
    {
        var payload = new JsonObject { ["MsgType"] = kind, ["MediaId"] = mediaId, ["Format"] = "amr" };
        if (heard is not null)
        {
            payload["Recognition"] = heard;
        }

        Assert.Null((await host.Standin.Say(new Saying("wechat", "service") { From = person, Payload = payload }))[0].Problem);
        return await host.Database.One<string>("SELECT media_id FROM media JOIN inbox USING (district, message_key) WHERE body -> 'from' ->> 'sender' = @person", new { person });
    }

    private Task Until(string media, string state) =>
        Patience.Until(async () => await host.Database.One<string>("SELECT CASE WHEN given_up THEN 'given up' ELSE state END FROM media WHERE media_id = @media", new { media }) == state, $"the file is {state}");

    [Fact]
    public async Task A_recording_is_fetched_by_its_id_and_staff_can_open_it_from_the_ticket()
    {
        host.Standin.Script("/cgi-bin/media/get", 1, "500");
        var media = await Send("o-voice", "voice", host.Standin.Materials.Put("service", Recording), "3栋2单元电梯坏了");
        await Until(media, "kept");
        using var answer = await host.Bot.Send(HttpMethod.Get, $"/api/media/{media}", null);
        Assert.Equal("audio/amr", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Recording, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        await Patience.Until(
            async () => (await host.Bot.Tickets()).SelectMany(ticket => ticket.GetProperty("reports").EnumerateArray()).SelectMany(report => report.GetProperty("media").EnumerateArray())
                .Any(one => one.GetProperty("url").GetString() == $"/api/media/{media}"),
            "a ticket shows the recording");
        Assert.Equal(0, await host.Database.One<int>("SELECT count(*)::integer FROM media WHERE state = 'kept' AND address IS NOT NULL"));
    }

    [Fact]
    public async Task What_the_platform_knows_no_more_or_is_another_applications_is_given_up_at_once()
    {
        await Until(await Send("o-gone", "video", "no-such-material"), "given up");
        await Until(await Send("o-other", "video", host.Standin.Materials.Put("mini", Recording)), "given up");
        Assert.StartsWith("errcode 40007", await host.Database.One<string>("SELECT reason FROM media JOIN inbox USING (district, message_key) WHERE body -> 'from' ->> 'sender' = 'o-gone'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_not_asked_for_again()
    {
        var media = await Send("o-large", "video", host.Standin.Materials.Put("service", new byte[Bot.Host.Channels.FileFetcher.MostBytes + 1]));
        await Until(media, "given up");
        Assert.Contains("it is larger than 20971520 bytes", await host.Database.One<string>("SELECT reason FROM media WHERE media_id = @media", new { media }), StringComparison.Ordinal);
        using var early = await host.Bot.Send(HttpMethod.Get, $"/api/media/{media}", null);
        Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
    }
}
