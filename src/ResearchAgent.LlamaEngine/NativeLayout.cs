using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LLama.Native;

namespace ResearchAgent.LlamaEngine;

/// <summary>
/// Tells whether a llama.cpp library has the structures that LLamaSharp reads: one of another release would write beyond
/// them and end the process.
/// </summary>
/// <remarks>
/// Both structures come back from functions without arguments, through a hidden pointer to memory of the caller. Given more
/// memory than they need, in two known patterns, the functions show how much they write.
/// </remarks>
internal static unsafe class NativeLayout
{
    private const int Room = 1024;

    /// <param name="path">The llama library's file; what it needs lies beside it.</param>
    /// <exception cref="ModelLoadException">It cannot be loaded, is none of llama.cpp, or has another layout.</exception>
    public static void Check(string path)
    {
        nint library;
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new ModelLoadException(path, $"Llama:NativeLibraryPath is '{path}', which cannot be loaded ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}). Leave it empty for the library that comes with the program.", e);
        }

        var model = SizeOf(library, path, "llama_model_default_params");
        var context = SizeOf(library, path, "llama_context_default_params");
        if (model != Unsafe.SizeOf<LLamaModelParams>() || context != Unsafe.SizeOf<LLamaContextParams>())
        {
            throw new ModelLoadException(
                path, $"Llama:NativeLibraryPath is '{path}', a llama.cpp whose structures ({model} and {context} bytes) are not those that LLamaSharp reads ({Unsafe.SizeOf<LLamaModelParams>()} and {Unsafe.SizeOf<LLamaContextParams>()}). "
                + "Set it to the release that LLamaSharp was made for, or leave it empty.");
        }
    }

    private static int SizeOf(nint library, string path, string function)
    {
        if (!NativeLibrary.TryGetExport(library, function, out var address))
        {
            throw new ModelLoadException(path, $"Llama:NativeLibraryPath is '{path}', which is no llama.cpp: it lacks {function}. Name the llama library, or leave the setting empty.");
        }

        // Elsewhere the pointer travels in a register that C# cannot name; there the release is taken on trust.
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return function.Contains("model", StringComparison.Ordinal) ? Unsafe.SizeOf<LLamaModelParams>() : Unsafe.SizeOf<LLamaContextParams>();
        }

        byte[] once = new byte[Room], again = new byte[Room];
        once.AsSpan().Fill(0xCD);
        again.AsSpan().Fill(0x5A);
        fixed (byte* first = once, second = again)
        {
            ((delegate* unmanaged[Cdecl]<byte*, byte*>)address)(first);
            ((delegate* unmanaged[Cdecl]<byte*, byte*>)address)(second);
        }

        // What pads the structure to whole words is not written.
        var written = Enumerable.Range(0, Room).Last(i => i == 0 || once[i] != 0xCD || again[i] != 0x5A) + 1;
        return (written + 7) / 8 * 8;
    }
}
