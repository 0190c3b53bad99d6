using Bot.Domain.Understanding;

namespace Bot.Tests.Understanding;

public class HouseholdCountTests
{
    [Theory]
    [InlineData("刚挨个敲门问了 20幢东边户十一家全是冷的", 11)]
    [InlineData("1单元一共11户厨房返水", 11)]
    [InlineData("我们3号楼十几户都没水", 10)]
    [InlineData("问了七八家都这样", 7)]
    [InlineData("二十来户没热水", 20)]
    [InlineData("上下五家都有", 5)]
    [InlineData("我家和隔壁两家都停电了", 2)]
    [InlineData("我家跟楼下都没水了", 2)]
    [InlineData("三户人家吵成一团", 3)]
    public void Homes_are_counted_as_they_are_told(string text, int homes) => Assert.Equal(homes, HouseholdCount.In(text));

    [Theory]
    [InlineData("我家漏水了")]
    [InlineData("好几家都没水")]
    [InlineData("楼下两家店半夜吵")]
    [InlineData("一梯四户开了家麻将馆")]
    [InlineData("第三户门口堆东西")]
    [InlineData("两家老人在推搡")]
    [InlineData("3-2户主不在")]
    [InlineData("一家人都病了")]
    [InlineData("")]
    public void What_counts_no_homes_gives_no_number(string text) => Assert.Null(HouseholdCount.In(text));

    [Fact]
    public void A_report_for_many_homes_says_so_and_a_question_does_not()
    {
        Assert.Equal(8, TestReader.Read("4号楼2单元从上到下八户一滴水没有，赶紧找人").Households);
        Assert.Null(TestReader.Read("请问八户都要签字吗").Households);
    }
}
