using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;

namespace ResearchAgent.Ingestion;

/// <summary>Stores records, one paper at a time, and counts what became of them. Not safe for concurrent use.</summary>
/// <param name="keeps">Is it a person that adds the papers? See <see cref="Paper.IsKept"/>.</param>
internal sealed class ImportRun(IPassageIndex index, IEmbeddingGenerator<string, Embedding<float>> embedder, KnownPapers known, bool keeps)
{
    public KnownPapers Known { get; } = known;

    public int Added { get; private set; }

    public int Replaced { get; private set; }

    public int Unchanged { get; private set; }

    /// <returns>The paper that the record is, or is now a part of, and whether it was new.</returns>
    public async Task<(PaperId Paper, bool IsNew)> StoreAsync(PaperRecord record, CancellationToken cancellationToken)
    {
        var read = PaperComposer.Compose(record) with { IsKept = keeps };
        var isSupplement = record.SupplementTo is not null;
        var same = (record.SupplementTo is { } main ? Known.FindMain(main) : null) ?? await Known.FindAsync(read, cancellationToken);
        if (same is null)
        {
            var paper = read with
            {
                Id = Known.Find(read.Id) is null ? read.Id : read.Id.Disambiguate(read.RecordHash),
                Key = read.Key.Disambiguate(Known.IsTaken),
            };
            await UpsertAsync(null, paper, cancellationToken);
            Added++;
            return (paper.Id, true);
        }

        if (same.Id == read.Id && same.RecordHash == read.RecordHash && (same.IsKept || !keeps))
        {
            Unchanged++;
            return (same.Id, false);
        }

        var stored = await index.GetPaperAsync(same.Id, cancellationToken) ?? same;
        var merged = isSupplement && stored.Sections.Any(s => s.Kind != SectionKind.Supplement) ? PaperComposer.Attach(stored, read) : PaperComposer.Merge(stored, read);
        if (merged.Id == stored.Id && merged.RecordHash == stored.RecordHash && merged.IsKept == stored.IsKept)
        {
            Unchanged++;
            return (merged.Id, false);
        }

        await UpsertAsync(same, merged, cancellationToken);
        Replaced++;
        return (merged.Id, false);
    }

    public async Task UpsertAsync(Paper? old, Paper paper, CancellationToken cancellationToken)
    {
        var prepared = await PaperImporter.PrepareAsync(paper, embedder, cancellationToken);
        await index.UpsertAsync(prepared with { Replaces = old?.Id }, cancellationToken);
        Known.Replace(old, paper);
    }

    public async Task RemoveAsync(Paper paper, CancellationToken cancellationToken)
    {
        await index.DeleteAsync(paper.Id, cancellationToken);
        Known.Remove(paper);
    }
}
