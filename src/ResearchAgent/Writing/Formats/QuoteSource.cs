using System.Globalization;

namespace ResearchAgent.Writing.Formats;

/// <summary>Where a quote stands, as people write it.</summary>
public static class QuoteSource
{
    /// <summary>" p. 4", to follow the paper's key; empty for a file without pages.</summary>
    public static string Page(Quote quote) => quote.Page is { } page ? string.Create(CultureInfo.InvariantCulture, $" p. {page}") : "";
}
