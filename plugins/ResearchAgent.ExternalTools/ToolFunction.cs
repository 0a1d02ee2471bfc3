using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.SemanticKernel;
using ResearchAgent.Plugins;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.ExternalTools;

/// <summary>
/// A server's tool as a function for a model: what it returns is data in a marked block, and what goes wrong is text
/// that begins with "Error:". Only <see cref="OperationCanceledException"/> is thrown.
/// </summary>
internal static partial class ToolFunction
{
    private const int MaxParameterName = 64;

    // A schema that fills the context of a small model leaves it no room to call anything.
    private const int MaxSchema = 16_000;

    private static readonly ReadOnlyDictionary<string, object?> WritingTrait = new(new Dictionary<string, object?> { [FunctionTraits.WritesProperty] = true });

    /// <returns>What a kernel can call it: letters, digits and underscores.</returns>
    public static string NameOf(string tool) => NotInName().Replace(tool, "_");

    /// <returns>Why the tool cannot be a function; null when it can.</returns>
    public static string? ProblemOf(ServerTool tool) => tool.Problem
        ?? (tool.Parameters.FirstOrDefault(p => p.Name.Length is 0 or > MaxParameterName || SingleLine.Of(p.Name) != p.Name) is { } unprintable ? $"its parameter '{ToolText.Name(unprintable.Name)}' has no printable name of at most {MaxParameterName} characters"
            : tool.Parameters.GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } same ? $"its parameters {string.Join(" and ", same.Select(p => $"'{p.Name}'"))} differ in case alone"
            : tool.Parameters.Sum(p => p.Schema.ToJsonString().Length) is > MaxSchema and var length ? string.Create(CultureInfo.InvariantCulture, $"the schema of its parameters has {length:N0} characters; at most {MaxSchema:N0} fit")
            : null);

    public static KernelFunction Create(string server, ServerTool tool, TimeSpan timeout)
    {
        var name = $"{server}.{NameOf(tool.Name)}";
        return KernelFunctionFactory.CreateFromMethod(
            (KernelArguments arguments, CancellationToken cancellationToken) => InvokeAsync(name, tool, timeout, arguments, cancellationToken),
            new KernelFunctionFromMethodOptions
            {
                FunctionName = NameOf(tool.Name),
                Description = tool.Description,
                Parameters = tool.Parameters.Select(p => new KernelParameterMetadata(p.Name)
                {
                    Description = p.Description,
                    IsRequired = p.IsRequired,
                    Schema = KernelJsonSchema.Parse(p.Schema.ToJsonString()),
                }),
                ReturnParameter = new KernelReturnParameterMetadata { ParameterType = typeof(string) },
                AdditionalMetadata = tool.Writes ? WritingTrait : null,
            });
    }

    private static async Task<string> InvokeAsync(string name, ServerTool tool, TimeSpan timeout, KernelArguments given, CancellationToken cancellationToken)
    {
        if (ToolArguments.Read(name, tool.Parameters, given, out var arguments) is { } error)
        {
            return error;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            return Print(name, await tool.CallAsync(arguments, limit.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Error: {name} gave no answer within {timeout.TotalSeconds:0.###} seconds. Ask for less, or do without it.");
        }
    }

    private static string Print(string name, ToolReply reply)
    {
        var shown = ToolText.Beginning(reply.Text);
        var length = Math.Max(reply.Length ?? 0, reply.Text.Length);
        var block = shown.Length > 0 ? DataBlock.Of("TOOL RESULT", shown) : reply.Failure is null ? "(empty)" : "";
        var cut = length <= ToolText.MaxResult ? "" : string.Create(CultureInfo.InvariantCulture, $"\nCut: these are the first {shown.Length:N0} of {length:N0} characters.");
        return reply.Failure is null ? block + cut : $"Error: {name} failed: {reply.Failure}{(block.Length > 0 ? "\n" : "")}{block}{cut}";
    }

    [GeneratedRegex("[^0-9A-Za-z_]")]
    private static partial Regex NotInName();
}
