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
/// <remarks>
/// A second folder may hold prompts that replace those of the same name. They get the inputs that the program gives, so
/// these are what they must declare; <c>config.json</c> may be left out, and is then the replaced prompt's. The second
/// folder need not be there.
/// </remarks>
public static partial class PromptFolder
{
    private const int Schema = 1;

    /// <returns>The plugin "Prompts" with one function per folder, named after it with underscores for dashes.</returns>
    /// <exception cref="PromptException">A file is missing or malformed, or inputs do not match. When a function is invoked: an input has no value.</exception>
    public static KernelPlugin Load(string folder, string? overrides = null) => KernelPluginFactory.CreateFromFunctions(
        "Prompts", "The prompts of ResearchAgent.", Read(folder, overrides).Select(p => p.ToFunction()));

    /// <summary>The same for who renders prompts without a kernel.</summary>
    /// <exception cref="PromptException">As above; when a prompt is rendered: there is none of that name, or an input has no value.</exception>
    public static IPrompts LoadPrompts(string folder, string? overrides = null) => new RenderedPrompts(folder, Read(folder, overrides));

    /// <summary>The same for who looks at prompts; by name.</summary>
    /// <exception cref="PromptException">A file is missing or malformed, or inputs do not match.</exception>
    public static IReadOnlyList<PromptFile> Read(string folder, string? overrides = null)
    {
        if (!Directory.Exists(folder))
        {
            throw new PromptException(folder, "no such folder of prompts.");
        }

        List<PromptFile> prompts = [.. Folders(folder).Select(f => ReadPrompt(f, null))];
        if (prompts.Count == 0)
        {
            throw new PromptException(folder, $"no prompts here. A prompt is a folder with {PromptFile.TextFile} and {PromptFile.ConfigFile}.");
        }

        foreach (var replacement in Directory.Exists(overrides) ? Folders(overrides) : [])
        {
            // A slip in the name would have no effect, and nobody would know.
            var index = prompts.FindIndex(p => p.Name == Path.GetFileName(replacement));
            prompts[index >= 0 ? index : throw new PromptException(replacement, $"there is no prompt '{Path.GetFileName(replacement)}' to replace. There are: {string.Join(", ", prompts.Select(p => p.Name))}. Rename or remove the folder.")]
                = ReadPrompt(replacement, prompts[index]);
        }

        return prompts;
    }

    internal static string FunctionName(string name) => name.Replace('-', '_');

    // Folders that begin with a dot are other programs' own.
    internal static IEnumerable<string> Folders(string folder) =>
        Directory.GetDirectories(folder).Where(f => !Path.GetFileName(f).StartsWith('.')).Order(StringComparer.Ordinal);

    private static PromptFile ReadPrompt(string folder, PromptFile? replaces)
    {
        var textPath = Path.Combine(folder, PromptFile.TextFile);
        var configPath = Path.Combine(folder, PromptFile.ConfigFile);
        var hasOwnConfig = replaces is null || File.Exists(configPath);
        if (replaces is not null && !File.Exists(textPath))
        {
            throw new PromptException(textPath, "the file is missing. Write it, or remove its folder to have the program's prompt again.");
        }

        var text = ReadText(textPath);
        var (config, version) = ReadConfig(hasOwnConfig ? configPath : Path.Combine(replaces!.Folder, PromptFile.ConfigFile), FunctionName(Path.GetFileName(folder)));
        CheckMessages(textPath, text);
        var used = ReadVariables(textPath, text);
        if (replaces is not null)
        {
            CheckReplacement(replaces, textPath, text, used, hasOwnConfig ? configPath : null, config);
        }

        if (!hasOwnConfig)
        {
            config.InputVariables.RemoveAll(v => !used.Contains(v.Name));
        }
        else if (replaces is null && version is null)
        {
            throw new PromptException(configPath, "version is missing. Number the prompt, such as \"version\": \"1\", and count on when its text changes.");
        }

        CheckVariables(textPath, used, configPath, config);
        config.Template = text;
        return new PromptFile(folder, new DataPromptTemplate(Parse(textPath, config), config, textPath), config) { Replaces = replaces, Version = hasOwnConfig ? version : null };
    }

