namespace LLama.Native;

/// <summary>A token's number in the vocabulary.</summary>
public readonly record struct LLamaToken
{
    public static readonly LLamaToken InvalidToken = -1;

    private readonly int _value;

    private LLamaToken(int value) => _value = value;

    public static explicit operator int(LLamaToken t) => t._value;

    public static implicit operator LLamaToken(int v) => new(v);

    public bool IsEndOfGeneration(SafeLlamaModelHandle.Vocabulary vocab) => NativeApi.llama_vocab_is_eog(vocab.Handle, _value) != 0;

    public bool IsControl(SafeLlamaModelHandle.Vocabulary vocab) => NativeApi.llama_vocab_is_control(vocab.Handle, _value) != 0;

    public override string ToString() => _value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A position in a sequence, from 0; -1 stands for an open end.</summary>
public record struct LLamaPos
{
    public int Value;

    public static implicit operator LLamaPos(int v) => new() { Value = v };

    public static explicit operator int(LLamaPos p) => p.Value;

    public override readonly string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A sequence's number, below the context's SeqMax.</summary>
public record struct LLamaSeqId
{
    public static readonly LLamaSeqId Zero = new() { Value = 0 };

    public int Value;

    public static explicit operator LLamaSeqId(int v) => new() { Value = v };

    public static explicit operator int(LLamaSeqId p) => p.Value;

    public override readonly string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
