using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>Who agreed to the message archive (会话内容存档): "Agree", "Disagree" or "Default_Agree". "exteranalopenid" is the platform's own spelling.</summary>
public sealed class Consents
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Name, string Creator, DateTimeOffset At, List<string> Members)> rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Place, string Person), (string Status, DateTimeOffset At)> statuses = [];

    internal Consents(Routes routes)
    {
        routes.Wecom("/cgi-bin/msgaudit/check_single_agree", Single);
        routes.Wecom("/cgi-bin/msgaudit/check_room_agree", Room);
        routes.Wecom("/cgi-bin/msgaudit/groupchat/get", Group);
    }

    /// <param name="place">The room, or the userid of the member of staff who talks with the person.</param>
    /// <param name="person">external_userid.</param>
    /// <param name="status">"Agree", "Disagree" or "Default_Agree".</param>
    /// <param name="at">Since when.</param>
    public void Put(string place, string person, string status, DateTimeOffset at)
    {
        if (status is not ("Agree" or "Disagree" or "Default_Agree"))
        {
            throw new ArgumentException("a consent is Agree, Disagree or Default_Agree");
        }

        lock (gate)
        {
            statuses[(place, person)] = (status, at);
        }
    }

    /// <summary>An internal group of the archive.</summary>
    public void PutRoom(string room, string name, string creator, DateTimeOffset at, params string[] members)
    {
        lock (gate)
        {
            rooms[room] = (name, creator, at, [.. members]);
        }
    }

    private JsonObject Single(Call call)
    {
        if (call.Node("info") is not JsonArray { Count: >= 1 and <= 100 } info)
        {
            throw new Refusal(40058, "info needs 1 to 100 items");
        }

        lock (gate)
        {
            return Answer.Ok(("agreeinfo", Answer.Array(info.Select(asked =>
            {
                var (place, person) = (asked?["userid"]?.ToString() ?? "", asked?["exteranalopenid"]?.ToString() ?? "");
                var told = Told(person, statuses.GetValueOrDefault((place, person), ("Disagree", DateTimeOffset.UnixEpoch)));
                told["userid"] = place;
                return (JsonNode?)told;
            }))));
        }
    }

    private JsonObject Room(Call call)
    {
        var room = call.Text("roomid");
        lock (gate)
        {
            var known = statuses.Where(pair => pair.Key.Place == room).OrderBy(pair => pair.Key.Person, StringComparer.Ordinal).ToList();
            return known.Count == 0 && !rooms.ContainsKey(room)
                ? throw new Refusal(86001, "invalid roomid")
                : Answer.Ok(("agreeinfo", Answer.Array(known.Select(pair => (JsonNode?)Told(pair.Key.Person, pair.Value)))));
        }
    }

    private JsonObject Group(Call call)
    {
        lock (gate)
        {
            return rooms.TryGetValue(call.Text("roomid"), out var room)
                ? Answer.Ok(("roomname", room.Name), ("creator", room.Creator), ("room_create_time", Measures.Seconds(room.At)), ("notice", ""),
                    ("members", Answer.Array(room.Members.Select(member => new JsonObject { ["memberid"] = member, ["jointime"] = Measures.Seconds(room.At) }))))
                : throw new Refusal(86001, "invalid roomid");
        }
    }

    private static JsonObject Told(string person, (string Status, DateTimeOffset At) status) =>
        new() { ["status_change_time"] = Measures.Seconds(status.At), ["exteranalopenid"] = person, ["agree_status"] = status.Status };
}
