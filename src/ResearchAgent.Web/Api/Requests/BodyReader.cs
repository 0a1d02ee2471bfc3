using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ResearchAgent.Web.Api.Requests;

/// <summary>Reads JSON bodies and says in plain words what is wrong with them.</summary>
internal static class BodyReader
{
    /// <exception cref="ApiException">The body is no JSON, or not what is asked for.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        RequireJson(request);
        T? body;
        try
        {
            body = await JsonSerializer.DeserializeAsync<T>(request.Body, ApiJson.Options, cancellationToken);
        }
        catch (JsonException e)
        {
            throw Broken(e);
        }

        if (body is null)
        {
            throw new ApiException(400, "broken-json", "The body cannot be read", "The body is null. Send a JSON object.");
        }

        var errors = new FieldErrors();
        RequestChecks.Check(body, JsonNamingPolicy.CamelCase, errors);
        errors.Throw();
        return body;
    }

    /// <inheritdoc cref="ReadAsync"/>
    public static async Task<JsonElement> ReadObjectAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        RequireJson(request);
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { AllowDuplicateProperties = false }, cancellationToken);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new ApiException(400, "broken-json", "The body cannot be read", $"The body is a JSON {document.RootElement.ValueKind.ToString().ToLowerInvariant()}. Send a JSON object.");
        }
        catch (JsonException e)
        {
            throw Broken(e);
        }
    }

    private static void RequireJson(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            throw new ApiException(415, "not-json", "The body must be JSON", $"The Content-Type is '{FieldErrors.Shown(request.ContentType ?? "")}'. Send JSON with Content-Type: application/json.");
        }
    }

    private static ApiException Broken(JsonException e)
    {
        var place = e.LineNumber is { } line ? $" at line {line + 1}, byte {(e.BytePositionInLine ?? 0) + 1}" : "";
        var path = e.Path is { Length: > 1 } ? e.Path[2..] : null;

        // The serializer's words for members and types name our classes.
        return e.Message.Contains("could not be mapped", StringComparison.Ordinal) && path is not null
                ? Of($"The body has a member '{FieldErrors.Shown(path)}'{place}, which is not known here. /openapi/v1.json lists those that are.")
            : e.Message.Contains("could not be converted", StringComparison.Ordinal)
                ? Of($"The value of {(path is null ? "the body" : $"'{FieldErrors.Shown(path)}'")}{place} has the wrong type. /openapi/v1.json tells which it must have.")
            : Of($"The body is no JSON{place}: {Reason(e)}");

        static ApiException Of(string detail) => new(400, "broken-json", "The body cannot be read", detail);
    }

    private static string Reason(JsonException e)
    {
        var reason = e.Message;
        foreach (var tail in (string[])[" Path: ", " LineNumber: "])
        {
            var start = reason.IndexOf(tail, StringComparison.Ordinal);
            reason = start >= 0 ? reason[..start] : reason;
        }

        return Writing.Formats.SingleLine.Of(reason);
    }
}
