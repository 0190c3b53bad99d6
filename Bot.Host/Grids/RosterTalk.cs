using System.Globalization;
using System.Text.RegularExpressions;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Understanding;
using Bot.Host.Journal;
using Bot.Host.Messages;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Grids;

/// <summary>What staff say of who is there: 值班, 我值班, 换班, 请假, 销假. Said by anybody else the words mean nothing here.</summary>
public sealed partial class RosterTalk(DistrictMaps maps) : IListener
{
    public async Task<IReadOnlyList<Change>?> Hear(Spoken spoken, CancellationToken stop)
    {
        if (spoken.Text.Length > 60 || spoken.Map.RoleOf(spoken.Message.SenderId) == SpeakerRole.Resident)
        {
            return null;
        }

        var words = Asked().IsMatch(spoken.Text) ? await Show(spoken)
            : Mine().Match(spoken.Text) is { Success: true } mine ? await TakeDuty(spoken, mine)
            : Swap().Match(spoken.Text) is { Success: true } swap ? await HandOver(spoken, swap.Groups["who"].Value)
            : Away().Match(spoken.Text) is { Success: true } away ? await TakeLeave(spoken, away)
            : Back().IsMatch(spoken.Text) ? await EndLeave(spoken)
            : null;
        return words is null ? null : spoken.Say(spoken.Reply("roster", words));
    }

    /// <summary>Read from the database: what was said a moment ago counts.</summary>
    private static async Task<string> Show(Spoken spoken)
    {
        var onDuty = spoken.Map.OnDutyAround(NodeOf(spoken), await Duties(spoken), spoken.Now);
        var inCharge = spoken.Map.RosterOf(spoken.Grid).InCharge;
        return onDuty.Count > 0 ? RosterWords.OnDuty([.. onDuty.Select(duty => (duty, spoken.Map.NameOf(duty.PersonId) ?? duty.PersonId, spoken.Map.Node(duty.NodeId)?.Name ?? duty.NodeId))])
            : RosterWords.NobodyOnDuty(inCharge?.Name);
    }

    /// <summary>The day and the hours are left out or said: 我值班, 我值班 11-25, 我值班 18:00-08:00.</summary>
    private async Task<string?> TakeDuty(Spoken spoken, Match said)
    {
        var node = NodeOf(spoken);
        if (!spoken.Map.ActorFor(spoken.Message.SenderId, node).IsStaff && !spoken.Map.GridsUnder(node).Any(grid => spoken.Map.ActorFor(spoken.Message.SenderId, grid).IsStaff))
        {
            return null;
        }

        var today = ShanghaiTime.DateOf(spoken.Now);
        if (SaidDay.Read(said.Groups["day"].Value, today) is not { } day || day < today || Time(said.Groups["starts"].Value) is not { } starts || Time(said.Groups["ends"].Value) is not { } ends)
        {
            return RosterWords.DutyUnclear;
        }

        var duty = new Duty(node, day, starts, ends, spoken.Message.SenderId);
        await Write(spoken, $"duty:{node}", "duty_taken", duty.Day,
            """
            INSERT INTO duty (district, node_id, day, starts, ends, person_id) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (district, node_id, day, starts) DO UPDATE SET ends = excluded.ends, person_id = excluded.person_id
            """,
            node, day, starts, ends, duty.PersonId);
        return RosterWords.DutyTaken(duty, spoken.Map.Node(node)?.Name ?? node, spoken.Now);
    }

    /// <summary>Who is on duty now gives it to somebody of the roster.</summary>
    private async Task<string?> HandOver(Spoken spoken, string named)
    {
        if ((await Duties(spoken)).FirstOrDefault(duty => duty.PersonId == spoken.Message.SenderId && duty.Covers(spoken.Now)) is not { } duty)
        {
            return RosterWords.NotOnDuty;
        }

        if (Colleagues(spoken).Find(named) is not { } other)
        {
            return RosterWords.PersonUnknown(named);
        }

        await Write(spoken, $"duty:{duty.NodeId}", "duty_handed_over", duty.Day,
            "UPDATE duty SET person_id = $5 WHERE district = $1 AND node_id = $2 AND day = $3 AND starts = $4",
            duty.NodeId, duty.Day, duty.Starts, other.PersonId);
        return RosterWords.DutyHandedOver(other.Name);
    }

