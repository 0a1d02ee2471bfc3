namespace ResearchAgent.LlamaEngine.Grammars;

/// <summary>A JSON schema asks for what no grammar of ours can hold a model to.</summary>
/// <param name="path">The place in the schema, as a JSON pointer.</param>
/// <param name="keyword">The keyword there.</param>
public sealed class UnsupportedSchemaException(string path, string keyword, string reason) : NotSupportedException(
    $"The JSON schema has '{keyword}' at '{path}': {reason}. Leave it out or say it otherwise.")
{
    public string Path { get; } = path;

    public string Keyword { get; } = keyword;
}
