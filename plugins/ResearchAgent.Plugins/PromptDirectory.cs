using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.SemanticKernel;

namespace ResearchAgent.Plugins;

/// <summary>
/// Loads somebody else's prompts in the layout that Semantic Kernel reads: one folder per prompt with <c>skprompt.txt</c>
/// (chat messages as XML, or plain text, which becomes the user's message) and, if there is one, <c>config.json</c>.
/// What Semantic Kernel would forgive is forgiven: any schema, no name, undeclared inputs. But values are data, as in
/// <see cref="PromptFolder"/>, and a prompt may call no function: that would run unseen while the prompt is rendered.
/// </summary>
public static partial class PromptDirectory
{
    /// <returns>A plugin named after the folder, with one function per prompt, named after its folder; dashes, spaces and points become underscores.</returns>
    /// <exception cref="PromptException">
    /// There is no prompt, or one is malformed. When a function is invoked: an input has no value, and no default either.
    /// </exception>
    public static KernelPlugin Load(string folder)
    {
        var prompts = Directory.Exists(folder)
            ? Directory.GetDirectories(folder).Where(f => File.Exists(Path.Combine(f, PromptFile.TextFile))).Order(StringComparer.Ordinal).ToList()
            : throw new PromptException(folder, "no such folder of prompts.");
        return prompts.Count > 0
            ? KernelPluginFactory.CreateFromFunctions(NameOf(folder), $"Prompts of the folder {Path.GetFileName(Path.GetFullPath(folder))}.", prompts.Select(LoadPrompt))
            : throw new PromptException(folder, $"no prompts here. A prompt is a folder with {PromptFile.TextFile}.");
    }

    private static KernelFunction LoadPrompt(string folder)
    {
        var textPath = Path.Combine(folder, PromptFile.TextFile);
        var text = PromptFolder.ReadText(textPath);
        if (CallBlock().Match(text) is { Success: true } call)
        {
            throw new PromptException(textPath, $"calls '{call.Value}'. A prompt may insert variables, such as {{{{$input}}}}, and quoted text alone.", 1 + text.AsSpan(0, call.Index).Count('\n'));
        }

        // As one message: otherwise values, which are escaped, would be sent with their escapes.
        text = MessageStart().IsMatch(text) ? text : $"<message role=\"user\">{Escape(text)}</message>";
        PromptFolder.CheckMessages(textPath, text);
        var config = ReadConfig(Path.Combine(folder, PromptFile.ConfigFile));
        config.Name = NameOf(folder);
        config.Template = text;
        var template = PromptFolder.Parse(textPath, config);

        // Semantic Kernel takes an input for required unless told otherwise; a default, be it empty, tells otherwise.
        config.InputVariables.ForEach(v => v.IsRequired &= v.Default is null);
        return KernelFunctionFactory.CreateFromPrompt(new DataPromptTemplate(template, config, textPath), config);
    }

    private static PromptTemplateConfig ReadConfig(string path)
    {
        if (!File.Exists(path))
        {
            return new PromptTemplateConfig();
        }

        try
        {
            var config = PromptTemplateConfig.FromJson(PromptFolder.ReadText(path));
            PromptFolder.CheckEscaping(path, config);
            return config;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or KernelException)
        {
            var wrong = e as JsonException ?? e.InnerException as JsonException;
            throw new PromptException(path, $"not a prompt configuration ({(wrong ?? e).Message}).", (int?)wrong?.LineNumber + 1, e);
        }
    }

    private static string NameOf(string folder)
    {
        var name = Separator().Replace(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), "_");
        return Name().IsMatch(name) ? name : throw new PromptException(folder, "the folder's name becomes a function's or a plugin's. Use ASCII letters, digits, dashes and underscores.");
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    // Whatever a block of the template holds beside a variable or quoted text.
    [GeneratedRegex(@"\{\{(?!\s*(?:\$\w+|'[^'\r\n]*'|""[^""\r\n]*"")\s*\}\})[^}\r\n]*(?:\}\})?")]
    private static partial Regex CallBlock();

    [GeneratedRegex(@"<message[\s>]")]
    private static partial Regex MessageStart();

    [GeneratedRegex(@"[-. ]")]
    private static partial Regex Separator();

    [GeneratedRegex(@"\A[A-Za-z0-9_]+\z")]
    private static partial Regex Name();
}
