using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.SemanticKernel;

namespace ResearchAgent.Plugins;

/// <summary>A prompt folder is wrong; the message names file and variable.</summary>
public sealed class PromptException(string path, string message, Exception? innerException = null) : Exception($"{path}: {message}", innerException)
{
    public string Path { get; } = path;
}

/// <summary>
/// Loads prompts: one folder per use with <c>skprompt.txt</c> and <c>config.json</c>. Everything is checked when it is
/// loaded: each variable of the text is declared, and each declared one is used. Values are inserted as they are; a
/// template inside a value is not evaluated.
/// </summary>
public static partial class PromptFolder
{
    /// <returns>The plugin "Prompts" with one function per folder, named after it with underscores.</returns>
    /// <exception cref="PromptException">A file is missing or malformed, or variables do not match.</exception>
    public static KernelPlugin Load(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new PromptException(folder, "no such folder of prompts.");
        }

        var functions = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(LoadFunction).ToList();
        return KernelPluginFactory.CreateFromFunctions("Prompts", "Prompts of ResearchAgent", functions);
    }

    private static KernelFunction LoadFunction(string folder)
    {
        var text = Read(Path.Combine(folder, "skprompt.txt"));
        var configPath = Path.Combine(folder, "config.json");
        PromptTemplateConfig config;
        try
        {
            config = PromptTemplateConfig.FromJson(Read(configPath));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new PromptException(configPath, $"not a prompt configuration ({e.Message.Split('\n')[0]}).", e);
        }

        Check(folder, text, configPath, config);
        config.Name = Path.GetFileName(folder).Replace('-', '_');
        config.Template = text;
        return KernelFunctionFactory.CreateFromPrompt(config);
    }

    private static void Check(string folder, string text, string configPath, PromptTemplateConfig config)
    {
        var used = Variable().Matches(text).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var declared = config.InputVariables.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in used.Except(declared))
        {
            throw new PromptException(Path.Combine(folder, "skprompt.txt"), $"uses the variable '{name}', which config.json does not declare. Add it to input_variables.");
        }

        foreach (var name in declared.Except(used))
        {
            throw new PromptException(configPath, $"declares the variable '{name}', which skprompt.txt does not use. Use it or remove it.");
        }
    }

    private static string Read(string path) => File.Exists(path) ? File.ReadAllText(path) : throw new PromptException(path, "the file is missing.");

    [GeneratedRegex(@"\{\{\s*\$(?<name>\w+)\s*\}\}")]
    private static partial Regex Variable();
}
