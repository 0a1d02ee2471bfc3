using System.Runtime.InteropServices;

namespace LLama.Native;

/// <summary>Tokens to decode together, in arrays that the garbage collector does not move.</summary>
public class LLamaBatch
{
    private int[] _tokens = Pinned<int>(64);
    private int[] _positions = Pinned<int>(64);
    private int[] _sequenceCounts = Pinned<int>(64);
    private int[] _sequences = Pinned<int>(64);
    private nint[] _sequencePointers = Pinned<nint>(64);
    private byte[] _logits = Pinned<byte>(64);

    public int TokenCount { get; private set; }

    /// <summary>Most sequences that one token belongs to.</summary>
    public int SequenceCapacity { get; private set; } = 1;

    public int LogitPositionCount => _logits.AsSpan(0, TokenCount).Count((byte)1);

    public void Clear() => TokenCount = 0;

    /// <returns>The token's index in the batch.</returns>
    public int Add(LLamaToken token, LLamaPos pos, LLamaSeqId sequence, bool logits) => Add(token, pos, [sequence], logits);

    /// <inheritdoc cref="Add(LLamaToken, LLamaPos, LLamaSeqId, bool)"/>
    public int Add(LLamaToken token, LLamaPos pos, ReadOnlySpan<LLamaSeqId> sequences, bool logits)
    {
        Grow(TokenCount + 1, sequences.Length);
        _tokens[TokenCount] = (int)token;
        _positions[TokenCount] = pos.Value;
        _sequenceCounts[TokenCount] = sequences.Length;
        MemoryMarshal.Cast<LLamaSeqId, int>(sequences).CopyTo(_sequences.AsSpan(TokenCount * SequenceCapacity));
        _logits[TokenCount] = NativeApi.Byte(logits);
        return TokenCount++;
    }

    internal unsafe NativeBatch ToNative()
    {
        var sequences = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_sequences, 0);
        for (var i = 0; i < TokenCount; i++)
        {
            _sequencePointers[i] = (nint)(sequences + (i * SequenceCapacity));
        }

        return new NativeBatch
        {
            TokenCount = TokenCount,
            Tokens = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_tokens, 0),
            Positions = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_positions, 0),
            SequenceCounts = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_sequenceCounts, 0),
            SequenceIds = (int**)Marshal.UnsafeAddrOfPinnedArrayElement(_sequencePointers, 0),
            Logits = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_logits, 0),
        };
    }

    private void Grow(int tokens, int sequences)
    {
        if (tokens <= _tokens.Length && sequences <= SequenceCapacity)
        {
            return;
        }

        var capacity = tokens > _tokens.Length ? _tokens.Length * 2 : _tokens.Length;
        var width = Math.Max(sequences, SequenceCapacity);
        var rows = Pinned<int>(capacity * width);
        for (var i = 0; i < TokenCount; i++)
        {
            _sequences.AsSpan(i * SequenceCapacity, SequenceCapacity).CopyTo(rows.AsSpan(i * width));
        }

        (_sequences, SequenceCapacity) = (rows, width);
        _tokens = Resized(_tokens, capacity);
        _positions = Resized(_positions, capacity);
        _sequenceCounts = Resized(_sequenceCounts, capacity);
        _logits = Resized(_logits, capacity);
        _sequencePointers = Pinned<nint>(capacity);
    }

    private static T[] Resized<T>(T[] array, int length)
    {
        var resized = Pinned<T>(length);
        array.CopyTo(resized, 0);
        return resized;
    }

    private static T[] Pinned<T>(int length) => GC.AllocateArray<T>(length, pinned: true);
}
