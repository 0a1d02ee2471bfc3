using LLama.Exceptions;
using LLama.Native;

namespace ResearchAgent.LlamaEngine;

/// <summary>The native library of the process: where it is, and what it complains of.</summary>
internal static class LlamaNative
{
    private const int MaxLines = 4;

    private static readonly Lock Gate = new();
    private static readonly Queue<string> Complaints = new();
    private static string? _path;
    private static bool _configured;

    /// <summary>To be called before anything of LLamaSharp is touched: the first parameter object loads the library.</summary>
    /// <param name="libraryPath">The llama library's file or its folder; null or empty for the one that came with the program.</param>
    /// <exception cref="ModelLoadException">Another one is in use already, the folder has none, or it is another release.</exception>
    public static void Use(string? libraryPath)
    {
        lock (Gate)
        {
            var path = string.IsNullOrWhiteSpace(libraryPath) ? null : Resolve(libraryPath);
            if (_configured)
            {
                if (path is not null && path != _path)
                {
                    throw new ModelLoadException(path, $"llama.cpp is loaded from '{_path ?? "the program's folder"}' already; '{path}' takes effect in a new process.");
                }

                return;
            }

            NativeLibraryConfig.All.WithLogCallback(Remember);
            if (path is not null)
            {
                NativeLayout.Check(path);
                NativeLibraryConfig.All.WithLibrary(path, null);
            }

            Load();
            (_path, _configured) = (path, true);
        }
    }

    /// <summary>The first thing that llama.cpp complained of since the last call: what follows it are its consequences.</summary>
    public static string TakeComplaint()
    {
        lock (Complaints)
        {
            var first = Complaints.TryPeek(out var complaint) ? complaint : "it does not say why";
            Complaints.Clear();
            return first;
        }
    }

    // Here and now: later it would be loaded by whatever is touched first, and fail there.
    private static void Load()
    {
        try
        {
            NativeApi.llama_max_devices();
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or RuntimeError)
        {
            throw new ModelLoadException(
                AppContext.BaseDirectory,
                $"The llama.cpp library that came with the program ('{Path.Combine(AppContext.BaseDirectory, "runtimes")}') cannot be loaded. On Linux it needs libgomp (Debian: apt-get install libgomp1) and glibc 2.34; else build the program again, or set Llama:NativeLibraryPath.", e);
        }
    }

    private static void Remember(LLamaLogLevel level, string message)
    {
        if (level != LLamaLogLevel.Error || string.IsNullOrWhiteSpace(message))
        {
            return;
        }

        lock (Complaints)
        {
            if (Complaints.Count < MaxLines)
            {
                Complaints.Enqueue(Readable(message));
            }
        }
    }

    // Without the names of functions; the bytes of a file that is none of ours may be anything.
    private static string Readable(string message) =>
        string.Concat(message[(message.LastIndexOf("error loading model: ", StringComparison.Ordinal) is var i and >= 0 ? i + "error loading model: ".Length : 0)..]
            .ReplaceLineEndings(" ").Trim().TrimEnd('.').Where(c => !char.IsControl(c)));

    private static string Resolve(string path)
    {
        if (!Directory.Exists(path))
        {
            return File.Exists(path) ? Path.GetFullPath(path) : throw new ModelLoadException(path, $"Llama:NativeLibraryPath is '{path}', which does not exist. Name the llama library of llama.cpp, or its folder.");
        }

        var pattern = OperatingSystem.IsWindows() ? "llama.dll" : OperatingSystem.IsMacOS() ? "libllama.*dylib" : "libllama.*so";
        return Directory.EnumerateFiles(path, pattern).MinBy(f => f.Length) is { } file
            ? Path.GetFullPath(file)
            : throw new ModelLoadException(path, $"Llama:NativeLibraryPath is '{path}', a folder without {pattern}.");
    }
}
