using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>客户群: the resident groups of a corp with their members; unknown chats are 86001.</summary>
public sealed class CustomerGroups
{
    private readonly Dictionary<string, CustomerGroup> groups = new(StringComparer.Ordinal);

    internal CustomerGroups(Routes routes)
    {
        routes.Wecom("/cgi-bin/externalcontact/groupchat/list", List);
        routes.Wecom("/cgi-bin/externalcontact/groupchat/get", Get);
        Put(new CustomerGroup("wrStandinGroup0000000000000001", "幸福里3栋居民群", "wangfang")
        {
            CreatedAt = new DateTimeOffset(2025, 3, 1, 9, 0, 0, TimeSpan.FromHours(8)),
            Admins = ["lili"],
            Members =
            [
                new("wangfang", "网格员小王") { Staff = true },
                new("lili", "李莉") { Staff = true },
                new("wmStandinResident0000000000001", "3栋201张三") { UnionId = "oUnionStandin001" },
                new("wmStandinResident0000000000002", "快乐每一天") { UnionId = "oUnionStandin002" },
            ],
        });
    }

    public IReadOnlyCollection<CustomerGroup> All => groups.Values;

    public void Put(CustomerGroup group) => groups[group.ChatId] = group;

    public CustomerGroup? Find(string chatId) => groups.GetValueOrDefault(chatId);

    /// <summary>The page after a cursor, which is the number of what went before; "" at the end.</summary>
    internal static (IReadOnlyList<T> Page, string Next) Page<T>(IReadOnlyList<T> all, string cursor, int limit)
    {
        var from = cursor.Length == 0 ? 0 : int.TryParse(cursor, out var number) && number >= 0 ? number : throw new Refusal(40058, "cursor invalid");
        return ([.. all.Skip(from).Take(limit)], from + limit < all.Count ? (from + limit).ToString(System.Globalization.CultureInfo.InvariantCulture) : "");
    }

    private JsonObject List(Call call)
    {
        var limit = call.Number("limit") is { } asked and >= 1 and <= 1000 ? asked : throw new Refusal(40058, "limit needs 1 to 1000");
        var owners = call.List("owner_filter.userid_list");
        var found = groups.Values.Where(group => owners.Count == 0 || owners.Contains(group.Owner)).OrderBy(group => group.ChatId, StringComparer.Ordinal).ToList();
        var (page, next) = Page(found, call.Text("cursor"), limit);
        return Answer.Ok(("group_chat_list", Answer.Array(page.Select(group => new JsonObject { ["chat_id"] = group.ChatId, ["status"] = 0 }))), ("next_cursor", next));
    }

    private JsonObject Get(Call call)
    {
        var group = Find(call.Text("chat_id")) ?? throw new Refusal(86001, "invalid chat id");
        var names = call.Text("need_name") == "1";
        var members = group.Members.Select(member =>
        {
            var told = new JsonObject
            {
                ["userid"] = member.Id,
                ["type"] = member.Staff ? 1 : 2,
                ["join_time"] = Measures.Seconds(group.CreatedAt),
                ["join_scene"] = member.Staff ? 1 : 3,
                ["group_nickname"] = "",
            };
            if (!member.Staff)
            {
                told["unionid"] = member.UnionId;
            }

            if (names)
            {
                told["name"] = member.Name;
            }

            return told;
        });
        return Answer.Ok(("group_chat", new JsonObject
        {
            ["chat_id"] = group.ChatId,
            ["name"] = group.Name,
            ["owner"] = group.Owner,
            ["create_time"] = Measures.Seconds(group.CreatedAt),
            ["notice"] = group.Notice,
            ["member_list"] = Answer.Array(members),
            ["admin_list"] = Answer.Array(group.Admins.Select(admin => new JsonObject { ["userid"] = admin })),
            ["member_version"] = $"v{group.Members.Count}",
        }));
    }
}

/// <param name="Owner">userid of the member of staff who owns it.</param>
public sealed record CustomerGroup(string ChatId, string Name, string Owner)
{
    public DateTimeOffset CreatedAt { get; init; }

    public string Notice { get; init; } = "";

    public IReadOnlyList<string> Admins { get; init; } = [];

    public IReadOnlyList<GroupMember> Members { get; init; } = [];

    /// <summary>What the corp's administrator set: "month" (as many as the month has days), "week" (7 a week) or "day" (1 a day).</summary>
    public string Quota { get; init; } = "month";
}

public sealed record GroupMember(string Id, string Name)
{
    public bool Staff { get; init; }

    public string UnionId { get; init; } = "";
}
