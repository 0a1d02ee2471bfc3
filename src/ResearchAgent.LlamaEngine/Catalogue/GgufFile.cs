namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>
/// The header of a GGUF file (versions 2 and 3, little-endian): metadata and tensor table, never the weights. Layout from
/// docs/gguf.md of the ggml repository. The file is taken to be hostile: no length it states is believed before it was
/// held against what is left of the file. Immutable; the file is closed again.
/// </summary>
public sealed class GgufFile
{
    // ggml's own limit on dimensions; names, counts and sizes of the largest published models stay far below the others.
    private const int MaxDimensions = 4;
    private const int MaxNameBytes = 1024;
    private const int MaxEntries = 100_000;
    private const long MaxWeights = 1L << 46;
    private const long MaxAlignment = 1 << 20;

    private GgufFile(string path, long fileBytes, int version, IReadOnlyDictionary<string, object> metadata, IReadOnlyList<GgufTensor> tensors)
    {
        Path = path;
        FileBytes = fileBytes;
        Version = version;
        Metadata = metadata;
        Tensors = tensors;
    }

    public string Path { get; }

    public long FileBytes { get; }

    /// <summary>2 or 3.</summary>
    public int Version { get; }

    /// <summary>Values are <see cref="long"/> (an unsigned one beyond its range becomes its greatest), <see cref="double"/>, <see cref="bool"/>, <see cref="string"/> or <see cref="GgufArray"/>.</summary>
    public IReadOnlyDictionary<string, object> Metadata { get; }

    public IReadOnlyList<GgufTensor> Tensors { get; }

    /// <summary>The number of files a large model was cut into; 1 for a whole one.</summary>
    public int Parts => (int)Math.Clamp(Number("split.count") ?? 1, 1, MaxEntries);

    /// <summary>Which of them this is, from 1.</summary>
    public int Part => (int)Math.Clamp((Number("split.no") ?? 0) + 1, 1, Parts);

    /// <exception cref="ModelFileException">It is missing, no GGUF file, of an unsupported version, broken, or shorter than its tensors.</exception>
    public static GgufFile Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new ModelFileException(path, Directory.Exists(path)
                ? $"'{path}' is a folder. Name the .gguf file in it."
                : $"Model file '{path}' not found. Set Models:Chat:Path or run 'research models'.");
        }

        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            return Read(new GgufReader(path, stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(path, $"Model file '{path}' cannot be read ({e.Message.TrimEnd('.')}). Check that it is yours to read.", e);
        }
    }

    /// <returns>Null where the key is absent or holds something other than text.</returns>
    public string? Text(string key) => Metadata.GetValueOrDefault(key) as string;

    /// <returns>Null where the key is absent or holds something other than a whole number.</returns>
    public long? Number(string key) => Metadata.GetValueOrDefault(key) as long?;

    /// <returns>Null where the key is absent or holds something other than a truth value.</returns>
    public bool? Flag(string key) => Metadata.GetValueOrDefault(key) as bool?;

    /// <returns>Null where the key is absent or holds something other than an array.</returns>
    public GgufArray? Array(string key) => Metadata.GetValueOrDefault(key) as GgufArray;

    private static GgufFile Read(GgufReader reader)
    {
        var version = ReadVersion(reader);
        var tensorCount = reader.ReadCount("tensors", MaxEntries, smallestEntryBytes: 24);
        var keyCount = reader.ReadCount("metadata keys", MaxEntries, smallestEntryBytes: 13);
        var metadata = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var i = 0; i < keyCount; i++)
        {
            var key = reader.ReadString(MaxNameBytes, "a metadata key");
            if (!metadata.TryAdd(key, reader.ReadValue(key)))
            {
                throw reader.Broken($"the metadata key '{key}' occurs twice");
            }
        }

        var alignment = metadata.GetValueOrDefault("general.alignment") is { } value ? value as long? ?? -1 : 32;
        if (alignment is < 1 or > MaxAlignment || !long.IsPow2(alignment))
        {
            throw reader.Broken($"general.alignment is {alignment}, not a power of two");
        }

        var tensors = new List<GgufTensor>();
        for (var i = 0; i < tensorCount; i++)
        {
            tensors.Add(ReadTensor(reader, alignment));
        }

        var dataStart = (reader.Position + alignment - 1) / alignment * alignment;
        RequireData(reader, tensors, dataStart);
        return new GgufFile(reader.Path, reader.FileBytes, version, metadata, tensors);
    }

    private static int ReadVersion(GgufReader reader)
    {
        if (reader.FileBytes == 0)
        {
            throw new ModelFileException(reader.Path, $"Model file '{reader.Path}' is empty. Download it again.");
        }

        reader.RequireMagic();
        var version = reader.ReadUInt32();
        return version switch
        {
            2 or 3 => (int)version,
            0 => throw reader.Broken("it states GGUF version 0"),
            1 => throw new ModelFileException(reader.Path, $"Model file '{reader.Path}' is of GGUF version 1, which llama.cpp no longer reads. Download a newer conversion of the model."),
            // The version of a big-endian file, read the wrong way round, has its low half empty.
            _ when (version & 0xFFFF) == 0 => throw new ModelFileException(reader.Path, $"Model file '{reader.Path}' is written for big-endian machines. Download the little-endian conversion."),
            _ => throw new ModelFileException(reader.Path, $"Model file '{reader.Path}' is of GGUF version {version}; this program reads 2 and 3. Update the program or download an older conversion."),
        };
    }

    private static GgufTensor ReadTensor(GgufReader reader, long alignment)
    {
        var name = reader.ReadString(MaxNameBytes, "a tensor's name");
        var dimensions = reader.ReadUInt32();
        if (dimensions > MaxDimensions)
        {
            throw reader.Broken($"tensor '{name}' has {dimensions} dimensions");
        }

        var shape = new long[dimensions];
        Int128 weights = 1;
        for (var i = 0; i < shape.Length; i++)
        {
            var length = reader.ReadUInt64();
            weights *= length;
            if (length > MaxWeights || weights > MaxWeights)
            {
                throw reader.Broken($"tensor '{name}' has an impossible shape");
            }

            shape[i] = (long)length;
        }

        var type = GgmlType.Of(reader.ReadUInt32());
        if (type.BlockWeights > 1 && (shape.Length == 0 || shape[0] % type.BlockWeights != 0))
        {
            throw reader.Broken($"tensor '{name}' does not divide into blocks of {type.Name}");
        }

        var bytes = type.BlockWeights == 0 ? 0 : weights / type.BlockWeights * type.BlockBytes;
        var offset = reader.ReadUInt64();
        if (bytes > long.MaxValue || offset > long.MaxValue || (long)offset % alignment != 0)
        {
            throw reader.Broken($"tensor '{name}' lies at the impossible offset {offset}");
        }

        return new GgufTensor(name, type, shape, (long)offset, (long)weights, (long)bytes);
    }

    private static void RequireData(GgufReader reader, List<GgufTensor> tensors, long dataStart)
    {
        var end = tensors.Count == 0 ? 0 : tensors.Max(t => (Int128)dataStart + t.Offset + t.Bytes);
        if (end > reader.FileBytes)
        {
            throw new ModelFileException(reader.Path,
                $"Model file '{reader.Path}' is incomplete: it has {reader.FileBytes} bytes and its tensors end at byte {end}. Its download was cut short: download it again.");
        }
    }
}
