using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace ResearchAgent.Web.Api.Description;

/// <summary>What an endpoint says of itself beyond its signature, for the OpenAPI document alone: it takes no part in routing.</summary>
internal static class EndpointDescriptions
{
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string operationId, string summary, string? description = null)
    {
        endpoint.WithName(operationId).WithSummary(summary);
        return description is null ? endpoint : endpoint.WithDescription(description);
    }

    public static RouteHandlerBuilder WithQuery<T>(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new QueryOf(typeof(T)));

    public static RouteHandlerBuilder WithPath(this RouteHandlerBuilder endpoint, string name, string description) => endpoint.WithMetadata(new DescribedParameter(ParameterLocation.Path, name, description));

    public static RouteHandlerBuilder WithHeader(this RouteHandlerBuilder endpoint, string name, string description) => endpoint.WithMetadata(new DescribedParameter(ParameterLocation.Header, name, description));

    /// <param name="example">JSON.</param>
    public static RouteHandlerBuilder TakesJson<T>(this RouteHandlerBuilder endpoint, string? example = null) => endpoint.WithMetadata(new JsonBody(typeof(T), example));

    public static RouteHandlerBuilder TakesFiles<T>(this RouteHandlerBuilder endpoint, string? example = null) => endpoint.TakesJson<T>(example).WithMetadata(new FilesBody());

    public static RouteHandlerBuilder TakesGrounded(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new GroundedBody());

    /// <param name="kind">A definition of the grounded text's schema.</param>
    /// <param name="otherForms">Media types beside JSON.</param>
    public static RouteHandlerBuilder ProducesGrounded(this RouteHandlerBuilder endpoint, string kind, params string[] otherForms) => endpoint.WithMetadata(new GroundedResponse(kind, otherForms));

    public static RouteHandlerBuilder ProducesEvents(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new EventResponse());

    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder endpoint, params int[] statuses) => endpoint.WithMetadata(new ProblemStatuses(statuses));
}

internal sealed record QueryOf(Type Type);

internal sealed record DescribedParameter(ParameterLocation In, string Name, string Description);

internal sealed record JsonBody(Type Type, string? Example);

internal sealed record FilesBody;

internal sealed record GroundedBody;

internal sealed record GroundedResponse(string Kind, IReadOnlyList<string> OtherForms);

internal sealed record EventResponse;

internal sealed record ProblemStatuses(IReadOnlyList<int> Statuses);

/// <summary>The property holds a part of a grounded text, as its own schema defines it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class GroundedSchemaAttribute(string definition) : Attribute
{
    public string Definition { get; } = definition;
}
