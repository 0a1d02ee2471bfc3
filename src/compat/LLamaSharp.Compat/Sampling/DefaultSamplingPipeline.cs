using System.Runtime.InteropServices;
using LLama.Exceptions;
using LLama.Native;

namespace LLama.Sampling;

/// <summary>Bias, penalties, top-k, typical, top-p, min-p, temperature, a draw; under a grammar if there is one.</summary>
public unsafe class DefaultSamplingPipeline : ISamplingPipeline
{
    private nint _chain;
    private nint _grammar;
    private nint _candidates;
    private int _vocabulary;
    private bool _disposed;

    public IReadOnlyDictionary<LLamaToken, float> LogitBias { get; init; } = new Dictionary<LLamaToken, float>();

    public float RepeatPenalty { get; init; } = 1;

    public float FrequencyPenalty { get; init; }

    public float PresencePenalty { get; init; }

    /// <summary>The last tokens that penalties look at.</summary>
    public int PenaltyCount { get; init; } = 64;

    public float Temperature { get; init; } = 0.75f;

    public int TopK { get; init; } = 40;

    public float TypicalP { get; init; } = 1;

    public float TopP { get; init; } = 0.9f;

    public float MinP { get; init; } = 0.1f;

    public Grammar? Grammar { get; init; }

    public int MinKeep { get; set; } = 1;

    public uint Seed { get; set; } = (uint)Random.Shared.NextInt64(uint.MaxValue);

    public GrammarOptimizationMode GrammarOptimization { get; init; } = GrammarOptimizationMode.Extended;

    public LLamaToken Sample(SafeLLamaContextHandle ctx, int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_chain == 0)
        {
            Create(ctx);
        }

        if (_grammar == 0)
        {
            return NativeApi.llama_sampler_sample(_chain, ctx.Handle, index);
        }

        // Most tokens fit: asking the grammar about the chosen one costs a fiftieth of asking about the whole vocabulary.
        if (GrammarOptimization != GrammarOptimizationMode.None)
        {
            var chosen = Choose(Candidates(ctx, index));
            if (IsAdmitted(chosen))
            {
                Accept(chosen);
                return chosen;
            }
        }

        var all = Candidates(ctx, index);
        NativeApi.llama_sampler_apply(_grammar, &all);
        var token = Choose(all);
        Accept(token);
        return token;
    }

    public void Reset()
    {
        foreach (var sampler in new[] { _chain, _grammar }.Where(s => s != 0))
        {
            NativeApi.llama_sampler_reset(sampler);
        }
    }

    public void Accept(LLamaToken token)
    {
        foreach (var sampler in new[] { _chain, _grammar }.Where(s => s != 0))
        {
            NativeApi.llama_sampler_accept(sampler, (int)token);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        foreach (var sampler in new[] { _chain, _grammar }.Where(s => s != 0))
        {
            NativeApi.llama_sampler_free(sampler);
        }

        NativeMemory.Free((void*)_candidates);
        (_chain, _grammar, _candidates) = (0, 0, 0);
        GC.SuppressFinalize(this);
    }

    private void Create(SafeLLamaContextHandle context)
    {
        _vocabulary = context.Vocab.Count;
        _chain = NativeApi.llama_sampler_chain_init(NativeApi.llama_sampler_chain_default_params());
        if (LogitBias.Count > 0)
        {
            var biases = LogitBias.Select(b => new NativeLogitBias { Token = (int)b.Key, Bias = b.Value }).ToArray();
            fixed (NativeLogitBias* first = biases)
            {
                Add(NativeApi.llama_sampler_init_logit_bias(_vocabulary, biases.Length, first));
            }
        }

        Add(NativeApi.llama_sampler_init_penalties(_vocabulary, PenaltyCount, RepeatPenalty, FrequencyPenalty, PresencePenalty));
        Add(NativeApi.llama_sampler_init_top_k(TopK));
        Add(NativeApi.llama_sampler_init_typical(TypicalP, (nuint)MinKeep));
        Add(NativeApi.llama_sampler_init_top_p(TopP, (nuint)MinKeep));
        Add(NativeApi.llama_sampler_init_min_p(MinP, (nuint)MinKeep));
        Add(NativeApi.llama_sampler_init_temp(Temperature));
        Add(NativeApi.llama_sampler_init_dist(Seed));
        if (Grammar is { } grammar)
        {
            _grammar = NativeApi.llama_sampler_init_grammar(context.Vocab.Handle, grammar.Gbnf, grammar.Root);
            if (_grammar == 0)
            {
                throw new RuntimeError("Failed to parse the grammar");
            }

            _candidates = (nint)NativeMemory.Alloc((nuint)_vocabulary, (nuint)sizeof(NativeTokenData));
        }

        void Add(nint sampler) => NativeApi.llama_sampler_chain_add(_chain, sampler);
    }

    private NativeTokenDataArray Candidates(SafeLLamaContextHandle context, int index)
    {
        var logits = context.GetLogitsIth(index);
        var candidates = (NativeTokenData*)_candidates;
        for (var i = 0; i < logits.Length; i++)
        {
            candidates[i] = new NativeTokenData { Token = i, Logit = logits[i] };
        }

        return new NativeTokenDataArray { Data = candidates, Size = (nuint)logits.Length, Selected = -1 };
    }

    private int Choose(NativeTokenDataArray candidates)
    {
        NativeApi.llama_sampler_apply(_chain, &candidates);
        return candidates.Data[candidates.Selected].Token;
    }

    private bool IsAdmitted(int token)
    {
        var one = new NativeTokenData { Token = token, Logit = 1 };
        var array = new NativeTokenDataArray { Data = &one, Size = 1, Selected = -1 };
        NativeApi.llama_sampler_apply(_grammar, &array);
        return !float.IsNegativeInfinity(one.Logit);
    }

    public enum GrammarOptimizationMode
    {
        /// <summary>The grammar judges the whole vocabulary at each token.</summary>
        None,

        /// <summary>The grammar judges the chosen token, and the whole vocabulary only when it refuses that one.</summary>
        Basic,

        /// <summary>Here the same as Basic.</summary>
        Extended,
    }
}
