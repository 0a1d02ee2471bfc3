namespace ResearchAgent.Readers.Pdf;

/// <summary>A line of a page, or a cell of a table's row. Lengths are in points; the baseline's height grows upwards.</summary>
internal sealed class TextLine
{
    public required int Page { get; init; }

    public required string Text { get; set; }

    public required float Left { get; set; }

    public required float Right { get; set; }

    public required float Baseline { get; init; }

    /// <summary>Of most of its characters.</summary>
    public required float Size { get; init; }

    /// <summary>Most of its characters are.</summary>
    public required bool IsBold { get; init; }

    public required bool IsItalic { get; init; }

    /// <summary>How many of the first characters are bold, or italic: the heading of a line that begins with one.</summary>
    public required int StyledStart { get; init; }

    /// <summary>Where superscripts stand in the text.</summary>
    public required IReadOnlyList<(int Start, int Length)> Raised { get; init; }

    public float Top => Baseline + (0.75f * Size);

    public float Bottom => Baseline - (0.25f * Size);

    public float Width => Right - Left;

    public bool IsRaised(int index) => Raised.Any(r => index >= r.Start && index < r.Start + r.Length);

    public override string ToString() => Text;
}
