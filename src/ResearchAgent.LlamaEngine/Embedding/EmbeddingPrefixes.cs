namespace ResearchAgent.LlamaEngine.Embedding;

/// <summary>What a model was trained to see before a question and before a passage. Left out, its vectors are worse without a word of warning.</summary>
public sealed record EmbeddingPrefixes(string Query, string Passage)
{
    public static EmbeddingPrefixes None { get; } = new("", "");

    // From the cards of the models, each named by a part of its name.
    private static readonly (string Name, EmbeddingPrefixes Prefixes)[] Known =
    [
        ("nomic-embed-text", new("search_query: ", "search_document: ")), // https://huggingface.co/nomic-ai/nomic-embed-text-v1.5
        ("e5-", new("query: ", "passage: ")), // https://huggingface.co/intfloat/e5-small-v2, also multilingual-e5
        ("bge-small-en", new("Represent this sentence for searching relevant passages: ", "")), // https://huggingface.co/BAAI/bge-small-en-v1.5
        ("bge-base-en", new("Represent this sentence for searching relevant passages: ", "")),
        ("bge-large-en", new("Represent this sentence for searching relevant passages: ", "")),
        ("mxbai-embed", new("Represent this sentence for searching relevant passages: ", "")), // https://huggingface.co/mixedbread-ai/mxbai-embed-large-v1
        ("arctic-embed", new("Represent this sentence for searching relevant passages: ", "")), // https://huggingface.co/Snowflake/snowflake-arctic-embed-m
        ("embeddinggemma", new("task: search result | query: ", "title: none | text: ")), // https://huggingface.co/google/embeddinggemma-300m
        ("qwen3-embedding", new("Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:", "")), // https://huggingface.co/Qwen/Qwen3-Embedding-0.6B
    ];

    /// <param name="modelName">As the file or its metadata call it, in any spelling of case, blanks and underscores.</param>
    /// <returns><see cref="None"/> for a model that is not known.</returns>
    public static EmbeddingPrefixes For(string modelName)
    {
        var name = modelName.ToLowerInvariant().Replace(' ', '-').Replace('_', '-');
        return Known.FirstOrDefault(k => name.Contains(k.Name, StringComparison.Ordinal)).Prefixes ?? None;
    }
}
