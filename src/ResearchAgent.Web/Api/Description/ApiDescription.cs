using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ResearchAgent.Web.Api.Description;

/// <summary>The OpenAPI document of all interfaces for programs.</summary>
internal static class ApiDescription
{
    public const string Problem = "Problem";

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;

        // The pages' own forms are no interface.
        options.ShouldInclude = endpoint => endpoint.RelativePath is { } path && (path.StartsWith("api/v1/", StringComparison.Ordinal) || path.StartsWith("v1/", StringComparison.Ordinal));
        options.AddSchemaTransformer(DescribeProperty);
        options.AddOperationTransformer(OperationDescription.DescribeAsync);
        options.AddDocumentTransformer(DescribeDocument);
    }

    private static Task DescribeProperty(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo?.AttributeProvider is { } property)
        {
            schema.Enum = QueryParameters.EnumOf(property) ?? schema.Enum;
            if (property.IsDefined(typeof(RequiredAttribute), inherit: true) || schema.Enum is { Count: > 0 })
            {
                // The properties of bodies can be null so that all that is missing is told at once, not because null is taken.
                schema.Type &= ~JsonSchemaType.Null;
            }
        }

        return Task.CompletedTask;
    }

    private static Task DescribeDocument(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "ResearchAgent",
            Version = "1",
            Description = "Ask a library of papers. Every sentence of an answer carries the quotes that back it and a verdict; only what is 'Supported' may be shown as a fact. "
                + "Errors are problem details (RFC 9457). On loopback no key is asked for unless the server was started with one.",
        };

        // The generator names the address of whoever asked first.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        foreach (var (name, schema) in GroundedSchemas.Read().Components!.Schemas!)
        {
            document.Components.Schemas[name] = schema;
        }

        foreach (var (type, property, definition) in GroundedSchemas.Holders)
        {
            if (document.Components.Schemas.TryGetValue(type.Name, out var holder) && holder.Properties is { } properties)
            {
                properties[property] = new OpenApiSchemaReference(GroundedSchemas.NameOf(definition), document);
            }
        }

        document.Components.Schemas[Problem] = ProblemSchema();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The key the server was started with." },
            ["header"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "The same key in a header of its own." },
        };

        // Any one of them; the empty one stands for a server without a key.
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("header", document)] = [] },
            new OpenApiSecurityRequirement(),
        ];
        document.RegisterComponents();
        return Task.CompletedTask;
    }

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "What went wrong and what to do (RFC 9457).",
        Required = new HashSet<string> { "type", "title", "status", "detail" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("The kind of problem, such as urn:research-agent:paper-not-found."),
            ["title"] = Text("The kind in words."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = Text("What is wrong here, and what to do."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "Of an invalid request: all that is wrong, by field.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
            ["nearest"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String }, Description = "Of a paper that is not there: keys that come near." },
            ["traceId"] = Text("For the server's log."),
        },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
