using Bot.Domain.Understanding;

namespace Bot.Tests.Understanding;

public class DoorScannerTests
{
    [Theory]
    [InlineData("3栋2单元501漏水", "3", "2", null, "501")]
    [InlineData("隔壁B1507一到半夜就唱歌", "B", null, null, "1507")]
    [InlineData("C-1811门口有人", "C", null, null, "1811")]
    [InlineData("T2大堂漏水", "T2", null, null, null)]
    [InlineData("B3四单元一楼", "B3", "4", "1", null)]
    [InlineData("3幢1402天天有生人上楼", "3", null, null, "1402")]
    [InlineData("12幢101天井里头", "12", null, null, "101")]
    [InlineData("5栋101：下水道堵了", "5", null, null, "101")]
    [InlineData("32号底楼天井", "32", null, "1", null)]
    [InlineData("6号楼一楼水表房爆了", "6", null, "1", null)]
    [InlineData("9号后门污水冒出来了", "9", null, null, null)]
    [InlineData("302老太太在家没人应", null, null, null, "302")]
    [InlineData("粪水淹到客厅了 402", null, null, null, "402")]
    [InlineData("３栋２单元灯不亮", "3", "2", null, null)]
    [InlineData("三栋二单元五零一暖气不热", "3", "2", null, "501")]
    [InlineData("3-2-501漏水", "3", "2", null, "501")]
    [InlineData("3#2-501水表", "3", "2", null, "501")]
    [InlineData("3#501没电", "3", null, null, "501")]
    [InlineData("3号楼2门501堵了", "3", "2", null, "501")]
    [InlineData("6幢电梯坏了", "6", null, null, null)]
    [InlineData("十二幢电梯坏了", "12", null, null, null)]
    [InlineData("B座大厅没灯", "B", null, null, null)]
    [InlineData("A3栋一单元", "A3", "1", null, null)]
    [InlineData("15弄6号301漏水", "6", null, null, "301")]
    [InlineData("7栋1单元13楼停了", "7", "1", "13", null)]
    [InlineData("5栋负二楼积水", "5", null, "-2", null)]
    [InlineData("building 8 lobby", "8", null, null, null)]
    [InlineData("9洞电梯", "9", null, null, null)]
    [InlineData("6栋1703太吵", "6", null, null, "1703")]
    public void Doors_are_read_in_every_way_of_writing(string text, string? building, string? unit, string? floor, string? room)
    {
        var door = Assert.Single(Scan(text), mention => !mention.IsRange);
        Assert.Equal((building, unit, floor, room), (door.Building, door.Unit, door.Floor, door.Room));
    }

    [Theory]
    [InlineData("谁家有502胶水")]
    [InlineData("110块一斤")]
    [InlineData("2-1赢了")]
    [InlineData("11月28日停电")]
    [InlineData("地上一层灰")]
    [InlineData("等了30分钟")]
    [InlineData("30-150元")]
    [InlineData("这一栋都是")]
    [InlineData("2024-11-28")]
    public void What_only_looks_like_a_door_is_none(string text) => Assert.Empty(Scan(text));

    [Theory]
    [InlineData("1到6栋没收垃圾")]
    [InlineData("3栋至6栋停水")]
    [InlineData("6-10幢停电")]
    [InlineData("4栋和5栋中间")]
    [InlineData("2号楼到4号楼之间")]
    [InlineData("1幢2幢之间那棵树")]
    [InlineData("3幢8幢9幢都在掉线")]
    [InlineData("4座同5座之间")]
    public void Several_houses_are_a_range_and_no_single_one(string text) => Assert.True(Assert.Single(Scan(text)).IsRange);

    [Theory]
    [InlineData("7-4老曲", "7", "4", null)]
    [InlineData("7-2-老崔", "7", "2", null)]
    [InlineData("16号亭子间", "16", null, null)]
    [InlineData("b3鸡飞狗跳", "B3", null, null)]
    [InlineData("c1812 鱼丸", "C", null, "1812")]
    [InlineData("5-1-1203 老周", "5", "1", "1203")]
    [InlineData("13-602", "13", null, "602")]
    [InlineData("9栋2单元302", "9", "2", "302")]
    [InlineData("3门-小何", null, "3", null)]
    public void Nicknames_tell_doors_more_briefly(string nickname, string? building, string? unit, string? room)
    {
        var found = new List<DoorMention>();
        DoorScanner.Scan(nickname, found, nickname: true);
        Assert.Equal((building, unit, room), (found[0].Building, found[0].Unit, found[0].Room));
    }

    private static List<DoorMention> Scan(string text)
    {
        Span<char> folded = new char[text.Length];
        TestReader.Instance.Vocabulary.Folding.Fold(text, folded);
        var found = new List<DoorMention>();
        DoorScanner.Scan(folded, found);
        return found;
    }
}
