namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>What a model can be used for.</summary>
public enum ModelKind
{
    /// <summary>It continues text; without a chat template it only completes.</summary>
    Chat,

    /// <summary>It turns a text into one vector.</summary>
    Embedding,

    /// <summary>It scores a question against a passage.</summary>
    Rerank,
}
