using System.Text.RegularExpressions;

namespace ResearchAgent.Readers.Pdf;

internal enum BlockKind : byte
{
    Text,
    Caption,

    /// <summary>A footnote, or what else stands below a column's text.</summary>
    Note,

    /// <summary>What the first page says of licence, conference and permission: part of no text.</summary>
    Imprint,

    /// <summary>Words inside of a figure, cells of a table.</summary>
    Fragment,
}

/// <summary>Lines that stand below each other.</summary>
internal sealed partial class TextBlock(TextLine first)
{
    public List<TextLine> Lines { get; } = [first];

    public BlockKind Kind { get; set; }

    public float Left { get; private set; } = first.Left;

    public float Right { get; private set; } = first.Right;

    public float Size { get; } = first.Size;

    public float Top { get; private set; } = first.Top;

    public float Bottom { get; private set; } = first.Bottom;

    public float Width => Right - Left;

    public TextLine Last => Lines[^1];

    public void Add(TextLine line)
    {
        Lines.Add(line);
        Left = Math.Min(Left, line.Left);
        Right = Math.Max(Right, line.Right);
        Top = Math.Max(Top, line.Top);
        Bottom = Math.Min(Bottom, line.Bottom);
    }

    /// <summary>It is set like running text: full lines, or a sentence.</summary>
    public bool IsProse(TextMeasures measures)
    {
        var words = Lines.Sum(l => l.Text.Count(c => c == ' ') + 1);
        var letters = Lines.Sum(l => l.Text.Count(char.IsLetter));
        var characters = Lines.Sum(l => l.Text.Length);
        return letters > 0.6 * characters && words >= 8
            && (Lines.Count >= 2 ? words >= 5 * Lines.Count && Width >= 0.5f * Math.Min(measures.ColumnWidth, 400) : Width >= 0.6f * measures.ColumnWidth);
    }

    public bool OverlapsAcross(TextBlock other) => Math.Min(Right, other.Right) - Math.Max(Left, other.Left) > 1;

    public bool StartsAsCaption() => CaptionStart().IsMatch(Lines[0].Text);

    /// <summary>"Figure 2:" and not "Figure 2 shows": a mark after the number, or nothing.</summary>
    public bool StartsAsMarkedCaption() => MarkedCaptionStart().IsMatch(Lines[0].Text);

    [GeneratedRegex(@"^(?:(?:Supplementary |Extended Data |Appendix )?(?:Fig(?:ure|s?\.)?|FIG(?:URE|\.)?|Table|TABLE|Tab\.|Scheme|Plate|Box|Chart|Algorithm|Listing|Exhibit)\s*(?:[A-Z]?\.?\d{1,3}[A-Za-z]?(?:\.\d{1,2})?|[IVX]{1,5})|S\d{1,2} (?:Fig|Table|File|Text|Appendix|Dataset|Movie|Video|Data))\b", RegexOptions.CultureInvariant)]
    private static partial Regex CaptionStart();

    [GeneratedRegex(@"^(?:(?:Supplementary |Extended Data |Appendix )?(?:Fig(?:ure|s?\.)?|FIG(?:URE|\.)?|Table|TABLE|Tab\.|Scheme|Plate|Box|Chart|Algorithm|Listing|Exhibit)\s*(?:[A-Z]?\.?\d{1,3}[A-Za-z]?(?:\.\d{1,2})?|[IVX]{1,5})|S\d{1,2} (?:Fig|Table|File|Text|Appendix|Dataset|Movie|Video|Data))(?:\s*[.:|\u2013\u2014]|\s+[(\u2013]|$|\s{2,})", RegexOptions.CultureInvariant)]
    private static partial Regex MarkedCaptionStart();
}
