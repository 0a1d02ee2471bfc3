using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace LLama.Native;

// The structures of llama.h at llama.cpp v0.5.0, as NativeLayout checks them before the first use. Bools are bytes.

/// <summary>llama_model_params: 80 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeModelParams
{
    public const int Size = 80;

    public nint Devices;
    public nint TensorBufferOverrides;
    public int GpuLayers;
    public int SplitMode;
    public NativeLoadMode LoadMode;
    public int LazyMode;
    public int MainGpu;
    public float* TensorSplit;
    public delegate* unmanaged[Cdecl]<float, nint, byte> ProgressCallback;
    public nint ProgressCallbackData;
    public nint MetadataOverrides;
    public byte VocabOnly;
    public byte CheckTensors;
    public byte UseExtraBuffers;
    public byte NoHost;
    public byte NoAllocation;
    public byte LoadMultiTokenPrediction;
}

internal enum NativeLoadMode
{
    None = 0,
    MemoryMap = 1,
    MemoryLock = 2,
    MemoryMapAndLock = 3,
}

/// <summary>llama_context_params: 160 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeContextParams
{
    public const int Size = 160;

    public uint ContextSize;
    public uint BatchSize;
    public uint UBatchSize;
    public uint SeqMax;
    public uint RecurrentSnapshots;
    public uint OutputsMax;
    public uint OutputsMaxPerSequence;
    public int Threads;
    public int BatchThreads;
    public int ContextType;
    public int RopeScalingType;
    public LLamaPoolingType PoolingType;
    public LLamaAttentionType AttentionType;
    public int FlashAttention;
    public float RopeFrequencyBase;
    public float RopeFrequencyScale;
    public float YarnExtrapolationFactor;
    public float YarnAttentionFactor;
    public float YarnBetaFast;
    public float YarnBetaSlow;
    public uint YarnOriginalContext;
    public float DefragThreshold;
    public nint EvalCallback;
    public nint EvalCallbackData;
    public GGMLType TypeK;
    public GGMLType TypeV;
    public nint AbortCallback;
    public nint AbortCallbackData;
    public byte Embeddings;
    public byte OffloadKqv;
    public byte NoPerformance;
    public byte OperationOffload;
    public byte SlidingWindowFull;
    public byte UnifiedKeyValues;
    public nint Samplers;
    public nuint SamplerCount;
    public nint OtherContext;
}

/// <summary>llama_batch: 56 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeBatch
{
    public int TokenCount;
    public int* Tokens;
    public float* Embeddings;
    public int* Positions;
    public int* SequenceCounts;
    public int** SequenceIds;
    public byte* Logits;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeSamplerChainParams
{
    public byte NoPerformance;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeChatMessage
{
    public byte* Role;
    public byte* Content;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeTokenData
{
    public int Token;
    public float Logit;
    public float Probability;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeTokenDataArray
{
    public NativeTokenData* Data;
    public nuint Size;
    public long Selected;
    public byte Sorted;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeLogitBias
{
    public int Token;
    public float Bias;
}
