using System.Net;
using System.Text;
using Bot.Domain.Rates;
using Bot.Domain.Tickets;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Serving;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Rates;

/// <summary>The demo district's rates as a plain page, without a script, readable on a phone. Counts only: no number, name or place of a ticket.</summary>
public static class RatesPage
{
    private static readonly PlainPage Page = new("三率", "/sim/rates.css") { Header = "<header><a href=\"/sim\">回到群聊</a><h1>三率</h1></header>", Icon = "/sim/page/icon.svg" };

    public static void Map(WebApplication app)
    {
        app.MapGet("/sim/rates", Show);
        app.MapGet("/sim/rates.css", () => Results.File(Path.Combine(AppContext.BaseDirectory, "Rates", "rates.css"), "text/css; charset=utf-8"));
    }

    private static async Task<IResult> Show(string? from, string? to, string? level, HttpResponse response, NpgsqlDataSource source, DistrictMaps maps, RulesInForce rules, BotClock clock, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        try
        {
            var question = RateQuestion.Read(Given(from), Given(to), Given(level), null, null, null, map, rules.Now.Rates, clock.Now);
            return Page.Show(response, Body(await RateReport.Compute(source, map, question, rules.Now, stop), question));
        }
        catch (FormatException)
        {
            return Page.Show(response, "<p>日期或级别不对，请<a href=\"/sim/rates\">重新来</a>。</p>", StatusCodes.Status400BadRequest);
        }

        static string? Given(string? field) => string.IsNullOrEmpty(field) ? null : field;
    }

    private static string Body(IReadOnlyList<NodeRates> nodes, RateQuestion question)
    {
        var html = new StringBuilder();
        html.Append(
            $"""
            <form>
              <label>从 <input type="date" name="from" value="{RateReport.Day(question.From)}" required></label>
              <label>到 <input type="date" name="to" value="{RateReport.Day(question.To)}" required></label>
              <label>按 <select name="level">{string.Concat(Levels().Select(level => $"<option value=\"{level.Key}\"{(level.Key == Tickets.TicketStore.Word(question.Level) ? " selected" : "")}>{level.Value}</option>"))}</select></label>
              <button>看</button>
            </form>
            <p class="hint">登记日在这几天里的工单，截到{Bot.Domain.Clocks.ShanghaiTime.Say(question.AsOf, question.AsOf)}。响应、办结、解决、满意是四件事，没评价的从不算满意。</p>
            """);
        foreach (var node in nodes)
        {
            html.Append($"<section><h2>{Safe(node.Name)} <small>登记{node.Tally.Registered}件</small></h2>");
            foreach (var (figure, usual) in node.Tally.Figures.Zip(question.Formulas))
            {
                html.Append(Row(figure, usual));
            }

            var tally = node.Tally;
            html.Append($"<p class=\"hint\">问到{tally.Asked}户：好了{tally.Solved}，没好{tally.Unsolved}，不清楚{tally.Unclear}，未评价{tally.Unanswered}。</p>");
            html.Append($"<p class=\"hint\">假闭环（销号后同一地点同一类又报）：30天内{tally.CameBackWithin30}件，90天内{tally.CameBackWithin90}件。</p></section>");
        }

        html.Append("<details><summary>怎么算的</summary><dl>");
        foreach (var formula in question.Formulas)
        {
            html.Append($"<dt>{Safe(formula.Rate)}</dt><dd>{Terms(formula)}</dd>");
        }

        return html.Append("</dl></details>").ToString();
    }

    private static string Terms(Formula formula) => $"分子：{Words(formula.Numerator)}。分母：{Words(formula.Denominator)}。剔除：{Words(formula.Exclusions)}。{Safe(formula.Note)}";

    private static string Row(Figure figure, Formula usual)
    {
        var excluded = figure.Excluded.Where(one => one.Count > 0).Select(one => $"{Safe(one.Reason.Words)}{one.Count}").ToList();
        var unanswered = figure.Formula.Unanswered is null ? "" : $"<li>未评价{figure.Unanswered}件（{(figure.Formula.CountsUnanswered ? "在分母里" : "不在分母里")}）</li>";
        return $"<article><h3>{Safe(figure.Formula.Rate)}</h3><p class=\"value\">{figure.Percent}</p><ul><li>{figure.Numerator} / {figure.Denominator}件</li>{unanswered}"
            + $"<li>剔除{figure.Excluded.Sum(one => one.Count)}件{(excluded.Count > 0 ? "：" + string.Join("，", excluded) : "")}</li>{(ReferenceEquals(figure.Formula, usual) ? "" : $"<li>这里另有算法。{Terms(figure.Formula)}</li>")}</ul></article>";
    }

    private static Dictionary<string, string> Levels() => new() { ["district"] = "全区", ["street"] = "街道", ["community"] = "社区", ["grid"] = "网格" };

    private static string Words(IReadOnlyList<Term> terms) => terms.Count == 0 ? "无" : Safe(string.Join("，", terms.Select(term => term.Words)));

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
