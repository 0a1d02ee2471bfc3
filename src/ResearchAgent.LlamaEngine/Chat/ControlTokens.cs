using System.Text;
using System.Text.RegularExpressions;
using LLama;
using LLama.Native;

namespace ResearchAgent.LlamaEngine.Chat;

/// <summary>
/// The texts that a vocabulary reads as control tokens, such as "&lt;|im_end|&gt;". In the words of a person or of a paper
/// they would end a message and begin another; there they are broken up.
/// </summary>
internal sealed class ControlTokens
{
    /// <summary>Joins without a width, and without a meaning to the reader (U+2060).</summary>
    private const char WordJoiner = '\u2060';

    private readonly Regex? _texts;

    public ControlTokens(LLamaWeights weights)
    {
        var texts = new List<string>();
        Span<byte> bytes = stackalloc byte[256];
        for (var i = 0; i < weights.Vocab.Count; i++)
        {
            LLamaToken token = i;
            if (!token.IsControl(weights.Vocab) && !token.IsEndOfGeneration(weights.Vocab))
            {
                continue;
            }

            var length = weights.NativeHandle.TokenToSpan(token, bytes, 0, special: true);
            if (length is > 1 and <= 256)
            {
                texts.Add(Encoding.UTF8.GetString(bytes[..(int)length]));
            }
        }

        _texts = texts.Count == 0 ? null : new Regex(string.Join('|', texts.OrderByDescending(t => t.Length).Select(Regex.Escape)), RegexOptions.CultureInvariant);
    }

    public string Neutralize(string text) => _texts is null ? text : _texts.Replace(text, m => m.Value[..1] + WordJoiner + m.Value[1..]);
}
