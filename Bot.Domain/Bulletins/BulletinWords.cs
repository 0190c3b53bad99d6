using System.Globalization;
using System.Text;
using Bot.Domain.Clocks;

namespace Bot.Domain.Bulletins;

/// <summary>All words around bulletins, in Chinese.</summary>
public static class BulletinWords
{
    /// <summary>More kinds do not help anybody who reads it on a phone.</summary>
    private const int CategoriesInText = 5;

    public const string NoDraft = "没有等您发布的通报。";
    public const string NotYours = "这份通报由别的同志负责，您不能发布。";
    public const string NothingCounted = "这段时间没有可通报的事。";
    public const string PeriodUnknown = "看不懂是哪个月，可以写：2026-03、2026-Q1、2026、3月、上月。";

    public static string Head(Bulletin bulletin) => $"【{bulletin.Title}】{bulletin.NodeName} {bulletin.Period.Words}";

    /// <summary>For the group: short lines, counts only.</summary>
    /// <param name="page">Where all of it can be read; null where the district has no address.</param>
    public static string Text(Bulletin bulletin, string? page)
    {
        var text = new StringBuilder(Head(bulletin));
        text.Append(CultureInfo.InvariantCulture, $"\n登记{bulletin["registered"]}件");
        var categories = bulletin.In(Bulletin.Categories).Take(CategoriesInText).ToList();
        if (categories.Count > 1)
        {
            text.Append('：').AppendJoin('、', categories.Select(category => $"{category.Name}{category.Value}"));
        }

        foreach (var rate in bulletin.In(Bulletin.Rates).Where(rate => rate.Of > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{rate.Name}{rate.Percent}（{rate.Of}件里{rate.Value}件）");
        }

        if (bulletin["overdue"] + bulletin["returned"] > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n超期{bulletin["overdue"]}件，同一处又发生{bulletin["returned"]}件");
        }

        foreach (var (group, numbers) in bulletin.Rooms)
        {
            text.Append('\n').Append(group == Bulletin.Meetings ? "" : group + "：").AppendJoin('，', numbers.Select(Said));
        }

        return text.Append('\n').Append(page is null ? "详见公示栏。" : $"详见 {page}").ToString();
    }

    public static string Said(BulletinNumber number) => $"{number.Name}{number.Value}{number.Unit}";

    /// <summary>For who answers for it, alone.</summary>
    public static string Draft(Bulletin bulletin, string number, string? page, DateTimeOffset? releasedAt) =>
        Text(bulletin, page) + $"\n———\n这是草稿，请您过目。回“发布 通报 {number}”就发到群里，回“不发 通报 {number}”就不发。"
        + (releasedAt is { } at ? $"不回的话，{ShanghaiTime.Say(at, bulletin.AsOf)}自动发。" : "您不回就一直不发。");

    public static string Remind(Bulletin bulletin, string number) => $"{Head(bulletin)}还没发。请回“发布 通报 {number}”或“不发 通报 {number}”。";

    public static string Released(Bulletin bulletin, int groups) => groups == 0 ? $"{Head(bulletin)}已公示，没有群可发。" : $"{Head(bulletin)}已发到{groups}个群。";

    public static string Dropped(Bulletin bulletin) => $"{Head(bulletin)}不发了。";

    public static string Settled(string number, string state) => state == "released" ? $"通报{number}已经发过了。" : $"通报{number}已经定了不发。";

    /// <summary>履职清单: what a worker has handled, and what is still in hand, for the worker alone.</summary>
    public static string Duties(DutyList duties, DateTimeOffset now)
    {
        var text = new StringBuilder($"【履职清单】{duties.Name} {duties.Period.Words}");
        text.Append(CultureInfo.InvariantCulture, $"\n经手{duties.Handled.Lines.Count}件");
        var steps = duties.Steps.Where(step => step.Lines.Count > 0).ToList();
        if (steps.Count > 0)
        {
            text.Append('：').AppendJoin('，', steps.Select(step => $"{step.Name}{step.Lines.Count}{step.Unit}"));
        }

        text.Append(CultureInfo.InvariantCulture, $"\n问题清单：在办{duties.InHand.Count}件");
        foreach (var problem in duties.InHand)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n#{problem.Number} {problem.Category} {(problem.DueAt < now ? "已超期" : ShanghaiTime.Say(problem.DueAt, now) + "前")}");
        }

        return text.ToString();
    }

    /// <summary>按邻、组、网格汇总: one short line per node.</summary>
    public static string RollUp(string title, Period period, IReadOnlyList<Bulletin> parts)
    {
        var text = new StringBuilder($"【{title}】{period.Words}");
        foreach (var part in parts)
        {
            var done = part.In(Bulletin.Rates).FirstOrDefault(rate => rate.Key == "rate:办结率");
            text.Append(CultureInfo.InvariantCulture, $"\n{part.NodeName}：登记{part["registered"]}件，办结{done?.Value ?? 0}件，超期{part["overdue"]}件");
            foreach (var (_, numbers) in part.Rooms)
            {
                text.Append('，').AppendJoin('，', numbers.Select(Said));
            }
        }

        return text.ToString();
    }
}
