using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace ResearchAgent.ExternalTools.OpenApi;

/// <summary>One operation of a service, and how its arguments go into a request.</summary>
/// <param name="Path">As the document has it: /loans/{id}.</param>
/// <param name="Problem">Why it cannot be called; null when it can.</param>
internal sealed record Operation(
    string Name, string Description, HttpMethod Method, string Path, IReadOnlyList<OperationArgument> Arguments, bool RequiresBody, string? Problem);

/// <param name="Name">What a model calls it: the parameter's name, unless two parameters have the same.</param>
/// <param name="Target">The parameter's name; the property's in a body that is written out; null for the whole body.</param>
internal sealed record OperationArgument(string Name, string? Target, ArgumentPlace Place, bool IsRequired, JsonObject Schema)
{
    public ParameterStyle Style { get; init; } = ParameterStyle.Form;

    public bool Explode { get; init; }

    /// <summary>Lists and objects go as JSON.</summary>
    public bool IsJson { get; init; }
}

internal enum ArgumentPlace
{
    Path,
    Query,
    Header,
    Body,
}
