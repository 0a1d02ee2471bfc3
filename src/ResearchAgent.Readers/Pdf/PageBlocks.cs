using System.Buffers;

namespace ResearchAgent.Readers.Pdf;

/// <summary>Makes blocks of a page's lines, says what each is, and puts them into the order in which a person reads them.</summary>
internal static class PageBlocks
{
    /// <summary>Beyond that a page is a drawing: its blocks are read from above to below. The order takes cubic time in the worst case.</summary>
    private const int MaxOrdered = 200;

    private static readonly SearchValues<char> Numeric = SearchValues.Create("0123456789.,-\u2212%\u00B1");

    public static List<TextBlock> Of(PageText page, TextMeasures measures)
    {
        var rows = Rows(page.Lines);
        var blocks = Group(page.Lines, rows, measures);
        Classify(blocks, rows, page, measures);
        return Order(blocks);
    }

    // For each line the others at its height.
    private static Dictionary<TextLine, List<TextLine>> Rows(List<TextLine> lines)
    {
        var rows = new Dictionary<TextLine, List<TextLine>>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            var beside = new List<TextLine>();
            for (var j = i - 1; j >= 0 && j > i - 40 && lines[j].Baseline - lines[i].Baseline <= 0.35f * lines[i].Size; j--)
            {
                beside.Add(lines[j]);
                rows[lines[j]].Add(lines[i]);
            }

            rows[lines[i]] = beside;
        }

