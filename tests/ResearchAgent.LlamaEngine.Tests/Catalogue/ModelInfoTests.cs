using System.Runtime.CompilerServices;
using ResearchAgent.LlamaEngine.Catalogue;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Catalogue;

public sealed class ModelInfoTests : TemporaryFolder
{
    [Fact]
    public void A_chat_model_is_described_from_its_header()
    {
        var model = Read(TinyGguf.Llama().Key("general.license", "mit").Key("general.file_type", 15).Key("tokenizer.chat_template", "{{ bos }}<|im_start|>user"));

        Assert.Equal((ModelKind.Chat, "llama", "tiny", "mit"), (model.Kind, model.Architecture, model.Name, model.Licence));
        Assert.Equal((64, 256, "Q4_K_M"), (model.Parameters, model.WeightBytes, model.Quantisation));
        Assert.Equal((128, 8, 2, 2, 1, 3), (model.ContextLength, model.EmbeddingLength, model.Layers, model.Heads, model.KeyValueHeads, model.VocabularySize));
        Assert.Equal(2 * 1 * (4 + 4), model.CachedValuesPerToken);
        Assert.Equal("chatml", model.TemplateFamily);
    }

    [Fact]
    public void Without_a_stated_type_the_one_of_most_bytes_counts()
    {
        Assert.Equal("F16", Read(TinyGguf.Llama().Tensor("big", 1, 500, 2)).Quantisation);
        Assert.Equal("F16", Read(TinyGguf.Llama().Key("general.file_type", 5000).Tensor("big", 1, 500, 2)).Quantisation);
        Assert.Equal("Q8_0", Read(TinyGguf.Llama().Key("general.file_type", 1024 + 7)).Quantisation);
    }

    [Fact]
    public void Encoders_and_rerankers_are_told_from_chat_models()
    {
        Assert.Equal(ModelKind.Embedding, Read(new TinyGguf().Key("general.architecture", "nomic-bert")).Kind);
        var embedding = Read(new TinyGguf().Key("general.architecture", "qwen3").Key("qwen3.pooling_type", 3));
        Assert.Equal((ModelKind.Embedding, "last", true), (embedding.Kind, embedding.Pooling, embedding.IsCausal));
        Assert.Equal(ModelKind.Rerank, Read(new TinyGguf().Key("general.architecture", "qwen3").Key("qwen3.pooling_type", 4)).Kind);
        Assert.Equal(ModelKind.Rerank, Read(new TinyGguf().Key("general.architecture", "bert").Key("bert.pooling_type", 2).Tensor("cls.weight", 0, 8, 8)).Kind);
        Assert.Equal(ModelKind.Embedding, Read(new TinyGguf().Key("general.architecture", "llama").Key("llama.attention.causal", false)).Kind);
    }

    [Fact]
    public void Layers_may_differ_in_their_heads()
    {
        var model = Read(new TinyGguf().Key("general.architecture", "x").Key("x.block_count", 3).Key("x.embedding_length", 64)
            .Key("x.attention.head_count", 8).Key("x.attention.head_count_kv", [4, 0, 2]).Key("x.attention.key_length", 16).Key("x.attention.value_length", 24));

        Assert.Equal((4, 6 * 40), (model.KeyValueHeads, model.CachedValuesPerToken));
    }

    [Fact]
    public void A_file_without_an_architecture_is_no_model() =>
        Assert.Contains("general.architecture", Assert.Throws<ModelFileException>(() => Read(new TinyGguf())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{% for m in messages %}<|im_start|>{{ m.role }}", "chatml")]
    [InlineData("<|start_header_id|>user<|end_header_id|>", "llama3")]
    [InlineData("{{ bos }}[INST] <<SYS>>", "llama2")]
    [InlineData("[INST] {{ m }} [/INST]", "mistral")]
    [InlineData("<start_of_turn>user", "gemma")]
    [InlineData("<|user|>\n{{ m }}<|end|>", "phi3")]
    [InlineData("<|user|>\n{{ m }}</s>", "zephyr")]
    [InlineData("{{ m }}", null)]
    public void A_template_is_recognised_by_its_markers(string template, string? family) => Assert.Equal(family, ChatTemplateFamily.Of(template));

    [Fact]
    public void The_estimate_for_Llama_3_8B_is_what_llama_cpp_logs()
    {
        // 512.00 MiB of cache and 296.01 MiB to compute in at 4,096 tokens without flash attention, as in llama.cpp's public logs.
        var model = Read(new TinyGguf().Key("general.architecture", "llama").Key("llama.block_count", 32).Key("llama.embedding_length", 4096)
            .Key("llama.attention.head_count", 32).Key("llama.attention.head_count_kv", 8).Key("llama.vocab_size", 128256));

        var memory = MemoryEstimate.Of(model, 4096);

        Assert.Equal((0, 512L << 20, 296L << 20), (memory.WeightBytes, memory.CacheBytes, memory.ComputeBytes));
        Assert.Equal(272L << 20, MemoryEstimate.Of(model, 4096, CacheType.Q8).CacheBytes);
        Assert.True(memory.Fits(808L << 20));
        Assert.False(memory.Fits((808L << 20) - 1));
        Assert.True(AvailableMemory.Bytes() > 0);
    }

    [Fact]
    public void An_encoder_keeps_no_cache()
    {
        var memory = MemoryEstimate.Of(Read(new TinyGguf().Key("general.architecture", "bert").Key("bert.block_count", 12).Key("bert.embedding_length", 384).Key("bert.attention.head_count", 12)), 512);

        Assert.Equal((0, 512 * 4 * ((13 * 512) + (4 * 384))), (memory.CacheBytes, memory.ComputeBytes));
    }

    [Fact]
    public void A_real_file_is_read()
    {
        var model = ModelInfo.Read(StoriesOrSkip());

        Assert.Equal((ModelKind.Chat, "llama", "F32", 1), (model.Kind, model.Architecture, model.Quantisation, model.Parts));
        Assert.Equal((5, 64, 8, 4, 512, 260_032), (model.Layers, model.EmbeddingLength, model.Heads, model.KeyValueHeads, model.VocabularySize, model.Parameters));
    }

    private static string StoriesOrSkip([CallerFilePath] string thisFile = "")
    {
        const string File = "shared/data/weights/stories260k/stories260K.f32.gguf";
        foreach (var start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory, thisFile })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (Path.Combine(folder.FullName, File) is var path && System.IO.File.Exists(path))
                {
                    return path;
                }
            }
        }

        Assert.Skip($"{File} is not beside the repository.");
        return "";
    }

    private ModelInfo Read(TinyGguf gguf) => ModelInfo.Read(Write("model.gguf", gguf.Bytes()));
}
