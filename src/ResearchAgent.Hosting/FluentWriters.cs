using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using ResearchAgent.Plugins;
using ResearchAgent.Writing.Fluent;

namespace ResearchAgent.Hosting;

/// <summary>Decides by the caller's choice and the settings whether a language model writes.</summary>
public static class FluentWriters
{
    /// <returns>
    /// The model; null when the text is to be extractive. A model that is configured and
    /// cannot be used fails when it is asked: the text is extractive then, and says why.
    /// </returns>
    /// <exception cref="ModelException">A model was asked for by <see cref="WriterChoice.Llama"/> and cannot be used.</exception>
    public static async Task<IChatClient?> OpenModelAsync(WriterChoice writer, IConfiguration settings, CancellationToken cancellationToken) => writer switch
    {
        WriterChoice.Extractive => null,
        WriterChoice.Llama => await ChatModels.OpenAsync(settings, cancellationToken),
        _ => ChatModels.IsConfigured(settings) ? await OpenOrExplainAsync(settings, cancellationToken) : null,
    };

    private static async Task<IChatClient> OpenOrExplainAsync(IConfiguration settings, CancellationToken cancellationToken)
    {
        try
        {
            return await ChatModels.OpenAsync(settings, cancellationToken);
        }
        catch (ModelException e)
        {
            return new UnusableModel(e);
        }
    }

    /// <param name="library">Its folder; prompts in it stand in for the program's.</param>
    /// <exception cref="ModelException">The program's prompts are missing.</exception>
    /// <exception cref="PromptException">A prompt is broken.</exception>
    public static FluentWriter Over(IChatClient model, string library) => new(model, LoadPrompts(library));

    /// <summary>Where a library keeps prompts of its own.</summary>
    public static string PromptFolderIn(string library) => Path.Combine(library, "prompts");

    /// <inheritdoc cref="Over"/>
    public static IPrompts LoadPrompts(string library) => PromptFolder.LoadPrompts(ProgramFolder.Prompts(), PromptFolderIn(library));
}
