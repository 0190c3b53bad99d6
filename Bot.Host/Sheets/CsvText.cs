using System.Text;
using Bot.Domain.Sheets;

namespace Bot.Host.Sheets;

/// <summary>
/// A sheet as CSV (RFC 4180). Written in UTF-8 with a mark at its front, without which Chinese Excel shows garbage; read in UTF-8, UTF-16 or
/// GB18030, in which Chinese Excel saves.
/// </summary>
public static class CsvText
{
    private const string FormulaBegins = "=+-@\t\r";

    static CsvText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <exception cref="UnreadableSheetException">Neither encoding fits, or a quote is never closed.</exception>
    public static Sheet Read(string name, ReadOnlyMemory<byte> file) => new(name, Parse(Decode(file)));

    public static byte[] Write(Sheet sheet)
    {
        var text = new StringBuilder("\uFEFF");
        foreach (var row in sheet.Rows)
        {
            text.AppendJoin(',', row.Select(Quoted)).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Decode(ReadOnlyMemory<byte> file)
    {
        if (file.Span.StartsWith(Encoding.Unicode.Preamble))
        {
            return Encoding.Unicode.GetString(file.Span[2..]);
        }

        var bytes = file.Span.StartsWith(Encoding.UTF8.Preamble) ? file.Span[3..] : file.Span;
        foreach (var name in new[] { "utf-8", "GB18030" })
        {
            try
            {
                return Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                // The next one may fit.
            }
        }

        throw new UnreadableSheetException("the CSV is neither UTF-8 nor GB18030");
    }

    private static List<IReadOnlyList<string>> Parse(string text)
    {
        var (rows, row, cell) = (new List<IReadOnlyList<string>>(), new List<string>(), new StringBuilder());
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            var sign = text[at];
            if (isQuoted)
            {
                if (sign != '"')
                {
                    cell.Append(sign);
                }
                else if (at + 1 < text.Length && text[at + 1] == '"')
                {
                    cell.Append('"');
                    at++;
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (sign == '"' && cell.Length == 0)
            {
                isQuoted = true;
            }
            else if (sign == ',')
            {
                EndCell();
            }
            else if (sign is '\n' or '\r')
            {
                at += sign == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 1 : 0;
                EndRow();
            }
            else
            {
                cell.Append(sign);
            }
        }

        if (isQuoted)
        {
            throw new UnreadableSheetException($"a quoted cell of row {rows.Count + 1} is never closed");
        }

        if (cell.Length > 0 || row.Count > 0)
        {
            EndRow();
        }

        return rows;

        void EndCell()
        {
            row.Add(Plain(cell.ToString()));
            cell.Clear();
        }

        void EndRow()
        {
            EndCell();
            rows.Add(row);
            row = [];
        }
    }

    /// <summary>A cell that a spreadsheet would calculate gets the apostrophe by which spreadsheets mark text; reading takes one away again.</summary>
    private static string Quoted(string cell)
    {
        var safe = IsCalculated(cell) ? $"'{cell}" : cell;
        return safe.AsSpan().ContainsAny("\",\r\n") || safe.AsSpan().Trim().Length != safe.Length ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static string Plain(string cell) => cell.StartsWith('\'') && IsCalculated(cell) ? cell[1..] : cell;

    private static bool IsCalculated(string cell)
    {
        var behind = cell.AsSpan().TrimStart('\'');
        return behind.Length > 0 && FormulaBegins.Contains(behind[0], StringComparison.Ordinal);
    }
}
