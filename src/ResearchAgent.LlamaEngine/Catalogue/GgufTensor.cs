namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>One line of a GGUF tensor table.</summary>
/// <param name="Shape">Innermost dimension first, one to four of them.</param>
/// <param name="Offset">Bytes from the start of the tensor data.</param>
/// <param name="Weights">How many numbers it holds.</param>
/// <param name="Bytes">What it takes in the file; 0 where the type is unknown.</param>
public sealed record GgufTensor(string Name, GgmlType Type, IReadOnlyList<long> Shape, long Offset, long Weights, long Bytes);

/// <summary>An array among the metadata.</summary>
/// <param name="Count">Elements in the file.</param>
/// <param name="Values">The elements, as in <see cref="GgufFile.Metadata"/>; null for an array too long to keep (a vocabulary) or inside another.</param>
public sealed record GgufArray(long Count, IReadOnlyList<object>? Values);
