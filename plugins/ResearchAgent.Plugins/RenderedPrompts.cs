using System.Xml.Linq;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using ResearchAgent.Writing.Fluent;

namespace ResearchAgent.Plugins;

/// <summary>The prompts of a folder as messages and options, for who calls a model without a kernel.</summary>
internal sealed class RenderedPrompts(string folder, IEnumerable<(IPromptTemplate Template, PromptTemplateConfig Config)> prompts) : IPrompts
{
    private readonly Dictionary<string, (IPromptTemplate Template, PromptTemplateConfig Config)> _prompts =
        prompts.ToDictionary(p => p.Config.Name!, StringComparer.Ordinal);

    private readonly Kernel _kernel = new();

    public async Task<Prompt> RenderAsync(string name, IReadOnlyDictionary<string, string> inputs, CancellationToken cancellationToken)
    {
        if (!_prompts.TryGetValue(name.Replace('-', '_'), out var prompt))
        {
            throw new PromptException(folder, $"holds no prompt '{name}'.");
        }

        var arguments = new KernelArguments();
        foreach (var (input, value) in inputs)
        {
            arguments[input] = value;
        }

        // Checked when it was loaded: messages alone, well-formed, and values come escaped.
        var messages = XElement.Parse($"<prompt>{await prompt.Template.RenderAsync(_kernel, arguments, cancellationToken)}</prompt>", LoadOptions.PreserveWhitespace);
        return new Prompt(
            [.. messages.Elements().Select(m => new ChatMessage(new ChatRole(m.Attribute("role")!.Value), m.Value.Trim()))],
            prompt.Config.DefaultExecutionSettings?.ToChatOptions(_kernel) ?? new ChatOptions());
    }
}
