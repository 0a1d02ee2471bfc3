namespace ResearchAgent.Readers.Pdf;

/// <summary>Tells headings from text by how they are set, numbered and called.</summary>
internal sealed class HeadingFinder(TextMeasures measures)
{
    private const int MaxWords = 16;
    private const int MaxCharacters = 140;
    private const int MaxLines = 3;

    /// <summary>How many lines from <paramref name="at"/> on are one heading; 0 where text begins.</summary>
    public int LengthAt(IReadOnlyList<FlowLine> flow, int at)
    {
        var line = flow[at].Line;
        var text = line.Text;
        if (!CouldBegin(text) || !StandsFree(flow, at))
        {
            return 0;
        }

        var isKnown = HeadingNames.IsKnown(text);
        var number = HeadingNames.NumberLength(text);
        var isLarger = line.Size >= 1.08f * measures.Size;
        var isBold = line.IsBold && !measures.IsBold;
        var isCapitals = IsCapitals(text);
        var isOwnLine = line.Width < 0.9f * measures.ColumnWidth || line.Width > 1.1f * measures.ColumnWidth;
        var isItalic = line.IsItalic && isOwnLine && IsFollowedByText(flow, at) && (number > 0 || IsSetApart(flow, at));
        var isStyled = isLarger || isBold || (isCapitals && (number > 0 || isKnown || IsSetApart(flow, at))) || isItalic;
        if (!isStyled && !(isKnown && isOwnLine && char.IsUpper(text[number])))
        {
            return 0;
        }

        // A sentence in bold, a line of a table, an equation in italics.
        if (text[^1] is '.' && number == 0 && !isKnown && !(isBold && text.Count(c => c == ' ') < 8 && isOwnLine))
        {
            return 0;
        }

        if (isKnown && number == 0)
        {
            return 1;
        }

        var length = 1;
        while (length < MaxLines && at + length < flow.Count && GoesOn(flow[at + length - 1].Line, flow[at + length].Line, isBold))
        {
            length++;
        }

        var words = 0;
        for (var i = at; i < at + length; i++)
        {
            words += flow[i].Line.Text.Count(c => c == ' ') + 1;
        }

        // A heading heads something, and is no paragraph.
        return words <= MaxWords + (number > 0 ? 4 : 0) && at + length < flow.Count ? length : 0;
    }

    private static bool CouldBegin(string text)
    {
        if (text.Length is < 3 or > MaxCharacters || text[^1] is ',' or ';' || text.Contains('@', StringComparison.Ordinal) || text.Contains("http", StringComparison.Ordinal))
        {
            return false;
        }

        var letters = text.Count(char.IsLetter);
        var number = HeadingNames.NumberLength(text);
        var first = text.AsSpan(number).TrimStart("\u25A0\u25CF\u2022|\u201C\"'( ");
        return letters >= 3 && letters >= 0.6 * text.Length && first.Length > 0 && (char.IsUpper(first[0]) || (number > 0 && char.IsLetter(first[0]))) && !text.Contains(" = ", StringComparison.Ordinal);
    }

    private static bool IsCapitals(string text) => text.Count(char.IsUpper) is var upper and >= 4 && !text.Any(char.IsLower) && upper >= 0.6 * text.Length;

    // What is before it is over: a new block, a gap, the end of a sentence or another heading.
    private bool StandsFree(IReadOnlyList<FlowLine> flow, int at)
    {
        if (at == 0)
        {
            return true;
        }

        var (before, here) = (flow[at - 1], flow[at]);
        return !ReferenceEquals(before.Block, here.Block)
            || before.Line.Baseline - here.Line.Baseline > 1.15f * measures.Leading
            || (RunningText.EndsAsSentence(before.Line.Text) && before.Line.Width < 0.97f * here.Block.Width)
            || Math.Abs(before.Line.Size - here.Line.Size) > 0.08f * here.Line.Size
            || RunningText.EndsAsSentence(before.Line.Text)
            || (before.Line.IsBold && before.Line.Width < 0.9f * measures.ColumnWidth);
    }

    private bool IsSetApart(IReadOnlyList<FlowLine> flow, int at) =>
        at > 0 && (flow[at].Line.Page != flow[at - 1].Line.Page || flow[at - 1].Line.Baseline < flow[at].Line.Baseline || flow[at - 1].Line.Baseline - flow[at].Line.Baseline > 1.25f * measures.Leading);

    private bool IsFollowedByText(IReadOnlyList<FlowLine> flow, int at) =>
        at + 1 < flow.Count && !flow[at + 1].Line.IsItalic && flow[at + 1].Line.Text.Length > 20 && (flow[at + 1].Line.Left <= flow[at].Line.Left + (2 * measures.Size));

    private bool GoesOn(TextLine line, TextLine next, bool isBold)
    {
        if (next.Page != line.Page || Math.Abs(next.Size - line.Size) > 0.04f * line.Size || next.IsBold != line.IsBold || next.IsItalic != line.IsItalic
            || line.Baseline - next.Baseline is not > 0 || line.Baseline - next.Baseline > 1.7f * line.Size || HeadingNames.NumberLength(next.Text) > 0 || HeadingNames.IsKnown(next.Text))
        {
            return false;
        }

        return isBold || line.Size > 1.08f * measures.Size || (IsCapitals(line.Text) && IsCapitals(next.Text));
    }
}

/// <summary>A line in the order of reading, with the block it stands in.</summary>
internal readonly record struct FlowLine(TextLine Line, TextBlock Block);
