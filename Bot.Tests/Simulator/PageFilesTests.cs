using System.Text.RegularExpressions;

namespace Bot.Tests.Simulator;

public partial class PageFilesTests
{
    [Fact]
    public void The_page_asks_no_other_host()
    {
        // The namespace of SVG is a name, not an address.
        var foreign = from file in PageFiles.Named("*")
                      from Match match in Address().Matches(File.ReadAllText(file).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal))
                      select $"{Path.GetFileName(file)}: {match.Value}";
        Assert.Empty(foreign);
    }

    [Fact]
    public void The_page_works_without_inline_script_or_style()
    {
        var html = File.ReadAllText(Path.Combine(PageFiles.Folder, "index.html"));
        Assert.DoesNotMatch(@"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", html);
        Assert.Contains("script-src 'self'", html, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", html, StringComparison.Ordinal);
    }

    [Fact]
    public void No_script_can_turn_text_into_markup()
    {
        var makers = from file in PageFiles.Named("*.js")
                     from Match match in MarkupMaker().Matches(File.ReadAllText(file))
                     select $"{Path.GetFileName(file)}: {match.Value}";
        Assert.Empty(makers);
    }

    [Fact]
    public void Every_file_that_the_page_names_is_there_and_none_is_left_over()
    {
        var named = PageFiles.Named("*").SelectMany(file => FileName().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));
        Assert.Equal(PageFiles.Named("*").Select(Path.GetFileName).Where(file => file != "index.html"), named.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_element_that_the_scripts_look_up_stands_in_the_page()
    {
        var html = File.ReadAllText(Path.Combine(PageFiles.Folder, "index.html"));
        var missing = from file in PageFiles.Named("*.js")
                      from Match match in LookUp().Matches(File.ReadAllText(file))
                      where !html.Contains($"id=\"{match.Groups[1].Value}\"", StringComparison.Ordinal)
                      select $"{Path.GetFileName(file)}: {match.Groups[1].Value}";
        Assert.Empty(missing);
    }

    [Fact]
    public void No_file_is_longer_than_350_lines()
        => Assert.All(PageFiles.Named("*"), file => Assert.InRange(File.ReadLines(file).Count(), 1, 350));

    [GeneratedRegex(@"(https?:)?//[a-z0-9-]+\.[a-z][^\s'""]*", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|setHTML|srcdoc|\beval\(|new Function")]
    private static partial Regex MarkupMaker();

    [GeneratedRegex(@"(?:/sim/page/|from '\./|import '\./)([\w.-]+)")]
    private static partial Regex FileName();

    [GeneratedRegex(@"byId\('([\w-]+)'\)")]
    private static partial Regex LookUp();
}
