using Bot.Domain.Grids;

namespace Bot.Tests.Grids;

public class HouseholdTests
{
    [Theory]
    [InlineData("5-1-1203 老周", "5-1-1203")]
    [InlineData("5栋1单元1203老周", "5-1-1203")]
    [InlineData(" 5－1－1203", "5-1-1203")]
    [InlineData("A3-2-501", "A3-2-501")]
    [InlineData("4栋陈阿姨", "person:x")]
    [InlineData("老周", "person:x")]
    [InlineData("2026-11-22 老周", "person:x")]
    [InlineData("", "person:x")]
    public void A_door_in_the_nickname_is_the_household_and_without_one_the_person(string nickname, string household) => Assert.Equal(household, Household.Of("x", nickname));
}
