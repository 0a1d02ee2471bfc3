using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.SemanticKernel;
using ResearchAgent.Writing.Fluent;

namespace ResearchAgent.Plugins;

/// <summary>
/// Loads prompts: one folder per use with <c>skprompt.txt</c> (chat messages as XML, in which <c>{{$name}}</c> stands for
/// an input) and <c>config.json</c>. Everything is checked when it is loaded. Values are inserted as text: neither a
/// template, nor a message, nor the end of a data block in a value has any effect.
/// </summary>
public static partial class PromptFolder
{
    private const int Schema = 1;
    internal const string TextFile = "skprompt.txt";
    internal const string ConfigFile = "config.json";

    /// <returns>The plugin "Prompts" with one function per folder, named after it with underscores for dashes.</returns>
    /// <exception cref="PromptException">A file is missing or malformed, or inputs do not match. When a function is invoked: an input has no value.</exception>
    public static KernelPlugin Load(string folder) => KernelPluginFactory.CreateFromFunctions(
        "Prompts", "The prompts of ResearchAgent.", LoadTemplates(folder).Select(p => KernelFunctionFactory.CreateFromPrompt(p.Template, p.Config)));

    /// <summary>The same for who renders prompts without a kernel.</summary>
    /// <exception cref="PromptException">As above; when a prompt is rendered: there is none of that name, or an input has no value.</exception>
    public static IPrompts LoadPrompts(string folder) => new RenderedPrompts(folder, LoadTemplates(folder));

    private static List<(IPromptTemplate Template, PromptTemplateConfig Config)> LoadTemplates(string folder)
    {
        var folders = Directory.Exists(folder) ? Directory.GetDirectories(folder) : throw new PromptException(folder, "no such folder of prompts.");
        return folders.Length == 0
            ? throw new PromptException(folder, $"no prompts here. A prompt is a folder with {TextFile} and {ConfigFile}.")
            : [.. folders.Order(StringComparer.Ordinal).Select(LoadTemplate)];
    }

    private static (IPromptTemplate Template, PromptTemplateConfig Config) LoadTemplate(string folder)
    {
        var textPath = Path.Combine(folder, TextFile);
        var configPath = Path.Combine(folder, ConfigFile);
        var text = Read(textPath);
        var config = ReadConfig(configPath, Path.GetFileName(folder).Replace('-', '_'));
        CheckMessages(textPath, text);
        CheckVariables(textPath, text, configPath, config);
        config.Template = text;
        return (new DataPromptTemplate(Parse(textPath, config), config, textPath), config);
    }

    private static PromptTemplateConfig ReadConfig(string path, string name)
    {
        var json = Read(path);
        PromptTemplateConfig config;
        try
        {
            using var document = JsonDocument.Parse(json);
            CheckFields(path, document.RootElement, name);
            config = PromptTemplateConfig.FromJson(json);
        }
        catch (Exception e) when ((e as JsonException ?? e.InnerException as JsonException) is { } wrong)
        {
            throw new PromptException(path, $"not a prompt configuration ({wrong.Message}).", (int?)wrong.LineNumber + 1, e);
        }

        CheckEscaping(path, config);
        return config;
    }

    internal static void CheckEscaping(string path, PromptTemplateConfig config)
    {
        if (config.AllowDangerouslySetContent || config.InputVariables.Exists(v => v.AllowDangerouslySetContent))
        {
            throw new PromptException(path, "sets allow_dangerously_set_content, with which the text of a paper could write messages of its own. Remove it.");
        }
    }

