using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LLama.Abstractions;
using LLama.Exceptions;
using LLama.Native;
using Microsoft.Extensions.Logging;

namespace LLama;

/// <summary>A model's weights. Safe for concurrent use.</summary>
public sealed class LLamaWeights : IDisposable
{
    private LLamaWeights(SafeLlamaModelHandle handle)
    {
        NativeHandle = handle;
        Metadata = handle.ReadMetadata();
    }

    public SafeLlamaModelHandle NativeHandle { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; set; }

    /// <summary>Tokens that the model was trained on at most.</summary>
    public int ContextSize => NativeHandle.ContextSize;

    public int EmbeddingSize => NativeHandle.EmbeddingSize;

    public ulong SizeInBytes => NativeHandle.SizeInBytes;

    public ulong ParameterCount => NativeHandle.ParameterCount;

    public SafeLlamaModelHandle.Vocabulary Vocab => NativeHandle.Vocab;

    /// <exception cref="FileNotFoundException"/>
    /// <exception cref="LoadWeightsFailedException">llama.cpp refused the file; the log says why.</exception>
    public static LLamaWeights LoadFromFile(IModelParams @params) => new(SafeLlamaModelHandle.Load(@params.ModelPath, ToNative(@params)));

    /// <param name="progressReporter">From 0 to 1.</param>
    /// <inheritdoc cref="LoadFromFile"/>
    public static async Task<LLamaWeights> LoadFromFileAsync(IModelParams @params, CancellationToken token = default, IProgress<float>? progressReporter = null)
    {
        var path = @params.ModelPath;
        var native = ToNative(@params);
        var loading = new Loading(progressReporter, token);
        return await Task.Run(
            () =>
            {
                var self = GCHandle.Alloc(loading);
                try
                {
                    return new LLamaWeights(Load(path, native, GCHandle.ToIntPtr(self)));
                }
                catch (LoadWeightsFailedException)
                {
                    token.ThrowIfCancellationRequested();
                    throw;
                }
                finally
                {
                    self.Free();
                }
            },
            token);
    }

    public LLamaContext CreateContext(IContextParams @params, ILogger? logger = null) => new(this, @params, logger);

    public LLamaToken[] Tokenize(string text, bool add_bos, bool special, Encoding encoding) => NativeHandle.Tokenize(text, add_bos, special, encoding);

    public void Dispose() => NativeHandle.Dispose();

    private static unsafe SafeLlamaModelHandle Load(string path, NativeModelParams native, nint loading)
    {
        native.ProgressCallback = &OnProgress;
        native.ProgressCallbackData = loading;
        return SafeLlamaModelHandle.Load(path, native);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte OnProgress(float progress, nint data)
    {
        var loading = (Loading)GCHandle.FromIntPtr(data).Target!;
        loading.Progress?.Report(Math.Clamp(progress, 0, 1));
        return NativeApi.Byte(!loading.Token.IsCancellationRequested);
    }

    private static NativeModelParams ToNative(IModelParams parameters)
    {
        var native = NativeApi.llama_model_default_params();
        native.GpuLayers = parameters.GpuLayerCount < 0 ? int.MaxValue : parameters.GpuLayerCount;
        native.LoadMode = (parameters.UseMemorymap, parameters.UseMemoryLock) switch
        {
            (true, true) => NativeLoadMode.MemoryMapAndLock,
            (true, false) => NativeLoadMode.MemoryMap,
            (false, true) => NativeLoadMode.MemoryLock,
            (false, false) => NativeLoadMode.None,
        };
        native.VocabOnly = NativeApi.Byte(parameters.VocabOnly);
        native.CheckTensors = NativeApi.Byte(parameters.CheckTensors);
        return native;
    }

    private sealed record Loading(IProgress<float>? Progress, CancellationToken Token);
}
