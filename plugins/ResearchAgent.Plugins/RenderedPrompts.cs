using ResearchAgent.Writing.Fluent;

namespace ResearchAgent.Plugins;

/// <summary>The prompts of a folder as messages and options, for who calls a model without a kernel.</summary>
internal sealed class RenderedPrompts(string folder, IEnumerable<PromptFile> prompts) : IPrompts
{
    private readonly Dictionary<string, PromptFile> _prompts = prompts.ToDictionary(p => PromptFolder.FunctionName(p.Name), StringComparer.Ordinal);

    public Task<Prompt> RenderAsync(string name, IReadOnlyDictionary<string, string> inputs, CancellationToken cancellationToken) =>
        _prompts.TryGetValue(PromptFolder.FunctionName(name), out var prompt)
            ? prompt.RenderAsync(inputs, cancellationToken)
            : throw new PromptException(folder, $"holds no prompt '{name}'.");
}
