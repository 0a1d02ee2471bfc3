using System.Text;
using LLama;
using LLama.Exceptions;
using LLama.Native;

namespace ResearchAgent.LlamaEngine.Chat;

/// <summary>
/// Writes messages as the prompt that the model was trained on. llama.cpp recognises the common templates by their
/// marks; it interprets none. A model without a template gets plain "User:" and "Assistant:" lines.
/// </summary>
internal sealed class ChatTemplate
{
    private const string PlainUser = "User: ";
    private const string PlainAssistant = "Assistant:";

    private readonly LLamaWeights _weights;
    private readonly ControlTokens _controls;
    private readonly string? _template;

    /// <param name="name">A template to use instead of the model's own; null for that.</param>
    /// <exception cref="ModelLoadException">llama.cpp does not know the template.</exception>
    public ChatTemplate(LLamaWeights weights, string path, string? name)
    {
        _weights = weights;
        _controls = new ControlTokens(weights);
        _template = string.IsNullOrWhiteSpace(name) ? weights.NativeHandle.GetTemplate(strict: false) : name;
        try
        {
            Write([("user", "?")]);
        }
        catch (MissingTemplateException e)
        {
            var which = string.IsNullOrWhiteSpace(name) ? $"The chat template of '{path}'" : $"Models:Chat:Template '{name}'";
            throw new ModelLoadException(
                path, $"{which} is not one that llama.cpp knows. Set Models:Chat:Template to one that fits the model: chatml, llama2, llama3, mistral-v7, gemma, phi3, zephyr, vicuna, command-r, deepseek3.", e);
        }
    }

    /// <summary>Where an answer ends beside the model's own end: without a template, where it would go on for the user.</summary>
    public IReadOnlyList<string> StopStrings => _template is null ? ["\n" + PlainUser.TrimEnd(), "\n" + PlainAssistant] : [];

    /// <summary>The prompt for the assistant's next message. What looks like a control token in a content stays text.</summary>
    public LLamaToken[] Tokenize(IEnumerable<(string Role, string Content)> messages)
    {
        var prompt = Write([.. messages.Select(m => (m.Role, _controls.Neutralize(m.Content)))]);
        var tokens = _weights.Tokenize(prompt, add_bos: true, special: true, Encoding.UTF8).AsSpan();
        if (tokens.Length > 1 && tokens[0] == tokens[1] && tokens[0] == _weights.Vocab.BOS)
        {
            // The template wrote it as well.
            tokens = tokens[1..];
        }

        return (_weights.Vocab.ShouldAddEOS && tokens[^1] == _weights.Vocab.EOS ? tokens[..^1] : tokens).ToArray();
    }

    internal string Write(IReadOnlyList<(string Role, string Content)> messages)
    {
        if (_template is null)
        {
            return string.Concat(messages.Select(m => m.Role switch
            {
                "system" => $"{m.Content}\n\n",
                "assistant" => $"{PlainAssistant} {m.Content}\n",
                _ => $"{PlainUser}{m.Content}\n",
            })) + PlainAssistant;
        }

        var template = new LLamaTemplate(_template) { AddAssistant = true };
        foreach (var (role, content) in messages)
        {
            template.Add(role, content);
        }

        return Encoding.UTF8.GetString(template.Apply());
    }
}
