using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Understanding;
using Bot.Host.Grids;
using Bot.Tests.Running;

namespace Bot.Tests.Grids;

public sealed class DistrictMapTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task The_roster_of_a_grid_holds_its_own_people_and_those_above_nearest_first()
    {
        var map = await (await PostgresHouse.Open(database)).Map();
        Assert.Equal(["w1", "c1", "p1", "s1", "d1"], map.RosterOf("grid-1").Posts.Select(post => post.PersonId));
        Assert.Empty(map.ActorFor("w2", "grid-1").Roles);
        Assert.Equal([SpeakerRole.GridWorker], map.ActorFor("w1", "grid-1").Roles);
        Assert.Equal([SpeakerRole.District], map.ActorFor("d1", "grid-2").Roles);
    }

    [Fact]
    public async Task A_worker_of_another_grid_may_not_confirm()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "4栋1单元楼道灯不亮");
        await house.Say("w2", "确认 1001", "demo-staff");
        Assert.Equal(Bot.Domain.Tickets.TicketState.Reported, (await house.Ticket("1001")).State);
        await house.Dispatch();
        Assert.Equal("谢谢关心！这一步要由网格员来操作。", house.Channel.Accepted.Single(message => message.LaneId == "demo-staff").Text);
    }

    [Fact]
    public async Task Conversations_know_their_grid_and_addresses_their_conversation()
    {
        var map = await (await PostgresHouse.Open(database)).Map();
        Assert.Equal("grid-1", map.GridOf(map.Group("demo-1")!));
        Assert.Equal("grid-1", map.GridOf(map.Group("demo-staff")!));
        Assert.Equal("grid-2", map.GridOf(map.Group("dm-r4")!));
        Assert.Equal("demo-staff", map.Resolve(Address.Staff("grid-2")));
        Assert.Equal("dm-r1", map.Resolve(Address.Person("r1")));
    }

    [Fact]
    public void Without_a_staff_group_staff_notices_go_to_the_grids_own_group_and_nothing_is_lost()
    {
        var map = Map([new Post("w1", "小余", SpeakerRole.GridWorker, "grid-1")]);
        Assert.Equal("g1", map.Resolve(Address.Staff("grid-1")));
    }

    [Fact]
    public void Where_only_the_neighbours_of_a_grid_have_a_group_staff_notices_go_there_and_nothing_is_lost()
    {
        NodeRow[] nodes = [new("grid-1", null, "grid", "第1网格"), new("lin", "grid-1", null, "4栋邻")];
        var map = new DistrictMap("d", nodes, [new ChatGroup { GroupId = "g1", Kind = "grid", NodeId = "lin" }], [], [], []);
        Assert.Equal("g1", map.Resolve(Address.Staff("grid-1")));
    }

    [Fact]
    public async Task What_is_private_is_told_to_nobody_who_is_only_on_duty_or_a_neighbour()
    {
        var house = await PostgresHouse.Open(database);
        await house.Execute(
            """
            INSERT INTO node (district, node_id, parent_id, name, word, answers_first) VALUES (@District, 'lin', 'grid-1', '4栋邻', '邻', true);
            INSERT INTO post (district, node_id, person_id, role, title) VALUES (@District, 'lin', 'r2', 'grid_worker', '邻长');
            INSERT INTO household (district, node_id, household) VALUES (@District, 'lin', '4-1-302');
            INSERT INTO duty (district, node_id, day, starts, ends, person_id) VALUES (@District, 'grid-1', '2026-03-02', '00:00', '00:00', 'r3');
            """);
        await house.Say("r1", "我老公又打我了，救救我");
        await house.Dispatch();
        Assert.Equal(["dm-c1", "dm-r1", "dm-w1"], house.Channel.Accepted.Select(message => message.LaneId).Distinct().Order());
        var (map, ticket) = (await house.Map(), await house.Ticket("1001"));
        Assert.True(ticket.Private);
        Assert.Equal("w1", map.RosterOf(ticket).InCharge!.PersonId);
        Assert.False(map.ActorFor("r2", ticket).IsStaff);
        Assert.False(map.ActorFor("r3", ticket).IsStaff);
        Assert.Equal("r3", map.RosterOf(ticket with { Private = false }).InCharge!.PersonId);
        Assert.True(map.ActorFor("r2", ticket with { Private = false }).Steers);
    }

    [Fact]
    public void The_role_shown_is_the_highest_post()
    {
        var map = Map([
            new Post("x", "某人", SpeakerRole.GridWorker, "grid-1"), new Post("x", "某人", SpeakerRole.Street, "grid-1"), new Post("x", "某人", SpeakerRole.Property, "grid-1"),
            new Post("y", "另一人", SpeakerRole.Property, "grid-1"), new Post("y", "另一人", SpeakerRole.GridWorker, "grid-1"),
        ]);
        Assert.Equal(SpeakerRole.Street, map.RoleOf("x"));
        Assert.Equal(SpeakerRole.GridWorker, map.RoleOf("y"));
        Assert.Equal(SpeakerRole.Resident, map.RoleOf("nobody"));
    }

    private static DistrictMap Map(Post[] posts) =>
        new("d", [new NodeRow("grid-1", null, "grid", "第1网格")], [new ChatGroup { GroupId = "g1", Kind = "grid", NodeId = "grid-1" }], [], [], posts);
}
