using Bot.Domain.Clocks;
using Bot.Domain.Inspections;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Messages;
using Bot.Host.Tickets;
using Dapper;

namespace Bot.Host.Inspections;

/// <summary>检查1050 ... by the inspector, who may be a resident, and pictures that come without a word on the day of the inspection.</summary>
public sealed class InspectionTalk(TakeResult results) : IListener
{
    public async Task<IReadOnlyList<Change>?> Hear(Spoken spoken, CancellationToken stop)
    {
        var sender = spoken.Message.SenderId;
        if (InspectionResult.Command(spoken.Text) is { } command)
        {
            // A number of something else leaves the words to others: 检查 is said of many things.
            if (await InspectionStore.Find(spoken.Connection, spoken.Transaction, spoken.Map.District, command.Number) is null)
            {
                return null;
            }

            var taken = await results.Take(
                spoken.Connection, spoken.Transaction, spoken.Map, spoken.Rules, command.Number, items => InspectionResult.Read(command.Words, items), await Keep(spoken, Pictures(spoken.Message.Media)),
                grid => spoken.Map.ActorFor(sender, grid), spoken.Now);
            var words = taken.Refusal?.Text ?? InspectionWords.Taken(taken.Inspection!.Findings.Count(finding => !finding.IsGood));
            return [.. taken.Changes, .. spoken.Say(spoken.Reply("inspection", words, taken.Tickets))];
        }

        var pictures = spoken.IsPrivate && spoken.Text.Length == 0 ? Pictures(spoken.Message.Media) : [];
        if (pictures.Count == 0 || await InspectionStore.OfPerson(spoken.Connection, spoken.Transaction, spoken.Map.District, sender, ShanghaiTime.DateOf(spoken.Now)) is not { } inspection)
        {
            return null;
        }

        await TakeResult.AddPictures(spoken.Connection, spoken.Transaction, spoken.Map, inspection, await Keep(spoken, pictures), sender, spoken.Now);
        return spoken.Say(spoken.Reply("inspection", InspectionWords.PicturesTaken));
    }

    private static IReadOnlyList<string> Pictures(IReadOnlyList<Media> media) => [.. media.Where(one => one.Kind == MediaKind.Image).Select(one => one.Url)];

    /// <summary>A picture of an inspection stays as long as one of a ticket.</summary>
    private static async Task<IReadOnlyList<string>> Keep(Spoken spoken, IReadOnlyList<string> pictures)
    {
        if (pictures.Count > 0)
        {
            await spoken.Connection.ExecuteAsync("UPDATE media SET is_used = true WHERE district = @District AND message_key = @Key", new { spoken.Map.District, spoken.Message.Key }, spoken.Transaction);
        }

        return pictures;
    }
}
