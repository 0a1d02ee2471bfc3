namespace ResearchAgent.Retrieval;

/// <summary>A name leads to no paper of the library.</summary>
public sealed class PaperNotFoundException(string name, string message) : Exception(message)
{
    public string Name { get; } = name;
}
