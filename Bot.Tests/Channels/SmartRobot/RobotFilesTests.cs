using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bot.Domain.Channels;
using Bot.Platforms;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.SmartRobot;

/// <summary>From a picture in a message to the robot to the picture on the ticket, with the stand-in as the store that hands it out for 5 minutes.</summary>
public sealed class RobotFilesTests(WecomHouse house) : IClassFixture<WecomHouse>
{
    private static readonly byte[] Picture = [0xFF, 0xD8, 0xFF, 0xE0, .. Enumerable.Range(0, 5000).Select(one => (byte)(one * 7))];

    private async Task<string> Show(string words, string url, string id, string kind = "mixed", string robot = "helper")
    {
        var picture = new JsonObject { ["msgtype"] = "image", ["image"] = new JsonObject { ["url"] = url } };
        var payload = kind == "mixed"
            ? new JsonObject { ["msgtype"] = "mixed", ["mixed"] = new JsonObject { ["msg_item"] = new JsonArray(new JsonObject { ["msgtype"] = "text", ["text"] = new JsonObject { ["content"] = $"@小助手 {words}" } }, picture) } }
            : new JsonObject { ["msgtype"] = kind, [kind] = new JsonObject { ["url"] = url } };
        var said = await house.Standin.Say(new Saying("wecom-bot", robot) { From = "yu", Conversation = robot == "helper" ? "chat-staff" : null, Payload = payload, MessageId = id });
        Assert.Null(said[0].Problem);
        return await house.Database.One<string>("SELECT media_id FROM media JOIN inbox USING (district, message_key) WHERE message_id = @id", new { id });
    }

    private Task Until(string media, string state) =>
        Patience.Until(async () => await house.Database.One<string>("SELECT state FROM media WHERE media_id = @media", new { media }) == state, $"the picture is {state}");

    /// <summary>Until the ticket shows a picture that stands so.</summary>
    private async Task<JsonElement> Shown(string media)
    {
        JsonElement? found = null;
        await Patience.Until(
            async () =>
            {
                var all = (await house.Client.Tickets()).SelectMany(ticket => ticket.GetProperty("reports").EnumerateArray()).SelectMany(report => report.GetProperty("media").EnumerateArray());
                found = all.Where(one => one.GetProperty("url").GetString() == "/api/media/" + media).Select(one => (JsonElement?)one).FirstOrDefault();
                return found is not null;
            },
            "a ticket shows the picture");
        return found!.Value;
    }

