using Microsoft.Extensions.VectorData;
using ResearchAgent.Papers;

namespace ResearchAgent.Indexing.VectorData;

/// <summary>
/// A passage with what a reader needs to cite it, as other programs see it through <see cref="PassageCollection"/>. It
/// carries no vector: one embedder's vectors mean nothing to another.
/// </summary>
public sealed record PaperPassage
{
    /// <summary>A <see cref="PassageId"/> as text: <c>arxiv:2305.04091#0v1</c>.</summary>
    [VectorStoreKey]
    public required string Id { get; init; }

    /// <summary>A <see cref="PaperId"/> as text: <c>arxiv:2305.04091</c>.</summary>
    [VectorStoreData(IsIndexed = true)]
    public required string Paper { get; init; }

    /// <summary>The paper's citation key, such as <c>Wang2023PlanAndSolve</c>.</summary>
    [VectorStoreData]
    public required string Key { get; init; }

    /// <summary>Of the paper.</summary>
    [VectorStoreData]
    public required string Title { get; init; }

    /// <summary>Null when the record names none.</summary>
    [VectorStoreData(IsIndexed = true)]
    public int? Year { get; init; }

    /// <summary>Of the section; may be empty.</summary>
    [VectorStoreData]
    public required string Heading { get; init; }

    [VectorStoreData(IsFullTextIndexed = true)]
    public required string Text { get; init; }

    /// <summary>Offset of the text in its section, in UTF-16 code units from 0.</summary>
    [VectorStoreData]
    public int Start { get; init; }

    internal static PaperPassage Of(Paper paper, Passage passage) => new()
    {
        Id = passage.Id.Value,
        Paper = paper.Id.Value,
        Key = paper.Key.Value,
        Title = paper.Title,
        Year = paper.Year,
        Heading = passage.Heading,
        Text = passage.Text,
        Start = passage.Start,
    };
}
