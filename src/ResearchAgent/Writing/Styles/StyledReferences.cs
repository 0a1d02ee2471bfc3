using ResearchAgent.Papers;
using ResearchAgent.Text;

namespace ResearchAgent.Writing.Styles;

/// <summary>A list of references in one style, and the marks by which a text cites them.</summary>
public sealed class StyledReferences
{
    private readonly CitationStyle _style;
    private readonly AuthorDateMarks _marks;
    private readonly Dictionary<string, int> _places = new(StringComparer.OrdinalIgnoreCase);

    internal StyledReferences(CitationStyle style, IEnumerable<Reference> references)
    {
        _style = style;
        var cited = references.DistinctBy(r => r.Key.Value, StringComparer.OrdinalIgnoreCase).Select(r => (Reference: r, Work: new Work(r)));
        var listed = style.Order == CitationOrder.Cited ? cited.ToList() : [.. cited.OrderBy(c => SortKey(c.Work), StringComparer.Ordinal)];
        _marks = new AuthorDateMarks([.. listed.Select(l => l.Work)], mostNamed: style == CitationStyle.Chicago ? 3 : 2);
        Entries = [.. listed.Select((l, i) => Entry(l.Reference, l.Work, i))];
        foreach (var (place, (reference, _)) in listed.Index())
        {
            _places.Add(reference.Key.Value, place);
        }
    }

    /// <summary>In the order of the list.</summary>
    public IReadOnlyList<StyledEntry> Entries { get; }

    /// <summary>"(Wang et al., 2023; Dua, 2022)", "[1], [2]". A key that is not in the list stands as it is, in brackets.</summary>
    public IReadOnlyList<StyledRun> Mark(IEnumerable<CitationKey> keys)
    {
        var cited = keys.Distinct().ToList();
        var known = cited.Where(k => _places.ContainsKey(k.Value)).Select(k => Part(_places[k.Value], "&")).ToList();
        var mark = new EntryText().AddAll(known.Count > 0 ? _style.Mark(known) : []);
        foreach (var key in cited.Where(k => !_places.ContainsKey(k.Value)))
        {
            mark.Add($"[{key}]");
        }

        return mark.Runs;
    }

    /// <summary>The work as a subject or a heading: "Wang et al. (2023)", "Wang et al. [1]".</summary>
    public IReadOnlyList<StyledRun> Name(CitationKey key)
    {
        if (!_places.TryGetValue(key.Value, out var place))
        {
            return [new StyledRun(key.Value, false)];
        }

        var part = Part(place, "and");
        return new EntryText().AddAll(part.Names).AddAll(_style.IsNumbered ? _style.Mark([part]) : [new StyledRun($"({part.Year})", false)]).Runs;
    }

    private StyledEntry Entry(Reference reference, Work work, int place)
    {
        var entry = new EntryText();
        _style.Write(entry, work, _style.IsNumbered ? "" : _marks.Suffixes[place]);
        return new StyledEntry(reference, _style.IsNumbered ? place + 1 : null, entry.Runs);
    }

    // APA joins two names by "&" inside parentheses alone.
    private MarkPart Part(int place, string and) => new(place + 1, _marks.Names(place, _style == CitationStyle.Apa ? and : "and"), _marks.Year(place));

    // Nothing comes before something: "Smith, A." before "Smith, A., & Jones", and both before "Smithson".
    private string SortKey(Work work)
    {
        var names = work.IsEdited ? work.Editors : work.Authors;
        var title = Sortable(WithoutArticle(work.Title));
        var head = names.Count == 0
            ? title
            : string.Join('\u0002', names.Select(n => Sortable(n.Family) + '\u0001' + Sortable(_style == CitationStyle.Apa ? n.Initials() : n.Given)));
        var year = work.Year ?? (_style == CitationStyle.Apa ? 0 : int.MaxValue);
        return $"{head}\u0000{year:D10}\u0000{title}";
    }

    private static string Sortable(string text) => string.Join(' ', Tokenizer.FoldAccents(text).ToLowerInvariant().Split([' ', '-', '\'', '’', '.', '“', '"'], StringSplitOptions.RemoveEmptyEntries));

    private static string WithoutArticle(string title)
    {
        foreach (var article in (string[])["A ", "An ", "The "])
        {
            if (title.StartsWith(article, StringComparison.Ordinal))
            {
                return title[article.Length..];
            }
        }

        return title;
    }
}

/// <param name="Number">From 1 in styles that number; else null.</param>
public sealed record StyledEntry(Reference Reference, int? Number, IReadOnlyList<StyledRun> Runs);
