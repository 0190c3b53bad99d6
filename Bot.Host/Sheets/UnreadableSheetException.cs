namespace Bot.Host.Sheets;

/// <summary>The file as a whole cannot be read; the message says why, in English, for the caller of the API.</summary>
public sealed class UnreadableSheetException(string message, Exception? inner = null) : Exception(message, inner);
