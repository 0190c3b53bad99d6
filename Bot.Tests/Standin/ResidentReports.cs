using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>居民上报, to be polled: 20 orders a page unless asked, 50 at most, in the order in which they were last touched.</summary>
public sealed class ResidentReports
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (JsonObject Order, DateTimeOffset Created, DateTimeOffset Modified)> orders = new(StringComparer.Ordinal);

    internal ResidentReports(Routes routes)
    {
        routes.Wecom("/cgi-bin/report/resident/get_order_list", List);
        routes.Wecom("/cgi-bin/report/resident/get_order_info", Info);
    }

    /// <summary>A resident files an order, or it changes.</summary>
    /// <param name="order">By the documented names: order_id, desc, case_name, grid_id, reporter_name, unionid, location ... What is missing is filled in.</param>
    /// <param name="at">When it was filed, or touched again.</param>
    public void Put(JsonObject order, DateTimeOffset at)
    {
        lock (gate)
        {
            var id = order["order_id"]?.ToString() ?? throw new ArgumentException("an order needs its order_id");
            var created = orders.TryGetValue(id, out var before) ? before.Created : at;
            var whole = new JsonObject
            {
                ["order_id"] = id,
                ["desc"] = "",
                ["urge_type"] = 1,
                ["case_name"] = "其他",
                ["grid_name"] = "第一网格",
                ["grid_id"] = "grid1",
                ["reporter_name"] = "居民",
                ["reporter_mobile"] = "",
                ["unionid"] = "",
                ["image_urls"] = new JsonArray(),
                ["video_media_ids"] = new JsonArray(),
                ["location"] = new JsonObject { ["name"] = "", ["address"] = "", ["latitude"] = 0, ["longitude"] = 0 },
                ["processor_userids"] = new JsonArray(),
                ["process_list"] = new JsonArray(),
            };
            foreach (var source in new[] { before.Order, order })
            {
                foreach (var (name, value) in source ?? [])
                {
                    whole[name] = value?.DeepClone();
                }
            }

            whole["create_time"] = Measures.Seconds(created);
            orders[id] = (whole, created, at);
        }
    }

    private JsonObject List(Call call)
    {
        var limit = call.Node("limit") is null ? 20 : call.Number("limit") is { } asked and >= 1 and <= 50 ? asked : throw new Refusal(40058, "limit needs 1 to 50");
        lock (gate)
        {
            var found = orders.Values
                .Where(one => Measures.Seconds(one.Created) >= Since(call, "begin_create_time") && Measures.Seconds(one.Modified) >= Since(call, "begin_modify_time"))
                .OrderBy(one => one.Modified).ThenBy(one => one.Order["order_id"]!.ToString(), StringComparer.Ordinal).ToList();
            var (page, next) = CustomerGroups.Page(found, call.Text("cursor"), limit);
            return Answer.Ok(("next_cursor", next), ("order_list", Answer.Array(page.Select(one => one.Order.DeepClone()))));
        }
    }

    private JsonObject Info(Call call)
    {
        lock (gate)
        {
            return orders.TryGetValue(call.Text("order_id"), out var one) ? Answer.Ok(("order_info", one.Order.DeepClone())) : throw new Refusal(40058, "invalid order_id");
        }
    }

    private static long Since(Call call, string name) => long.TryParse(call.Text(name), out var seconds) ? seconds : 0;
}
