using System.Reflection;
using Microsoft.SemanticKernel;

namespace ResearchAgent.Plugins;

/// <summary>What a host must know of a function before a model may call it.</summary>
public static class FunctionTraits
{
    /// <summary>Name in <see cref="KernelFunctionMetadata.AdditionalProperties"/>; true for a function that changes something outside the conversation.</summary>
    public const string WritesProperty = "writes";

    /// <summary>Does the function change something? A host asks the person first, or does not offer it.</summary>
    public static bool Writes(KernelFunctionMetadata function) => function.AdditionalProperties.TryGetValue(WritesProperty, out var writes) && writes is true;

    /// <summary>The function's properties, and what its method's attributes say.</summary>
    internal static IDictionary<string, object?> Of(KernelFunction function)
    {
        var traits = new Dictionary<string, object?>(function.Metadata.AdditionalProperties, StringComparer.Ordinal);
        if (function.UnderlyingMethod?.GetCustomAttribute<WritesAttribute>() is not null)
        {
            traits[WritesProperty] = true;
        }

        return traits;
    }
}

/// <summary>Marks a kernel function that changes something outside the conversation.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WritesAttribute : Attribute;
