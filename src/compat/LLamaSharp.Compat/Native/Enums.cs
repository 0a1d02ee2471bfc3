namespace LLama.Native;

public enum LLamaLogLevel
{
    None = 0,
    Debug = 1,
    Info = 2,
    Warning = 3,
    Error = 4,
    Continue = 5,
}

public enum LLamaPoolingType
{
    Unspecified = -1,
    None = 0,
    Mean = 1,
    CLS = 2,
    Last = 3,
    Rank = 4,
}

public enum LLamaAttentionType
{
    Unspecified = -1,
    Causal = 0,
    NonCausal = 1,
}

public enum GGMLType
{
    GGML_TYPE_F32 = 0,
    GGML_TYPE_F16 = 1,
    GGML_TYPE_Q8_0 = 8,
}

/// <summary>What llama_decode returns.</summary>
public enum DecodeResult
{
    Ok = 0,

    /// <summary>The context has no room for the batch; nothing was decoded.</summary>
    NoKvSlot = 1,

    ComputeAborted = 2,
    InvalidInputBatch = -1,
    AllocationFailed = -2,
    DecodeFailed = -3,
}
