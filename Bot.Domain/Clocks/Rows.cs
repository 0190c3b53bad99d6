using System.Text;

namespace Bot.Domain.Clocks;

/// <summary>Rows of a comma- or tab-separated file: cells may stand in quotes, and then hold separators, line breaks and doubled quotes.</summary>
internal static class Rows
{
    /// <summary>Rows with the line they begin on; blank rows are left out, cells are trimmed. Tabs separate where the first line holds one.</summary>
    /// <exception cref="ClockException">A quote is not closed, or something follows it.</exception>
    public static IReadOnlyList<(int Line, IReadOnlyList<string> Cells)> Parse(string text, string file)
    {
        text = text.TrimStart('\uFEFF');
        var separator = text.AsSpan(0, Math.Max(text.IndexOf('\n', StringComparison.Ordinal), 0)).Contains('\t') ? '\t' : ',';
        var rows = new List<(int Line, IReadOnlyList<string> Cells)>();
        var (at, line) = (0, 1);
        while (at < text.Length)
        {
            var begin = line;
            var cells = new List<string>();
            do
            {
                cells.Add(Cell(text, separator, ref at, ref line, file));
            }
            while (at < text.Length && text[at++] == separator);

            line++;
            if (cells.Exists(cell => cell.Length > 0))
            {
                rows.Add((begin, cells));
            }
        }

        return rows;
    }

    public static string Line(IEnumerable<string> cells, char separator) => string.Join(separator, cells.Select(Quoted)) + "\n";

    /// <summary>Reads one cell and stops on what ends it: a separator, a line's end, or the end of the text.</summary>
    private static string Cell(string text, char separator, ref int at, ref int line, string file)
    {
        if (at >= text.Length || text[at] != '"')
        {
            var length = text.AsSpan(at).IndexOfAny(separator, '\n');
            var cell = text.AsSpan(at, length < 0 ? text.Length - at : length);
            at += cell.Length;
            return cell.Trim().ToString();
        }

        var begin = line;
        var content = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"' && (at + 1 >= text.Length || text[at + 1] != '"'))
            {
                at = text.AsSpan(++at).StartsWith("\r\n") ? at + 1 : at;
                return at >= text.Length || text[at] == separator || text[at] == '\n'
                    ? content.ToString().Trim()
                    : throw new ClockException($"{file} line {line}: '{text[at]}' follows a closing quote");
            }

            at += text[at] == '"' ? 1 : 0;
            line += text[at] == '\n' ? 1 : 0;
            content.Append(text[at]);
        }

        throw new ClockException($"{file} line {begin}: a quote is not closed");
    }

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny("\",\t\r\n") >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
