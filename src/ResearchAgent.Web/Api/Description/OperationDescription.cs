using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace ResearchAgent.Web.Api.Description;

/// <summary>Writes what <see cref="EndpointDescriptions"/> gathered into an operation.</summary>
internal static class OperationDescription
{
    public static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var document = context.Document!;
        operation.Parameters ??= [];
        operation.Responses ??= [];
        foreach (var query in metadata.OfType<QueryOf>())
        {
            foreach (var parameter in QueryParameters.Of(query.Type))
            {
                operation.Parameters.Add(parameter);
            }
        }

        foreach (var described in metadata.OfType<DescribedParameter>())
        {
            if (operation.Parameters.OfType<OpenApiParameter>().FirstOrDefault(p => p.Name == described.Name) is { } known)
            {
                known.Description = described.Description;
            }
            else
            {
                operation.Parameters.Add(new OpenApiParameter { Name = described.Name, In = described.In, Description = described.Description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
            }
        }

        await DescribeBodyAsync(operation, metadata, context, cancellationToken);
        foreach (var grounded in metadata.OfType<GroundedResponse>())
        {
            var response = Ok(operation);
            response.Content!["application/json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(GroundedSchemas.NameOf(grounded.Kind), document) };
            foreach (var form in grounded.OtherForms)
            {
                response.Content[form] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
            }
        }

        if (metadata.OfType<EventResponse>().Any())
        {
            Ok(operation).Content!["text/event-stream"] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "Events queued {position}, step {name, detail, milliseconds}, claim (with its quotes), and last answer (whole; it counts) or problem. Data is JSON on one line.",
                },
            };
        }

        foreach (var status in metadata.OfType<ProblemStatuses>().SelectMany(p => p.Statuses))
        {
            operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = ReasonPhrases.GetReasonPhrase(status),
                Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(ApiDescription.Problem, document) } },
            };
        }
    }

    private static async Task DescribeBodyAsync(OpenApiOperation operation, IList<object> metadata, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var content = new Dictionary<string, OpenApiMediaType>();
        foreach (var body in metadata.OfType<JsonBody>())
        {
            var schema = await context.GetOrCreateSchemaAsync(body.Type, null, cancellationToken);
            context.Document!.AddComponent(body.Type.Name, schema);
            content["application/json"] = new OpenApiMediaType
            {
                Schema = new OpenApiSchemaReference(body.Type.Name, context.Document),
                Example = body.Example is null ? null : JsonNode.Parse(body.Example),
            };
        }

        if (metadata.OfType<GroundedBody>().Any())
        {
            content["application/json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(GroundedSchemas.Any, context.Document) };
        }

        if (metadata.OfType<FilesBody>().Any())
        {
            content["multipart/form-data"] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["files"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
                    },
                },
            };
        }

        if (content.Count > 0)
        {
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = content };
        }
    }

    private static OpenApiResponse Ok(OpenApiOperation operation)
    {
        // The generator's own, for a handler that says nothing of what it gives, is empty.
        if (!operation.Responses!.TryGetValue("200", out var known) || known is not OpenApiResponse response)
        {
            operation.Responses["200"] = response = new OpenApiResponse { Description = "OK" };
        }

        response.Content ??= new Dictionary<string, OpenApiMediaType>();
        return response;
    }
}
