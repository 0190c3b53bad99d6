using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>The smart robot's response addresses: each takes one message within an hour, markdown up to 20,480 bytes or a template card.</summary>
internal sealed class Robots
{
    private readonly Standin standin;
    private readonly Dictionary<string, (string Robot, string Session, DateTimeOffset Until)> open = [];

    public Robots(Standin standin, Routes routes)
    {
        this.standin = standin;
        routes.Open("/cgi-bin/aibot/response", Respond);
    }

    /// <param name="robot">Name of the account.</param>
    /// <param name="session">The chat, or the person in a single chat.</param>
    public Uri OpenAddress(string robot, string session)
    {
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        lock (standin.Gate)
        {
            open[code] = (robot, session, standin.Now.AddHours(1));
        }

        return new Uri(standin.Address, $"/cgi-bin/aibot/response?response_code={code}");
    }

    public static void CheckCard(Call call, string field)
    {
        if (call.Node($"{field}.card_type") is null)
        {
            throw new Refusal(40058, $"{field}.card_type missing. invalid Request Parameter");
        }

        var task = call.Text($"{field}.task_id");
        if (Measures.Bytes(task) > 128 || task.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-' or '@')))
        {
            throw new Refusal(40058, $"{field}.task_id invalid. invalid Request Parameter");
        }
    }

    private JsonObject Respond(Call call)
    {
        var code = call.Query("response_code");

        // The documents give no code for a used or late address; it is a parameter that is no longer valid.
        if (!open.TryGetValue(code, out var address) || address.Until <= call.Now)
        {
            throw new Refusal(40058, "response_code invalid or expired");
        }

        call.Account = address.Robot;
        switch (call.Text("msgtype"))
        {
            case "markdown":
                GroupWebhooks.NotLonger(call, "markdown.content", 20480);
                break;
            case "template_card":
                CheckCard(call, "template_card");
                break;
            default:
                throw new Refusal(40008, "invalid message type");
        }

        open.Remove(code);
        standin.Ledger.Accept(call.Now, address.Robot, call.Path, address.Session, call.Body);
        return Answer.Ok();
    }
}
