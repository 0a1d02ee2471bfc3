using System.Runtime.InteropServices;
using System.Text;
using LLama.Exceptions;
using LLama.Native;

namespace LLama;

/// <summary>Writes chat messages as a prompt. llama.cpp recognises known templates; it has no Jinja interpreter here.</summary>
public sealed unsafe class LLamaTemplate
{
    private readonly string? _template;
    private readonly List<(string Role, string Content)> _messages = [];

    /// <param name="strict">Whether a model without a template is an error.</param>
    public LLamaTemplate(LLamaWeights weights, bool strict = true)
        : this(weights.NativeHandle.GetTemplate(strict: strict))
    {
    }

    /// <param name="customTemplate">A template's text, or the name of one that llama.cpp knows, such as "chatml".</param>
    public LLamaTemplate(string? customTemplate) => _template = customTemplate;

    public int Count => _messages.Count;

    /// <summary>Whether the prompt ends in the start of the assistant's message.</summary>
    public bool AddAssistant { get; set; }

    public LLamaTemplate Add(string role, string content)
    {
        _messages.Add((role, content));
        return this;
    }

    /// <returns>The prompt in UTF-8.</returns>
    /// <exception cref="MissingTemplateException">llama.cpp does not know the template.</exception>
    public ReadOnlySpan<byte> Apply()
    {
        var strings = new List<nint>();
        try
        {
            var messages = new NativeChatMessage[_messages.Count];
            for (var i = 0; i < messages.Length; i++)
            {
                messages[i] = new NativeChatMessage { Role = Utf8(_messages[i].Role), Content = Utf8(_messages[i].Content) };
            }

            var template = _template is null ? null : Utf8(_template);
            var bytes = new byte[256 + _messages.Sum(m => 32 + (2 * m.Content.Length))];
            var length = Write(template, messages, bytes);
            if (length > bytes.Length)
            {
                bytes = new byte[length];
                length = Write(template, messages, bytes);
            }

            return length < 0
                ? throw (_template is null ? new MissingTemplateException() : new MissingTemplateException(_template))
                : bytes.AsSpan(0, length);
        }
        finally
        {
            strings.ForEach(Marshal.FreeCoTaskMem);
        }

        byte* Utf8(string text)
        {
            var pointer = Marshal.StringToCoTaskMemUTF8(text);
            strings.Add(pointer);
            return (byte*)pointer;
        }
    }

    private int Write(byte* template, NativeChatMessage[] messages, byte[] bytes)
    {
        fixed (NativeChatMessage* first = messages)
        fixed (byte* buffer = bytes)
        {
            return NativeApi.llama_chat_apply_template(template, first, (nuint)messages.Length, NativeApi.Byte(AddAssistant), buffer, bytes.Length);
        }
    }
}
