namespace ResearchAgent.Web.Api;

/// <summary>A request that cannot be answered, in the words that the client is told.</summary>
/// <param name="type">The kind's short name, such as 'paper-changed'.</param>
/// <param name="detail">What to do, fit for a stranger.</param>
internal sealed class ApiException(int status, string type, string title, string detail) : Exception(detail)
{
    public int Status => status;

    public string Type => type;

    public string Title => title;

    /// <summary>What is wrong with each field, by its name in the request.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>What else the problem tells, by name.</summary>
    public IReadOnlyDictionary<string, object?>? More { get; init; }
}
