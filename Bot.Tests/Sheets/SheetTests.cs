using System.IO.Compression;
using System.Text;
using Bot.Domain.Sheets;
using Bot.Host.Sheets;

namespace Bot.Tests.Sheets;

public class SheetTests
{
    private static readonly Sheet Sample = new("岗位", [["编号", "备注"], ["=1+1", "'+86"], ["'", "-5"], ["@某人", "第一行\n第二行"], [], ["a,\"b\"", " 前后有空格 "], ["4-1-302", "𠮷🏠"]]);

    private static IReadOnlyList<IReadOnlyList<string>> Filled(Sheet sheet) => [.. sheet.Rows.Select(row => row.Reverse().SkipWhile(cell => cell.Length == 0).Reverse().ToList())];

    [Fact]
    public void What_is_written_as_csv_reads_the_same() => Assert.Equal(Filled(Sample), Filled(CsvText.Read("岗位", CsvText.Write(Sample))));

    [Fact]
    public void What_is_written_as_excel_reads_the_same()
    {
        var read = ExcelFile.Read(ExcelFile.Write(new Workbook([Sample, new Sheet("空", [])])));
        Assert.Equal(["岗位", "空"], read.Sheets.Select(sheet => sheet.Name));
        Assert.Equal(Filled(Sample), Filled(read.Find("岗位")!));
        Assert.Empty(read.Find("空")!.Rows);
    }

    [Fact]
    public void A_cell_that_a_spreadsheet_would_calculate_is_written_as_text()
    {
        var lines = Encoding.UTF8.GetString(CsvText.Write(Sample)).Split("\r\n");
        Assert.Equal("'=1+1,''+86", lines[1]);
        Assert.StartsWith("'@某人,", lines[3], StringComparison.Ordinal);
        using var archive = new ZipArchive(new MemoryStream(ExcelFile.Write(new Workbook([Sample]))));
        var parts = archive.Entries.Select(entry => new StreamReader(entry.Open()).ReadToEnd()).ToList();
        Assert.Contains(parts, part => part.Contains("=1+1", StringComparison.Ordinal) && part.Contains("inlineStr", StringComparison.Ordinal));
        Assert.DoesNotContain(parts, part => part.Contains(":f>", StringComparison.Ordinal) || part.Contains("<f>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("GB18030")]
    [InlineData("utf-16")]
    public void A_csv_is_read_in_the_encodings_that_chinese_excel_saves(string encoding)
    {
        CsvText.Read("", "a"u8.ToArray());
        var named = Encoding.GetEncoding(encoding);
        byte[] file = [.. encoding == "utf-16" ? named.Preamble.ToArray() : [], .. named.GetBytes("编号,姓名\nw1,网格员小余\n\nw2,㐂小林")];
        Assert.Equal([["编号", "姓名"], ["w1", "网格员小余"], [""], ["w2", "㐂小林"]], CsvText.Read("人员", file).Rows);
    }

    [Fact]
    public void A_file_that_is_no_table_is_refused_in_one_clear_line()
    {
        Assert.Equal("the CSV is neither UTF-8 nor GB18030", Assert.Throws<UnreadableSheetException>(() => CsvText.Read("", new byte[] { 0x41, 0xFF, 0xFF })).Message);
        Assert.Equal("a quoted cell of row 2 is never closed", Assert.Throws<UnreadableSheetException>(() => CsvText.Read("", "a\n\"b"u8.ToArray())).Message);
        var whole = ExcelFile.Write(new Workbook([Sample]));
        Assert.Contains("no Excel workbook", Assert.Throws<UnreadableSheetException>(() => ExcelFile.Read(whole[..(whole.Length / 2)])).Message, StringComparison.Ordinal);
        Assert.Contains("no Excel workbook", Assert.Throws<UnreadableSheetException>(() => ExcelFile.Read("PK\u0003\u0004 nothing"u8.ToArray())).Message, StringComparison.Ordinal);
        Assert.True(ExcelFile.IsExcel(whole));
        Assert.False(ExcelFile.IsExcel("编号,姓名"u8));
    }

    [Fact]
    public void A_workbook_that_unpacks_to_gigabytes_is_refused_unread()
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
            var block = new byte[1024 * 1024];
            for (var megabyte = 0; megabyte < 257; megabyte++)
            {
                entry.Write(block);
            }
        }

        Assert.Contains("too large", Assert.Throws<UnreadableSheetException>(() => ExcelFile.Read(file.ToArray())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_cell_cannot_hold_does_not_break_the_file()
    {
        var read = ExcelFile.Read(ExcelFile.Write(new Workbook([new Sheet("坏", [["a\u0001b\uD800c", "🏠"]])])));
        Assert.Equal(["ab\uFFFDc", "🏠"], read.Sheets[0].Rows[0]);
    }
}
