using ResearchAgent.LlamaEngine.Chat;
using ResearchAgent.LlamaEngine.Tests.Engine;
using ResearchAgent.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(TinyModel))]

namespace ResearchAgent.LlamaEngine.Tests.Engine;

/// <summary>
/// One open model of random weights that tests share, as conversations share one in the program. Classes that count what
/// it has cached, or compare what chance wrote, are in the collection of its name: they take turns.
/// </summary>
public sealed class TinyModel : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();

    public LlamaModel Model { get; private set; } = null!;

    public LlamaChatClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Model = await LoadAsync(TinyModels.Llama(_folder.Path));
        Client = new LlamaChatClient(Model);
    }

    public ValueTask DisposeAsync()
    {
        Model.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>On one thread, as every model in tests: llama.cpp's threads spin while others work.</summary>
    public static Task<LlamaModel> LoadAsync(string path, int? contextLength = null, string? template = null) =>
        LlamaModel.LoadAsync(new LlamaModelOptions(path) { Threads = 1, ContextLength = contextLength, Template = template }, null, null, TestContext.Current.CancellationToken);
}
