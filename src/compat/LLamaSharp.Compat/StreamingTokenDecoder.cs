using System.Text;
using LLama.Native;

namespace LLama;

/// <summary>Turns tokens into text; a character whose bytes are still to come is held back.</summary>
public sealed class StreamingTokenDecoder
{
    private readonly SafeLlamaModelHandle _model;
    private readonly Decoder _decoder;
    private readonly StringBuilder _characters = new();
    private byte[] _bytes = new byte[64];

    public StreamingTokenDecoder(LLamaContext context)
        : this(context.Encoding, context.NativeHandle.ModelHandle)
    {
    }

    public StreamingTokenDecoder(Encoding encoding, LLamaWeights weights)
        : this(encoding, weights.NativeHandle)
    {
    }

    public StreamingTokenDecoder(Encoding encoding, SafeLlamaModelHandle weights)
    {
        _model = weights;
        _decoder = encoding.GetDecoder();
    }

    /// <summary>Whether control tokens are written as text.</summary>
    public bool DecodeSpecialTokens { get; set; }

    public int AvailableCharacters => _characters.Length;

    public void Add(LLamaToken token)
    {
        var count = (int)_model.TokenToSpan(token, _bytes, 0, DecodeSpecialTokens);
        if (count > _bytes.Length)
        {
            _bytes = new byte[count];
            count = (int)_model.TokenToSpan(token, _bytes, 0, DecodeSpecialTokens);
        }

        var characters = new char[_decoder.GetCharCount(_bytes, 0, count)];
        _characters.Append(characters, 0, _decoder.GetChars(_bytes, 0, count, characters, 0));
    }

    /// <summary>Takes what is complete.</summary>
    public string Read()
    {
        var text = _characters.ToString();
        _characters.Clear();
        return text;
    }

    public void Reset()
    {
        _decoder.Reset();
        _characters.Clear();
    }
}
