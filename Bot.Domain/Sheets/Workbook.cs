namespace Bot.Domain.Sheets;

/// <summary>
/// A table as people fill it in: rows of text, as many cells as each row has. The row at index 0 is row 1 of the file, and blank rows stay,
/// so that a fault is named by the number the reader sees at the edge of the page.
/// </summary>
/// <param name="Name">At most 31 characters and none of <c>[]:*?/\</c>, as Excel wants it.</param>
public sealed record Sheet(string Name, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>工作簿: sheets in their order. Dates stand as 2026-03-02, times of day as 19:30, numbers without separators.</summary>
public sealed record Workbook(IReadOnlyList<Sheet> Sheets)
{
    /// <summary>Null where there is no sheet of that name.</summary>
    public Sheet? Find(string name) => Sheets.FirstOrDefault(sheet => sheet.Name.Trim() == name);
}
