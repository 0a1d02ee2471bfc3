using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using ResearchAgent.Writing.Fluent;

namespace ResearchAgent.Plugins;

/// <summary>A prompt as it lies in its folder; checked.</summary>
public sealed class PromptFile
{
    internal const string TextFile = "skprompt.txt";
    internal const string ConfigFile = "config.json";
    internal const string ExamplesFile = "examples.json";

    /// <summary>What a prompt must have; where it replaces another, the text alone.</summary>
    public static IReadOnlyList<string> Files { get; } = [TextFile, ConfigFile];

    private readonly DataPromptTemplate _template;
    private readonly PromptTemplateConfig _config;

    internal PromptFile(string folder, DataPromptTemplate template, PromptTemplateConfig config)
    {
        Folder = folder;
        _template = template;
        _config = config;
    }

    /// <summary>As its folder is called, such as "related-work". Its function has underscores for dashes.</summary>
    public string Name => Path.GetFileName(Folder);

    public string Folder { get; }

    /// <summary>The program's prompt that this one, of a library, stands in for; null for the program's own.</summary>
    public PromptFile? Replaces { get; internal init; }

    /// <summary>"program" or "library".</summary>
    public string Origin => Replaces is null ? "program" : "library";

    /// <summary>Of <c>config.json</c>; null where a library's prompt has none. A copy keeps the version that it was made from.</summary>
    public string? Version { get; internal init; }

    public string Description => _config.Description!;

    public IReadOnlyList<InputVariable> Inputs => _config.InputVariables;

    /// <summary>Name and value of what <c>config.json</c> asks of the model, such as temperature and max_tokens.</summary>
    public IReadOnlyDictionary<string, object> Settings => _config.DefaultExecutionSettings?.ExtensionData?.AsReadOnly() ?? new Dictionary<string, object>().AsReadOnly();

    /// <summary>The text of <c>skprompt.txt</c>, unrendered.</summary>
    public string Text => _config.Template;

    /// <summary>Eight hexadecimal digits that change with the text, whatever its line ends.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n"))))[..8];

    /// <summary>The examples beside it; where a library's prompt has none, those of the prompt that it stands in for.</summary>
    /// <exception cref="PromptException">The file is malformed, or an example does not fit the inputs.</exception>
    public IReadOnlyList<PromptExample> ReadExamples()
    {
        var path = Path.Combine(Folder, ExamplesFile);
        return File.Exists(path) ? PromptExample.ReadAll(path, Inputs) : Replaces?.ReadExamples() ?? [];
    }

    /// <summary>What a model is sent. Values are data: nothing in them is a template or a message.</summary>
    /// <returns>Messages and options that the caller may change.</returns>
    /// <exception cref="PromptException">An input has no value.</exception>
    public async Task<Prompt> RenderAsync(IReadOnlyDictionary<string, string> inputs, CancellationToken cancellationToken)
    {
        var kernel = new Kernel();
        var arguments = new KernelArguments();
        foreach (var (input, value) in inputs)
        {
            arguments[input] = value;
        }

        // Checked when it was loaded: messages alone, well-formed, and values come escaped.
        var messages = XElement.Parse($"<prompt>{await _template.RenderAsync(kernel, arguments, cancellationToken)}</prompt>", LoadOptions.PreserveWhitespace);
        return new Prompt(
            [.. messages.Elements().Select(m => new ChatMessage(new ChatRole(m.Attribute("role")!.Value), m.Value.Trim()))],
            _config.DefaultExecutionSettings?.ToChatOptions(kernel) ?? new ChatOptions())
        {
            Origin = Origin,
        };
    }

    internal KernelFunction ToFunction() => KernelFunctionFactory.CreateFromPrompt(_template, _config);
}
