namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>What a model file says of itself, in the terms a person chooses models by. Of one part of a split model, the counts cover that part.</summary>
public sealed record ModelInfo
{
    private static readonly string[] PoolingNames = ["none", "mean", "cls", "last", "rank"];

    // llama_ftype of llama.h: what the file as a whole was quantised to; single tensors may differ.
    private static readonly Dictionary<long, string> FileTypes = new()
    {
        [0] = "F32",
        [1] = "F16",
        [2] = "Q4_0",
        [3] = "Q4_1",
        [7] = "Q8_0",
        [8] = "Q5_0",
        [9] = "Q5_1",
        [10] = "Q2_K",
        [11] = "Q3_K_S",
        [12] = "Q3_K_M",
        [13] = "Q3_K_L",
        [14] = "Q4_K_S",
        [15] = "Q4_K_M",
        [16] = "Q5_K_S",
        [17] = "Q5_K_M",
        [18] = "Q6_K",
        [19] = "IQ2_XXS",
        [20] = "IQ2_XS",
        [21] = "Q2_K_S",
        [22] = "IQ3_XS",
        [23] = "IQ3_XXS",
        [24] = "IQ1_S",
        [25] = "IQ4_NL",
        [26] = "IQ3_S",
        [27] = "IQ3_M",
        [28] = "IQ2_S",
        [29] = "IQ2_M",
        [30] = "IQ4_XS",
        [31] = "IQ1_M",
        [32] = "BF16",
        [36] = "TQ1_0",
        [37] = "TQ2_0",
        [38] = "MXFP4",
    };

    private ModelInfo()
    {
    }

    public required string Path { get; init; }

    public required long FileBytes { get; init; }

    /// <summary>What the weights take in memory.</summary>
    public required long WeightBytes { get; init; }

    public required ModelKind Kind { get; init; }

    public required string Architecture { get; init; }

    /// <summary>As the file states it; the file's own name where it states none.</summary>
    public required string Name { get; init; }

    /// <summary>Weights, counted over the tensors.</summary>
    public required long Parameters { get; init; }

    /// <summary>"Q4_K_M" and the like; where the file does not state it, the type that most of its bytes have.</summary>
    public required string Quantisation { get; init; }

    /// <summary>Tokens it was trained to look back over; null where the file does not say.</summary>
    public long? ContextLength { get; init; }

    public required long EmbeddingLength { get; init; }

    public required long Layers { get; init; }

    /// <summary>Attention heads; the most of any layer where layers differ.</summary>
    public required long Heads { get; init; }

    /// <summary>Heads that keys and values are kept for; the most of any layer where layers differ.</summary>
    public required long KeyValueHeads { get; init; }

    /// <summary>Numbers that one token leaves in the key and value caches of all layers.</summary>
    public required long CachedValuesPerToken { get; init; }

    /// <summary>Tokens in the vocabulary; 0 where the file holds none.</summary>
    public required long VocabularySize { get; init; }

    /// <summary>A token may look only backwards, and so a cache of keys and values is kept.</summary>
    public required bool IsCausal { get; init; }

    /// <summary>The Jinja source; null where there is none.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>"chatml", "llama3", ...; null where there is no template or no known marker in it.</summary>
    public string? TemplateFamily { get; init; }

    /// <summary>How token vectors become one: "none", "mean", "cls", "last", "rank"; null where the file does not say.</summary>
    public string? Pooling { get; init; }

    /// <summary>As the file states it, often an SPDX name; null where it does not.</summary>
    public string? Licence { get; init; }

    /// <summary>The number of files a large model was cut into; 1 for a whole one.</summary>
    public required int Parts { get; init; }

    /// <summary>Which of them this is, from 1.</summary>
    public required int Part { get; init; }

    /// <exception cref="ModelFileException">The file is missing, broken or no GGUF model.</exception>
    public static ModelInfo Read(string path) => Of(GgufFile.Read(path));

