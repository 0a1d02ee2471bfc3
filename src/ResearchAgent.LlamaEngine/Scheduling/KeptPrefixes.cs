using LLama.Native;

namespace ResearchAgent.LlamaEngine.Scheduling;

/// <summary>Brings decoded beginnings of prompts from files into the cache, and from the cache into files.</summary>
internal sealed class KeptPrefixes(InferenceLoop loop, PrefixFiles files)
{
    /// <summary>A prompt of which its file holds this share is not written again: what differs is the question at its end.</summary>
    private const double EnoughOfPrompt = 0.75;

    /// <param name="name">What the beginning is of, such as a paper's id.</param>
    /// <returns>Whether the prompt is worth keeping once it is decoded.</returns>
    public async Task<bool> RestoreAsync(string name, LLamaToken[] prompt, CancellationToken cancellationToken)
    {
        if (await files.ReadAsync(name, cancellationToken) is not { } prefix)
        {
            return true;
        }

        await loop.RestoreAsync(prefix, prompt);
        return prefix.Tokens.AsSpan().CommonPrefixLength(prompt) < EnoughOfPrompt * prompt.Length;
    }

    /// <summary>Writes what the cache holds of a prompt, if it still does. A disk that is full is no reason to lose an answer.</summary>
    public async Task SaveAsync(string name, LLamaToken[] prompt, CancellationToken cancellationToken)
    {
        if (await loop.SaveAsync(prompt) is { } prefix)
        {
            try
            {
                await files.WriteAsync(name, prefix, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }
        }
    }
}
