namespace Bot.Domain.Clocks;

/// <summary>A limit, pause, calendar or rule that cannot be used. The message is English, for operators, and names what is wrong.</summary>
public sealed class ClockException : ArgumentException
{
    public ClockException()
    {
    }

    public ClockException(string message) : base(message)
    {
    }

    public ClockException(string message, Exception inner) : base(message, inner)
    {
    }
}
