using Bot.Host.Access;
using Bot.Host.Grids;

namespace Bot.Host.Channels.Identity;

/// <summary>POST /api/binding-codes {kind: grid|staff|person, node?|person?} → {code, text, expiresAt}: what to type, and where.</summary>
public static class BindingApi
{
    public sealed record Wanted(string? Kind, string? Node, string? Person);

    public static void Map(RouteGroupBuilder api) => api.MapPost("/binding-codes", Make);

    private static async Task<IResult> Make(Wanted wanted, BindingCodes codes, DistrictMaps maps, HttpContext http, CancellationToken stop)
    {
        var map = await maps.Get(stop, again: true);
        switch (wanted.Kind)
        {
            case "grid" or "staff" when wanted.Node is null || map.Node(wanted.Node) is null:
                return Problems.NotFound("node_unknown", "no such node in the tree");
            case "grid" when map.GridAt(wanted.Node!) is null:
                return Problems.BadRequest("node_no_grid", "a residents' group is bound to a grid or a node below one; this node is neither");
            case "person" when wanted.Person is null || map.NameOf(wanted.Person) is null:
                return Problems.NotFound("person_unknown", "no such person");
            case "grid" or "staff" or "person":
                var (code, expires) = await codes.Make(wanted.Kind, wanted.Node ?? wanted.Person!, http.Items["user"] as string ?? "", stop);
                return Results.Ok(new { code, text = $"绑定 {code}", expiresAt = expires });
            default:
                return Problems.BadRequest("kind_unknown", "kind is one of grid, staff, person");
        }
    }
}
