using System.Globalization;
using Bot.Domain.Channels.Wechat;

namespace Bot.Tests.Channels.Wechat;

public class SubscriptionTemplateTests
{
    [Theory]
    [InlineData("thing1", "3栋2单元电梯坏了", "3栋2单元电梯坏了")]
    [InlineData("thing1", "一二三四五六七八九十一二三四五六七八九十", "一二三四五六七八九十一二三四五六七八九十")]
    [InlineData("thing1", "一二三四五六七八九十一二三四五六七八九十一", "一二三四五六七八九十一二三四五六七八九…")]
    [InlineData("thing1", "一二三四五六七八九十一二三四五六七八👨‍👩‍👧一二三", "一二三四五六七八九十一二三四五六七八…")]
    [InlineData("thing1", "第一行\n第二行", "第一行 第二行")]
    [InlineData("thing1", "", "无")]
    [InlineData("character_string2", "工单 #1023", "#1023")]
    [InlineData("character_string2", "0123456789012345678901234567890123456789", "01234567890123456789012345678901")]
    [InlineData("phrase3", "待确认", "待确认")]
    [InlineData("phrase3", "待确认（今天）", "待确认今天")]
    [InlineData("phrase3", "一二三四五六七", "一二三四五")]
    [InlineData("phrase3", "OK", "进展")]
    [InlineData("number4", "#1023", "1023")]
    [InlineData("number4", "没有", "0")]
    [InlineData("name5", "一二三四五六七八九十一", "一二三四五六七八九十")]
    [InlineData("letter6", "ab1c", "abc")]
    [InlineData("amount7", "12元", "12元")]
    [InlineData("phone_number8", "电话 0571-8765", "0571-8765")]
    public void What_does_not_fit_is_shortened_and_never_refused(string field, string text, string fitted) => Assert.Equal(fitted, TemplateField.Fit(field, text));

    /// <summary>Random words: the bound is counted here as the platform counts, by code points.</summary>
    [Fact]
    public void No_words_whatever_break_the_rule_of_a_field()
    {
        var random = new Random(5);
        string[] pieces = ["电", "梯", "a", "9", " ", "\n", "é", "👨‍👩‍👧", "🇨🇳", "e\u0301", "。", "#"];
        for (var round = 0; round < 2000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => pieces[random.Next(pieces.Length)]));
            var thing = TemplateField.Fit("thing1", text);
            Assert.InRange(thing.EnumerateRunes().Count(), 1, 20);
            Assert.DoesNotContain('\n', thing);
            Assert.True(thing.EndsWith('…') ? IsBeginning(thing[..^1], text.Trim().Replace('\n', ' ')) : thing == "无" || thing == text.Trim().Replace('\n', ' '), text);
            Assert.InRange(TemplateField.Fit("phrase1", text).Length, 1, 5);
            Assert.All(TemplateField.Fit("character_string1", text), letter => Assert.InRange(letter, '!', '~'));
        }

        static bool IsBeginning(string cut, string whole)
        {
            var ends = StringInfo.ParseCombiningCharacters(whole).Append(whole.Length).ToHashSet();
            return whole.StartsWith(cut, StringComparison.Ordinal) && (ends.Contains(cut.Length) || ends.Contains(whole.Length - whole[cut.Length..].TrimStart().Length));
        }
    }

    [Fact]
    public void A_setting_names_template_fields_and_what_goes_in()
    {
        var template = SubscriptionTemplate.Parse("id-1 long-term thing1=text character_string2=number thing3=@网格服务");
        Assert.Equal(("id-1", true), (template.Id, template.LongTerm));
        var filled = template.Fill(new Dictionary<string, string> { ["text"] = "电梯修好了", ["number"] = "1023" });
        Assert.Equal(new Dictionary<string, string> { ["thing1"] = "电梯修好了", ["character_string2"] = "1023", ["thing3"] = "网格服务" }, filled);
        Assert.Empty(SubscriptionTemplate.Parse("id-1").Fields);
    }

    [Theory]
    [InlineData("")]
    [InlineData("id thing1")]
    [InlineData("id thing1=words")]
    [InlineData("id thing1=@")]
    public void A_setting_that_cannot_be_read_is_refused(string setting) => Assert.Throws<FormatException>(() => SubscriptionTemplate.Parse(setting));
}
