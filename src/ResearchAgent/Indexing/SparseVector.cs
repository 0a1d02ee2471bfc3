namespace ResearchAgent.Indexing;

/// <summary>
/// Term weights of a passage: for each distinct term its id and a weight from 1 to 255, which stands for
/// weight / 255 of the largest term-frequency part BM25 can give. The same numbers serve every index, so all rank alike.
/// </summary>
public sealed record SparseVector(uint[] TermIds, byte[] Weights)
{
    public static SparseVector Empty { get; } = new([], []);
}
