using System.Globalization;

namespace ResearchAgent.Readers.Pdf;

/// <summary>A page holds more glyphs than a page of text can.</summary>
internal sealed class PageTooLargeException(int page)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"page {page} holds more than {InkProcessor.MaxGlyphs:N0} characters"))
{
    public int Page { get; } = page;
}
