namespace ResearchAgent.Readers.Pdf;

/// <summary>Why a reader of the page does not see a glyph.</summary>
internal enum Concealment : byte
{
    None,
    Invisible,
    Transparent,
    SameColour,
    Tiny,
    OffPage,
    Clipped,
    Covered,
}

/// <summary>A font as far as layout tells headings by it. One object per font of the file.</summary>
internal sealed record FontFace(string Name, bool IsBold, bool IsItalic);

/// <summary>What a page shows at one place of a line. Lengths are in points, <paramref name="Y"/> is the baseline and grows upwards.</summary>
/// <param name="Run">Number of the operation that painted it: glyphs of one run follow each other in a line.</param>
internal readonly record struct Glyph(string Text, float X, float EndX, float Y, float Size, FontFace Font, int Run, Concealment Concealment);

/// <summary>A filled shape or a picture, as the rectangle around it.</summary>
/// <param name="Colour">Red, green and blue from 0 to 1; null when it is not one colour.</param>
/// <param name="Run">The last run of text that was painted before it.</param>
/// <param name="IsExact">The shape is this rectangle and opaque.</param>
internal readonly record struct PaintedArea(float Left, float Bottom, float Right, float Top, (float R, float G, float B)? Colour, int Run, bool IsExact)
{
    public bool Contains(float x, float y) => x >= Left && x <= Right && y >= Bottom && y <= Top;
}

/// <summary>The glyphs of a page, in the order in which they were painted and turned so that most of them read from left to right.</summary>
internal sealed class PageInk
{
    public required int Number { get; init; }

    public required float Width { get; init; }

    public required float Height { get; init; }

    public required IReadOnlyList<Glyph> Glyphs { get; init; }

    /// <summary>Text that runs up or down the page, such as the stamp in the margin, glyph by glyph in the order of painting.</summary>
    public required string Sideways { get; init; }

    /// <summary>A picture covers most of the page: a scan.</summary>
    public required bool IsPicture { get; init; }
}
