using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Bot.Domain.Sheets;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using ExcelDataReader;
using Book = DocumentFormat.OpenXml.Spreadsheet.Workbook;
using Workbook = Bot.Domain.Sheets.Workbook;

namespace Bot.Host.Sheets;

/// <summary>A workbook as an Excel file (.xlsx; .xls is read too). Every cell is written as text: nothing is calculated, and "11-23" stays a house instead of becoming a day.</summary>
public static class ExcelFile
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    // A file of a few kilobytes can unpack to gigabytes.
    private const long LargestUnpacked = 256L * 1024 * 1024;
    private const int MostRows = 200_000;
    private const int MostColumns = 100;
    private const int LongestCell = 32_767;

    // Places in the two lists of the style sheet below.
    private const uint Plain = 0;
    private const uint Heading = 1;
    private const uint TextFormat = 49;

    static ExcelFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Whether the bytes begin as an .xlsx or .xls does.</summary>
    public static bool IsExcel(ReadOnlySpan<byte> file) => IsZip(file) || file.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]);

    /// <exception cref="UnreadableSheetException">No Excel file, damaged, protected by a password, or too large.</exception>
    public static Workbook Read(byte[] file)
    {
        try
        {
            RefuseHuge(file);
            using var reader = ExcelReaderFactory.CreateReader(new MemoryStream(file));
            var sheets = new List<Domain.Sheets.Sheet>();
            var left = MostRows;
            do
            {
                var rows = new List<IReadOnlyList<string>>();
                while (reader.Read())
                {
                    if (left-- == 0)
                    {
                        throw new UnreadableSheetException($"the workbook has more than {MostRows} rows");
                    }

                    rows.Add([.. Enumerable.Range(0, Math.Min(reader.FieldCount, MostColumns)).Select(column => TextOf(reader.GetValue(column)))]);
                }

                sheets.Add(new Domain.Sheets.Sheet(reader.Name, rows));
            }
            while (reader.NextResult());
            return new Workbook(sheets);
        }
        catch (Exception damaged) when (damaged is not UnreadableSheetException and not OutOfMemoryException)
        {
            throw new UnreadableSheetException("the file is no Excel workbook that can be read (.xlsx or .xls, without a password)", damaged);
        }
    }

    /// <summary>The first row of each sheet stands in bold and stays in view.</summary>
    public static byte[] Write(Workbook workbook)
    {
        using var file = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            book.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
            var list = new DocumentFormat.OpenXml.Spreadsheet.Sheets();
            foreach (var sheet in workbook.Sheets)
            {
                var part = book.AddNewPart<WorksheetPart>();
                WriteRows(part, sheet);
                list.Append(new DocumentFormat.OpenXml.Spreadsheet.Sheet { Name = sheet.Name, SheetId = (uint)list.ChildElements.Count + 1, Id = book.GetIdOfPart(part) });
            }

            book.Workbook = new Book(list);
        }

        return file.ToArray();
    }

    private static void WriteRows(WorksheetPart part, Domain.Sheets.Sheet sheet)
    {
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }));
        writer.WriteElement(new Columns(Enumerable.Range(0, Math.Max(1, sheet.Rows.Count == 0 ? 0 : sheet.Rows.Max(row => row.Count))).Select(column =>
            new Column { Min = (uint)column + 1, Max = (uint)column + 1, Width = WidthOf(sheet, column), CustomWidth = true, Style = Plain })));
        writer.WriteStartElement(new SheetData());
        foreach (var (index, row) in sheet.Rows.Index())
        {
            writer.WriteStartElement(new Row());
            foreach (var cell in row)
            {
                writer.WriteElement(new Cell(new InlineString(new Text(Written(cell)) { Space = SpaceProcessingModeValues.Preserve })) { DataType = CellValues.InlineString, StyleIndex = index == 0 ? Heading : Plain });
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    /// <summary>Both kinds of cell are text, so what is typed into them later is taken as it stands.</summary>
    private static Stylesheet Styles() => new(
        new Fonts(new Font(), new Font(new Bold())),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellFormats(
            new CellFormat { NumberFormatId = TextFormat, ApplyNumberFormat = true },
            new CellFormat { NumberFormatId = TextFormat, ApplyNumberFormat = true, FontId = 1, ApplyFont = true }));

    /// <summary>Wide enough for the first rows; a Chinese character takes two places.</summary>
    private static double WidthOf(Domain.Sheets.Sheet sheet, int column) =>
        Math.Clamp(sheet.Rows.Take(100).Where(row => row.Count > column).Select(row => row[column].Sum(sign => sign > 0xFF ? 2 : 1)).DefaultIfEmpty().Max() + 2, 8, 60);

    /// <summary>XML knows no control characters and no halves of a pair.</summary>
    private static string Written(string cell)
    {
        var kept = cell.Length > LongestCell ? cell[..LongestCell] : cell;
        return kept.All(XmlConvert.IsXmlChar) ? kept : string.Concat(kept.EnumerateRunes().Where(rune => rune.Value >= ' ' || rune.Value is '\t' or '\n' or '\r').Select(rune => rune.ToString()));
    }

    private static string TextOf(object? value) => value switch
    {
        null => "",
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),

        // A time of day without a day stands on day 0 of Excel.
        DateTime { Year: < 1901 } time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        DateTime instant => instant.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString(@"hh\:mm", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static bool IsZip(ReadOnlySpan<byte> file) => file.StartsWith("PK\u0003\u0004"u8);

    private static void RefuseHuge(byte[] file)
    {
        if (IsZip(file))
        {
            using var archive = new ZipArchive(new MemoryStream(file));
            if (archive.Entries.Sum(entry => entry.Length) > LargestUnpacked)
            {
                throw new UnreadableSheetException("the workbook is too large when unpacked");
            }
        }
    }
}
