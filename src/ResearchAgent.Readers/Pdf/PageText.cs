namespace ResearchAgent.Readers.Pdf;

/// <summary>A page after its glyphs have become lines.</summary>
/// <param name="Lines">What a reader sees, from top to bottom.</param>
/// <param name="Sideways">Text that runs up or down the margin.</param>
/// <param name="Hidden">What a reader does not see, with the reason; in the order of painting.</param>
/// <param name="IsPicture">A picture covers the page.</param>
internal sealed record PageText(int Number, float Width, float Height, List<TextLine> Lines, string Sideways, IReadOnlyList<HiddenText> Hidden, bool IsPicture);

/// <summary>Text that a page does not show.</summary>
internal sealed record HiddenText(Concealment Why, string Text);
