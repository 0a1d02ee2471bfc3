using Microsoft.SemanticKernel;

namespace ResearchAgent.Plugins;

/// <summary>What a host must know of a function before a model may call it.</summary>
public static class FunctionTraits
{
    /// <summary>Name in <see cref="KernelFunctionMetadata.AdditionalProperties"/>; true for a function that changes something outside the conversation.</summary>
    public const string WritesProperty = "writes";

    /// <summary>Does the function change something? A host asks the person first, or does not offer it.</summary>
    public static bool Writes(KernelFunctionMetadata function) => function.AdditionalProperties.TryGetValue(WritesProperty, out var writes) && writes is true;
}
