using System.Runtime.InteropServices;

namespace LLama.Native;

public abstract class SafeLLamaHandleBase : SafeHandle
{
    private protected SafeLLamaHandleBase(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    /// <exception cref="ObjectDisposedException"/>
    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    public override string ToString() => handle.ToString("X", System.Globalization.CultureInfo.InvariantCulture);
}
