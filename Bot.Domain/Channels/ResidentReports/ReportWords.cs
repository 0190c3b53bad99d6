using Bot.Domain.Tickets;

namespace Bot.Domain.Channels.ResidentReports;

/// <summary>What the bot says and notes about orders of 居民上报.</summary>
public static class ReportWords
{
    public const string Urged = "在居民上报里催办";

    public static string UrgedForStaff(Ticket ticket) => $"居民催办 #{ticket.Number}{(ticket.Private ? "" : $" {ticket.Summary}")}，请尽快处理。";

    public static string Step(string text) => text.Length > 0 ? $"居民上报：{text}" : "居民上报：单子有新的办理记录";
}
