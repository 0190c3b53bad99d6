using Bot.Domain.Rates;

namespace Bot.Host.Rates;

/// <summary>Reads rates.tsv beside the program, once, at start.</summary>
public static class FormulasInForce
{
    public static Formulas Load() => Load(Path.Combine(AppContext.BaseDirectory, "Rates", "rates.tsv"));

    /// <exception cref="FormatException">A line cannot be used; the message names the file and the line.</exception>
    public static Formulas Load(string path)
    {
        try
        {
            return Formulas.Parse(File.ReadLines(path));
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{path}: {exception.Message}", exception);
        }
    }
}
