using System.Text.RegularExpressions;
using Bot.Domain.Clocks;

namespace Bot.Domain.Tickets;

/// <summary>
/// 到场, as workers say it: that they are there, or what they have done there. Who is on the way or means to come is not there. Judged clause by clause, so that
/// "到了，配件没带" counts and "没到，路上堵" does not. The words are data, lines of "kind TAB words", words between commas, each kind once; here stands how they
/// are put together. Patterns run without backtracking: linear time.
/// </summary>
public sealed class Presence
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>The kinds of words, in the order in which errors name them.</summary>
    private static readonly string[] Kinds = ["到", "地方", "谁", "在场", "看", "正在", "已经", "做好", "还没"];

    private static readonly char[] Between = [' ', '　', '，', ',', '。', '；', ';', '！', '!', '、', '\n', '\r', '\t', '：', ':'];

    private readonly Regex there;
    private readonly Regex done;
    private readonly Regex notYet;

    private Presence(Func<string, string> words)
    {
        const string already = "(已经?|都|刚|刚刚)";
        var (arrives, spot) = (words("到"), $"({words("地方")}|[0-9]+(号|栋|幢)楼?)");
        there = Pattern(
            $"^({words("谁")}|我和.{{1,6}})?{already}?({arrives})(了|啦|咯)$|^({words("谁")}|我和.{{1,6}})?已({arrives})$"
            + $"|{already}{arrives}了?{spot}|{arrives}了{spot}|{arrives}{spot}(了|啦|咯)|到场(处理|查看|核实|处置)(了|中|过)?$"
            + $"|{words("在场")}|{words("看")}过(了)?(现场)?$");
        done = Pattern($"(正在|正|在){words("正在")}|(已经?|都){words("已经")}|{words("做好")}(好|完|通|掉|上|干净|起来)了?");
        notYet = Pattern($"{words("还没")}|[0-9一二三四五六七八九十半两]+个?(分钟|小时|点)后?(就|能|会)?到");
    }

    public bool IsSaid(string text) => text.Split(Between, StringSplitOptions.RemoveEmptyEntries)
        .Any(clause => (there.IsMatch(clause) || done.IsMatch(clause)) && !notYet.IsMatch(clause));

    /// <exception cref="FormatException">Names the line that cannot be used, or the kind that is missing.</exception>
    public static Presence Parse(IEnumerable<string> lines)
    {
        var byKind = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (fields, number) in TabLines.Read(lines, 2))
        {
            if (!Kinds.Contains(fields[0]))
            {
                throw new FormatException($"line {number}: unknown kind '{fields[0]}' ({string.Join(", ", Kinds)})");
            }

            var words = fields[1].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length == 0 || !byKind.TryAdd(fields[0], $"({string.Join('|', words.Select(Regex.Escape))})"))
            {
                throw new FormatException($"line {number}: {fields[0]} needs at least one word, and stands once");
            }
        }

        return Kinds.FirstOrDefault(kind => !byKind.ContainsKey(kind)) is { } missing ? throw new FormatException($"no line for '{missing}'") : new Presence(kind => byKind[kind]);
    }

    private static Regex Pattern(string pattern) => new(pattern, Options);
}
