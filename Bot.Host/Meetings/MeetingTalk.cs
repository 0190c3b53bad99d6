using System.Text.RegularExpressions;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Meetings;
using Bot.Domain.Understanding;
using Bot.Host.Grids;
using Bot.Host.Messages;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Meetings;

/// <summary>What is said in chats of meetings: minutes by staff, sign-ups by anybody.</summary>
public sealed partial class MeetingTalk(MinutesStore minutes) : IListener
{
    /// <summary>纪要 by staff.</summary>
    public async Task<IReadOnlyList<Change>?> Hear(Spoken spoken, CancellationToken stop)
    {
        if (Command().Match(spoken.Text) is not { Success: true } command || !spoken.Actor.Steers)
        {
            return null;
        }

        var (map, group) = (spoken.Map, spoken.Group);
        IReadOnlyList<string> groups = group.Kind == "grid" ? [group.GroupId] : map.ResidentGroupsUnder(group.NodeId ?? spoken.Grid);
        var id = command.Groups["id"].Success ? command.Groups["id"].Value : await MinutesStore.LastWithout(spoken.Connection, spoken.Transaction, map, groups, spoken.Now);
        var taken = id is null
            ? MinutesStore.Taken.Not("meeting_unknown", MeetingWords.NoMeeting)
            : await minutes.Take(spoken.Connection, spoken.Transaction, map, spoken.Rules, id, command.Groups["text"].Value, grid => map.ActorFor(spoken.Message.SenderId, grid), spoken.Now);
        if (taken.Refusal is null && !ShanghaiTime.IsNight(spoken.Now) && taken.Meeting!.GroupIds.Contains(group.GroupId))
        {
            // What came out of it is told here at once: that it was taken need not be said beside it.
            return taken.Changes;
        }

        var words = taken.Refusal?.Text ?? MeetingWords.MinutesTaken(taken.Meeting!, taken.Minutes!);
        return [.. taken.Changes, .. spoken.Say(spoken.Reply("minutes", words, taken.Changes.Select(change => change.Number)))];
    }

    /// <summary>报名 by reply or 接龙, where the last call in the talk was the bot's for a meeting and nobody's of the staff for something else.</summary>
    public static async Task NoteSignUp(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, ChatGroup group, IncomingMessage message, Talk talk, string name, Reading reading, DateTimeOffset now)
    {
        var chain = SignUp.ReadChain(message.Text);
        if ((chain is null && reading.Intent != "rsvp") || talk.Before.LastOrDefault(IsCall) is not { Role: SpeakerRole.Bot }
            || await GuestStore.SpokenOf(connection, transaction, map.District, group.GroupId, now) is not { } meeting)
        {
            return;
        }

        if (chain is not null)
        {
            await GuestStore.NoteChain(connection, transaction, map.District, meeting, chain, now);
        }
        else
        {
            await GuestStore.Note(connection, transaction, map.District, meeting, message.SenderId, SignUp.Read(name, message.Text), now);
        }
    }

    /// <summary>Something that people answer by signing up.</summary>
    private static bool IsCall(Utterance line) => line.Role == SpeakerRole.Bot
        ? line.Text.StartsWith("【会议", StringComparison.Ordinal)
        : line.Role != SpeakerRole.Resident && Call().IsMatch(line.Text);

    [GeneratedRegex(@"^\s*(?:会议)?纪要\s*[#＃]?(?<id>\d{1,9})?(?:\s|[：:，,])\s*(?<text>.+)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Command();

    [GeneratedRegex("报名|接龙|签到|回复|签收|扣1|参加的", RegexOptions.CultureInvariant)]
    private static partial Regex Call();
}
