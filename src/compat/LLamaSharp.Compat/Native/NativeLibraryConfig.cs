namespace LLama.Native;

/// <summary>Where the native library is; to be set before the first use.</summary>
public sealed class NativeLibraryConfig
{
    private NativeLibraryConfig()
    {
    }

    public static NativeLibraryConfig LLama { get; } = new();

    public static NativeLibraryConfigContainer All { get; } = new(LLama);

    public bool LibraryHasLoaded => NativeLibraryLoader.HasLoaded;

    /// <param name="libraryPath">The llama library's file; ggml and its backends lie beside it.</param>
    /// <exception cref="InvalidOperationException">The library is loaded already.</exception>
    public NativeLibraryConfig WithLibrary(string? libraryPath)
    {
        if (LibraryHasLoaded)
        {
            throw new InvalidOperationException("The library has already loaded.");
        }

        NativeLibraryLoader.LibraryPath = libraryPath;
        return this;
    }
}

public sealed class NativeLibraryConfigContainer
{
    private readonly NativeLibraryConfig _llama;

    internal NativeLibraryConfigContainer(NativeLibraryConfig llama) => _llama = llama;

    /// <param name="mtmdPath">Ignored: images are not read.</param>
    public NativeLibraryConfigContainer WithLibrary(string? llamaPath, string? mtmdPath)
    {
        _llama.WithLibrary(llamaPath);
        return this;
    }

    public NativeLibraryConfigContainer WithLogCallback(NativeLogConfig.LLamaLogCallback? callback)
    {
        NativeLogConfig.llama_log_set(callback);
        return this;
    }
}
