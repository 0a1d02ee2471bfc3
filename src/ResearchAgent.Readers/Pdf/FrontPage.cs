using System.Globalization;
using System.Text.RegularExpressions;

namespace ResearchAgent.Readers.Pdf;

/// <summary>What the first page says of the paper: title, authors, identifiers, year.</summary>
internal sealed partial class FrontPage
{
    /// <summary>Titles stand in the upper part of their page; cover sheets and posters are no papers.</summary>
    private const float TitleZone = 0.4f;

    /// <summary>Longer is a paragraph in large type.</summary>
    private const int MaxTitleLines = 6;

    /// <summary>What begins a paper without any heading: so many words in a block.</summary>
    private const int MinAbstractWords = 45;

    private FrontPage()
    {
    }

    public static FrontPage Nothing { get; } = new();

    public string? Title { get; private init; }

    public IReadOnlyList<string> Authors { get; private init; } = [];

    public string? Doi { get; private init; }

    public string? ArxivId { get; private init; }

    public int? Year { get; private init; }

    public string? Venue { get; private init; }

    /// <summary>The text of the page as far as it is no references: what a title in the file's metadata is checked against.</summary>
    public string Text { get; private init; } = "";

    /// <summary>Title, authors and what else belongs to no section.</summary>
    public IReadOnlySet<TextLine> Lines { get; private init; } = new HashSet<TextLine>();

    /// <summary>The text begins with a paragraph that is the abstract, though nothing says so.</summary>
    public bool HasAbstractWithoutHeading { get; private init; }

    public static FrontPage Find(IReadOnlyList<PageText> pages, List<FlowLine> flow, IReadOnlyList<TextLine> running, HeadingFinder headings, TextMeasures measures)
    {
        if (pages.Count == 0)
        {
            return Nothing;
        }

        // A cover sheet of a repository has no text of the paper.
        var first = flow.Count > 0 ? flow[0].Line.Page : pages[0].Number;
        var page = pages[first - pages[0].Number];
        var onPage = flow.TakeWhile(f => f.Line.Page == first).ToList();
        var title = TitleLines(onPage, page, measures);
        var start = BodyStart(onPage, title, headings, measures, out var hasHeading);

        // What stands above the text is none of it, wherever the order of reading puts it.
        var from = start < onPage.Count ? onPage[start].Line.Top : float.MaxValue;
        var front = onPage.Where((f, i) => i < start || f.Line.Baseline > from || IsBanner(f.Line.Text)).Select(f => f.Line).Concat(title).ToHashSet();
        var names = front.Where(l => !title.Contains(l) && title.Count > 0 && l.Top <= title.Max(t => t.Top) && !(l.Right < title.Min(t => t.Left) && l.Size < 0.92f * measures.Size));

        // Notes on the first page that journals set beside or below: how to cite, licence, addresses.
        var runningHere = running.Where(l => l.Page == first).ToList();
        var beforeReferences = onPage.TakeWhile(f => !HeadingNames.IsReferences(f.Line.Text)).Select(f => f.Line.Text).ToList();
        var edge = string.Join('\n', runningHere.Select(l => l.Text).Concat(front.Select(l => l.Text)).Concat(onPage.Where(f => f.Block.Kind is BlockKind.Note or BlockKind.Imprint).Select(f => f.Line.Text)).Append(page.Sideways));
        var all = string.Join(' ', beforeReferences.Concat(runningHere.Select(l => l.Text)).Append(page.Sideways));
        var arxiv = Stamp().Match(page.Sideways.Replace(" ", "", StringComparison.Ordinal)) is { Success: true } stamp ? stamp.Groups["id"].Value : ReferenceEntry.FindArxivId(edge);
        var titleText = TitleText(title);
        return new FrontPage
        {
            Title = titleText,
            Authors = FrontAuthors.Read([.. names.OrderByDescending(l => MathF.Round(l.Baseline / 3)).ThenBy(l => l.Left)]),
            Doi = ReferenceEntry.FindDoi(edge) ?? (all.Contains("doi", StringComparison.OrdinalIgnoreCase) ? ReferenceEntry.FindDoi(all) : null),
            ArxivId = arxiv,
            Year = YearOf(edge, arxiv),
            Venue = VenueName().Match(edge) is { Success: true } venue ? RecordText.OneLine(venue.Value).TrimEnd(',', '.', ' ') : null,
            Text = all,
            Lines = front,
            HasAbstractWithoutHeading = !hasHeading && start < onPage.Count,
        };
    }

