using Microsoft.Extensions.AI;

namespace ResearchAgent.Indexing;

/// <summary>
/// Tells an embedder what a text is for: many models want another prefix on a question than on the passages that answer
/// it. Without a word a text is a passage. Embedders that know no difference pass it over.
/// </summary>
public static class EmbeddingPurpose
{
    /// <summary>Name in <c>EmbeddingGenerationOptions.AdditionalProperties</c>; the value is <see cref="QueryValue"/> or absent.</summary>
    public const string Property = "purpose";

    public const string QueryValue = "query";

    /// <summary>New options each time: receivers may change them.</summary>
    public static EmbeddingGenerationOptions Query => new() { AdditionalProperties = new() { [Property] = QueryValue } };

    public static bool IsQuery(EmbeddingGenerationOptions? options) => options?.AdditionalProperties?.GetValueOrDefault(Property) is QueryValue;
}