    // Semantic Kernel gives what is left out a default of its own; here it is said.
    private static void CheckFields(string path, JsonElement config, string name)
    {
        if (Field(config, "schema") is not { ValueKind: JsonValueKind.Number } schema || !schema.TryGetInt32(out var version) || version != Schema)
        {
            throw new PromptException(path, $"schema is {Field(config, "schema")?.GetRawText() ?? "missing"}. This version reads \"schema\": {Schema}.");
        }

        if (TextOf(config, "name") != name)
        {
            throw new PromptException(path, $"name is '{TextOf(config, "name")}'. The folder asks for '{name}'.");
        }

        if (TextOf(config, "description") is null)
        {
            throw new PromptException(path, "description is missing. Say in a sentence what the prompt is for.");
        }

        var seen = new HashSet<string?>();
        foreach (var variable in Field(config, "input_variables") is { ValueKind: JsonValueKind.Array } variables ? [.. variables.EnumerateArray()] : Array.Empty<JsonElement>())
        {
            var variableName = TextOf(variable, "name");
            if (variableName is null || !seen.Add(variableName))
            {
                throw new PromptException(path, variableName is null ? "an input variable has no name." : $"declares the variable '{variableName}' twice. Remove one.");
            }

            if (TextOf(variable, "description") is null || Field(variable, "is_required") is not { ValueKind: JsonValueKind.True or JsonValueKind.False })
            {
                throw new PromptException(path, $"the variable '{variableName}' needs a description and is_required, true or false.");
            }
        }
    }

    // Semantic Kernel sends a prompt that is not well-formed as one message of the user, escapes and all, and drops text between messages.
    internal static void CheckMessages(string path, string text)
    {
        try
        {
            var root = XElement.Parse($"<prompt>{text}</prompt>", LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace);
            var stray = root.Nodes().FirstOrDefault(n => n is not XComment && !(n is XText space && string.IsNullOrWhiteSpace(space.Value)) && n is not XElement { Name.LocalName: "message" });
            if (stray is not null || !root.HasElements)
            {
                throw new PromptException(path, "only <message role=\"system\"> and <message role=\"user\"> may stand here.", (stray as IXmlLineInfo)?.LineNumber);
            }

            foreach (var message in root.Elements().Where(m => m.Attribute("role")?.Value is not ("system" or "user" or "assistant") || m.HasElements))
            {
                throw new PromptException(path, "a message needs role=\"system\", \"user\" or \"assistant\", and text without tags.", ((IXmlLineInfo)message).LineNumber);
            }
        }
        catch (XmlException e)
        {
            throw new PromptException(path, $"not well-formed ({e.Message}). Write &lt; and &amp; for < and &.", e.LineNumber, e);
        }
    }

    private static void CheckVariables(string textPath, string text, string configPath, PromptTemplateConfig config)
    {
        if (OtherBlock().Match(text) is { Success: true } other)
        {
            throw new PromptException(textPath, $"holds '{other.Value}'. A prompt may insert variables alone, such as {{{{$question}}}}.", 1 + text.AsSpan(0, other.Index).Count('\n'));
        }

        // Parsing adds the variables that the text uses to those that are declared: none are, so these are the used ones.
        var bare = new PromptTemplateConfig(text);
        Parse(textPath, bare);
        var used = bare.InputVariables.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        var declared = config.InputVariables.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        if (used.Except(declared).FirstOrDefault() is { } undeclared)
        {
            throw new PromptException(textPath, $"uses the variable '{undeclared}', which {ConfigFile} does not declare. Add it to input_variables.");
        }

        if (declared.Except(used).FirstOrDefault() is { } unused)
        {
            throw new PromptException(configPath, $"declares the variable '{unused}', which {TextFile} does not use. Use it or remove it.");
        }
    }

    internal static IPromptTemplate Parse(string path, PromptTemplateConfig config)
    {
        try
        {
            return new KernelPromptTemplateFactory().Create(config);
        }
        catch (KernelException e)
        {
            throw new PromptException(path, $"not a template ({e.Message}).", innerException: e);
        }
    }

    private static JsonElement? Field(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;

    private static string? TextOf(JsonElement json, string name) =>
        Field(json, name) is { ValueKind: JsonValueKind.String } value && !string.IsNullOrWhiteSpace(value.GetString()) ? value.GetString() : null;

    internal static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PromptException(path, e is FileNotFoundException ? "the file is missing." : $"cannot be read ({e.Message}).", innerException: e);
        }
    }

    // What opens like a block of the template and is no variable: a function, a quoted value, or a slip that would be sent as text.
    [GeneratedRegex(@"\{\{(?!\s*\$\w+\s*\}\})[^}\r\n]*(?:\}\})?")]
    private static partial Regex OtherBlock();
}
