using System.Text.Json;
using Microsoft.Extensions.AI;

namespace ResearchAgent.LlamaEngine.Grammars;

/// <summary>Tells a model in its system message which functions there are and how to call them.</summary>
internal static class ToolPrompt
{
    private static readonly string Template = ReadTemplate();

    public static string Write(IReadOnlyList<AIFunctionDeclaration> tools) => Template.Replace("{tools}", string.Join('\n', tools.Select(Line)), StringComparison.Ordinal);

    private static string Line(AIFunctionDeclaration tool) =>
        $"{{\"name\": {JsonSerializer.Serialize(tool.Name)}, \"description\": {JsonSerializer.Serialize(tool.Description)}, \"parameters\": {JsonSerializer.Serialize(tool.JsonSchema)}}}";

    private static string ReadTemplate()
    {
        using var reader = new StreamReader(typeof(ToolPrompt).Assembly.GetManifestResourceStream("ResearchAgent.LlamaEngine.Grammars.tool-prompt.txt")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd();
    }
}