    private static List<TextLine> TitleLines(List<FlowLine> onPage, PageText page, TextMeasures measures)
    {
        var candidates = onPage.Select(f => f.Line).Where(l => l.Baseline > TitleZone * page.Height && l.Text.Count(char.IsLetter) >= 3 && !IsBanner(l.Text) && !HeadingNames.IsKnown(l.Text) && !(HeadingNames.NumberLength(l.Text) > 0 && l.Size < 1.5f * measures.Size)).ToList();
        var best = candidates.Where(l => l.Size > 1.04f * measures.Size && candidates.Where(o => Math.Abs(o.Size - l.Size) < 0.3f).Sum(o => o.Text.Count(char.IsLetter)) >= 8)
            .OrderByDescending(l => candidates.Where(o => Math.Abs(o.Size - l.Size) < 0.3f).Sum(o => o.Text.Count(c => c == ' ') + 1) >= 3 || l.Text.Any(c => c > '\u2E80'))
            .ThenByDescending(l => MathF.Round(l.Size)).ThenByDescending(l => l.Baseline).FirstOrDefault()
            ?? candidates.Where(l => l.IsBold && !measures.IsBold && l.Text.Length > 10).MaxBy(l => l.Baseline);
        if (best is null)
        {
            return [];
        }

        // The lines of its size around it; a gap of two lines parts the title from other large type.
        var lines = new List<TextLine>();
        foreach (var line in candidates.Where(l => Math.Abs(l.Size - best.Size) <= 0.06f * best.Size && (best.Size > 1.04f * measures.Size || l.IsBold)).OrderByDescending(l => l.Baseline).ThenBy(l => l.Left))
        {
            if (lines.Count > 0 && lines[^1].Baseline - line.Baseline > 2.2f * best.Size)
            {
                if (lines.Contains(best))
                {
                    break;
                }

                lines.Clear();
            }

            lines.Add(line);
        }

        return lines.Count <= MaxTitleLines ? lines : lines.Take(MaxTitleLines).ToList();
    }

    private static bool IsBanner(string text) => Banner().IsMatch(text);

    private static string? TitleText(List<TextLine> lines)
    {
        if (lines.Count == 0)
        {
            return null;
        }

        var parts = new List<string>();
        foreach (var line in lines)
        {
            // Marks of footnotes hang on titles.
            var text = line.Raised.Count > 0 && line.Raised[^1] is var (start, length) && start + length == line.Text.Length ? line.Text[..start] : line.Text;
            if (parts.Count > 0 && parts[^1].EndsWith('-') && text.Length > 0 && char.IsLower(text[0]))
            {
                parts[^1] = parts[^1][..^1] + text;
            }
            else
            {
                parts.Add(text);
            }
        }

        var title = RecordText.OneLine(string.Join(' ', parts)).TrimEnd('*', '\u2217', '\u2020', ' ');
        return title.Count(char.IsLetter) >= 3 && title.Length <= RecordRules.MaxTitleLength ? title : null;
    }

    // Where authors and addresses end: a heading, "Abstract:", or the first block that is a paragraph.
    private static int BodyStart(List<FlowLine> onPage, List<TextLine> title, HeadingFinder headings, TextMeasures measures, out bool hasHeading)
    {
        var afterTitle = title.Count == 0 ? 0 : onPage.FindLastIndex(f => title.Contains(f.Line)) + 1;
        hasHeading = true;
        for (var i = 0; i < onPage.Count; i++)
        {
            var text = onPage[i].Line.Text;
            if (AbstractStart().IsMatch(text) && text.Length > 5 && onPage[i].Block.Kind == BlockKind.Text)
            {
                return i;
            }
        }

        for (var i = afterTitle; i < onPage.Count; i++)
        {
            if (onPage[i].Block.Kind == BlockKind.Text && headings.LengthAt(onPage, i) > 0 && (HeadingNames.IsKnown(onPage[i].Line.Text) || HeadingNames.NumberLength(onPage[i].Line.Text) > 0))
            {
                // An abstract without its name stands between the authors and the first heading.
                var paragraph = FirstParagraph(onPage, afterTitle, i, measures);
                hasHeading = paragraph < 0;
                return paragraph < 0 ? i : paragraph;
            }
        }

        hasHeading = false;
        return FirstParagraph(onPage, afterTitle, onPage.Count, measures) is >= 0 and var start ? start : afterTitle;
    }

