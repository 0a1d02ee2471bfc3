using System.Text;

namespace ResearchAgent.Testing.Gguf;

/// <summary>
/// Writes model files of version 3 (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md): metadata, then the table of
/// tensors, then their data. Only what small models need.
/// </summary>
internal sealed class GgufWriter
{
    private const uint Version = 3;
    private const int Alignment = 32;

    private readonly List<Action<BinaryWriter>> _metadata = [];
    private readonly List<Tensor> _tensors = [];

    public void Add(string key, uint value) => Add(key, 4, w => w.Write(value));

    public void Add(string key, float value) => Add(key, 6, w => w.Write(value));

    public void Add(string key, bool value) => Add(key, 7, w => w.Write(value));

    public void Add(string key, string value) => Add(key, 8, w => WriteText(w, value));

    public void Add(string key, IReadOnlyList<string> values) => AddArray(key, 8, values, WriteText);

    public void Add(string key, IReadOnlyList<float> values) => AddArray(key, 6, values, (w, v) => w.Write(v));

    public void Add(string key, IReadOnlyList<int> values) => AddArray(key, 5, values, (w, v) => w.Write(v));

    /// <param name="inputs">Length of a row, which lies together in the file; a multiple of 32 for Q8_0.</param>
    /// <param name="rows">1 for a vector.</param>
    /// <param name="writeRow">Writes one row in the tensor's type.</param>
    public void AddTensor(string name, GgufType type, int inputs, int rows, Action<BinaryWriter> writeRow) =>
        _tensors.Add(new Tensor(name, type, inputs, rows, writeRow));

    public void Save(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        using var writer = new BinaryWriter(file);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_metadata.Count);
        _metadata.ForEach(write => write(writer));
        var offset = 0L;
        foreach (var tensor in _tensors)
        {
            WriteText(writer, tensor.Name);
            ulong[] dimensions = tensor.Rows == 1 ? [(ulong)tensor.Inputs] : [(ulong)tensor.Inputs, (ulong)tensor.Rows];
            writer.Write((uint)dimensions.Length);
            Array.ForEach(dimensions, writer.Write);
            writer.Write((uint)tensor.Type);
            writer.Write((ulong)offset);
            offset += Aligned(tensor.Bytes);
        }

        Pad(writer);
        foreach (var tensor in _tensors)
        {
            for (var row = 0; row < tensor.Rows; row++)
            {
                tensor.WriteRow(writer);
            }

            Pad(writer);
        }
    }

    private void Add(string key, uint type, Action<BinaryWriter> write) => _metadata.Add(w =>
    {
        WriteText(w, key);
        w.Write(type);
        write(w);
    });

    private void AddArray<T>(string key, uint type, IReadOnlyList<T> values, Action<BinaryWriter, T> write) => Add(key, 9, w =>
    {
        w.Write(type);
        w.Write((ulong)values.Count);
        foreach (var value in values)
        {
            write(w, value);
        }
    });

    private static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static long Aligned(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    private static void Pad(BinaryWriter writer)
    {
        writer.Flush();
        var position = writer.BaseStream.Position;
        writer.Write(new byte[Aligned(position) - position]);
    }

    private sealed record Tensor(string Name, GgufType Type, int Inputs, int Rows, Action<BinaryWriter> WriteRow)
    {
        public long Bytes => (long)Rows * (Type == GgufType.Q8_0 ? Inputs / 32 * 34 : Inputs * 4);
    }
}

/// <summary>Types of tensors, by ggml's numbers.</summary>
internal enum GgufType
{
    F32 = 0,

    /// <summary>Blocks of 32 signed bytes with a scale in half precision.</summary>
    Q8_0 = 8,
}