    private static (PromptTemplateConfig Config, string? Version) ReadConfig(string path, string name)
    {
        var json = ReadText(path);
        PromptTemplateConfig config;
        string? version;
        try
        {
            using var document = JsonDocument.Parse(json);
            CheckFields(path, document.RootElement, name);
            version = VersionOf(path, document.RootElement);
            config = PromptTemplateConfig.FromJson(json);
        }
        catch (Exception e) when ((e as JsonException ?? e.InnerException as JsonException) is { } wrong)
        {
            throw new PromptException(path, $"not a prompt configuration ({wrong.Message}).", (int?)wrong.LineNumber + 1, e);
        }

        CheckEscaping(path, config);
        return (config, version);
    }

    internal static void CheckEscaping(string path, PromptTemplateConfig config)
    {
        if (config.AllowDangerouslySetContent || config.InputVariables.Exists(v => v.AllowDangerouslySetContent))
        {
            throw new PromptException(path, "sets allow_dangerously_set_content, with which the text of a paper could write messages of its own. Remove it.");
        }
    }

    private static string? VersionOf(string path, JsonElement config) => Field(config, "version") switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => TextOf(config, "version") is { } version ? version : throw new PromptException(path, $"version is {Field(config, "version")?.GetRawText()}. Write a number or a word."),
    };

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

    private static HashSet<string> ReadVariables(string path, string text)
    {
        if (OtherBlock().Match(text) is { Success: true } other)
        {
            throw new PromptException(path, $"holds '{other.Value}'. A prompt may insert variables alone, such as {{{{$question}}}}.", LineAt(text, other.Index));
        }

        // Parsing adds the variables that the text uses to those that are declared: none are, so these are the used ones.
        var bare = new PromptTemplateConfig(text);
        Parse(path, bare);
        return bare.InputVariables.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
    }

    // The program gives a prompt its values: one that wants another, or leaves one out, is not what the program asks for.
    private static void CheckReplacement(PromptFile replaces, string textPath, string text, HashSet<string> used, string? configPath, PromptTemplateConfig config)
    {
        var given = replaces.Inputs.ToDictionary(i => i.Name, StringComparer.Ordinal);
        var giving = $"The program gives '{replaces.Name}': {string.Join(", ", given.Keys)}.";
        if (configPath is not null)
        {
            var declared = config.InputVariables.ToDictionary(i => i.Name, StringComparer.Ordinal);
            if (declared.Keys.FirstOrDefault(n => !given.ContainsKey(n)) is { } other)
            {
                throw new PromptException(configPath, $"declares the variable '{other}', which nobody gives. {giving} Remove it.");
            }

            if (declared.Values.FirstOrDefault(i => i.IsRequired && !given[i.Name].IsRequired) is { } optional)
            {
                throw new PromptException(configPath, $"requires the variable '{optional.Name}', which the program may leave out. Set its is_required to false.");
            }

            if (given.Values.FirstOrDefault(i => i.IsRequired && !declared.ContainsKey(i.Name)) is { } undeclared)
            {
                throw new PromptException(configPath, $"does not declare the variable '{undeclared.Name}'. {giving} Add it to input_variables, and {{{{${undeclared.Name}}}}} to {PromptFile.TextFile}.");
            }
        }

        if (used.FirstOrDefault(n => !given.ContainsKey(n)) is { } unknown)
        {
            throw new PromptException(textPath, $"uses the variable '{unknown}', which nobody gives. {giving}", LineAt(text, text.IndexOf('$' + unknown, StringComparison.Ordinal)));
        }

        if (given.Values.FirstOrDefault(i => i.IsRequired && !used.Contains(i.Name)) is { } unused)
        {
            throw new PromptException(textPath, $"does not use the variable '{unused.Name}'. Insert {{{{${unused.Name}}}}}: {unused.Description}");
        }
    }

    private static void CheckVariables(string textPath, HashSet<string> used, string configPath, PromptTemplateConfig config)
    {
        var declared = config.InputVariables.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        if (used.Except(declared).FirstOrDefault() is { } undeclared)
        {
            throw new PromptException(textPath, $"uses the variable '{undeclared}', which {PromptFile.ConfigFile} does not declare. Add it to input_variables.");
        }

        if (declared.Except(used).FirstOrDefault() is { } unused)
        {
            throw new PromptException(configPath, $"declares the variable '{unused}', which {PromptFile.TextFile} does not use. Use it or remove it.");
        }
    }

    private static int LineAt(string text, int index) => 1 + text.AsSpan(0, index).Count('\n');

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

    internal static string ReadText(string path)
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
