using System.Globalization;
using System.Text;
using LLama;
using LLama.Common;
using LLama.Exceptions;
using LLama.Native;
using ResearchAgent.LlamaEngine.Catalogue;
using ResearchAgent.LlamaEngine.Scheduling;

namespace ResearchAgent.LlamaEngine;

/// <summary>A GGUF model ready to write: the weights, one context and its queue. Safe for concurrent use.</summary>
public sealed class LlamaModel : IDisposable
{
    private readonly LLamaWeights _weights;
    private readonly LLamaContext _context;
    private readonly InferenceLoop _loop;

    private LlamaModel(LlamaModelOptions options, LLamaWeights weights, LLamaContext context)
    {
        Options = options;
        _weights = weights;
        _context = context;
        _loop = new InferenceLoop(context, options.BatchSize);
        Prefixes = options.PrefixFolder is { } folder
            ? new KeptPrefixes(_loop, new PrefixFiles(folder, $"{ModelFileMark.Of(options.Path)} {options.KeyValueType} {options.FlashAttention} {typeof(LLamaWeights).Assembly.GetName().Version}", options.PrefixFolderMaxBytes))
            : null;
    }

    public LlamaModelOptions Options { get; }

    /// <summary>What the file calls the model; else the file's name.</summary>
    public string Name => _weights.Metadata.GetValueOrDefault("general.name") is { Length: > 0 } name ? name : Path.GetFileNameWithoutExtension(Options.Path);

    /// <summary>Metadata of the file, by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _weights.Metadata;

    /// <summary>In tokens.</summary>
    public int ContextLength => (int)_context.ContextSize;

    internal LLamaWeights Weights => _weights;

    internal InferenceLoop Loop => _loop;

    /// <summary>Null when prompts are not kept in files.</summary>
    internal KeptPrefixes? Prefixes { get; }

