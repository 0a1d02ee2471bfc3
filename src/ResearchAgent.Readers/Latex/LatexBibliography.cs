using System.Globalization;
using System.Text.RegularExpressions;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Latex;

/// <summary>The list of references, from a printed one (<c>\bibitem</c>) or that of biblatex (<c>\entry</c>), and how the text calls its works.</summary>
internal sealed partial class LatexBibliography
{
    private const int MaxEntries = 20_000;

    private readonly List<CitedWork> _works = [];
    private readonly Dictionary<string, LatexCitation> _citations = new(StringComparer.Ordinal);

    public IReadOnlyList<CitedWork> Works => _works;

    public IReadOnlyDictionary<string, LatexCitation> Citations => _citations;

    /// <param name="bbl">A .bbl file, or a document with its list of references.</param>
    public void ReadPrinted(string bbl, LatexInline inline)
    {
        if (bbl.Contains(@"\entry{", StringComparison.Ordinal) && bbl.Contains(@"\endentry", StringComparison.Ordinal))
        {
            ReadBiblatex(bbl, inline);
            return;
        }

        var end = bbl.IndexOf(@"\end{thebibliography}", StringComparison.Ordinal);
        var list = end < 0 ? bbl : bbl[..end];
        var starts = BibItem().Matches(list);
        for (var i = 0; i < starts.Count && i < MaxEntries; i++)
        {
            var scanner = new LatexScanner(list) { Position = starts[i].Index + starts[i].Length };
            var label = scanner.ReadOptional();
            var key = scanner.ReadGroup()?.Trim() ?? "";
            var last = i + 1 < starts.Count ? starts[i + 1].Index : list.Length;
            if (last > scanner.Position)
            {
                AddPrinted(key, label, list[scanner.Position..last], inline);
            }
        }
    }

    /// <summary>The works that are cited, from a .bib file's fields: what BibTeX would have printed.</summary>
    public void ReadFields(string bib, IReadOnlyCollection<string> citedKeys, LatexInline inline)
    {
        foreach (var entry in BibFields.Read(bib).Where(e => citedKeys.Contains(e.Key) && !_citations.ContainsKey(e.Key)).Take(MaxEntries))
        {
            var title = Text("title");
            var venue = Text("journal") ?? Text("booktitle") ?? Text("journaltitle");
            AddFields(
                entry.Key, title, [.. AuthorNames.Clean((Text("author") ?? Text("editor") ?? "").Split(" and "))], CitedWorkText.YearIn(Text("year") ?? Text("date") ?? ""), venue,
                Text("volume"), Text("number"), Text("pages"), Text("doi"), Text("eprint"));

            string? Text(string name) => entry.Fields.TryGetValue(name, out var value) && inline.ToLine(value) is { Length: > 0 } text ? text : null;
        }
    }

    private void AddPrinted(string key, string? label, string raw, LatexInline inline)
    {
        var number = _works.Count + 1;
        var (authors, year) = label is null ? (null, null) : ReadLabel(label, inline);
        var name = authors is not null ? $"{authors}, {year}" : label is { Length: > 0 and < 30 } && inline.ToLine(label) is { Length: > 0 } plain ? plain : number.ToString(CultureInfo.InvariantCulture);
        if (CitedWorkText.Read(inline.ToLine(raw), name) is { } work)
        {
            // An address behind a link is not printed, and may hold the DOI.
            var hidden = CitedWorkText.Read(raw.Replace("\\", "", StringComparison.Ordinal).Replace("{", " ", StringComparison.Ordinal).Replace("}", " ", StringComparison.Ordinal));
            _works.Add(work with { Doi = work.Doi ?? hidden?.Doi, ArxivId = work.ArxivId ?? hidden?.ArxivId, Year = work.Year ?? (int.TryParse(year?.TrimEnd('a', 'b', 'c', 'd'), out var y) ? y : null) });
        }

        _citations.TryAdd(key, new LatexCitation(number, authors, year));
    }

    // "Wang et~al.(2020)Wang, Xu, and Li", or "\protect\citeauthoryear{Wang et al.}{2020}".
    private static (string? Authors, string? Year) ReadLabel(string label, LatexInline inline)
    {
        if (AuthorYearCommand().Match(label) is { Success: true } command)
        {
            return (inline.ToLine(command.Groups["authors"].Value), command.Groups["year"].Value);
        }

        return AuthorYear().Match(inline.ToLine(label)) is { Success: true } match && match.Groups["authors"].Value.Trim(' ', ',', '{', '}') is { Length: > 0 } authors
            ? (authors, match.Groups["year"].Value)
            : (null, null);
    }

