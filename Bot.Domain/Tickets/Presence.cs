using System.Text.RegularExpressions;

namespace Bot.Domain.Tickets;

/// <summary>
/// 到场, as workers say it: that they are there, or what they have done there. Who is on the way or means to come is not there. Judged clause by clause, so that
/// "到了，配件没带" counts and "没到，路上堵" does not. Patterns run without backtracking: linear time.
/// </summary>
public static class Presence
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const string Spot = "(现场|场|位|楼下|楼上|门口|小区|[居住业户]?[民户主]?家(里)?|[0-9]+(号|栋|幢)楼?)";

    private static readonly Regex NotYet = new(
        "没|未|不|别|路上|途中|马上|快到|就到|要到|会到|能到|才到|往|赶去|赶过|在赶|等|以后|之后|再|明天|明早|后天|大后天|下周|下午到|今晚|晚点|稍后|待会|一会|尽快|准备|打算|争取|预计|计划|安排|联系|通知|约|要去|去看|去修|过去|如果|要是|吗|[0-9一二三四五六七八九十半两]+个?(分钟|小时|点)后?(就|能|会)?到|[?？]", Options, TimeSpan.FromSeconds(1));

    private static readonly Regex There = new(
        "^(我|我们|我这边|人|师傅|工人|维修工|维修师傅|师傅们|电工|水工|物业|保安|保洁|维保|我和.{1,6})?(已经?|都|刚|刚刚)?(到了|到啦|到咯|已到)$"
        + $"|(已经?|都|刚|刚刚)(到|到达|抵达|赶到)了?{Spot}|(到|到达|抵达|赶到)了{Spot}|(到|到达|抵达|赶到){Spot}(了|啦|咯)|(已|都|我|人)(到场|到位)|到场(处理|查看|核实|处置)(了|中|过)?$"
        + "|(在|正在)现场|现场(正在|已|处理|查看|勘查|核实|看)|上门(了|看了|看过|查看|查过|修了|处理了)|已上门|(看|查看|勘查|检查|核实)过(了)?(现场)?$",
        Options,
        TimeSpan.FromSeconds(1));

    private static readonly Regex Done = new(
        "(正在|正|在)(抢修|维修|检修|修理|修|更换|换|疏通|清理|清掏|清运|排水|焊|拆除|围挡)|(已经?|都)(换|更换|修|抢修|疏通|清理|清掏|清运|止水|断电|断水|关阀|围挡|围起来|拉了?警戒|拆|排查)"
        + "|(换|修|疏通|清理|清|拆|焊|补|装|围)(好|完|通|掉|上|干净|起来)了?",
        Options,
        TimeSpan.FromSeconds(1));

    private static readonly char[] Between = [' ', '　', '，', ',', '。', '；', ';', '！', '!', '、', '\n', '\r', '\t', '：', ':'];

    public static bool IsSaid(string text) => text.Split(Between, StringSplitOptions.RemoveEmptyEntries)
        .Any(clause => (There.IsMatch(clause) || Done.IsMatch(clause)) && !NotYet.IsMatch(clause));
}
