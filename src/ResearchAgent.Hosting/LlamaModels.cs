using System.Globalization;
using LLama.Native;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using ResearchAgent.LlamaEngine;
using ResearchAgent.LlamaEngine.Chat;
using ResearchAgent.LlamaEngine.Embedding;
using ResearchAgent.LlamaEngine.Tuning;
using ResearchAgent.Retrieval;

namespace ResearchAgent.Hosting;

/// <summary>Opens GGUF files that the settings name.</summary>
public static class LlamaModels
{
    public const string ChatSection = "Models:Chat";

    public static string? NativeLibraryPath(IConfiguration settings) => settings["Llama:NativeLibraryPath"];

    /// <exception cref="ModelException">A setting is wrong, or the model cannot be loaded.</exception>
    public static async Task<IChatClient> OpenChatAsync(IConfiguration settings, CancellationToken cancellationToken) =>
        ChatOver(await LoadChatAsync(ChatOptions(settings), cancellationToken));

    /// <exception cref="ModelException">The model cannot be loaded.</exception>
    public static Task<LlamaModel> LoadChatAsync(LlamaModelOptions options, CancellationToken cancellationToken) =>
        LoadAsync(() => LlamaModel.LoadAsync(options, NativeLibraryPath(Settings.Read()), null, cancellationToken));

    /// <returns>A client that closes the model when it is disposed of.</returns>
    /// <exception cref="ModelException">llama.cpp does not know the model's chat template; the model is closed.</exception>
    public static LlamaChatClient ChatOver(LlamaModel model)
    {
        try
        {
            return new LlamaChatClient(model, ownsModel: true);
        }
        catch (ModelLoadException e)
        {
            model.Dispose();
            throw new ModelException(e.Message);
        }
    }

    /// <exception cref="ModelException">The model cannot be loaded.</exception>
    public static Task<IReadOnlyList<TunedSetting>> TuneAsync(LlamaModelOptions options, IProgress<TunedSetting>? progress, CancellationToken cancellationToken) =>
        LoadAsync(() => new ModelTuning(options, NativeLibraryPath(Settings.Read()), TimeProvider.System).RunAsync(progress, cancellationToken));

    /// <summary>What tuning found, as settings.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> SettingsOf(LlamaModelOptions options) =>
    [
        new($"{ChatSection}:Threads", options.Threads?.ToString(CultureInfo.InvariantCulture)),
        new($"{ChatSection}:BatchSize", options.BatchSize.ToString(CultureInfo.InvariantCulture)),
        new($"{ChatSection}:KeyValueType", options.KeyValueType == GGMLType.GGML_TYPE_Q8_0 ? "Q8_0" : "F16"),
        new($"{ChatSection}:FlashAttention", options.FlashAttention?.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <returns>Null when Models:Embedding:Path is empty.</returns>
    /// <exception cref="ModelException">A setting is wrong, or the model cannot be loaded.</exception>
    public static async Task<IEmbeddingGenerator<string, Embedding<float>>?> OpenEmbedderAsync(IConfiguration settings, CancellationToken cancellationToken)
    {
        var section = settings.GetSection("Models:Embedding");
        if (Text(section, "Path") is not { } path)
        {
            return null;
        }

        var defaults = new LlamaEmbeddingOptions(path);
        var options = defaults with
        {
            Threads = Number(section, "Threads"),
            MaxTokens = Number(section, "MaxTokens") ?? defaults.MaxTokens,
            LongText = Text(section, "LongText") is not { } text ? LongText.Split : Enum.TryParse<LongText>(text, ignoreCase: true, out var longText) ? longText : throw Wrong(section, "LongText", "Split or Refuse"),
            Pooling = Text(section, "Pooling")?.ToUpperInvariant() switch
            {
                null => LLamaPoolingType.Unspecified,
                "MEAN" => LLamaPoolingType.Mean,
                "CLS" => LLamaPoolingType.CLS,
                "LAST" => LLamaPoolingType.Last,
                _ => throw Wrong(section, "Pooling", "mean, cls, last or empty"),
            },
            Prefixes = section["QueryPrefix"] is { Length: > 0 } || section["PassagePrefix"] is { Length: > 0 } ? new EmbeddingPrefixes(section["QueryPrefix"] ?? "", section["PassagePrefix"] ?? "") : null,
        };
        return await LoadAsync(() => LlamaEmbeddingGenerator.LoadAsync(options, NativeLibraryPath(settings), null, cancellationToken));
    }

    /// <returns>Null when Models:Rerank:Path is empty.</returns>
    /// <exception cref="ModelException">A setting is wrong, or the model cannot be loaded.</exception>
    public static async Task<IReranker?> OpenRerankerAsync(IConfiguration settings, CancellationToken cancellationToken)
    {
        var section = settings.GetSection("Models:Rerank");
        return Text(section, "Path") is not { } path ? null : await LoadAsync(() => LlamaReranker.LoadAsync(path, Number(section, "Threads"), NativeLibraryPath(settings), cancellationToken));
    }

    /// <summary>The settings of <see cref="ChatSection"/>, each with the engine's default where it is empty.</summary>
    /// <exception cref="ModelException">A value is none of its kind.</exception>
    public static LlamaModelOptions ChatOptions(IConfiguration settings)
    {
        var section = settings.GetSection(ChatSection);
        var defaults = new LlamaModelOptions(section["Path"] ?? "");
        return defaults with
        {
            ContextLength = Number(section, "ContextLength"),
            Threads = Number(section, "Threads"),
            BatchSize = Number(section, "BatchSize") ?? defaults.BatchSize,
            GpuLayers = Number(section, "GpuLayers") ?? defaults.GpuLayers,
            Template = Text(section, "Template"),
            PrefixFolder = Text(section, "PrefixFolder"),
            PrefixFolderMaxBytes = Number(section, "PrefixFolderMegabytes") * 1_000_000L ?? defaults.PrefixFolderMaxBytes,
            KeyValueType = Text(section, "KeyValueType")?.ToUpperInvariant() switch
            {
                null or "F16" => GGMLType.GGML_TYPE_F16,
                "Q8_0" => GGMLType.GGML_TYPE_Q8_0,
                _ => throw Wrong(section, "KeyValueType", "F16 or Q8_0"),
            },
            FlashAttention = Text(section, "FlashAttention") is not { } flash ? null : bool.TryParse(flash, out var on) ? on : throw Wrong(section, "FlashAttention", "true, false or empty"),
        };
    }

    private static async Task<T> LoadAsync<T>(Func<Task<T>> load)
    {
        try
        {
            return await load();
        }
        catch (ModelLoadException e)
        {
            throw new ModelException(e.Message);
        }
    }

    // 0 says the same as nothing: the default.
    private static int? Number(IConfigurationSection section, string name) =>
        Text(section, name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (number == 0 ? null : number)
        : throw Wrong(section, name, "a whole number or empty");

    private static string? Text(IConfigurationSection section, string name) => string.IsNullOrWhiteSpace(section[name]) ? null : section[name];

    private static ModelException Wrong(IConfigurationSection section, string name, string expected) =>
        new($"{section.Path}:{name} is '{section[name]}'; it must be {expected}.");
}