        return rows;
    }

    private static List<TextBlock> Group(List<TextLine> lines, Dictionary<TextLine, List<TextLine>> rows, TextMeasures measures)
    {
        var blocks = new List<TextBlock>();
        var open = new List<TextBlock>();
        foreach (var line in lines)
        {
            open.RemoveAll(b => b.Last.Baseline - line.Baseline > MaxDistance(b.Size, measures));
            TextBlock? best = null;
            foreach (var block in open)
            {
                if (Continues(block, line, rows[line], measures) && (best is null || block.Last.Baseline < best.Last.Baseline))
                {
                    best = block;
                }
            }

            if (best is null)
            {
                best = new TextBlock(line);
                blocks.Add(best);
                open.Add(best);
                if (open.Count > MaxOrdered)
                {
                    open.RemoveAt(0);
                }
            }
            else
            {
                best.Add(line);
            }
        }

        return blocks;
    }

    private static float MaxDistance(float size, TextMeasures measures) => Math.Max(1.3f * measures.Leading * Math.Min(1.6f, size / measures.Size), 1.5f * size);

    private static bool Continues(TextBlock block, TextLine line, List<TextLine> beside, TextMeasures measures)
    {
        var distance = block.Last.Baseline - line.Baseline;
        if (distance < 0.4f * line.Size || distance > MaxDistance(Math.Max(line.Size, block.Size), measures) || Math.Abs(line.Size - block.Size) > 0.12f * block.Size)
        {
            return false;
        }

        var overlap = Math.Min(line.Right, block.Right) - Math.Max(line.Left, block.Left);
        if (overlap < 0.5f * Math.Min(line.Width, block.Width))
        {
            return false;
        }

        var em = block.Size;
        var isAligned = Math.Abs(line.Left - block.Left) <= 3 * em || Math.Abs(line.Left + line.Right - block.Left - block.Right) <= 2 * em;
        var fits = block.Lines.Count == 1 || (line.Right <= block.Right + (2 * em) && line.Left >= block.Left - (3 * em));

        // Others at the same height under the block: columns, or cells, begin here.
        return isAligned && fits && !beside.Exists(b => b.Left > block.Left - em && b.Right < block.Right + em && Math.Abs(b.Baseline - line.Baseline) < 0.2f * em && b.Width > em);
    }

    private static void Classify(List<TextBlock> blocks, Dictionary<TextLine, List<TextLine>> rows, PageText page, TextMeasures measures)
    {
        foreach (var block in blocks)
        {
            var isSmall = block.Size < 0.95f * measures.Size;
            var isStyled = block.Lines[0].StyledStart >= 5;
            block.Kind = block.StartsAsCaption() && (block.StartsAsMarkedCaption() || isSmall || isStyled) ? BlockKind.Caption
                : HeadingNames.IsReferences(block.Lines[0].Text) && !rows[block.Lines[0]].Exists(o => IsCell(o, measures)) ? BlockKind.Text
                : IsFragment(block, rows, measures) ? BlockKind.Fragment
                : BlockKind.Text;
        }

        // The head of a table, joined to one line, right above its rows.
        foreach (var block in blocks.Where(b => b.Kind == BlockKind.Text && b.Lines.Count == 1 && b.Width < 0.6f * measures.ColumnWidth && !b.Lines[0].IsBold && !RunningText.EndsAsSentence(b.Lines[0].Text)))
        {
            var below = blocks.Where(b => b.Top < block.Top && b.OverlapsAcross(block)).MaxBy(b => b.Top);
            if (below is { Kind: BlockKind.Fragment } && block.Bottom - below.Top < measures.Leading)
            {
                block.Kind = BlockKind.Fragment;
            }
        }

        // Footnotes: small type with nothing of the text's size below it.
        foreach (var block in blocks.Where(b => b.Kind is BlockKind.Text or BlockKind.Fragment && b.Size < 0.93f * measures.Size && b.Bottom < 0.55f * page.Height && StartsAsNote(b.Lines[0])))
        {
            if (!blocks.Exists(b => b.Kind == BlockKind.Text && b.Size >= 0.95f * measures.Size && b.Top < block.Top && b.OverlapsAcross(block)))
            {
                block.Kind = BlockKind.Note;
            }
        }

        if (page.Number == 1)
        {
            foreach (var block in blocks.Where(b => b.Size < 0.95f * measures.Size && b.Top < 0.5f * page.Height && b.Lines.Exists(l => RunningMatter.IsImprint(l.Text))).ToList())
            {
                foreach (var below in blocks.Where(b => b.Top <= block.Top && b.OverlapsAcross(block) && b.Size < 0.95f * measures.Size))
                {
                    below.Kind = BlockKind.Imprint;
                }
            }
        }

        // What follows a footnote in its column is one, too.
        foreach (var note in blocks.Where(b => b.Kind == BlockKind.Note).ToList())
        {
            foreach (var block in blocks.Where(b => b.Kind is BlockKind.Text or BlockKind.Fragment && b.Top < note.Top && b.OverlapsAcross(note) && b.Size < 0.93f * measures.Size))
            {
                block.Kind = BlockKind.Note;
            }
        }
    }

    private static bool StartsAsNote(TextLine line) =>
        line.IsRaised(0) || line.Text[0] is '*' or '\u2217' or '\u2020' or '\u2021' or '\u00A7' or '\u00B6' or '\u00B9' or '\u00B2' or '\u00B3' or (>= '\u2070' and <= '\u2079')
        || (char.IsAsciiDigit(line.Text[0]) && line.Text.AsSpan().TrimStart("0123456789 ") is { Length: > 0 } rest && char.IsUpper(rest[0]));

    private static bool IsFragment(TextBlock block, Dictionary<TextLine, List<TextLine>> rows, TextMeasures measures)
    {
        var cells = block.Lines.Count(l => IsCell(l, measures) && rows[l].Exists(o => IsCell(o, measures) && IsNear(l, o)));
        var isTable = block.Lines.Count >= 2 ? cells > 0.6 * block.Lines.Count : cells == 1 && rows[block.Lines[0]].Count(o => IsCell(o, measures)) >= 2;
        return IsRowsOfNumbers(block) || (isTable && !block.IsProse(measures)) || (block.Size < 0.92f * measures.Size && !block.IsProse(measures));

        bool IsNear(TextLine a, TextLine b) => Math.Max(a.Left, b.Left) - Math.Min(a.Right, b.Right) < 0.4f * measures.ColumnWidth;
    }

    // "Without attention   84.2": rows whose gaps were too small to part them.
    private static bool IsRowsOfNumbers(TextBlock block) =>
        block.Lines.Count >= 2 && block.Lines.Count(l => l.Text.LastIndexOf(' ') is > 0 and var at && char.IsAsciiDigit(l.Text[^1]) && !l.Text.AsSpan(at + 1).ContainsAnyExcept(Numeric)) >= 0.7 * block.Lines.Count;

    private static bool IsCell(TextLine line, TextMeasures measures) => line.Width < 0.6f * measures.ColumnWidth;

    /// <summary>
    /// Thomas Breuel's two rules: of blocks above each other the upper one comes first; of blocks beside each other the left
    /// one, unless something as wide as both stands between them. What the rules leave open goes by height.
    /// </summary>
    private static List<TextBlock> Order(List<TextBlock> blocks)
    {
        // Of a page full of crumbs only the text is put into order.
        var isCrowded = blocks.Count > MaxOrdered;
        var loose = blocks.Where(b => isCrowded && b.Kind == BlockKind.Fragment).ToList();
        var firm = blocks.Where(b => !isCrowded || b.Kind != BlockKind.Fragment).ToList();
        if (firm.Count > MaxOrdered)
        {
            return blocks;
        }

        var waiting = new int[firm.Count];
        var after = new List<int>[firm.Count];
        for (var i = 0; i < firm.Count; i++)
        {
            after[i] = [];
        }

        for (var i = 0; i < firm.Count; i++)
        {
            for (var j = 0; j < firm.Count; j++)
            {
                if (i != j && ComesBefore(firm[i], firm[j], firm))
                {
                    after[i].Add(j);
                    waiting[j]++;
                }
            }
        }

        var ordered = new List<TextBlock>();
        var left = Enumerable.Range(0, firm.Count).ToList();
        while (left.Count > 0)
        {
            // A cycle, of blocks that overlap, is broken at the block that waits for the fewest.
            var next = left.MinBy(i => (waiting[i], -firm[i].Top, firm[i].Left));
            left.Remove(next);
            ordered.Add(firm[next]);
            foreach (var j in after[next])
            {
                waiting[j]--;
            }
        }

        // Fragments follow the block above them; only in lists of references are they read.
        foreach (var fragment in loose)
        {
            var at = ordered.FindLastIndex(b => b.Top >= fragment.Top && b.OverlapsAcross(fragment));
            ordered.Insert(at + 1, fragment);
        }

        return ordered;
    }

    private static bool ComesBefore(TextBlock a, TextBlock b, List<TextBlock> blocks)
    {
        if (Across(a, b))
        {
            return a.Top > b.Top || (a.Top == b.Top && a.Left < b.Left);
        }

        return a.Right <= b.Right && a.Left < b.Left
            && !blocks.Exists(c => !ReferenceEquals(c, a) && !ReferenceEquals(c, b) && Across(c, a) && Across(c, b) && IsBetween(c, a, b));
    }

    private static bool Across(TextBlock a, TextBlock b) => Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left) > 0.05f * Math.Min(a.Width, b.Width) + 1;

    private static bool IsBetween(TextBlock c, TextBlock a, TextBlock b)
    {
        var (upper, lower) = a.Top >= b.Top ? (a, b) : (b, a);
        return c.Top <= upper.Bottom + 2 && c.Bottom >= lower.Top - 2;
    }
}
