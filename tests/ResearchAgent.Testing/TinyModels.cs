using ResearchAgent.Testing.Gguf;

namespace ResearchAgent.Testing;

/// <summary>
/// Models with random weights, written by code: they say nothing of sense, but llama.cpp runs them like trained ones.
/// The same arguments give the same bytes.
/// </summary>
public static class TinyModels
{
    /// <summary>Messages between &lt;|im_start|&gt; and &lt;|im_end|&gt;, by which llama.cpp recognises it.</summary>
    public const string ChatMl =
        "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}" +
        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    /// <summary>A LLaMA of 2 layers with 4 heads over 2 of keys and values, and 512 tokens: about 0.6 MB.</summary>
    /// <param name="template">Of chats; null for a model without.</param>
    /// <param name="architecture">What the file claims to be.</param>
    /// <returns>The file's path.</returns>
    public static string Llama(string folder, string? template = ChatMl, int contextLength = 2048, string architecture = "llama", ulong seed = 42) =>
        Llama(Path.Combine(folder, "tiny-llama.gguf"), new LlamaShape(512, 64, 2, 4, 2, 128, contextLength, 0.08f), GgufType.F32, template, architecture, seed);

    /// <summary>A LLaMA of about 120 million parameters in 8 bits with 32,000 tokens: as fast as a trained one of its size.</summary>
    /// <inheritdoc cref="Llama(string, string?, int, string, ulong)"/>
    public static string Benchmark(string folder) =>
        Llama(Path.Combine(folder, "random-120M.gguf"), new LlamaShape(32000, 768, 12, 12, 4, 2048, 4096, 0.03f), GgufType.Q8_0, ChatMl, "llama", 1);

    /// <summary>A BERT of 2 layers whose vectors of 64 numbers are the means of its tokens': about 0.4 MB.</summary>
    /// <inheritdoc cref="Llama(string, string?, int, string, ulong)"/>
    public static string Bert(string folder, ulong seed = 7) => Bert(Path.Combine(folder, "tiny-bert.gguf"), ranks: false, seed);

    /// <summary>The same with a head that gives one score.</summary>
    /// <inheritdoc cref="Llama(string, string?, int, string, ulong)"/>
    public static string Reranker(string folder, ulong seed = 7) => Bert(Path.Combine(folder, "tiny-reranker.gguf"), ranks: true, seed);

    private static string Llama(string path, LlamaShape shape, GgufType type, string? template, string architecture, ulong seed)
    {
        var file = new GgufWriter();
        file.Add("general.architecture", architecture);
        file.Add("general.name", Path.GetFileNameWithoutExtension(path));
        file.Add("general.file_type", type == GgufType.Q8_0 ? 7u : 0u);
        file.Add($"{architecture}.context_length", (uint)shape.Context);
        file.Add($"{architecture}.embedding_length", (uint)shape.Width);
        file.Add($"{architecture}.block_count", (uint)shape.Layers);
        file.Add($"{architecture}.feed_forward_length", (uint)shape.Inner);
        file.Add($"{architecture}.attention.head_count", (uint)shape.Heads);
        file.Add($"{architecture}.attention.head_count_kv", (uint)shape.KeyValueHeads);
        file.Add($"{architecture}.attention.layer_norm_rms_epsilon", 1e-5f);
        file.Add($"{architecture}.rope.dimension_count", (uint)(shape.Width / shape.Heads));
        file.Add($"{architecture}.rope.freq_base", 10000f);
        file.Add($"{architecture}.vocab_size", (uint)shape.Vocabulary);
        var tokens = Vocabularies.SentencePiece(shape.Vocabulary);
        file.Add("tokenizer.ggml.model", "llama");
        file.Add("tokenizer.ggml.pre", "default");
        file.Add("tokenizer.ggml.tokens", tokens.Select(t => t.Text).ToList());
        file.Add("tokenizer.ggml.scores", tokens.Select(t => t.Score).ToList());
        file.Add("tokenizer.ggml.token_type", tokens.Select(t => t.Type).ToList());
        file.Add("tokenizer.ggml.unknown_token_id", 0u);
        file.Add("tokenizer.ggml.bos_token_id", 1u);
        file.Add("tokenizer.ggml.eos_token_id", 2u);
        file.Add("tokenizer.ggml.add_bos_token", true);
        file.Add("tokenizer.ggml.add_eos_token", false);
        file.Add("tokenizer.ggml.add_space_prefix", true);
        if (template is not null)
        {
            file.Add("tokenizer.chat_template", template);
        }

        var weights = new RandomWeights(file, type, seed);
        var keyValueWidth = shape.Width / shape.Heads * shape.KeyValueHeads;

        // Larger at both ends, or the same token would always win.
        weights.Add("token_embd.weight", shape.Width, shape.Vocabulary, shape.Deviation * 4);
        weights.AddConstant("output_norm.weight", shape.Width, 1);
        weights.Add("output.weight", shape.Width, shape.Vocabulary, shape.Deviation * 4);
        for (var i = 0; i < shape.Layers; i++)
        {
            weights.AddConstant($"blk.{i}.attn_norm.weight", shape.Width, 1);
            weights.Add($"blk.{i}.attn_q.weight", shape.Width, shape.Width, shape.Deviation);
            weights.Add($"blk.{i}.attn_k.weight", shape.Width, keyValueWidth, shape.Deviation);
            weights.Add($"blk.{i}.attn_v.weight", shape.Width, keyValueWidth, shape.Deviation);
            weights.Add($"blk.{i}.attn_output.weight", shape.Width, shape.Width, shape.Deviation);
            weights.AddConstant($"blk.{i}.ffn_norm.weight", shape.Width, 1);
            weights.Add($"blk.{i}.ffn_gate.weight", shape.Width, shape.Inner, shape.Deviation);
            weights.Add($"blk.{i}.ffn_up.weight", shape.Width, shape.Inner, shape.Deviation);
            weights.Add($"blk.{i}.ffn_down.weight", shape.Inner, shape.Width, shape.Deviation);
        }

        file.Save(path);
        return path;
    }

