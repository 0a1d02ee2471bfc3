using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using ResearchAgent.LlamaEngine;
using ResearchAgent.LlamaEngine.Embedding;
using ResearchAgent.Retrieval;
using ResearchAgent.Retrieval.StaticVectors;

namespace ResearchAgent.Hosting;

/// <summary>The models that a command works with, as the settings name them; without any, the vectors that come with the program.</summary>
public sealed class ConfiguredModels : IDisposable
{
    /// <summary>Writes; null when the text is to be extractive.</summary>
    public IChatClient? Chat { get; private set; }

    public IEmbeddingGenerator<string, Embedding<float>> Embedder { get; private set; } = StaticWordVectors.Shared;

    public IReranker? Reranker { get; private set; }

    /// <exception cref="ModelException">A model is configured and cannot be used.</exception>
    public static async Task<ConfiguredModels> OpenAsync(WriterChoice writer, CancellationToken cancellationToken)
    {
        var settings = Settings.Read();
        var models = new ConfiguredModels();
        try
        {
            models.Chat = await FluentWriters.OpenModelAsync(writer, settings, cancellationToken);
            models.Embedder = await LlamaModels.OpenEmbedderAsync(settings, cancellationToken) ?? models.Embedder;
            models.Reranker = await LlamaModels.OpenRerankerAsync(settings, cancellationToken);
            if (TelemetrySettings.IsOn(settings))
            {
                models.Observe();
            }

            return models;
        }
        catch
        {
            models.Dispose();
            throw;
        }
    }

    // The vectors that come with the program are no model that one waits for.
    private void Observe()
    {
        Chat = Chat is null ? null : ObservedModels.Observe(Chat);
        Embedder = Embedder == StaticWordVectors.Shared ? Embedder : ObservedModels.Observe(Embedder);
    }

    public void Dispose()
    {
        Chat?.Dispose();
        (Reranker as IDisposable)?.Dispose();
        if (Embedder != StaticWordVectors.Shared)
        {
            Embedder.Dispose();
        }
    }
}
