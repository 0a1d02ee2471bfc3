using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ResearchAgent.OnlineCatalogues;

/// <summary>Answers on disk, a file for each address. What cannot be read is asked for again; what cannot be written is not kept.</summary>
internal sealed class AnswerCache(string folder, TimeSpan maxAge, TimeProvider time)
{
    /// <summary>Null where none is kept, or only one that is too old.</summary>
    public async Task<string?> FindAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(PathOf(address));
            var kept = await JsonSerializer.DeserializeAsync<Kept>(stream, cancellationToken: cancellationToken);
            var age = time.GetUtcNow() - kept?.Fetched;
            return kept?.Address == address.AbsoluteUri && age >= TimeSpan.Zero && age <= maxAge ? kept.Text : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public async Task KeepAsync(Uri address, string text, CancellationToken cancellationToken)
    {
        try
        {
            await AtomicFile.WriteAsync(PathOf(address), JsonSerializer.Serialize(new Kept(address.AbsoluteUri, time.GetUtcNow(), text)), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The answer is at hand all the same.
        }
    }

    private string PathOf(Uri address) => Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri)).AsSpan(0, 16)) + ".json");

    private sealed record Kept(string Address, DateTimeOffset Fetched, string? Text);
}
