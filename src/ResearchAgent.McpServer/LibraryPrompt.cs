using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using ResearchAgent.Plugins;

namespace ResearchAgent.McpServer;

/// <summary>One of our prompts for another's model. Its arguments are the prompt's inputs, and as there their values are data.</summary>
internal sealed class LibraryPrompt(PromptFile prompt) : McpServerPrompt
{
    // Those that stand alone. The others are steps of our own: what they ask for has a form that only the program reads.
    private static readonly string[] Offered = ["answer", "compare", "decompose", "related-work", "review"];

    // As much as the context of a large model takes.
    private const int MaxArgument = 100_000;

    public static IEnumerable<McpServerPrompt> Of(IEnumerable<PromptFile> prompts) => prompts.Where(p => Offered.Contains(p.Name)).Select(p => new LibraryPrompt(p));

    public override Prompt ProtocolPrompt { get; } = new()
    {
        Name = prompt.Name,
        Description = prompt.Description,
        Arguments = [.. prompt.Inputs.Select(i => new PromptArgument { Name = i.Name, Description = i.Description, Required = i.IsRequired })],
    };

    public override IReadOnlyList<object> Metadata { get; } = [];

    public override async ValueTask<GetPromptResult> GetAsync(RequestContext<GetPromptRequestParams> request, CancellationToken cancellationToken = default)
    {
        var inputs = (request.Params?.Arguments ?? new Dictionary<string, System.Text.Json.JsonElement>())
            .ToDictionary(a => a.Key, a => Plugins.Argument.Text(a.Value) ?? "", StringComparer.Ordinal);
        if (inputs.Keys.FirstOrDefault(n => !prompt.Inputs.Any(i => i.Name == n)) is { } unknown)
        {
            throw Wrong($"has no argument {Input.Echo(unknown)}. It takes: {string.Join(", ", prompt.Inputs.Select(i => i.Name))}.");
        }

        if (prompt.Inputs.FirstOrDefault(i => i.IsRequired && string.IsNullOrWhiteSpace(inputs.GetValueOrDefault(i.Name))) is { } missing)
        {
            throw Wrong($"needs {missing.Name}: {missing.Description}");
        }

        if (inputs.FirstOrDefault(i => i.Value.Length > MaxArgument) is { Key: not null } tooLong)
        {
            throw Wrong($"takes at most {MaxArgument} characters in {tooLong.Key}, and this has {tooLong.Value.Length}.");
        }

        // The protocol knows no message of the system: it becomes the first of the user.
        var rendered = await prompt.RenderAsync(inputs, cancellationToken);
        return new GetPromptResult
        {
            Description = prompt.Description,
            Messages = [.. rendered.Messages.Select(m => new PromptMessage { Role = m.Role == ChatRole.Assistant ? Role.Assistant : Role.User, Content = new TextContentBlock { Text = m.Text } })],
        };
    }

    private McpProtocolException Wrong(string text) => new($"The prompt '{prompt.Name}' {text}", McpErrorCode.InvalidParams);
}
