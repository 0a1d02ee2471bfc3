using System.Text.RegularExpressions;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers.Pdf;

/// <summary>Makes the record of a paper out of its text and what its file says of it.</summary>
internal static partial class PdfRecord
{
    private const int MaxFlagText = 120;

    public static ReadResult Of(string path, PaperText text, PdfMetadata metadata, IReadOnlyList<PageText> pages)
    {
        var front = text.Front;
        var title = metadata.TitleOn(front.Text) ?? front.Title ?? metadata.Title ?? FileTitle(path);
        var authors = metadata.AuthorsOn(front.Text) is { Count: > 0 } stated && stated.Count >= front.Authors.Count ? stated : front.Authors;
        var (sections, flags) = WithoutHidden(text.Sections, pages);
        var arxiv = front.ArxivId ?? PaperId.NormalizeArxivId(FileArxivId().Match(Path.GetFileNameWithoutExtension(path)).Value);
        var doi = metadata.Doi ?? front.Doi;
        return RecordRules.Check(new PaperRecord(path, 1, RecordText.OneLine(title))
        {
            Authors = authors,
            Year = metadata.Year ?? front.Year ?? YearOfArxiv(arxiv),
            Venue = metadata.Venue ?? front.Venue,
            Doi = PaperId.NormalizeArxivId(doi) is null ? doi : null,
            ArxivId = PaperId.NormalizeArxivId(doi) ?? arxiv,
            Sections = sections,
            References = text.References,
            Flags = flags,
            Authority = RecordAuthority.Guessed,
            SupplementTo = SupplementTo(title, front),
        });
    }

    private static string FileTitle(string path) => Path.GetFileNameWithoutExtension(path).Replace('_', ' ');

    private static int? YearOfArxiv(string? arxiv) =>
        arxiv is { Length: >= 9 } && char.IsAsciiDigit(arxiv[0]) ? 2000 + int.Parse(arxiv.AsSpan(0, 2), System.Globalization.CultureInfo.InvariantCulture) : null;

    private static (IReadOnlyList<Section> Sections, IReadOnlyList<PaperFlag> Flags) WithoutHidden(IReadOnlyList<Section> sections, IReadOnlyList<PageText> pages)
    {
        var flags = new List<PaperFlag>();
        var (hidden, starts) = (new System.Text.StringBuilder(), new List<(int, int)>());
        foreach (var page in pages)
        {
            foreach (var text in page.Hidden)
            {
                hidden.Append(hidden.Length > 0 ? "\n\n" : "");
                starts.Add((hidden.Length, page.Number));
                hidden.Append(text.Text);
                flags.Add(new PaperFlag(PaperFlagKind.HiddenText, $"{Name(text.Why)}: '{Start(text.Text)}'", page.Number));
            }

            // One flag of a kind a page is enough.
            flags.AddRange(page.Lines.SelectMany(l => HiddenCharacters.FlagsOf(l.Text, page.Number)).DistinctBy(f => f.Kind));
        }

        var clean = sections.Select(Cleaned).Where(s => s.Text.Length > 0).ToList();
        if (hidden.Length > 0)
        {
            clean.Add(new Section("Hidden text", hidden.ToString()) { Kind = SectionKind.Hidden, Pages = PageMap.From(starts) });
        }

        return (clean, flags);
    }

    // The map must follow where characters fall out.
    private static Section Cleaned(Section section)
    {
        var clean = RecordText.Printable(section.Text);
        if (clean.Length == section.Text.Length)
        {
            return section;
        }

        var starts = section.Pages.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split(':'))
            .Select(p => (RecordText.Printable(section.Text[..int.Parse(p[0], System.Globalization.CultureInfo.InvariantCulture)]).Length, int.Parse(p[1], System.Globalization.CultureInfo.InvariantCulture)));
        return section with { Text = clean, Pages = PageMap.From(starts) };
    }

    private static string Name(Concealment why) => why switch
    {
        Concealment.Invisible => "Text in invisible mode",
        Concealment.Transparent => "Transparent text",
        Concealment.SameColour => "Text in the colour of its background",
        Concealment.Tiny => "Text too small to see",
        Concealment.OffPage => "Text beside the page",
        Concealment.Clipped => "Text cut off by its frame",
        _ => "Text under a shape",
    };

    private static string Start(string text) =>
        text.Length <= MaxFlagText ? text : text[..(char.IsHighSurrogate(text[MaxFlagText - 1]) ? MaxFlagText - 1 : MaxFlagText)];

    private static string? SupplementTo(string title, FrontPage front)
    {
        if (SupplementTitle().Match(title) is { Success: true } named)
        {
            return named.Groups["title"].Value is { Length: > 8 } main ? main.Trim(' ', '"', '\u201C', '\u201D', '.') : front.Doi ?? (title.Length > 60 ? title : null);
        }

        // "Supporting Information" over the paper's own title.
        return SupplementBanner().IsMatch(front.Text) ? front.Doi ?? title : null;
    }

    [GeneratedRegex(@"^(?:\d{4}\.\d{4,5})(?:v\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex FileArxivId();

    [GeneratedRegex(@"^(?:Online )?(?:Supplement(?:ary|al)?|Supporting)\s?(?:Materials?|Information|Data|Appendix|Text|Methods|Notes?|File)?(?:\s*(?:for|to|of|:|\u2014|\u2013|-))*\s*(?<title>.*)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SupplementTitle();

    [GeneratedRegex(@"^\W{0,3}(?:Electronic |Online )?(?:Supplementa(?:ry|l)|Supporting) (?:Materials?|Information|Data|Appendix)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SupplementBanner();
}