    private static int FirstParagraph(List<FlowLine> onPage, int from, int to, TextMeasures measures)
    {
        for (var i = from; i < to; i++)
        {
            var block = onPage[i].Block;
            if (ReferenceEquals(block.Lines[0], onPage[i].Line) && block.Kind == BlockKind.Text && block.IsProse(measures) && block.Lines.Sum(l => l.Text.Count(c => c == ' ') + 1) >= MinAbstractWords
                && block.Lines.Count >= 3 && block.Lines.Any(l => l.Text.Contains(". ", StringComparison.Ordinal) || l.Text.EndsWith('.')) && !FrontAuthors.IsAddress(block.Lines[0].Text))
            {
                return i;
            }
        }

        return -1;
    }

    private static int? YearOf(string edge, string? arxiv)
    {
        foreach (var dated in (Match[])[OfVenue().Match(edge), Dated().Match(edge)])
        {
            if (dated.Success)
            {
                return int.Parse(dated.Groups["year"].ValueSpan, CultureInfo.InvariantCulture);
            }
        }

        // An arXiv id begins with year and month, since 1991.
        return arxiv is { Length: >= 9 } && char.IsAsciiDigit(arxiv[0]) ? 2000 + int.Parse(arxiv.AsSpan(0, 2), CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"arXiv:(?<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", RegexOptions.CultureInvariant)]
    private static partial Regex Stamp();

    [GeneratedRegex(@"^(?:RESEARCH|Research|ORIGINAL|Original|REVIEW|Review|SHORT|Short|BRIEF|Brief|OPEN|Open|Full|FULL)[ -](?:ARTICLE|Article|article|PAPER|Paper|RESEARCH|Research|REPORT|Report|COMMUNICATION|Communication|ACCESS|Access|Length|LENGTH)\b|^(?:Article|ARTICLE|Articles|Letter|LETTER|Letters|Review|REVIEW|Report|REPORT|Research|RESEARCH|Contents lists available|Available online|journal homepage|arXiv:|Published as|Under review|Preprint|PREPRINT|Downloaded from|https?:|www\.|doi|DOI|PLOS ONE|PLoS ONE|Accepted manuscript|Author manuscript|HHS Public Access|bioRxiv|medRxiv|Vol\.|Volume \d|ISSN|Copyright|\u00A9|Proceedings of|International Journal of|Journal of|Check for updates|Open Access$|OPEN ACCESS$|PDF$)", RegexOptions.CultureInvariant)]
    private static partial Regex Banner();

    [GeneratedRegex(@"^(?:\d\.?\s+)?(?:ABSTRACT|Abstract|A B S T R A C T|a b s t r a c t|Summary|SUMMARY)\s*(?:$|[.:\u2014\u2013-])", RegexOptions.CultureInvariant)]
    private static partial Regex AbstractStart();

    [GeneratedRegex(@"(?:[Pp]roceedings[^\n]{0,80}?|[Cc]onference[^\n]{0,60}?|\b(?:NAACL|ACL|EMNLP|NeurIPS|NIPS|ICML|ICLR|CVPR)\b[^\n]{0,20}?|\b[Vv]ol(?:ume|\.)[^\n]{0,40}?)(?<year>(?:19|20)\d\d)\b", RegexOptions.CultureInvariant)]
    private static partial Regex OfVenue();

    [GeneratedRegex(@"(?:[Pp]ublished|PUBLISHED|[Aa]ccepted|\u00A9|\(c\)|[Cc]opyright)[^\n]{0,30}?(?<year>(?:19|20)\d\d)\b|\((?<year>(?:19|20)\d\d)\)|\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* ?(?<year>(?:19|20)\d\d)\b|\d{1,2}(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?<year>(?:19|20)\d\d)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Dated();

    [GeneratedRegex(@"Proceedings of (?:the )?[A-Z][^\n,]{5,120}|\b[Ii]n (?:NeurIPS|ICML|ICLR|CVPR) \d{4}", RegexOptions.CultureInvariant)]
    private static partial Regex VenueName();
}
