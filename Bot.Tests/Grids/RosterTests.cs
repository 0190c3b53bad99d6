using Bot.Domain.Grids;
using Bot.Domain.Understanding;
using Bot.Tests.Tickets;

namespace Bot.Tests.Grids;

public class RosterTests
{
    [Theory]
    [InlineData("p1", "p1")]
    [InlineData("物业老张", "p1")]
    [InlineData("@物业老张", "p1")]
    [InlineData("老张", "p1")]
    [InlineData("物业", "p1")]
    [InlineData("小余", "w1")]
    [InlineData("社区", null)]
    [InlineData("张", "p1")]
    [InlineData("老王", null)]
    [InlineData("  ", null)]
    public void A_person_is_found_by_id_name_ending_or_role_and_never_guessed_among_several(string named, string? id) => Assert.Equal(id, Desk.Roster.Find(named)?.PersonId);

    [Fact]
    public void In_charge_is_the_grids_worker_or_who_is_next_above()
    {
        Assert.Equal("w1", Desk.Roster.InCharge!.PersonId);
        var without = Desk.Roster with { Posts = Desk.Roster.Posts.Where(post => post.Role is SpeakerRole.Property or SpeakerRole.Street).ToList() };
        Assert.Equal("s1", without.InCharge!.PersonId);
        Assert.Null((without with { Posts = [] }).InCharge);
    }

    [Theory]
    [InlineData(SpeakerRole.GridWorker, true, false)]
    [InlineData(SpeakerRole.Property, false, false)]
    [InlineData(SpeakerRole.Community, true, true)]
    [InlineData(SpeakerRole.Street, true, true)]
    [InlineData(SpeakerRole.District, true, true)]
    public void Who_steers_and_who_grants_follows_from_the_posts(SpeakerRole role, bool steers, bool grants)
    {
        var actor = new Actor("x", "某人", [role]);
        Assert.Equal((true, steers, grants), (actor.IsStaff, actor.Steers, actor.Grants));
        Assert.False(new Actor("r", "居民", []).IsStaff);
        Assert.False(Actor.Clock.IsStaff);
    }
}
