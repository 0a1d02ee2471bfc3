using System.Text;

namespace ResearchAgent.LlamaEngine.Tests.Catalogue;

/// <summary>GGUF files of a few hundred bytes, written field by field so that each can also be written wrong.</summary>
internal sealed class TinyGguf
{
    private readonly List<byte[]> _keys = [];
    private readonly List<byte[]> _tensors = [];
    private long _dataBytes;

    public uint Version { get; init; } = 3;

    public ulong? StatedKeys { get; init; }

    public ulong? StatedTensors { get; init; }

    /// <summary>A small LLaMA with one tensor of 64 numbers.</summary>
    public static TinyGguf Llama() => new TinyGguf()
        .Key("general.architecture", "llama").Key("general.name", "tiny").Key("llama.block_count", 2).Key("llama.context_length", 128)
        .Key("llama.embedding_length", 8).Key("llama.attention.head_count", 2).Key("llama.attention.head_count_kv", 1)
        .Key("tokenizer.ggml.tokens", ["a", "b", "c"]).Tensor("token_embd.weight", 0, 8, 8);

    public TinyGguf Key(string name, string value) => Key(name, 8, Text(value));

    public TinyGguf Key(string name, uint value) => Key(name, 4, BitConverter.GetBytes(value));

    public TinyGguf Key(string name, bool value) => Key(name, 7, [(byte)(value ? 1 : 0)]);

    public TinyGguf Key(string name, string[] values) => Key(name, 9, [.. BitConverter.GetBytes(8u), .. BitConverter.GetBytes((ulong)values.Length), .. values.SelectMany(Text)]);

    public TinyGguf Key(string name, uint[] values) => Key(name, 9, [.. BitConverter.GetBytes(4u), .. BitConverter.GetBytes((ulong)values.Length), .. values.SelectMany(BitConverter.GetBytes)]);

    /// <param name="value">Raw, as it stands in the file after the type.</param>
    public TinyGguf Key(string name, uint type, byte[] value)
    {
        _keys.Add([.. Text(name), .. BitConverter.GetBytes(type), .. value]);
        return this;
    }

    /// <summary>A tensor of four-byte numbers; other types state the same four bytes a number.</summary>
    public TinyGguf Tensor(string name, uint type, params ulong[] shape)
    {
        _tensors.Add([.. Text(name), .. BitConverter.GetBytes(shape.Length), .. shape.SelectMany(BitConverter.GetBytes), .. BitConverter.GetBytes(type), .. BitConverter.GetBytes(_dataBytes)]);
        _dataBytes += shape.Aggregate(4L, (bytes, length) => unchecked(bytes * (long)length));
        return this;
    }

    public byte[] Bytes(int? dataBytes = null)
    {
        byte[] header =
        [
            .. "GGUF"u8, .. BitConverter.GetBytes(Version), .. BitConverter.GetBytes(StatedTensors ?? (ulong)_tensors.Count), .. BitConverter.GetBytes(StatedKeys ?? (ulong)_keys.Count),
            .. _keys.SelectMany(k => k), .. _tensors.SelectMany(t => t),
        ];
        return [.. header, .. new byte[(32 - (header.Length % 32)) % 32], .. Enumerable.Range(0, dataBytes ?? (int)_dataBytes).Select(i => (byte)(i * 7))];
    }

    private static byte[] Text(string text) => [.. BitConverter.GetBytes((ulong)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];
}
