using LLama.Native;

namespace ResearchAgent.LlamaEngine;

/// <summary>The native library of the process: where it is, and the last of its complaints.</summary>
internal static class LlamaNative
{
    private const int MaxLines = 4;

    private static readonly Lock Gate = new();
    private static readonly Queue<string> Complaints = new();
    private static string? _path;
    private static bool _configured;

    /// <summary>To be called before the first model is loaded.</summary>
    /// <param name="libraryPath">The llama library's file or its folder; null or empty for the one that came with the program.</param>
    /// <exception cref="ModelLoadException">Another one is in use already, or the folder has none.</exception>
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
                NativeLibraryConfig.All.WithLibrary(path, null);
            }

            (_path, _configured) = (path, true);
        }
    }

    /// <summary>What llama.cpp complained of since the last call, as one line; empty when it did not.</summary>
    public static string TakeComplaints()
    {
        lock (Complaints)
        {
            var text = string.Join("; ", Complaints);
            Complaints.Clear();
            return text;
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
            Complaints.Enqueue(message.ReplaceLineEndings(" ").Trim());
            while (Complaints.Count > MaxLines)
            {
                Complaints.Dequeue();
            }
        }
    }

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
