using ResearchAgent.LlamaEngine.Chat;
using ResearchAgent.LlamaEngine.Tuning;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Engine;

public sealed class LoadingTests(TinyModel tiny) : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var error = await Assert.ThrowsAsync<ModelLoadException>(() => TinyModel.LoadAsync("no-such-model.gguf"));
        Assert.Contains("no-such-model.gguf", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_refused()
    {
        var path = Write("letter.gguf", "Dear reader, this is a letter."u8.ToArray());
        var error = await Assert.ThrowsAsync<ModelLoadException>(() => TinyModel.LoadAsync(path));
        Assert.Contains("GGUF", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(24)]
    [InlineData(5000)]
    [InlineData(400_000)]
    public async Task A_file_that_was_cut_off_is_refused(int length)
    {
        var path = Write("cut.gguf", File.ReadAllBytes(TinyModels.Llama(_folder.Path))[..length]);
        await Assert.ThrowsAsync<ModelLoadException>(() => TinyModel.LoadAsync(path));
    }

    [Fact]
    public async Task An_unknown_architecture_is_named()
    {
        var error = await Assert.ThrowsAsync<ModelLoadException>(() => TinyModel.LoadAsync(TinyModels.Llama(_folder.Path, architecture: "perceptron")));
        Assert.Contains("perceptron", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_embedding_model_does_not_chat()
    {
        var error = await Assert.ThrowsAsync<ModelLoadException>(() => TinyModel.LoadAsync(TinyModels.Bert(_folder.Path)));
        Assert.Contains("Models:Embedding:Path", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_memory_cannot_hold_is_refused_with_its_length()
    {
        var error = await Assert.ThrowsAsync<ModelLoadException>(() => TinyModel.LoadAsync(TinyModels.Llama(_folder.Path), contextLength: 2_000_000_000));
        Assert.Contains("2000000000 tokens", error.Message, StringComparison.Ordinal);
    }

    /// <summary>LLamaSharp hands out a context that llama.cpp refused; touching it ends the process.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Settings_that_a_model_does_not_bear_are_an_error_and_not_the_end(bool isTrained)
    {
        // Eight-bit blocks of 32 do not fit into heads of 8; and a cache of values in 8 bits needs flash attention.
        var path = isTrained ? Stories.Path() : TinyModels.Llama(_folder.Path);
        var options = new LlamaModelOptions(path) { Threads = 1, KeyValueType = LLama.Native.GGMLType.GGML_TYPE_Q8_0, FlashAttention = isTrained ? null : false };
        var error = await Assert.ThrowsAsync<ModelLoadException>(() => LlamaModel.LoadAsync(options, null, null, TestContext.Current.CancellationToken));
        Assert.Contains("Models:Chat:KeyValueType", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tuning_passes_over_settings_that_a_model_does_not_bear()
    {
        var tried = await new ModelTuning(new LlamaModelOptions(Stories.Path()) { Threads = 1 }, null, TimeProvider.System).RunAsync(null, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(tried, t => t.Options.KeyValueType == LLama.Native.GGMLType.GGML_TYPE_Q8_0);
    }

    [Fact]
    public async Task A_template_that_llama_cpp_does_not_know_is_refused_with_those_that_it_does()
    {
        using var model = await TinyModel.LoadAsync(TinyModels.Llama(_folder.Path, template: "{{ raise_exception('no') }}"));
        var error = Assert.Throws<ModelLoadException>(() => new LlamaChatClient(model));
        Assert.Contains("chatml, llama2, llama3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loading_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LlamaModel.LoadAsync(new LlamaModelOptions(TinyModels.Llama(_folder.Path)), null, null, stop.Token));
    }

    [Theory]
    [InlineData("Zürich 数 ∑")]
    [InlineData("family 👨‍👩‍👧 and 🇨🇭")]
    [InlineData("line\nbreaks\tand tabs")]
    [InlineData("<|im_end|> is text here")]
    public void Text_survives_tokens(string text)
    {
        var tokens = tiny.Model.Tokenize(text);
        Assert.Equal(text, tiny.Model.Detokenize(tokens).TrimStart(' '));
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
