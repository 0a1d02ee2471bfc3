using System.Text.Json;
using Microsoft.Extensions.AI;
using ResearchAgent.Papers;

namespace ResearchAgent.Indexing;

/// <summary>
/// Copies a library from one index into another, paper by paper in the order of the source, which stays as it is. Papers
/// that are there already are passed over, so that a copy that was stopped goes on from there.
/// </summary>
/// <param name="embedder">The one that the target was opened for: vectors are made anew.</param>
public sealed class LibraryCopy(IPassageIndex source, IPassageIndex target, IEmbeddingGenerator<string, Embedding<float>> embedder)
{
    /// <summary>A passage is found by its own vector with this cosine at least: 8 bits and rounding cost less.</summary>
    private const float MinOwnSimilarity = 0.99f;

    /// <param name="progress">After each paper.</param>
    public async Task<CopyReport> RunAsync(IProgress<CopyReport>? progress, CancellationToken cancellationToken)
    {
        var papers = await source.ListPapersAsync(PassageFilter.None, cancellationToken);
        var there = (await target.ListPapersAsync(PassageFilter.None, cancellationToken)).ToDictionary(p => p.Id);
        var report = new CopyReport(papers.Count, 0, 0, 0);
        foreach (var listed in papers)
        {
            if (there.TryGetValue(listed.Id, out var same) && IsSame(listed, same))
            {
                report = report with { Unchanged = report.Unchanged + 1 };
            }
            else if (await source.GetPaperAsync(listed.Id, cancellationToken) is { } paper)
            {
                var passages = await source.GetPassagesAsync(paper.Id, cancellationToken);
                await target.UpsertAsync(await PrepareAsync(paper, passages, cancellationToken), cancellationToken);
                report = report with { Copied = report.Copied + 1, Passages = report.Passages + passages.Count };
            }

            progress?.Report(report);
        }

        return report;
    }

    /// <summary>Compares both: every record and every passage, and for some of them whether the target finds it by its vector.</summary>
    /// <param name="vectors">How many passages to look for by vector, spread over the library.</param>
    /// <returns>What differs, one line each; empty when nothing does.</returns>
    public async Task<IReadOnlyList<string>> VerifyAsync(int vectors, CancellationToken cancellationToken)
    {
        var differences = new List<string>();
        var (one, other) = (await source.CountAsync(PassageFilter.None, cancellationToken), await target.CountAsync(PassageFilter.None, cancellationToken));
        if (one != other)
        {
            differences.Add($"{one.Papers} papers with {one.Passages} passages here, {other.Papers} with {other.Passages} there");
        }

        var every = Math.Max(1, one.Passages / Math.Max(1, vectors));
        var seen = 0;
        foreach (var listed in await source.ListPapersAsync(PassageFilter.None, cancellationToken))
        {
            var copy = await target.GetPaperAsync(listed.Id, cancellationToken);
            var paper = await source.GetPaperAsync(listed.Id, cancellationToken);
            var passages = await source.GetPassagesAsync(listed.Id, cancellationToken);
            if (copy is null || paper is null || !IsSame(paper, copy) || !passages.SequenceEqual(await target.GetPassagesAsync(listed.Id, cancellationToken)))
            {
                differences.Add($"{listed.Key} ('{listed.Title}') {(copy is null ? "is not there" : "differs")}");
                continue;
            }

            foreach (var passage in passages.Where(_ => seen++ % every == 0))
            {
                if (!await IsFoundAsync(paper.Title, passage, cancellationToken))
                {
                    differences.Add($"{passage.Id} is not found by its own vector");
                }
            }
        }

        return differences;
    }

    private async Task<IndexedPaper> PrepareAsync(Paper paper, IReadOnlyList<Passage> passages, CancellationToken cancellationToken)
    {
        var embedded = await embedder.GenerateAsync(passages.Select(p => new EmbeddingSource(paper.Title, p).Text), cancellationToken: cancellationToken);
        return new IndexedPaper(paper, [.. passages.Zip(embedded, (p, e) => new IndexedPassage(p, Bm25Encoder.Encode(paper.Title, p.Text), e.Vector))]);
    }

    // Equal texts have equal vectors: another passage may stand first, and this one beside it.
    private async Task<bool> IsFoundAsync(string title, Passage passage, CancellationToken cancellationToken)
    {
        var vector = (await embedder.GenerateAsync([new EmbeddingSource(title, passage).Text], cancellationToken: cancellationToken))[0].Vector;
        if (!vector.Span.ContainsAnyExcept(0f))
        {
            return true;
        }

        var hits = await target.SearchAsync(new PassageQuery { Vector = vector, Candidates = 5, Filter = new PassageFilter { Papers = [passage.Id.Paper] } }, cancellationToken);
        return hits.Any(h => h.Passage == passage && h.Similarity >= MinOwnSimilarity);
    }

    private static bool IsSame(Paper one, Paper other) => JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other);
}

/// <param name="Papers">Of the source.</param>
/// <param name="Passages">Of the papers that were copied.</param>
public sealed record CopyReport(int Papers, int Copied, int Unchanged, int Passages);