    /// <exception cref="ModelFileException">The header names no architecture.</exception>
    public static ModelInfo Of(GgufFile file)
    {
        var architecture = file.Text("general.architecture");
        if (architecture is null && file.Part == 1)
        {
            throw new ModelFileException(file.Path, $"Model file '{file.Path}' names no architecture (general.architecture), so llama.cpp cannot load it. Convert or download it again.");
        }

        architecture ??= "";
        var layers = Bounded(file, $"{architecture}.block_count") ?? 0;
        var embeddingLength = Bounded(file, $"{architecture}.embedding_length") ?? 0;
        var heads = PerLayer(file, $"{architecture}.attention.head_count") ?? [0];
        var keyValueHeads = PerLayer(file, $"{architecture}.attention.head_count_kv") ?? heads;
        var headLength = heads.Max() > 0 ? embeddingLength / heads.Max() : 0;
        var pooling = file.Number($"{architecture}.pooling_type");
        var isCausal = file.Flag($"{architecture}.attention.causal") ?? !IsEncoder(architecture);
        var template = file.Text("tokenizer.chat_template");
        return new ModelInfo
        {
            Path = file.Path,
            FileBytes = file.FileBytes,
            WeightBytes = file.Tensors.Sum(t => t.Bytes),
            Kind = KindOf(file, pooling, isCausal),
            Architecture = architecture,
            Name = file.Text("general.name") is { Length: > 0 } name ? name : System.IO.Path.GetFileNameWithoutExtension(file.Path),
            Parameters = file.Tensors.Sum(t => t.Weights),
            Quantisation = QuantisationOf(file),
            ContextLength = file.Number($"{architecture}.context_length"),
            EmbeddingLength = embeddingLength,
            Layers = layers,
            Heads = heads.Max(),
            KeyValueHeads = keyValueHeads.Max(),
            CachedValuesPerToken = CachedValues(keyValueHeads, layers,
                (Bounded(file, $"{architecture}.attention.key_length") ?? headLength) + (Bounded(file, $"{architecture}.attention.value_length") ?? headLength)),
            VocabularySize = file.Array("tokenizer.ggml.tokens")?.Count ?? Bounded(file, $"{architecture}.vocab_size") ?? 0,
            IsCausal = isCausal,
            ChatTemplate = template,
            TemplateFamily = template is null ? null : ChatTemplateFamily.Of(template),
            Pooling = pooling is { } index ? PoolingNames.ElementAtOrDefault((int)Math.Clamp(index, -1, PoolingNames.Length)) : null,
            Licence = file.Text("general.license"),
            Parts = file.Parts,
            Part = file.Part,
        };
    }

    // These numbers are multiplied with one another; an absurd one must not run over.
    private static long Bounded(long number) => Math.Clamp(number, 0, 1 << 20);

    private static long? Bounded(GgufFile file, string key) => file.Number(key) is { } number ? Bounded(number) : null;

    // One number for all layers, or one for each.
    private static IReadOnlyList<long>? PerLayer(GgufFile file, string key) =>
        Bounded(file, key) is { } number ? [number]
        : file.Array(key) is { Values: { Count: > 0 } values } ? [.. values.Select(v => Bounded(v as long? ?? 0))]
        : null;

    private static long CachedValues(IReadOnlyList<long> keyValueHeads, long layers, long valuesPerHead) =>
        (keyValueHeads.Count == 1 ? keyValueHeads[0] * layers : keyValueHeads.Sum()) * valuesPerHead;

    private static bool IsEncoder(string architecture) => architecture.Contains("bert", StringComparison.Ordinal) || architecture is "gemma-embedding" or "t5encoder";

    // Older conversions of rerankers state the pooling of their encoder; the classifier's tensors give them away.
    private static ModelKind KindOf(GgufFile file, long? pooling, bool isCausal) =>
        pooling == 4 || file.Tensors.Any(t => t.Name is "cls.weight" or "cls.output.weight") ? ModelKind.Rerank
        : pooling is > 0 || !isCausal ? ModelKind.Embedding
        : ModelKind.Chat;

    private static string QuantisationOf(GgufFile file)
    {
        // llama.cpp adds 1024 where it guessed.
        if (file.Number("general.file_type") is { } stated && FileTypes.TryGetValue(stated & ~1024, out var name))
        {
            return name;
        }

        return file.Tensors.GroupBy(t => t.Type).MaxBy(g => g.Sum(t => t.Bytes))?.Key.Name ?? "unknown";
    }
}