    /// <param name="nativeLibraryPath">The llama library's file or folder; null for the one that came with the program.</param>
    /// <param name="progress">From 0 to 1.</param>
    /// <exception cref="ModelLoadException">No such file, not a GGUF model, not one that writes, no memory, or no native library.</exception>
    public static async Task<LlamaModel> LoadAsync(LlamaModelOptions options, string? nativeLibraryPath, IProgress<float>? progress, CancellationToken cancellationToken)
    {
        CheckRanges(options);
        CheckMemory(options);
        LlamaNative.Use(nativeLibraryPath);
        var weights = await LoadWeightsAsync(Parameters(options, options.ContextLength), progress, cancellationToken);
        try
        {
            CheckWrites(options, weights);
            var contextLength = options.ContextLength ?? Math.Min(LlamaModelOptions.DefaultContextLength, weights.ContextSize);
            return new LlamaModel(options, weights, CreateContext(options.Path, weights, Parameters(options, contextLength)));
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Splits text into tokens; text that looks like a control token stays text.</summary>
    public IReadOnlyList<int> Tokenize(string text) => [.. _weights.Tokenize(text, add_bos: false, special: false, Encoding.UTF8).Select(t => (int)t)];

    /// <summary>Joins tokens to text; control tokens are left out.</summary>
    public string Detokenize(IEnumerable<int> tokens)
    {
        var decoder = new StreamingTokenDecoder(Encoding.UTF8, _weights);
        foreach (var token in tokens)
        {
            decoder.Add(token);
        }

        return decoder.Read();
    }

    public void Dispose()
    {
        _loop.Dispose();
        _context.Dispose();
        _weights.Dispose();
    }

    internal static async Task<LLamaWeights> LoadWeightsAsync(ModelParams parameters, IProgress<float>? progress, CancellationToken cancellationToken)
    {
        var path = parameters.ModelPath;
        LlamaNative.TakeComplaint();
        try
        {
            return await LLamaWeights.LoadFromFileAsync(parameters, cancellationToken, progress);
        }
        catch (LoadWeightsFailedException e)
        {
            throw new ModelLoadException(path, $"llama.cpp cannot load '{path}': {LlamaNative.TakeComplaint()}. 'research models info' says what the file is.", e);
        }
        catch (Exception e) when (e is RuntimeError or IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException(path, e.Message, e);
        }
    }

    internal static LLamaContext CreateContext(string path, LLamaWeights weights, ModelParams parameters)
    {
        var context = weights.CreateContext(parameters);
        if (!context.NativeHandle.IsInvalid)
        {
            return context;
        }

        // LLamaSharp hands out a refused context like any other: its first use would end the process. Nor does it let go of the weights.
        context.Dispose();
        weights.NativeHandle.DangerousRelease();
        throw new ModelLoadException(
            path, $"llama.cpp cannot make a context of {parameters.ContextSize} tokens for '{path}': {LlamaNative.TakeComplaint()}. Lower Models:Chat:ContextLength, or set Models:Chat:KeyValueType and FlashAttention otherwise; 'research models info' shows the memory that it needs.");
    }

    private static ModelParams Parameters(LlamaModelOptions options, int? contextLength) => new(options.Path)
    {
        ContextSize = (uint?)contextLength,
        BatchSize = (uint)options.BatchSize,
        UBatchSize = (uint)options.BatchSize,
        SeqMax = (uint)options.MaxSequences,
        Threads = options.Threads,
        BatchThreads = options.Threads,
        TypeK = options.KeyValueType,
        TypeV = options.KeyValueType,
        FlashAttention = options.FlashAttention,
        GpuLayerCount = options.GpuLayers,
        KVUnified = true,

        // Mapped, the weights of all processes are one copy, and are there at once.
        LoadMode = LLamaLoadMode.MemoryMap,
    };

    private static void CheckRanges(LlamaModelOptions options)
    {
        Check(options.MaxSequences is >= 1 and <= 64, nameof(options.MaxSequences), options.MaxSequences, "1 to 64");
        Check(options.BatchSize is >= 64 and <= 2048 && options.BatchSize >= options.MaxSequences, nameof(options.BatchSize), options.BatchSize, "64 to 2048");
        Check(options.Threads is null or (>= 1 and <= 512), nameof(options.Threads), options.Threads ?? 0, "1 to 512");
        Check(options.ContextLength is null or >= 64, nameof(options.ContextLength), options.ContextLength ?? 0, "64 or more");

        void Check(bool isGood, string name, int value, string range)
        {
            if (!isGood)
            {
                throw new ModelLoadException(options.Path, $"{name} is {value}; it must be {range}.");
            }
        }
    }

    // Where memory is promised before it is there, asking for too much ends in the death of some process.
    private static void CheckMemory(LlamaModelOptions options)
    {
        var model = ReadInfo(options.Path);
        var contextLength = options.ContextLength ?? (int)Math.Clamp(model.ContextLength ?? LlamaModelOptions.DefaultContextLength, 1, LlamaModelOptions.DefaultContextLength);
        var needed = MemoryEstimate.Of(model, contextLength, options.KeyValueType == GGMLType.GGML_TYPE_Q8_0 ? CacheType.Q8 : CacheType.F16);
        if (AvailableMemory.Bytes() is var available && !needed.Fits(available))
        {
            throw new ModelLoadException(options.Path, string.Create(
                CultureInfo.InvariantCulture,
                $"'{options.Path}' with a context of {contextLength} tokens needs about {needed.TotalBytes / 1e9:F1} GB of memory, {needed.CacheBytes / 1e9:F1} of them for the context; {available / 1e9:F1} GB are available. Lower Models:Chat:ContextLength, or choose a smaller model."));
        }
    }

    /// <exception cref="ModelLoadException">The file is missing or none of a model.</exception>
    internal static ModelInfo ReadInfo(string path)
    {
        try
        {
            return ModelInfo.Read(path);
        }
        catch (ModelFileException e)
        {
            throw new ModelLoadException(path, e.Message, e);
        }
    }

    private static void CheckWrites(LlamaModelOptions options, LLamaWeights weights)
    {
        var architecture = weights.Metadata.GetValueOrDefault("general.architecture") ?? "unknown";
        if (!weights.NativeHandle.HasDecoder || weights.Metadata.GetValueOrDefault(architecture + ".attention.causal") == "false")
        {
            throw new ModelLoadException(options.Path, $"'{options.Path}' ({architecture}) makes embeddings and writes no text. Set it as Models:Embedding:Path, and a chat model as Models:Chat:Path.");
        }

        // Rotary positions go on for ever, if with less and less sense; a table of positions ends, and the process with it.
        if (options.ContextLength > weights.ContextSize && !weights.Metadata.Keys.Any(k => k.StartsWith(architecture + ".rope.", StringComparison.Ordinal)))
        {
            throw new ModelLoadException(options.Path, $"Models:Chat:ContextLength is {options.ContextLength}, but '{options.Path}' has positions for {weights.ContextSize} tokens. Set {weights.ContextSize} or less.");
        }
    }
}
