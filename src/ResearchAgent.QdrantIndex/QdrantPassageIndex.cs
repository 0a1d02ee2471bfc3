using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Qdrant.Client.Grpc;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;

namespace ResearchAgent.QdrantIndex;

/// <summary>
/// A library on a Qdrant server. Scores are computed here, from the stored vectors and weights of the candidates that
/// the server finds, so that they are those of every other index.
/// </summary>
/// <remarks>
/// Qdrant has no transactions. A paper's passages are written first, under an edition of their own, and count from the
/// moment that the paper's record names that edition, which is one write; the older ones go after that. What a crash leaves
/// behind is never found by a search; storing the same text again makes it whole, deleting the paper removes it. Counts of
/// passages include it until then.
/// </remarks>
public sealed class QdrantPassageIndex : IPassageIndex, IDisposable
{
    private const int PageSize = 256;

    /// <summary>Passages that are looked for by their vectors before a rebuilt library is taken into use.</summary>
    private const int VerifiedVectors = 50;

    /// <summary>How often a search is done again because papers changed meanwhile.</summary>
    private const int MaxSearches = 20;

    /// <summary>Counts of terms that are asked for at the same time.</summary>
    private const int ParallelCounts = 8;

    /// <summary>A search for more candidates than this asks first how many there are.</summary>
    private const int MaxCandidates = 1000;

    /// <summary>What the 8-bit scan finds, and half as many again, are scored in float32.</summary>
    private static readonly SearchParams Rescored = new() { Quantization = new QuantizationSearchParams { Rescore = true, Oversampling = 1.5 } };

    private static readonly Task<IReadOnlyList<ScoredPoint>> NoPoints = Task.FromResult<IReadOnlyList<ScoredPoint>>([]);

    private static readonly WithPayloadSelector EditionFields = new[] { Fields.Kind, Fields.Paper, Fields.Edition };

    // A passage is read from these; the ids of its terms are there to be counted.
    private static readonly WithPayloadSelector PassageFields =
        new[] { Fields.Paper, Fields.Edition, Fields.Position, Fields.Splitter, Fields.Heading, Fields.Start, Fields.Text, Fields.Pages };

    private readonly QdrantServer _server;
    private readonly QdrantOptions _options;
    private readonly string _collection;
    private long _lastAdded;

    /// <param name="collection">Its name, or the alias.</param>
    private QdrantPassageIndex(QdrantServer server, QdrantOptions options, string collection)
    {
        _server = server;
        _options = options;
        _collection = collection;
    }

