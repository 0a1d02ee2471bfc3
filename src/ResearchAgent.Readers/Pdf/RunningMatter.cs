using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ResearchAgent.Readers.Pdf;

/// <summary>
/// Takes away what a page repeats from other pages: running heads and feet, page numbers, numbers of lines. A line is one
/// when it stands at the same height of several pages with the same words, digits aside.
/// </summary>
internal static partial class RunningMatter
{
    /// <summary>The outermost lines of a page, from above and from below, that may be running matter.</summary>
    private const int OutermostLines = 4;

    /// <summary>Points by which the same line may stand higher or lower on another page.</summary>
    private const float SameHeight = 5;

    /// <summary>So many aligned numbers, one below the other, count lines.</summary>
    private const int MinLineNumbers = 12;

    /// <summary>Removes it from the pages.</summary>
    /// <returns>What was removed, for what it says of venue and year.</returns>
    public static List<TextLine> Remove(IReadOnlyList<PageText> pages)
    {
        var removed = new List<TextLine>();
        foreach (var page in pages)
        {
            RemoveLineNumbers(page);
        }

        var places = new Dictionary<string, List<(int Page, float Height)>>(StringComparer.Ordinal);
        var outer = pages.Select(Outermost).ToList();
        foreach (var line in outer.SelectMany(l => l))
        {
            var key = KeyOf(line.Text);
            if (!places.TryGetValue(key, out var at))
            {
                places[key] = at = [];
            }

            at.Add((line.Page, line.Baseline));
        }

        // Left and right pages have heads of their own, and a chapter changes them: two pages are enough, of long files a tenth.
        var enough = Math.Max(2, Math.Min(6, pages.Count / 10));
        for (var i = 0; i < pages.Count; i++)
        {
            foreach (var line in outer[i])
            {
                var key = KeyOf(line.Text);
                var same = places[key].Where(p => Math.Abs(p.Height - line.Baseline) <= SameHeight).Select(p => p.Page).Distinct().Take(enough).Count();
                if (same >= enough && IsOutside(line, pages[i]))
                {
                    removed.Add(line);
                }
            }

            if (i == 0)
            {
                removed.AddRange(outer[i].Where(l => Imprint().IsMatch(l.Text) && IsOutside(l, pages[i])));
            }

            var gone = removed.Where(l => l.Page == pages[i].Number).ToHashSet();
            pages[i].Lines.RemoveAll(gone.Contains);
            RemovePageNumber(pages[i], removed);
        }

        return removed;
    }

    // The same short line at the same height may be a row of a table that fills the page: running matter has the page's edge to itself.
    private static bool IsOutside(TextLine line, PageText page) =>
        page.Lines.TrueForAll(l => l.Baseline <= line.Baseline + 1 || l.Baseline > page.Height * 0.8f)
        || page.Lines.TrueForAll(l => l.Baseline >= line.Baseline - 1 || l.Baseline < page.Height * 0.2f);

    /// <summary>Says where and under which terms a paper appeared.</summary>
    public static bool IsImprint(string text) => Imprint().IsMatch(text);

    // What the first page alone has at its edge: where it appeared, and under which terms.
    [GeneratedRegex(@"\b(?:Proceedings of|Copyright|\(c\)|Association for Computational|ACM ISBN|ACM Reference Format|Permission to make|Licensed under|Creative Commons|All rights reserved|journal homepage|Conference on|Workshop on|ISSN|Preprint|Published (?:as|online|by|in))\b|\u00A9|^(?:https?://)?(?:dx\.)?doi(?:\.org|:)|^\d+(?:st|nd|rd|th) Conference|^arXiv:|^[A-Z][a-z]+(?: [A-Z][a-z]+)?, [A-Z][\w ]+, [A-Z][a-z]+ \d{1,2} ?[-\u2013] ?(?:[A-Z][a-z]+ )?\d{1,2}, \d{4}", RegexOptions.CultureInvariant)]
    private static partial Regex Imprint();

    private static void RemovePageNumber(PageText page, List<TextLine> removed)
    {
        // A number alone at the foot or head of a file of one page, or where the numbers jump about.
        var lines = page.Lines;
        if (lines.Count > 3)
        {
            foreach (var line in (TextLine[])[lines[^1], lines[0]])
            {
                if (line.Text.Length <= 4 && line.Text.All(char.IsAsciiDigit) && (line.Baseline < 0.1f * page.Height || line.Baseline > 0.92f * page.Height))
                {
                    lines.Remove(line);
                    removed.Add(line);
                }
            }
        }
    }

    private static List<TextLine> Outermost(PageText page)
    {
        // Lines are sorted by height; those beside each other count once.
        var found = new List<TextLine>();
        foreach (var lines in (IEnumerable<TextLine>[])[page.Lines, Enumerable.Reverse(page.Lines)])
        {
            var (rows, last) = (0, float.NaN);
            foreach (var line in lines)
            {
                if (!(Math.Abs(line.Baseline - last) <= 2))
                {
                    rows++;
                    last = line.Baseline;
                }

                if (rows > OutermostLines)
                {
                    break;
                }

                if (line.Baseline > 0.82f * page.Height || line.Baseline < 0.18f * page.Height)
                {
                    found.Add(line);
                }
            }
        }

        return [.. found.Distinct()];
    }

    private static string KeyOf(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                if (key.Length == 0 || key[^1] != '#')
                {
                    key.Append('#');
                }
            }
            else if (c != ' ')
            {
                key.Append(char.ToLowerInvariant(c));
            }
        }

        return key.ToString();
    }

    private static void RemoveLineNumbers(PageText page)
    {
        var numbers = page.Lines.Where(l => l.Text.Length <= 4 && l.Text.All(char.IsAsciiDigit)).ToList();
        if (numbers.Count < MinLineNumbers)
        {
            return;
        }

        foreach (var aligned in numbers.GroupBy(l => MathF.Round(l.Right / 3)).Where(g => g.Count() >= MinLineNumbers))
        {
            var values = aligned.Select(l => int.Parse(l.Text, CultureInfo.InvariantCulture)).ToList();
            var steps = values.Zip(values.Skip(1), (a, b) => b - a).ToList();

            // From above to below, most of them by one step, 1 or 5, and at one distance: labels of references stand as far apart as their entries are long.
            var distances = aligned.Zip(aligned.Skip(1), (a, b) => a.Baseline - b.Baseline).Order().ToList();
            var usual = distances[distances.Count / 2];
            if (steps.Count(s => s is 1 or 5) >= 0.8 * steps.Count && distances.Count(d => Math.Abs(d - usual) < 0.15f * usual) >= 0.8 * distances.Count)
            {
                var gone = aligned.ToHashSet();
                page.Lines.RemoveAll(gone.Contains);
            }
        }
    }
}
