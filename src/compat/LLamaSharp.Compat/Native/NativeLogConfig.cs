using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LLama.Native;

public static unsafe class NativeLogConfig
{
    private static LLamaLogCallback? _callback;

    public delegate void LLamaLogCallback(LLamaLogLevel level, string message);

    public static void llama_log_set(LLamaLogCallback? logCallback) => _callback = logCallback;

    // Set at once: without a callback llama.cpp writes to the error stream.
    internal static void Install(nint llama) =>
        ((delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<int, byte*, nint, void>, nint, void>)NativeLibrary.GetExport(llama, "llama_log_set"))(&Log, 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Log(int level, byte* text, nint data)
    {
        try
        {
            _callback?.Invoke((LLamaLogLevel)level, Marshal.PtrToStringUTF8((nint)text) ?? "");
        }
        catch (Exception)
        {
            // An exception must not travel through native frames.
        }
    }
}
