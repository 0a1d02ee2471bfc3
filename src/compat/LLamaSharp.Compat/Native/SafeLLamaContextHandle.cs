using System.Text;
using LLama.Exceptions;

namespace LLama.Native;

/// <summary>A context: the key-value cache and the buffers to compute in. Not safe for concurrent use.</summary>
public sealed unsafe class SafeLLamaContextHandle : SafeLLamaHandleBase
{
    private bool _holdsModel;

    private SafeLLamaContextHandle(nint handle, SafeLlamaModelHandle model)
        : base(handle)
    {
        ModelHandle = model;
        model.DangerousAddRef(ref _holdsModel);
    }

    public uint ContextSize => NativeApi.llama_n_ctx(Handle);

    public uint BatchSize => NativeApi.llama_n_batch(Handle);

    public uint UBatchSize => NativeApi.llama_n_ubatch(Handle);

    public uint MaxSeq => NativeApi.llama_n_seq_max(Handle);

    public int EmbeddingSize => ModelHandle.EmbeddingSize;

    public LLamaPoolingType PoolingType => NativeApi.llama_pooling_type(Handle);

    public SafeLlamaModelHandle ModelHandle { get; }

    public SafeLlamaModelHandle.Vocabulary Vocab => ModelHandle.Vocab;

    public void Synchronize() => NativeApi.llama_synchronize(Handle);

    /// <summary>A batch above the context's BatchSize aborts the process: <see cref="LLamaContext.Decode"/> guards that.</summary>
    public DecodeResult Decode(LLamaBatch batch) =>
        batch.TokenCount == 0 ? DecodeResult.Ok : (DecodeResult)NativeApi.llama_decode(Handle, batch.ToNative());

    public DecodeResult Encode(LLamaBatch batch) =>
        batch.TokenCount == 0 ? DecodeResult.Ok : (DecodeResult)NativeApi.llama_encode(Handle, batch.ToNative());

    /// <summary>The logits of the batch's token <paramref name="i"/>; valid until the next decode.</summary>
    /// <exception cref="GetLogitsInvalidIndexException">That token's logits were not asked for.</exception>
    public Span<float> GetLogitsIth(int i)
    {
        var logits = NativeApi.llama_get_logits_ith(Handle, i);
        return logits is null ? throw new GetLogitsInvalidIndexException(i) : new Span<float>(logits, Vocab.Count);
    }

    /// <summary>A sequence's pooled embedding; of a rank model, the score comes first and the rest is meaningless.</summary>
    public Span<float> GetEmbeddingsSeq(LLamaSeqId seq)
    {
        var embeddings = NativeApi.llama_get_embeddings_seq(Handle, seq.Value);
        return embeddings is null ? throw new RuntimeError($"llama_get_embeddings_seq({seq}) returned null") : new Span<float>(embeddings, EmbeddingSize);
    }

    public LLamaToken[] Tokenize(string text, bool add_bos, bool special, Encoding encoding) => ModelHandle.Tokenize(text, add_bos, special, encoding);

    public void MemoryClear(bool data = true) => NativeApi.llama_memory_clear(Memory, NativeApi.Byte(data));

    public void MemorySequenceRemove(LLamaSeqId seq, LLamaPos p0, LLamaPos p1) => _ = NativeApi.llama_memory_seq_rm(Memory, seq.Value, p0.Value, p1.Value);

    public void MemorySequenceCopy(LLamaSeqId src, LLamaSeqId dest, LLamaPos p0, LLamaPos p1) =>
        NativeApi.llama_memory_seq_cp(Memory, src.Value, dest.Value, p0.Value, p1.Value);

    public LLamaPos MemorySequenceMaxPosition(LLamaSeqId seq) => NativeApi.llama_memory_seq_pos_max(Memory, seq.Value);

    public nuint GetStateSize(LLamaSeqId sequence) => NativeApi.llama_state_seq_get_size(Handle, sequence.Value);

    /// <returns>Bytes written.</returns>
    public nuint GetState(byte* dest, nuint size, LLamaSeqId sequence)
    {
        var required = GetStateSize(sequence);
        return size < required
            ? throw new ArgumentOutOfRangeException(nameof(size), $"Allocated space is too small, {size} < {required}")
            : NativeApi.llama_state_seq_get_data(Handle, dest, size, sequence.Value);
    }

    /// <returns>Bytes read; 0 when the state does not fit.</returns>
    public nuint SetState(byte* src, nuint size, LLamaSeqId sequence) => NativeApi.llama_state_seq_set_data(Handle, src, size, sequence.Value);

    internal static SafeLLamaContextHandle Create(SafeLlamaModelHandle model, NativeContextParams parameters)
    {
        var handle = NativeApi.llama_init_from_model(model.Handle, parameters);
        return handle == 0 ? throw new RuntimeError("Failed to create context from model") : new SafeLLamaContextHandle(handle, model);
    }

    protected override bool ReleaseHandle()
    {
        NativeApi.llama_free(handle);
        if (_holdsModel)
        {
            ModelHandle.DangerousRelease();
        }

        return true;
    }

    private nint Memory => NativeApi.llama_get_memory(Handle);
}
