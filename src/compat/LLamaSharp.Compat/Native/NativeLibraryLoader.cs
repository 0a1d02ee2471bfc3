using System.Reflection;
using System.Runtime.InteropServices;
using LLama.Exceptions;

namespace LLama.Native;

/// <summary>Loads ggml and llama by full path, the CPU backends beside them, and checks the layout, once per process.</summary>
internal static unsafe partial class NativeLibraryLoader
{
    /// <summary>The folder beside the program that the build fills.</summary>
    private const string Folder = "llama-cpp";

    private static readonly Lock Gate = new();
    private static nint _llama;
    private static nint _ggml;

    public static bool HasLoaded => _llama != 0;

    /// <summary>The llama library's file, set by the program; null for the one beside the program.</summary>
    public static string? LibraryPath { get; set; }

    public static void ResolveFor(Assembly assembly) =>
        NativeLibrary.SetDllImportResolver(assembly, static (name, _, _) => name is NativeApi.Llama or NativeApi.Ggml ? Handle(name) : 0);

    /// <exception cref="RuntimeError">The library is missing, cannot be loaded, or is another llama.cpp.</exception>
    private static nint Handle(string name)
    {
        lock (Gate)
        {
            if (_llama == 0)
            {
                Load();
            }

            return name == NativeApi.Llama ? _llama : _ggml;
        }
    }

    private static void Load()
    {
        var path = LibraryPath ?? Find(Path.Combine(AppContext.BaseDirectory, Folder), "llama");
        if (path is null || !File.Exists(path))
        {
            throw new RuntimeError(
                $"The native llama.cpp library is missing: {(path is null ? $"'{Path.Combine(AppContext.BaseDirectory, Folder)}' has none" : $"no file '{path}'")}. " +
                "Install npm (it comes with Node.js) and build again, or set Llama:NativeLibraryPath to the library of llama.cpp 0.5.0.");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!OperatingSystem.IsWindows())
        {
            // On a failed assertion ggml would start a debugger to print a backtrace.
            _ = setenv("GGML_NO_BACKTRACE", "1", 1);
        }

        LoadLibrary(Find(folder, "ggml-base") ?? throw Missing(folder, "ggml-base"));
        var ggml = LoadLibrary(Find(folder, "ggml") ?? throw Missing(folder, "ggml"));
        var llama = LoadLibrary(path);
        NativeLayout.Check(llama, path);
        NativeLogConfig.Install(llama);
        var loadBackends = (delegate* unmanaged[Cdecl]<byte*, void>)NativeLibrary.GetExport(ggml, "ggml_backend_load_all_from_path");
        var utf8 = Marshal.StringToCoTaskMemUTF8(folder);
        loadBackends((byte*)utf8);
        Marshal.FreeCoTaskMem(utf8);
        (_ggml, _llama) = (ggml, llama);
    }

    // libllama.so, libllama.v0.5.0.so, libllama.dylib or llama.dll; never libllama-common.
    private static string? Find(string folder, string name)
    {
        var extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        var prefix = OperatingSystem.IsWindows() ? name : "lib" + name;
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, prefix + ".*").Where(f => f.EndsWith(extension, StringComparison.Ordinal)).MinBy(f => f.Length)
            : null;
    }

    private static nint LoadLibrary(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new RuntimeError($"'{path}' cannot be loaded ({e.Message.ReplaceLineEndings(" ").Trim()}). Set Llama:NativeLibraryPath to llama.cpp 0.5.0 for this machine.");
        }
    }

    private static RuntimeError Missing(string folder, string name) =>
        new($"'{folder}' has llama but not {name}, which belongs beside it. Set Llama:NativeLibraryPath to a complete build of llama.cpp 0.5.0.");

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
