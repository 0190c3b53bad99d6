using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>A bridge's actions: OneBot 11 by path, OneBot 12 at "/". 401 without a token, 403 (11) with a wrong one, 404 for an unknown action.</summary>
internal sealed class OneBots
{
    private readonly Standin standin;
    private int number;

    public OneBots(Standin standin, Routes routes)
    {
        this.standin = standin;
        routes.Open("/send_group_msg", call => Send11(call, "group_id"));
        routes.Open("/send_private_msg", call => Send11(call, "user_id"));
        routes.Open("/get_status", call => Told11(call, new JsonObject { ["online"] = true, ["good"] = true }));
        routes.Open("/get_version_info", call => Told11(call, new JsonObject { ["app_name"] = "standin", ["app_version"] = "1", ["protocol_version"] = "v11" }));
        routes.Open("/get_login_info", call => Told11(call, new JsonObject { ["user_id"] = JsonNode.Parse(Bridge(call, 11).SelfId), ["nickname"] = "小网" }));
        routes.Open("/", Action12);
    }

    private Accounts.Bridge Bridge(Call call, int version)
    {
        if (call.Request.Method == "POST" && call.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            throw new Refusal(1406, "content type must be application/json", 406);
        }

        var header = call.Request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.Ordinal) ? header[7..] : call.Query("access_token");
        if (token.Length == 0)
        {
            throw new Refusal(1401, "access token missing", 401);
        }

        var (name, bridge) = standin.Accounts.Bridges.FirstOrDefault(pair => pair.Value.AccessToken == token && pair.Value.Version == version);
        call.Account = name ?? throw new Refusal(1403, "access token wrong", version == 11 ? 403 : 401);
        return bridge;
    }

    private JsonObject Told11(Call call, JsonObject data)
    {
        Bridge(call, 11);
        return Told(data);
    }

    private JsonObject Send11(Call call, string target)
    {
        Bridge(call, 11);
        var body = Body(call);
        if (Missing(body[target]) || Missing(body["message"]))
        {
            throw new Refusal(1400, $"{target} or message missing", 400);
        }

        standin.Ledger.Accept(call.Now, call.Account, call.Path, body[target]!.ToString(), body);
        return Told(new JsonObject { ["message_id"] = ++number });
    }

    private JsonObject Action12(Call call)
    {
        var bridge = Bridge(call, 12);
        var body = Body(call);
        var at = Measures.Seconds(call.Now);
        var told = body["action"]?.ToString() switch
        {
            "send_message" => Send12(call, body["params"] as JsonObject ?? []),
            "get_version" => Told(new JsonObject { ["impl"] = "standin", ["version"] = "1", ["onebot_version"] = "12" }),
            "get_self_info" => Told(new JsonObject { ["user_id"] = bridge.SelfId, ["user_name"] = "小网", ["user_displayname"] = "" }),
            "get_status" => Told(new JsonObject { ["good"] = true, ["bots"] = new JsonArray() }),
            null => throw new Refusal(10001, "action missing", 400),
            _ => Failed(10002, "unsupported action"),
        };
        if (body["echo"] is { } echo)
        {
            told["echo"] = echo.DeepClone();
        }

        if (told["data"] is JsonObject data && data.ContainsKey("message_id"))
        {
            data["time"] = at;
        }

        return told;
    }

    private JsonObject Send12(Call call, JsonObject parameters)
    {
        var field = parameters["detail_type"]?.ToString() switch { "group" => "group_id", "private" => "user_id", _ => null };
        if (field is null || Missing(parameters[field]) || parameters["message"] is not JsonArray)
        {
            return Failed(10003, "bad param");
        }

        standin.Ledger.Accept(call.Now, call.Account, "/send_message", parameters[field]!.ToString(), parameters);
        return Told(new JsonObject { ["message_id"] = (++number).ToString(System.Globalization.CultureInfo.InvariantCulture) });
    }

    private static bool Missing(JsonNode? node) => node is null || (node is JsonValue && node.ToString().Length == 0) || node is JsonArray { Count: 0 };

    private static JsonObject Body(Call call)
    {
        try
        {
            return call.Body;
        }
        catch (Refusal)
        {
            throw new Refusal(1400, "body is no JSON object", 400);
        }
    }

    private static JsonObject Told(JsonObject data) => new() { ["status"] = "ok", ["retcode"] = 0, ["data"] = data, ["message"] = "" };

    private static JsonObject Failed(int code, string message) => new() { ["status"] = "failed", ["retcode"] = code, ["data"] = null, ["message"] = message };
}
