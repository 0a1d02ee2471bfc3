using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.Extensions.AI;
using NJsonSchema;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Grammars;

/// <summary>Functions with what arguments are made of: an enum, bounds, something optional, an object in an object.</summary>
internal static class LibraryFunctions
{
    public enum Field
    {
        Title,
        Abstract,
    }

    public static AIFunction Search { get; } = AIFunctionFactory.Create((Field field, [Range(1, 20)] int limit, [StringLength(6)] string? word = null) => $"{limit} papers", "search");

    public static AIFunction Rate { get; } = AIFunctionFactory.Create((Rating rating) => rating.Score, "rate");

    public static AIFunction Count { get; } = AIFunctionFactory.Create(() => 42, "count");

    public static IList<AITool> All => [Search, Rate, Count];

    public static async Task CheckAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        var function = Assert.Single(All.OfType<AIFunction>(), f => f.Name == call.Name);
        var schema = await JsonSchema.FromJsonAsync(function.JsonSchema.GetRawText(), cancellationToken);
        Assert.Empty(schema.Validate(RandomText.Readable(JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions))));
        Assert.NotNull(await function.InvokeAsync(new AIFunctionArguments(call.Arguments), cancellationToken));
    }

    public sealed record Rating([property: Range(0, 10)] int Score, Reason Reason);

    public sealed record Reason([property: StringLength(8)] string Text, bool IsSure);
}
