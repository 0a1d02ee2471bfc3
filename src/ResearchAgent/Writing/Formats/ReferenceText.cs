using System.Globalization;
using System.Text;
using ResearchAgent.Papers;

namespace ResearchAgent.Writing.Formats;

/// <summary>A reference as people read it: "Lei Wang, Wanyu Xu (2023). Plan-and-Solve Prompting. ACL. arXiv:2305.04091".</summary>
public static class ReferenceText
{
    // Past six names a references list stops informing; physics papers have thousands.
    private const int MaxAuthors = 6;

    /// <summary>One line without the key, without markup and safe to print on a terminal.</summary>
    public static string Line(Reference reference) => Compose(reference, text => text, title => title);

    /// <param name="escape">Makes one plain part safe in the target format.</param>
    /// <param name="emphasize">Marks up the title, which is already escaped.</param>
    internal static string Compose(Reference reference, Func<string, string> escape, Func<string, string> emphasize)
    {
        var line = new StringBuilder();
        var authors = Authors(reference.Authors);
        var year = reference.Year is { } number ? $" ({number.ToString(CultureInfo.InvariantCulture)})" : "";
        if (authors.Length > 0)
        {
            line.Append(escape(authors)).Append(year).Append(EndOf(authors + year)).Append(' ');
            year = "";
        }

        var title = SingleLine.Of(reference.Title);
        if (title.Length == 0)
        {
            title = "Untitled";
        }

        line.Append(emphasize(escape(title))).Append(year).Append(EndOf(title + year));
        if (Known(reference.Venue) is { } venue)
        {
            line.Append(' ').Append(escape(venue)).Append(EndOf(venue));
        }

        var locators = Locators(reference);
        if (locators.Length > 0)
        {
            line.Append(' ').Append(escape(locators));
        }

        return line.ToString();
    }

    /// <summary>
    /// What a references list must hold: the cited papers, then those that only stand as columns or as nearest papers.
    /// Keys are compared as BibTeX does, without case.
    /// </summary>
    internal static IReadOnlyList<Reference> Listed(GroundedText text)
    {
        IReadOnlyList<Reference> alsoNamed = text switch
        {
            Comparison comparison => comparison.Papers,
            Answer { Abstained: true } answer => answer.Nearest,
            _ => [],
        };
        return [.. text.References.Concat(alsoNamed).DistinctBy(r => r.Key.Value, StringComparer.OrdinalIgnoreCase)];
    }

    private static string Authors(IReadOnlyList<string> authors)
    {
        var named = authors.Where(a => a != PersonName.Others).Select(PersonName.Display).Select(SingleLine.Of).Where(a => a.Length > 0).ToList();
        var isCut = named.Count > MaxAuthors || authors.Contains(PersonName.Others);
        var separator = named.Any(a => a.Contains(',', StringComparison.Ordinal)) ? "; " : ", ";
        var list = string.Join(separator, named.Take(MaxAuthors));
        return list.Length > 0 && isCut ? list + " et al." : list;
    }

    private static string Locators(Reference reference)
    {
        string[] known =
        [
            .. Known(reference.ArxivId) is { } arxivId ? [$"arXiv:{arxivId}"] : Array.Empty<string>(),
            .. Known(reference.Doi) is { } doi ? [$"doi:{doi}"] : Array.Empty<string>(),
        ];
        return known.Length > 0 ? string.Join(" / ", known) : Known(reference.Url) ?? "";
    }

    private static string? Known(string? text) =>
        text is not null && SingleLine.Of(text) is { Length: > 0 } line ? line : null;

    private static string EndOf(string part) => part[^1] is '.' or '!' or '?' ? "" : ".";
}
