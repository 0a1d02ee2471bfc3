using Microsoft.Extensions.Primitives;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Retrieval;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.Library;

/// <summary>Papers by the keys that a page's address or form names. Exact names only: what is changed must never be the nearest.</summary>
internal static class LibraryPapers
{
    private const int MaxNamed = 500;

    /// <summary>By key, id, or an id that was merged into it; without its text.</summary>
    public static async Task<Paper?> TryFindAsync(IPassageIndex index, string? name, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        var papers = await index.ListPapersAsync(PassageFilter.None, cancellationToken);
        return papers.FirstOrDefault(p => p.Key.Value.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? papers.FirstOrDefault(p => p.Id.Value.Equals(name, StringComparison.OrdinalIgnoreCase) || p.AlsoKnownAs.Any(id => id.Value == name));
    }

    /// <exception cref="PaperNotFoundException">There is none.</exception>
    public static async Task<Paper> FindAsync(IPassageIndex index, string? name, CancellationToken cancellationToken) =>
        await TryFindAsync(index, name, cancellationToken) ?? throw new PaperNotFoundException(name ?? "", $"No paper of the library has the key '{Problems.Shown(name)}'. It may have been removed or have another key now.");

    /// <summary>All that are there, each once, in the order of the names.</summary>
    public static async Task<IReadOnlyList<Paper>> FindAllAsync(IPassageIndex index, StringValues names, CancellationToken cancellationToken)
    {
        var papers = (await index.ListPapersAsync(PassageFilter.None, cancellationToken)).ToLookup(p => p.Key.Value, StringComparer.OrdinalIgnoreCase);
        return [.. names.OfType<string>().Take(MaxNamed).SelectMany(n => papers[n]).DistinctBy(p => p.Id)];
    }

    /// <summary>Removes papers, and the originals of those that were uploaded. Files of synchronised folders stay where they are.</summary>
    public static Task<int> RemoveAsync(IReadOnlyList<Paper> papers, LibraryWork work, UploadFolder folder, CancellationToken cancellationToken) => work.ChangeAsync(
        async () =>
        {
            var removed = 0;
            foreach (var paper in papers)
            {
                removed += await work.Session.Editor.RemoveAsync(paper.Id, cancellationToken) ? 1 : 0;
                foreach (var hash in folder.HashesOf(paper))
                {
                    await folder.RemoveUnusedAsync(hash, work.Index);
                }
            }

            return removed;
        },
        cancellationToken);
}
