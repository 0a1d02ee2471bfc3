using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;

namespace ResearchAgent.Ingestion;

/// <summary>
/// Changes that a person makes to papers of the library. They stay: a later import of the same paper leaves edited fields as
/// they are, and a synchronised folder does not remove an edited paper. Each change is one transaction.
/// </summary>
public sealed class LibraryEditor(IPassageIndex index, IEmbeddingGenerator<string, Embedding<float>> embedder)
{
    /// <param name="edit">Changes a paper with its text; the id and what else follows from the fields is set afterwards.</param>
    /// <param name="fields">Names of the fields that it sets, of <see cref="EditedFieldNames"/>.</param>
    /// <exception cref="PaperEditException">The paper is gone, the key is taken, or the change makes it the same as another paper.</exception>
    public async Task<Paper> EditAsync(PaperId id, Func<Paper, Paper> edit, IEnumerable<string> fields, CancellationToken cancellationToken)
    {
        var stored = await GetAsync(id, cancellationToken);
        var edited = PaperComposer.Identify(edit(stored)) with { EditedFields = [.. stored.EditedFields.Union(fields)], IsKept = true };
        if (edited.Id != stored.Id)
        {
            edited = edited with { AlsoKnownAs = [.. stored.AlsoKnownAs.Append(stored.Id).Where(known => known != edited.Id)] };
        }

        var others = (await index.ListPapersAsync(PassageFilter.None, cancellationToken)).Where(p => p.Id != id).ToList();
        if (others.Find(p => p.Key.Value.Equals(edited.Key.Value, StringComparison.OrdinalIgnoreCase)) is { } sameKey)
        {
            throw new PaperEditException($"The key '{edited.Key}' is that of '{sameKey.Title}'. Choose another one.");
        }

        if (others.Find(p => p.Id == edited.Id) is { } same)
        {
            throw new PaperEditException($"With this change it would be the same paper as {same.Key} ('{same.Title}'). Merge the two: research papers merge {same.Key} {stored.Key}");
        }

        await index.UpsertAsync(await PaperImporter.PrepareAsync(edited, embedder, cancellationToken) with { Replaces = stored.Id }, cancellationToken);
        return edited;
    }

    /// <summary>Makes one paper of two: the first keeps its key and what it knows, and takes from the second what it lacks.</summary>
    /// <exception cref="PaperEditException">One of them is gone, or both are the same.</exception>
    public async Task<Paper> MergeAsync(PaperId kept, PaperId merged, CancellationToken cancellationToken)
    {
        if (kept == merged)
        {
            throw new PaperEditException("A paper cannot be merged with itself. Name two papers.");
        }

        var (into, other) = (await GetAsync(kept, cancellationToken), await GetAsync(merged, cancellationToken));

        // What the person names first is right where the two say different things: the other's ids lead here all the same.
        var one = PaperComposer.Merge(into with { Authority = RecordAuthority.Bibliography }, other with { Authority = RecordAuthority.Guessed });
        var ids = into.AlsoKnownAs.Concat(other.AlsoKnownAs).Concat([into.Id, other.Id]).Concat(OtherIds(other)).Where(id => id != one.Id).Distinct();
        one = one with { Authority = (RecordAuthority)Math.Max((int)into.Authority, (int)other.Authority), AlsoKnownAs = [.. ids], IsKept = true };

        // A crash between the two leaves both, the second unchanged: merging again ends it.
        await index.UpsertAsync(await PaperImporter.PrepareAsync(one, embedder, cancellationToken) with { Replaces = into.Id }, cancellationToken);
        if (other.Id != one.Id)
        {
            await index.DeleteAsync(other.Id, cancellationToken);
        }

        return one;
    }

    /// <returns>False when there is no such paper.</returns>
    public Task<bool> RemoveAsync(PaperId id, CancellationToken cancellationToken) => index.DeleteAsync(id, cancellationToken);

    private static IEnumerable<PaperId> OtherIds(Paper paper)
    {
        if (paper.Doi is { } doi)
        {
            yield return new PaperId("doi:" + doi);
        }

        if (paper.ArxivId is { } arxivId)
        {
            yield return new PaperId("arxiv:" + arxivId);
        }
    }

    private async Task<Paper> GetAsync(PaperId id, CancellationToken cancellationToken) =>
        await index.GetPaperAsync(id, cancellationToken) ?? throw new PaperEditException($"The paper '{id}' is not in the library any more. List the papers again: research papers");
}

/// <summary>A change to a paper that cannot be made; the message says why and what to do.</summary>
public sealed class PaperEditException(string message) : Exception(message);
