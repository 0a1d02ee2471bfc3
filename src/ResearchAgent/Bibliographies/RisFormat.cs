using System.Globalization;
using System.Text.RegularExpressions;
using ResearchAgent.Papers;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Bibliographies;

/// <summary>
/// A library as RIS in UTF-8. A field that RIS has no tag for is written as "name: value" under
/// <see cref="RisVocabulary.CustomTag"/>, so that reading gives it back; paragraphs of an abstract become one.
/// </summary>
public static partial class RisFormat
{
    public static string Write(IEnumerable<Paper> papers)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        Write(papers, text);
        return text.ToString();
    }

    /// <summary>One record a paper, in the order given.</summary>
    public static void Write(IEnumerable<Paper> papers, TextWriter writer)
    {
        foreach (var paper in papers)
        {
            foreach (var (tag, value) in Lines(paper).Select(l => (l.Tag, Value: SingleLine.Of(l.Value))).Where(l => l.Value.Length > 0))
            {
                writer.Write($"{tag}  - {value}\n");
            }

            writer.Write("ER  - \n\n");
        }
    }

    private static IEnumerable<(string Tag, string Value)> Lines(Paper paper)
    {
        var rest = paper.Fields.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        var type = One(RisVocabulary.ReferenceTypeField) ?? RisVocabulary.ReferenceTypeFor(paper.Type);
        yield return ("TY", type);
        yield return ("ID", paper.Key.Value);
        yield return ("TI", paper.Title);
        foreach (var line in paper.Authors.Select(a => ("AU", Name(a))))
        {
            yield return line;
        }

        foreach (var (tag, variable) in RisVocabulary.Names)
        {
            foreach (var name in Take(variable))
            {
                yield return (tag, Name(name));
            }
        }

        yield return ("T2", paper.Venue ?? "");
        var issued = One(BibliographicField.Issued);
        var isWhole = issued is null || (PartialDate.TryParse(issued, out var date) && date.ToString() == issued && date.Year == paper.Year && date.Month is null or <= 12);
        yield return ("PY", Date(paper.Year, isWhole ? issued : null, One("py")));
        foreach (var accessed in Take(BibliographicField.Accessed))
        {
            yield return ("Y2", PartialDate.TryParse(accessed, out var day) && day.ToString() == accessed ? Slashed(day) : accessed);
        }

        var number = RisVocabulary.IssueField(paper.Type);
        foreach (var value in Take(number))
        {
            yield return ("IS", value);
        }

        foreach (var line in Pages(Take(BibliographicField.Page)))
        {
            yield return line;
        }

        foreach (var (tag, variable) in RisVocabulary.Texts)
        {
            foreach (var value in Take(variable))
            {
                yield return (tag, value);
            }
        }

        foreach (var value in Take(BibliographicField.Issn).Concat(Take(BibliographicField.Isbn)))
        {
            yield return ("SN", value);
        }

        foreach (var tag in paper.Tags)
        {
            yield return tag.Contains(';', StringComparison.Ordinal) ? (RisVocabulary.CustomTag, "tag: " + tag) : ("KW", tag);
        }

        yield return ("AB", string.Join(' ', paper.Sections.Where(s => s is { Heading: "Abstract", Kind: SectionKind.Body }).Select(s => s.Text)));
        yield return ("DO", paper.Doi ?? One("doi") ?? "");
        foreach (var url in Take(BibliographicField.Url).Prepend(paper.Url ?? ""))
        {
            yield return ("UR", url);
        }

        foreach (var file in Take(BibliographicField.File))
        {
            yield return ("L1", file);
        }

        foreach (var (field, tag) in ((string, string)[])[("title", "T1"), ("jo", "JO"), ("da", "DA"), ("n2", "N2"), .. rest.ContainsKey("ep") ? [("ep", "EP")] : Array.Empty<(string, string)>()])
        {
            foreach (var value in Take(field))
            {
                yield return (tag, value);
            }
        }

        foreach (var line in Custom())
        {
            yield return line;
        }

        string? One(string field) => Take(field) is [var first, ..] ? first : null;

        IReadOnlyList<string> Take(string field) => rest.Remove(field, out var values) ? values : [];

        IEnumerable<(string Tag, string Value)> Custom()
        {
            yield return (RisVocabulary.CustomTag, RisVocabulary.CslTypeOf(type) == paper.Type || paper.Type is null ? "" : "csltype: " + paper.Type);
            yield return (RisVocabulary.CustomTag, paper.ArxivId is null ? "" : "arxiv: " + paper.ArxivId);
            yield return (RisVocabulary.CustomTag, isWhole ? "" : "issued: " + issued);
            foreach (var (name, values) in rest)
            {
                var tag = name.ToUpperInvariant();
                var isTag = UnknownTag().IsMatch(name) && !RisVocabulary.Reserved.Contains(tag) && !RisVocabulary.Texts.ContainsKey(tag) && !RisVocabulary.Names.ContainsKey(tag);
                foreach (var value in values.Where(v => v.Length > 0))
                {
                    yield return isTag ? (tag, value) : (RisVocabulary.CustomTag, $"{FieldName(name)}: {value}");
                }
            }
        }
    }

    private static string Date(int? year, string? issued, string? rest)
    {
        if (year is null)
        {
            return rest ?? "";
        }

        var date = issued is not null && PartialDate.TryParse(issued, out var full) ? full : new PartialDate(year.Value);
        return date.Month is null && rest is null ? date.ToString() : Slashed(date) + rest;
    }

    // "2019/03/12/": all four parts, as the format has it.
    private static string Slashed(PartialDate date) =>
        string.Create(CultureInfo.InvariantCulture, $"{new PartialDate(date.Year)}/{(date.Month is { } month ? month.ToString("D2", CultureInfo.InvariantCulture) : "")}/{(date.Day is { } day ? day.ToString("D2", CultureInfo.InvariantCulture) : "")}/");

    private static IEnumerable<(string Tag, string Value)> Pages(IReadOnlyList<string> pages)
    {
        foreach (var page in pages)
        {
            var parts = page.Split('-');
            var isRange = parts is [{ Length: > 0 } first, { Length: > 0 } last] && first != last;
            yield return ("SP", isRange ? parts[0] : page);
            yield return ("EP", isRange ? parts[1] : "");
        }
    }

    // RIS puts the suffix last; a comma at the end makes a name of a group.
    private static string Name(string name)
    {
        if (PersonName.Group(name) is { } group)
        {
            return group + ",";
        }

        return name.Split(',', StringSplitOptions.TrimEntries) is [var family, var suffix, var given] ? $"{family}, {given}, {suffix}" : name;
    }

    private static string FieldName(string name) => string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '+' ? c : '-'));

    [GeneratedRegex("^[a-z][a-z0-9]$")]
    private static partial Regex UnknownTag();
}