    private static string Bert(string path, bool ranks, ulong seed)
    {
        const int width = 64, layers = 2, inner = 128, context = 512;
        const float deviation = 0.12f;
        var file = new GgufWriter();
        file.Add("general.architecture", "bert");
        file.Add("general.name", Path.GetFileNameWithoutExtension(path));
        file.Add("general.file_type", 0u);
        file.Add("bert.context_length", context);
        file.Add("bert.embedding_length", width);
        file.Add("bert.block_count", layers);
        file.Add("bert.feed_forward_length", inner);
        file.Add("bert.attention.head_count", 4u);
        file.Add("bert.attention.layer_norm_epsilon", 1e-12f);
        file.Add("bert.attention.causal", false);
        file.Add("bert.pooling_type", ranks ? 4u : 1u);
        var tokens = Vocabularies.WordPiece();
        file.Add("tokenizer.ggml.model", "bert");
        file.Add("tokenizer.ggml.token_type_count", 2u);
        file.Add("tokenizer.ggml.tokens", tokens.Select(t => t.Text).ToList());
        file.Add("tokenizer.ggml.token_type", tokens.Select(t => t.Type).ToList());
        file.Add("tokenizer.ggml.padding_token_id", 0u);
        file.Add("tokenizer.ggml.unknown_token_id", 1u);
        file.Add("tokenizer.ggml.bos_token_id", 2u);
        file.Add("tokenizer.ggml.cls_token_id", 2u);

        // So misspelt in the format.
        file.Add("tokenizer.ggml.seperator_token_id", 3u);
        file.Add("tokenizer.ggml.mask_token_id", 4u);

        var weights = new RandomWeights(file, GgufType.F32, seed);
        weights.Add("token_embd.weight", width, tokens.Count, 1);
        weights.Add("token_types.weight", width, 2, 0.05f);
        weights.Add("position_embd.weight", width, context, 0.05f);
        AddNorm("token_embd_norm");
        for (var i = 0; i < layers; i++)
        {
            foreach (var name in (string[])["attn_q", "attn_k", "attn_v", "attn_output"])
            {
                AddLinear($"blk.{i}.{name}", width, width);
            }

            AddNorm($"blk.{i}.attn_output_norm");
            AddLinear($"blk.{i}.ffn_up", width, inner);
            AddLinear($"blk.{i}.ffn_down", inner, width);
            AddNorm($"blk.{i}.layer_output_norm");
        }

        if (ranks)
        {
            AddLinear("cls", width, width);
            AddLinear("cls.output", width, 1);
        }

        file.Save(path);
        return path;

        void AddNorm(string name)
        {
            weights.AddConstant(name + ".weight", width, 1);
            weights.AddConstant(name + ".bias", width, 0);
        }

        void AddLinear(string name, int inputs, int outputs)
        {
            weights.Add(name + ".weight", inputs, outputs, deviation);
            weights.AddConstant(name + ".bias", outputs, 0);
        }
    }

    private sealed record LlamaShape(int Vocabulary, int Width, int Layers, int Heads, int KeyValueHeads, int Inner, int Context, float Deviation);
}
