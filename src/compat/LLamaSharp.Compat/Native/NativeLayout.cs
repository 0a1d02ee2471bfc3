using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LLama.Exceptions;

namespace LLama.Native;

/// <summary>
/// Tells whether a llama.cpp library has the structures of <see cref="NativeModelParams"/> and
/// <see cref="NativeContextParams"/>: one of another release would read and write beyond them.
/// </summary>
/// <remarks>
/// Both structures come back from functions without arguments, through a pointer to memory of the caller. Given more
/// memory than they need, in a known pattern, the functions show how much they write; known defaults at known offsets
/// show that the fields are in place.
/// </remarks>
internal static unsafe class NativeLayout
{
    private const int Room = 512;

    /// <exception cref="RuntimeError">The library has another layout.</exception>
    public static void Check(nint library, string path)
    {
        var (modelSize, model) = Call(NativeLibrary.GetExport(library, "llama_model_default_params"));
        var (contextSize, context) = Call(NativeLibrary.GetExport(library, "llama_context_default_params"));
        if (modelSize != NativeModelParams.Size || contextSize != NativeContextParams.Size || !IsModel(model) || !IsContext(context))
        {
            throw new RuntimeError(
                $"'{path}' is llama.cpp {VersionOf(library)}, whose structures (model {modelSize} bytes, context {contextSize} bytes) are not those of 0.5.0 " +
                $"({NativeModelParams.Size} and {NativeContextParams.Size} bytes) that this build reads. Set Llama:NativeLibraryPath to llama.cpp 0.5.0, or leave it empty.");
        }
    }

    private static string VersionOf(nint library) =>
        NativeLibrary.TryGetExport(library, "llama_version", out var version)
            ? Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<byte*>)version)()) ?? "of an unknown version"
            : "of an unknown version";

    private static bool IsModel(ReadOnlySpan<byte> bytes) =>
        Int(bytes, 16) == -1 && Int(bytes, 20) == 1 && Int(bytes, 24) == -1 && Int(bytes, 28) == 1 && bytes[72] == 0 && bytes[74] == 1;

    private static bool IsContext(ReadOnlySpan<byte> bytes) =>
        Int(bytes, 0) == 512 && Int(bytes, 4) == 2048 && Int(bytes, 8) == 512 && Int(bytes, 12) == 1 && Int(bytes, 24) == 1 && Int(bytes, 28) > 0 && Int(bytes, 44) == -1
        && Float(bytes, 64) == -1f && Float(bytes, 84) == -1f && Int(bytes, 104) == (int)GGMLType.GGML_TYPE_F16 && bytes[129] == 1 && bytes[133] == 0;

    private static int Int(ReadOnlySpan<byte> bytes, int offset) => BitConverter.ToInt32(bytes[offset..]);

    private static float Float(ReadOnlySpan<byte> bytes, int offset) => BitConverter.ToSingle(bytes[offset..]);

    // Both x64 conventions pass the address of a large result as a hidden first argument, so that two patterns can be laid
    // out before. Elsewhere it travels in a register of its own; there only what is not zero can be seen.
    private static (int Size, byte[] Bytes) Call(nint function)
    {
        var bytes = new byte[Room];
        int last;
        if (RuntimeInformation.ProcessArchitecture == Architecture.X64)
        {
            var other = new byte[Room];
            bytes.AsSpan().Fill(0xCD);
            other.AsSpan().Fill(0x5A);
            fixed (byte* first = bytes, second = other)
            {
                ((delegate* unmanaged[Cdecl]<byte*, byte*>)function)(first);
                ((delegate* unmanaged[Cdecl]<byte*, byte*>)function)(second);
            }

            last = Enumerable.Range(0, Room).Last(i => i == 0 || bytes[i] != 0xCD || other[i] != 0x5A);
            return (RoundUp(last + 1), bytes);
        }

        var result = ((delegate* unmanaged[Cdecl]<Buffer>)function)();
        new ReadOnlySpan<byte>(&result, Room).CopyTo(bytes);
        var size = bytes.AsSpan(NativeContextParams.Size).ContainsAnyExcept((byte)0) ? Room : 0;
        return (size == Room ? Room : IsModel(bytes) ? NativeModelParams.Size : NativeContextParams.Size, bytes);
    }

    private static int RoundUp(int bytes) => (bytes + 7) / 8 * 8;

    [InlineArray(Room)]
    private struct Buffer
    {
        private byte _first;
    }
}