    private void ReadBiblatex(string bbl, LatexInline inline)
    {
        var starts = BiblatexEntry().Matches(bbl);
        for (var i = 0; i < starts.Count && i < MaxEntries; i++)
        {
            var entry = bbl[starts[i].Index..(i + 1 < starts.Count ? starts[i + 1].Index : bbl.Length)];
            var author = entry.IndexOf(@"\name{author}", StringComparison.Ordinal);
            var names = author < 0 ? "" : entry[author..(entry.IndexOf(@"\strng{", author, StringComparison.Ordinal) is >= 0 and var stop ? stop : entry.Length)];
            names = names.IndexOf(@"\name{", 6 < names.Length ? 6 : 0, StringComparison.Ordinal) is > 0 and var other ? names[..other] : names;
            List<string> authors = [.. BiblatexName().Matches(names).Select(m => XmlPerson.Name(inline.ToLine(m.Groups["given"].Value), inline.ToLine(m.Groups["family"].Value))).Where(a => a.Length > 0)];
            AddFields(
                starts[i].Groups["key"].Value, Field("title"), authors, CitedWorkText.YearIn(Field("year") ?? Field("date") ?? ""), Field("journaltitle") ?? Field("booktitle"), Field("volume"), Field("number"), Field("pages"),
                Verbatim("doi"), Verbatim("eprint"));

            string? Field(string name)
            {
                var at = entry.IndexOf($"\\field{{{name}}}", StringComparison.Ordinal);
                return at >= 0 && new LatexScanner(entry) { Position = at + name.Length + 8 }.ReadGroup() is { } value && inline.ToLine(value) is { Length: > 0 } text ? text : null;
            }

            string? Verbatim(string name)
            {
                var at = entry.IndexOf($"\\verb{{{name}}}", StringComparison.Ordinal);
                var value = at < 0 ? -1 : entry.IndexOf(@"\verb ", at + 6, StringComparison.Ordinal);
                return value < 0 ? null : entry[(value + 6)..(entry.IndexOf('\n', value) is > 0 and var close ? close : entry.Length)].Trim();
            }
        }
    }

    private void AddFields(string key, string? title, IReadOnlyList<string> authors, int? year, string? venue, string? volume, string? issue, string? pages, string? doi, string? eprint)
    {
        var text = CitedWorkText.Write(authors, year, title, venue, volume, issue, pages?.Replace('–', '-'));
        var shortNames = PersonName.Short(authors);
        var number = _works.Count + 1;
        var label = shortNames is not null && year is not null ? string.Create(CultureInfo.InvariantCulture, $"{shortNames}, {year}") : number.ToString(CultureInfo.InvariantCulture);
        if (CitedWorkText.Read(text, label) is { } read)
        {
            _works.Add(read with { Title = title, Authors = authors, Year = year, Venue = venue, Doi = PaperId.NormalizeDoi(doi) ?? read.Doi, ArxivId = PaperId.NormalizeArxivId(eprint) ?? read.ArxivId });
            _citations.TryAdd(key, new LatexCitation(number, shortNames, year?.ToString(CultureInfo.InvariantCulture)));
        }
    }

    [GeneratedRegex(@"\\bibitem(?![A-Za-z])")]
    private static partial Regex BibItem();

    [GeneratedRegex(@"\\citeauthoryear\{(?:[^{}]{1,200}\}\{)?(?<authors>[^{}]{1,200})\}\{(?<year>\d{4}[a-z]?)\}")]
    private static partial Regex AuthorYearCommand();

    [GeneratedRegex(@"^(?<authors>[^()]{1,200})\((?<year>\d{4}[a-z]?)\)")]
    private static partial Regex AuthorYear();

    [GeneratedRegex(@"\\entry\{(?<key>[^{}]{1,200})\}")]
    private static partial Regex BiblatexEntry();

    [GeneratedRegex(@"family=\{(?<family>(?:[^{}]|\{[^{}]{0,40}\}){1,200})\}(?:(?!family=)[\s\S]){0,400}?given=\{(?<given>(?:[^{}]|\{[^{}]{0,40}\}){0,200})\}")]
    private static partial Regex BiblatexName();
}
