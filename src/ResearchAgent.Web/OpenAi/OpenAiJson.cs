using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ResearchAgent.Web.Api;

namespace ResearchAgent.Web.OpenAi;

internal static class OpenAiJson
{
    public static JsonSerializerOptions Options { get; } = ApiJson.Configured(new JsonSerializerOptions(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static IResult Result<T>(T value, int status = StatusCodes.Status200OK) => TypedResults.Json(value, Options, statusCode: status);
}