    [Fact]
    public async Task A_picture_is_fetched_and_opened_at_once_and_its_ticket_shows_it()
    {
        var media = await Show("5栋2单元楼道灯不亮了", house.Standin.RobotFiles.Put("helper", Picture).ToString(), "picture-1");
        await Until(media, "kept");
        Assert.Equal("kept", (await Shown(media)).GetProperty("state").GetString());
        using var answer = await house.Client.Send(HttpMethod.Get, $"/api/media/{media}", null);
        Assert.Equal(("image/jpeg", "nosniff"), (answer.Content.Headers.ContentType!.MediaType, answer.Headers.GetValues("X-Content-Type-Options").Single()));
        Assert.Equal(Picture, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using var stranger = await house.Client.Send(HttpMethod.Get, $"/api/media/{media}", null, asStaff: false);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal(0, await house.Database.One<int>("SELECT count(*)::integer FROM inbox, media WHERE body::text LIKE '%robot-file%' OR (address LIKE '%robot-file%' AND media.state <> 'waiting')"));
    }

    [Fact]
    public async Task The_same_message_told_again_fetches_nothing_again_and_a_store_that_fails_is_asked_again()
    {
        var url = house.Standin.RobotFiles.Put("talker", Picture);
        house.Standin.Script(RobotFiles.Path, 2, "500", "truncate");
        var media = await Show("", url.ToString(), "picture-2", "image", "talker");
        await Until(media, "kept");
        var id = url.Segments[^1];
        Assert.Equal(3, house.Standin.RobotFiles.Fetched[id]);
        await Show("", url.ToString(), "picture-2", "image", "talker");
        Assert.Equal("kept", await house.Database.One<string>("SELECT state FROM media WHERE media_id = @media", new { media }));
        Assert.Equal(3, house.Standin.RobotFiles.Fetched[id]);
    }

    [Theory]
    [InlineData("https://files.example/1.jpg", "its host is not one of the platform's: see MediaHosts of the robot")]
    [InlineData("http://127.0.0.1:1/1.jpg", "its host is not one of the platform's: see MediaHosts of the robot")]
    [InlineData("https://ww-aibot-img-1258476243.cos.ap-guangzhou.myqcloud.com.files.example/1.jpg", "its host is not one of the platform's: see MediaHosts of the robot")]
    [InlineData("http://ww-aibot-img-1258476243.cos.ap-guangzhou.myqcloud.com/1.jpg", "its host is not one of the platform's: see MediaHosts of the robot")]
    [InlineData("no picture", "it is no picture")]
    [InlineData("too large", "it is larger than 20971520 bytes")]
    public async Task What_is_none_of_the_platforms_no_picture_or_too_large_is_given_up_and_nobody_else_is_called(string url, string reason)
    {
        var known = url switch
        {
            "no picture" => house.Standin.RobotFiles.Put("talker", "<script>alert(1)</script>"u8.ToArray()).ToString(),
            "too large" => house.Standin.RobotFiles.Put("talker", [.. Picture, .. new byte[Bot.Host.Channels.FileFetcher.MostBytes]]).ToString(),
            _ => url,
        };
        var media = await Show("", known, $"refused-{url}", "image", "talker");
        await Patience.Until(async () => await house.Database.One<bool>("SELECT given_up FROM media WHERE media_id = @media", new { media }), "the picture is given up");
        Assert.Equal(reason, await house.Database.One<string>("SELECT reason FROM media WHERE media_id = @media", new { media }));
        using var early = await house.Client.Send(HttpMethod.Get, $"/api/media/{media}", null);
        Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
    }

    [Fact]
    public async Task A_picture_that_cannot_be_had_is_said_on_the_ticket_and_to_staff()
    {
        house.Standin.Script(RobotFiles.Path, 1000, "500");
        var media = await Show("7栋1单元门口垃圾没人收", house.Standin.RobotFiles.Put("helper", Picture).ToString(), "picture-lost");
        Assert.Equal("waiting", (await Shown(media)).GetProperty("state").GetString());
        await house.Database.Execute("UPDATE media SET asked_at = asked_at - interval '5 minutes', due_at = now() WHERE media_id = @media", new { media });
        await Until(media, "lost");
        house.Standin.Calm();
        var shown = await Shown(media);
        Assert.Equal(("lost", "HTTP 500"), (shown.GetProperty("state").GetString(), shown.GetProperty("reason").GetString()));
        using var gone = await house.Client.Send(HttpMethod.Get, $"/api/media/{media}", null);
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        var notice = await house.Database.One<(string Lane, string Text)>("SELECT lane_id, text FROM outbox WHERE starts_with(notice_key, 'media-lost:' || @media)", new { media });
        Assert.Equal("demo-staff", notice.Lane);
        Assert.EndsWith("附带的图片没有取到，请让发的人再发一次。", notice.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image/jpeg", new byte[] { 0xFF, 0xD8, 0xFF, 0xE0 })]
    [InlineData("image/png", new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A })]
    [InlineData("image/gif", new byte[] { 0x47, 0x49, 0x46, 0x38, 0x39 })]
    [InlineData("image/webp", new byte[] { 0x52, 0x49, 0x46, 0x46, 1, 2, 3, 4, 0x57, 0x45, 0x42, 0x50 })]
    [InlineData("image/heic", new byte[] { 0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x68, 0x65, 0x69, 0x63 })]
    [InlineData("video/mp4", new byte[] { 0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x69, 0x73, 0x6F, 0x6D })]
    [InlineData("application/pdf", new byte[] { 0x25, 0x50, 0x44, 0x46, 0x2D })]
    [InlineData("application/octet-stream", new byte[] { 0x3C, 0x73, 0x76, 0x67 })]
    [InlineData("application/octet-stream", new byte[0])]
    public void A_file_is_what_its_first_bytes_say(string type, byte[] content) => Assert.Equal(type, FileType.Of(content));
}
