using Bot.Domain.Grids;
using Bot.Domain.Understanding;

namespace Bot.Host.Access;

/// <summary>Who speaks through the API: community staff, with every right, under the account's name.</summary>
public static class Caller
{
    public static Actor Of(HttpContext http)
    {
        var user = (string)http.Items["user"]!;
        return new Actor($"api:{user}", user, [SpeakerRole.District]);
    }
}