    /// <summary>For oneself only.</summary>
    private async Task<string> TakeLeave(Spoken spoken, Match said)
    {
        var today = ShanghaiTime.DateOf(spoken.Now);
        var from = SaidDay.Read(said.Groups["from"].Value, today);
        if (from is null || (said.Groups["to"].Success ? SaidDay.Read(said.Groups["to"].Value, from.Value) : from) is not { } to || from < today || to < from)
        {
            return RosterWords.LeaveUnclear;
        }

        Post? standIn = null;
        if (said.Groups["who"] is { Success: true, Value: var named })
        {
            standIn = Colleagues(spoken).Find(named);
            if (standIn is null || standIn.PersonId == spoken.Message.SenderId)
            {
                return RosterWords.PersonUnknown(named);
            }
        }

        await Write(spoken, $"leave:{spoken.Message.SenderId}", "leave_taken", from.Value,
            """
            INSERT INTO leave (district, person_id, from_day, to_day, stand_in) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (district, person_id, from_day) DO UPDATE SET to_day = excluded.to_day, stand_in = excluded.stand_in
            """,
            spoken.Message.SenderId, from.Value, to, standIn?.PersonId);
        return RosterWords.LeaveTaken(from.Value, to, standIn?.Name);
    }

    /// <summary>From today on one is back; leave that has not begun is taken back too where it begins today.</summary>
    private async Task<string> EndLeave(Spoken spoken)
    {
        var today = ShanghaiTime.DateOf(spoken.Now);
        var isAway = await spoken.Connection.ExecuteScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM leave WHERE district = @District AND person_id = @SenderId AND @today::date BETWEEN from_day AND to_day)",
            new { spoken.Map.District, spoken.Message.SenderId, today = today.ToDateTime(default) },
            spoken.Transaction);
        if (!isAway)
        {
            return RosterWords.NotAway;
        }

        await Write(spoken, $"leave:{spoken.Message.SenderId}", "leave_ended", today,
            """
            WITH gone AS (DELETE FROM leave WHERE district = $1 AND person_id = $2 AND from_day = $3)
            UPDATE leave SET to_day = $3::date - 1 WHERE district = $1 AND person_id = $2 AND from_day < $3 AND to_day >= $3
            """,
            spoken.Message.SenderId, today);
        return RosterWords.Back;
    }

    private async Task Write(Spoken spoken, string subject, string kind, DateOnly day, string sql, params object?[] values)
    {
        await using var batch = new NpgsqlBatch(spoken.Connection, spoken.Transaction);
        var command = new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = spoken.Map.District } } };
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        batch.BatchCommands.Add(command);
        JournalStore.Add(batch, spoken.Map.District, subject, kind, spoken.Message.SenderId, NodeOf(spoken), new { day }, spoken.Now);
        await batch.ExecuteNonQueryAsync();
        maps.Forget();
    }

    private static async Task<IReadOnlyList<Duty>> Duties(Spoken spoken) =>
        [.. (await spoken.Connection.QueryAsync<(string Node, DateOnly Day, TimeOnly Starts, TimeOnly Ends, string Person)>(
            "SELECT node_id, day, starts, ends, person_id FROM duty WHERE district = @District AND day BETWEEN @today::date - 1 AND @today::date ORDER BY day, starts",
            new { spoken.Map.District, today = ShanghaiTime.DateOf(spoken.Now).ToDateTime(default) },
            spoken.Transaction)).Select(row => new Duty(row.Node, row.Day, row.Starts, row.Ends, row.Person))];

    private static string NodeOf(Spoken spoken) => spoken.Group.NodeId ?? spoken.Grid;

    /// <summary>Whom one may name: all who answer for a grid of the same community.</summary>
    private static Roster Colleagues(Spoken spoken)
    {
        var above = spoken.Map.NodeAbove(spoken.Grid, Level.Community)?.NodeId ?? spoken.Grid;
        return spoken.Map.RosterOf(spoken.Grid) with { Posts = [.. spoken.Map.GridsUnder(above).SelectMany(grid => spoken.Map.RosterOf(grid).Posts).Distinct()] };
    }

    private static TimeOnly? Time(string said) =>
        said is "" or "24:00" ? TimeOnly.MinValue : TimeOnly.TryParseExact(said, "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private const string Day = @"(?:\d{4}-)?\d{1,2}-\d{1,2}|\d{1,2}月\d{1,2}[日号]?|今天|明天|后天";

    [GeneratedRegex(@"^\s*(?:今天|今日)?谁?值班(?:是谁|的是谁)?[？?]?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Asked();

    [GeneratedRegex($@"^\s*我(?<day>{Day})?值班(?:\s+(?<day>{Day}))?(?:\s+(?<starts>\d{{1,2}}:\d{{2}})\s*(?:-|到|至)\s*(?<ends>\d{{1,2}}:\d{{2}}))?[。.]?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Mine();

    [GeneratedRegex(@"^\s*换班\s*(?:给)?\s*(?<who>[^\s。.，,]{1,20})[。.]?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Swap();

    [GeneratedRegex($@"^\s*(?:我)?请假\s*(?<from>{Day})(?:\s*(?:到|至)\s*(?<to>{Day}))?(?:[\s，,]*由\s*(?<who>[^\s。.，,]{{1,20}}?)\s*代(?:班)?)?[。.]?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Away();

    [GeneratedRegex(@"^\s*(?:我)?销假(?:了)?[。.]?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Back();
}