    /// <summary>Opens the library, or creates it.</summary>
    /// <param name="embedder">Fingerprint (<see cref="EmbedderFingerprint"/>) of the embedder that makes the vectors to store and to search with.</param>
    /// <param name="dimensions">Length of its vectors.</param>
    /// <exception cref="LibraryException">The server is not there, too old or refuses; or the library holds another embedder's vectors.</exception>
    public static async Task<QdrantPassageIndex> OpenAsync(QdrantOptions options, string embedder, int dimensions, CancellationToken cancellationToken)
    {
        var server = new QdrantServer(options);
        try
        {
            await new LibraryCollection(server, options, embedder, dimensions).OpenAsync(cancellationToken);
            return new QdrantPassageIndex(server, options, options.Library);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes the vectors of a library anew, in a second collection beside the first, which serves until the second is
    /// complete and takes its name over in one step. Stopped, it goes on from there the next time. Nobody should add papers meanwhile.
    /// </summary>
    /// <param name="dimensions">Length of the embedder's vectors.</param>
    /// <returns>Null when they are this embedder's already.</returns>
    /// <exception cref="LibraryException">As for <see cref="OpenAsync"/>; or the copy is not complete, and the library is as it was.</exception>
    public static async Task<CopyReport?> RebuildAsync(
        QdrantOptions options, IEmbeddingGenerator<string, Embedding<float>> embedder, int dimensions, IProgress<CopyReport>? progress, CancellationToken cancellationToken)
    {
        using var server = new QdrantServer(options);
        var library = new LibraryCollection(server, options, EmbedderFingerprint.Of(embedder).Value, dimensions);
        var (present, beside) = await library.OpenBesideAsync(cancellationToken);
        if (beside is null)
        {
            return null;
        }

        var (source, target) = (new QdrantPassageIndex(server, options, present), new QdrantPassageIndex(server, options, beside));
        var copy = new LibraryCopy(source, target, embedder);
        var report = await copy.RunAsync(progress, cancellationToken);

        // An earlier try may have copied what was deleted since.
        var kept = (await source.ListPapersAsync(PassageFilter.None, cancellationToken)).Select(p => p.Id).ToHashSet();
        foreach (var gone in (await target.ListPapersAsync(PassageFilter.None, cancellationToken)).Where(p => !kept.Contains(p.Id)))
        {
            await target.DeleteAsync(gone.Id, cancellationToken);
        }

        if (await copy.VerifyAsync(VerifiedVectors, cancellationToken) is [var difference, ..])
        {
            throw server.Error($"The library '{options.Library}' at {options.Address} was not built anew: {difference}. It is as it was; run it again.");
        }

        await library.SwapAsync(present, beside, cancellationToken);
        return report;
    }

    public async Task UpsertAsync(IndexedPaper paper, CancellationToken cancellationToken)
    {
        var id = paper.Paper.Id;
        var replaced = paper.Replaces is { } old && old != id ? old : (PaperId?)null;
        var before = await ReadRecordsAsync([id], EditionFields, cancellationToken);
        var edition = PaperPoints.EditionOf(paper);
        foreach (var batch in paper.Passages.Chunk(_options.PointsPerRequest))
        {
            await WriteAsync([.. batch.Select(p => PaperPoints.Passage(paper.Paper, p, edition))], cancellationToken);
        }

        // The moment from which the new text counts, and no id but the new one.
        await WriteAsync([PaperPoints.Record(paper, edition, NextAdded()), .. replaced is { } gone ? [PaperPoints.Replaced(gone)] : Array.Empty<PointStruct>()], cancellationToken);

        // Nothing but what counted before: another program may be storing the same paper.
        if (before.TryGetValue(id, out var record) && record[Fields.Edition].StringValue is var earlier && earlier != edition)
        {
            await RemoveAsync(PassageFilters.PassagesOf(id, earlier), cancellationToken);
        }

        if (replaced is { } renamed)
        {
            await RemoveAsync(PassageFilters.AllOf(renamed), cancellationToken);
        }
    }

    public async Task<bool> DeleteAsync(PaperId paper, CancellationToken cancellationToken)
    {
        var records = await ReadRecordsAsync([paper], EditionFields, cancellationToken);
        await _server.CallAsync((client, token) => client.DeleteAsync(_collection, PaperPoints.RecordId(paper), wait: true, cancellationToken: token), cancellationToken);
        await RemoveAsync(PassageFilters.AllOf(paper), cancellationToken);
        return records.Count > 0;
    }

    public async Task<IReadOnlyList<PassageHit>> SearchAsync(PassageQuery query, CancellationToken cancellationToken)
    {
        var idfs = await IdfsAsync(query.Terms, cancellationToken);
        var limit = (ulong)(query.Candidates <= MaxCandidates ? query.Candidates : Math.Clamp((await CountAsync(query.Filter, cancellationToken)).Passages, 1, query.Candidates));
        var passed = new Dictionary<string, PaperId>();
        for (var search = 1; ; search++)
        {
            var filter = PassageFilters.Of(Fields.PassageKind, query.Filter);
            filter.MustNot.AddRange(passed.Keys.Select(e => Conditions.MatchKeyword(Fields.Edition, e)));
            var candidates = (await FindAsync(query, idfs, filter, limit, cancellationToken)).ToList();

            // What counts, after we looked: papers may be replaced meanwhile, and a crash may have left some of their passages.
            var records = await ReadRecordsAsync([.. candidates.Select(c => c.Passage.Id.Paper).Concat(passed.Values).Distinct()], EditionFields, cancellationToken);
            var stale = candidates.Where(c => !IsCurrent(c.Edition, c.Passage.Id.Paper)).ToList();
            var wronglyPassed = passed.Where(p => IsCurrent(p.Key, p.Value)).Select(p => p.Key).ToList();
            if ((stale.Count == 0 && wronglyPassed.Count == 0) || search == MaxSearches)
            {
                return [.. candidates.Except(stale).Select(c => c.Hit)];
            }

            // What took their place may be better than what is here.
            stale.ForEach(c => passed[c.Edition] = c.Passage.Id.Paper);
            wronglyPassed.ForEach(e => passed.Remove(e));

            bool IsCurrent(string edition, PaperId paper) => records.TryGetValue(paper, out var record) && record[Fields.Edition].StringValue == edition;
        }
    }

    public async Task<IReadOnlyList<int>> CountPassagesWithTermsAsync(IReadOnlyList<uint> termIds, CancellationToken cancellationToken)
    {
        var counts = new int[termIds.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, termIds.Count),
            new ParallelOptions { MaxDegreeOfParallelism = ParallelCounts, CancellationToken = cancellationToken },
            async (i, token) =>
            {
                var filter = PassageFilters.Of(Fields.PassageKind, PassageFilter.None);
                filter.Must.Add(Conditions.Match(Fields.TermIds, (long)termIds[i]));
                counts[i] = await CountAsync(filter, token);
            });
        return counts;
    }

    public async Task<IReadOnlyList<Paper>> ListPapersAsync(PassageFilter filter, CancellationToken cancellationToken)
    {
        WithPayloadSelector fields = new string[] { Fields.Record, Fields.Added };
        var points = await ScrollAsync(PassageFilters.Of(Fields.PaperKind, filter), fields, cancellationToken);
        return [.. points.OrderBy(p => p.Payload[Fields.Added].IntegerValue).Select(p => PaperPoints.ReadRecord(p.Payload))];
    }

    public async Task<Paper?> GetPaperAsync(PaperId paper, CancellationToken cancellationToken)
    {
        var records = await ReadRecordsAsync([paper], true, cancellationToken);
        return records.TryGetValue(paper, out var record) ? PaperPoints.ReadRecord(record) : null;
    }

    public async Task<IReadOnlyList<Passage>> GetPassagesAsync(PaperId paper, CancellationToken cancellationToken)
    {
        for (var reading = 0; ; reading++)
        {
            var records = await ReadRecordsAsync([paper], true, cancellationToken);
            if (!records.TryGetValue(paper, out var record))
            {
                return [];
            }

            var points = await ScrollAsync(PassageFilters.PassagesOf(paper, record[Fields.Edition].StringValue), PassageFields, cancellationToken);
            if (points.Count == record[Fields.Passages].IntegerValue || reading == MaxSearches)
            {
                return [.. points.Select(p => PaperPoints.ReadPassage(p.Payload)).OrderBy(p => p.Id.Position)];
            }
        }
    }

    public async Task<IndexCounts> CountAsync(PassageFilter filter, CancellationToken cancellationToken)
    {
        var papers = CountAsync(PassageFilters.Of(Fields.PaperKind, filter), cancellationToken);
        var passages = CountAsync(PassageFilters.Of(Fields.PassageKind, filter), cancellationToken);
        return new IndexCounts(await papers, await passages);
    }

    public void Dispose() => _server.Dispose();

    private async Task<float[]> IdfsAsync(IReadOnlyList<(uint TermId, float Weight)> terms, CancellationToken cancellationToken)
    {
        if (terms.Count == 0)
        {
            return [];
        }

        var passages = await CountAsync(PassageFilters.Of(Fields.PassageKind, PassageFilter.None), cancellationToken);
        var counts = await CountPassagesWithTermsAsync([.. terms.Select(t => t.TermId)], cancellationToken);
        return [.. counts.Select(count => Bm25Encoder.Idf(passages, count))];
    }

    // The best of both arms, each once, with both scores.
    private async Task<IEnumerable<Candidate>> FindAsync(PassageQuery query, float[] idfs, Filter filter, ulong limit, CancellationToken cancellationToken)
    {
        var weights = query.Terms.Zip(idfs, (t, idf) => (t.TermId, Weight: t.Weight * idf)).GroupBy(t => t.TermId).ToDictionary(g => g.Key, g => g.Sum(t => t.Weight));
        var vector = query.Vector.Span.ContainsAnyExcept(0f) ? query.Vector : default;
        var byTerms = weights.Count == 0 ? NoPoints : QueryAsync((weights.Values.ToArray(), weights.Keys.ToArray()), Fields.Sparse, query.MaxPerPaper, filter, limit, cancellationToken);
        var byVector = vector.IsEmpty ? NoPoints : QueryAsync(vector.ToArray(), Fields.Dense, query.MaxPerPaper, filter, limit, cancellationToken);
        return (await byTerms).Concat(await byVector).DistinctBy(p => p.Id).Select(p => Score(p, weights, vector.Span));
    }

    private async Task<IReadOnlyList<ScoredPoint>> QueryAsync(Query query, string vector, int maxPerPaper, Filter filter, ulong limit, CancellationToken cancellationToken)
    {
        if (maxPerPaper == int.MaxValue)
        {
            return await _server.CallAsync(
                (client, token) => client.QueryAsync(
                    _collection, query, usingVector: vector, filter: filter, searchParams: Rescored, limit: limit, payloadSelector: PassageFields, vectorsSelector: true, cancellationToken: token),
                cancellationToken);
        }

        // The best of a paper decides its rank, so that as many papers as passages are wanted hold all of these.
        var groups = await _server.CallAsync(
            (client, token) => client.QueryGroupsAsync(
                _collection, Fields.Paper, query, usingVector: vector, filter: filter, searchParams: Rescored, limit: limit, groupSize: (ulong)maxPerPaper, payloadSelector: PassageFields, vectorsSelector: true, cancellationToken: token),
            cancellationToken);
        return [.. groups.SelectMany(g => g.Hits).OrderByDescending(p => p.Score).Take((int)limit)];
    }

    private static Candidate Score(ScoredPoint point, Dictionary<uint, float> weights, ReadOnlySpan<float> vector)
    {
        var vectors = point.Vectors.Vectors.Vectors;
        var termScore = 0f;
        if (vectors.TryGetValue(Fields.Sparse, out var terms))
        {
            for (var i = 0; i < terms.Sparse.Indices.Count; i++)
            {
                termScore += weights.GetValueOrDefault(terms.Sparse.Indices[i]) * terms.Sparse.Values[i];
            }
        }

        var similarity = !vector.IsEmpty && vectors.TryGetValue(Fields.Dense, out var dense) ? TensorPrimitives.Dot(vector, dense.Dense.Data.ToArray()) : 0;
        return new Candidate(new PassageHit(PaperPoints.ReadPassage(point.Payload), termScore, similarity), point.Payload[Fields.Edition].StringValue);
    }

    // Their payloads, of those that are there.
    private async Task<Dictionary<PaperId, IDictionary<string, Value>>> ReadRecordsAsync(IReadOnlyList<PaperId> papers, WithPayloadSelector fields, CancellationToken cancellationToken)
    {
        if (papers.Count == 0)
        {
            return [];
        }

        var ids = papers.Select(p => (PointId)PaperPoints.RecordId(p)).ToList();
        var points = await _server.CallAsync((client, token) => client.RetrieveAsync(_collection, ids, fields, false, cancellationToken: token), cancellationToken);
        return points.Where(p => p.Payload[Fields.Kind].StringValue == Fields.PaperKind).ToDictionary(p => new PaperId(p.Payload[Fields.Paper].StringValue), p => (IDictionary<string, Value>)p.Payload);
    }

    private async Task<List<RetrievedPoint>> ScrollAsync(Filter filter, WithPayloadSelector fields, CancellationToken cancellationToken)
    {
        var points = new List<RetrievedPoint>();
        PointId? next = null;
        do
        {
            var page = await _server.CallAsync(
                (client, token) => client.ScrollAsync(_collection, filter, PageSize, next, fields, cancellationToken: token), cancellationToken);
            points.AddRange(page.Result);
            next = page.NextPageOffset;
        }
        while (next is not null);

        return points;
    }

    private async Task<int> CountAsync(Filter filter, CancellationToken cancellationToken) =>
        (int)await _server.CallAsync((client, token) => client.CountAsync(_collection, filter, exact: true, cancellationToken: token), cancellationToken);

    private Task<UpdateResult> WriteAsync(IReadOnlyList<PointStruct> points, CancellationToken cancellationToken) =>
        _server.CallAsync((client, token) => client.UpsertAsync(_collection, points, wait: true, cancellationToken: token), cancellationToken);

    private Task<UpdateResult> RemoveAsync(Filter filter, CancellationToken cancellationToken) =>
        _server.CallAsync((client, token) => client.DeleteAsync(_collection, filter, wait: true, cancellationToken: token), cancellationToken);

    // By the clock, and never twice: several programs may write.
    private long NextAdded()
    {
        while (true)
        {
            var last = Interlocked.Read(ref _lastAdded);
            var next = Math.Max(last + 1, DateTime.UtcNow.Ticks);
            if (Interlocked.CompareExchange(ref _lastAdded, next, last) == last)
            {
                return next;
            }
        }
    }

    private sealed record Candidate(PassageHit Hit, string Edition)
    {
        public Passage Passage => Hit.Passage;
    }
}
