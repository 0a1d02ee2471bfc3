using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>Typed values of a GGUF header. Every length is held against the rest of the file before anything is allocated for it.</summary>
internal sealed class GgufReader(string path, Stream stream)
{
    // Longer arrays are vocabularies; per-layer head counts and lists of languages stay below.
    private const int MaxKeptElements = 1024;
    private const int MaxStringBytes = 4 << 20;
    private const int MaxKeptTextBytes = 32 << 20;
    private const int MaxAllKeptElements = 1 << 18;
    private const int MaxElements = 1 << 24;
    private const int MaxDepth = 4;

    private readonly byte[] _buffer = new byte[8];
    private int _keptElements;
    private int _keptTextBytes;

    public string Path => path;

    public long FileBytes { get; } = stream.Length;

    public long Position => stream.Position;

    private long BytesLeft => FileBytes - stream.Position;

    public static ReadOnlySpan<byte> Magic => "GGUF"u8;

    /// <exception cref="ModelFileException">The file begins otherwise.</exception>
    public void RequireMagic()
    {
        var start = _buffer.AsSpan(0, (int)Math.Min(Magic.Length, FileBytes));
        stream.ReadExactly(start);
        if (!start.SequenceEqual(Magic))
        {
            throw new ModelFileException(path, $"'{path}' is no GGUF model: it begins with {Show(start)}. Download the .gguf file of the model.");
        }
    }

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>A count that the rest of the file can hold.</summary>
    public int ReadCount(string what, int most, int smallestEntryBytes)
    {
        var count = ReadUInt64();
        if (count > (ulong)most)
        {
            throw Broken($"it states {count} {what}");
        }

        // A count within reason that the file is too short for is a file cut short, not a lie.
        return (long)count * smallestEntryBytes <= BytesLeft ? (int)count : throw CutShort();
    }

    public string ReadString(int maxBytes, string what)
    {
        var length = ReadLength(what);
        if (length > maxBytes || (_keptTextBytes += (int)length) > MaxKeptTextBytes)
        {
            throw Broken($"{what} has {length} bytes, more than any model's");
        }

        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The type and the value of a metadata key; a long or nested array is passed over and only counted.</summary>
    public object ReadValue(string key) => ReadValue(ReadUInt32(), $"the metadata key '{key}'", depth: 0);

    public ModelFileException Broken(string what) =>
        new(path, $"Model file '{path}' is broken: {what} (near byte {stream.Position.ToString(CultureInfo.InvariantCulture)}). Download it again.");

    private object ReadValue(uint type, string what, int depth) => type switch
    {
        0 => (long)Take(1)[0],
        1 => (long)(sbyte)Take(1)[0],
        2 => (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
        3 => (long)BinaryPrimitives.ReadInt16LittleEndian(Take(2)),
        4 => (long)ReadUInt32(),
        5 => (long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
        6 => (double)BinaryPrimitives.ReadSingleLittleEndian(Take(4)),
        7 => Take(1)[0] != 0,
        8 => ReadString(MaxStringBytes, what),
        9 => ReadArray(what, depth),
        10 => (long)Math.Min(ReadUInt64(), long.MaxValue),
        11 => BinaryPrimitives.ReadInt64LittleEndian(Take(8)),
        12 => BinaryPrimitives.ReadDoubleLittleEndian(Take(8)),
        _ => throw Broken($"{what} has the unknown type {type}"),
    };

    private GgufArray ReadArray(string what, int depth)
    {
        if (depth == MaxDepth)
        {
            throw Broken($"{what} nests arrays too deeply");
        }

        var type = ReadUInt32();
        var elementBytes = type switch { 0 or 1 or 7 => 1, 2 or 3 => 2, 4 or 5 or 6 => 4, 8 or 10 or 11 or 12 => 8, 9 => 12, _ => throw Broken($"{what} is an array of the unknown type {type}") };
        var count = ReadCount($"elements in {what}", MaxElements, elementBytes);
        if (count > MaxKeptElements || depth > 0 || (_keptElements += count) > MaxAllKeptElements)
        {
            Skip(type, count, elementBytes, what, depth);
            return new GgufArray(count, null);
        }

        var values = new object[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = ReadValue(type, what, depth + 1);
        }

        return new GgufArray(count, values);
    }

    private void Skip(uint type, int count, int elementBytes, string what, int depth)
    {
        if (type is not (8 or 9))
        {
            stream.Seek((long)count * elementBytes, SeekOrigin.Current);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            if (type == 8)
            {
                stream.Seek(ReadLength(what), SeekOrigin.Current);
            }
            else
            {
                ReadArray(what, depth + 1);
            }
        }
    }

    private long ReadLength(string what)
    {
        var length = ReadUInt64();
        return length > long.MaxValue ? throw Broken($"{what} states a length of {length} bytes") : (long)length <= BytesLeft ? (long)length : throw CutShort();
    }

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes > BytesLeft)
        {
            throw CutShort();
        }

        stream.ReadExactly(_buffer, 0, bytes);
        return _buffer.AsSpan(0, bytes);
    }

    private ModelFileException CutShort() =>
        new(path, $"Model file '{path}' is incomplete or broken: it ends within its header, after {FileBytes} bytes. Download it again.");

    private static string Show(ReadOnlySpan<byte> start)
    {
        var text = Encoding.Latin1.GetString(start);
        return text.All(c => c is > ' ' and < '\u007f') ? $"'{text}'" : $"the bytes {Convert.ToHexString(start)}";
    }
}
