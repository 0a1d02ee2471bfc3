using System.Globalization;
using ResearchAgent.Papers;
using ResearchAgent.Writing;

namespace ResearchAgent.Web.Rendering;

/// <summary>How a screen names a paper within a sentence: "Dua et al. 2022".</summary>
public static class CitationLabel
{
    /// <returns>Null where authors or year are unknown, or where two papers of the text would have the same name.</returns>
    public static string? Of(Reference reference, IReadOnlyList<Reference> all) =>
        Name(reference) is { } name && all.Count(r => Name(r) == name) <= 1 ? name : null;

    private static string? Name(Reference reference) =>
        PersonName.Short(reference.Authors) is { } authors && reference.Year is { } year ? string.Create(CultureInfo.InvariantCulture, $"{authors} {year}") : null;
}
