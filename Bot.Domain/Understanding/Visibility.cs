using System.Runtime.CompilerServices;

// The parts of the reader are tested one by one.
[assembly: InternalsVisibleTo("Bot.Tests")]
