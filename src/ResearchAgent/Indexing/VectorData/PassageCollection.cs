using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using ResearchAgent.Papers;
using ResearchAgent.Retrieval;
using ResearchAgent.Text;

namespace ResearchAgent.Indexing.VectorData;

/// <summary>
/// A library's passages for programs that know Microsoft.Extensions.VectorData and nothing of ours. Read-only: papers come
/// in by the importer, which writes their record, terms and vectors together. Results are exact and in a fixed order (score,
/// then id), so that pages neither overlap nor leave gaps while the library stays the same. Safe for concurrent use.
/// </summary>
/// <remarks>
/// <para>
/// Conditions: comparisons of <see cref="PaperPassage.Paper"/> (==) and <see cref="PaperPassage.Year"/> (==, &gt;, &gt;=,
/// &lt;, &lt;=) with a value, joined by &amp;&amp;, are checked by the index. Any other condition, or part of one, is compiled
/// and applied to what the index gives, and more is fetched until the page is full: a condition that few passages meet reads
/// much of the library. It is applied to the record alone, in memory, so every C# expression will do.
/// </para>
/// <para>
/// What the index reports as <see cref="LibraryException"/> is thrown as <see cref="VectorStoreException"/>; what the
/// embedder throws comes as it is. Methods that return a sequence check their arguments at once and read when enumerated.
/// Disposing leaves index and embedder open: they are the caller's.
/// </para>
/// </remarks>
/// <param name="embedder">The one that the index was opened for.</param>
/// <param name="name">What <see cref="Name"/> and the metadata say; a library has no name of its own.</param>
[SuppressMessage("Naming", "CA1711", Justification = "The abstraction's word for what this is.")]
public sealed class PassageCollection(IPassageIndex index, IEmbeddingGenerator<string, Embedding<float>> embedder, string name = "research")
    : VectorStoreCollection<string, PaperPassage>, IKeywordHybridSearchable<PaperPassage>
{
    private const string SystemName = "research-agent";

    /// <summary>As many as our own retrieval asks for: mostly enough for a first page.</summary>
    private const int FirstCandidates = 50;

    /// <summary>Few rounds where much must be read, little read in vain where not.</summary>
    private const int CandidateGrowth = 4;

    public override string Name => name;

    /// <returns>True always: an open index is there, if empty.</returns>
    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);

    /// <summary>Does nothing: opening the index made the library.</summary>
    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <returns>Null when the passage is not there; a text that is no passage id names none.</returns>
    public override async Task<PaperPassage?> GetAsync(string key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetAsync([key], options, cancellationToken).FirstOrDefaultAsync(cancellationToken);

    /// <returns>Those that are there, in the order of their keys.</returns>
    public override IAsyncEnumerable<PaperPassage> GetAsync(IEnumerable<string> keys, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return ReadAsync([.. keys], cancellationToken);
    }

    /// <summary>
    /// The passages that meet a condition, papers in the order they were added, each in reading order. Reads paper by paper
    /// until <paramref name="top"/> is reached; with <see cref="FilteredRecordRetrievalOptions{TRecord}.OrderBy"/> it reads
    /// all that match before it gives the first, and compares texts by their UTF-16 code units.
    /// </summary>
    public override IAsyncEnumerable<PaperPassage> GetAsync(
        Expression<Func<PaperPassage, bool>> filter, int top, FilteredRecordRetrievalOptions<PaperPassage>? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        var matching = ReadAsync(filter, cancellationToken);
        return Ordered(matching, options.OrderBy?.Invoke(new()).Values ?? []).Skip(options.Skip).Take(top);
    }

    /// <summary>
    /// The passages nearest to a text or vector. Scores are cosines from -1 to 1, higher is better, and the threshold keeps
    /// those at or above it. Where words are known too, <see cref="HybridSearchAsync"/> finds more. A text of which the embedder
    /// knows no word, or a zero vector, finds nothing. There are no vectors to include: that option changes nothing.
    /// </summary>
    /// <param name="searchValue">A string, or a vector of the index's embedder, normalised or not: <c>ReadOnlyMemory&lt;float&gt;</c>, <c>float[]</c> or <c>Embedding&lt;float&gt;</c>.</param>
    /// <exception cref="NotSupportedException">The search value is of another type, or a vector property is chosen.</exception>
    /// <exception cref="VectorStoreException">The vector has the wrong number of dimensions, or passages lack vectors of the embedder, see <see cref="IReembeddable"/>.</exception>
    public override IAsyncEnumerable<VectorSearchResult<PaperPassage>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<PaperPassage>? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        RefuseVectorProperty(options.VectorProperty);
        var page = new Page(options.Filter, options.Skip, top, options.ScoreThreshold);
        return SearchAsync(Checked(searchValue), page, cancellationToken);
    }

    /// <summary>
    /// The passages that hold the keywords and are near to a text or vector. A score is BM25 as a share of the most that the
    /// keywords could give, plus 0.1 times the cosine: from -0.1 to about 1.1, higher is better, the same whatever else
    /// is found; the threshold keeps those at or above it. A keyword that the library lacks lowers every score. While
    /// passages lack vectors the keywords decide alone.
    /// </summary>
    /// <param name="searchValue">As for <see cref="SearchAsync"/>. Its words are not taken for keywords.</param>
    /// <param name="keywords">Words or phrases, split into words, stemmed, without stop words, each word counted once; they are sought in title and text.</param>
    /// <exception cref="NotSupportedException">The search value is of another type, or a property other than <see cref="PaperPassage.Text"/> is chosen.</exception>
    /// <exception cref="VectorStoreException">The vector has the wrong number of dimensions.</exception>
    public IAsyncEnumerable<VectorSearchResult<PaperPassage>> HybridSearchAsync<TInput>(
        TInput searchValue, ICollection<string> keywords, int top, HybridSearchOptions<PaperPassage>? options = null, CancellationToken cancellationToken = default)
        where TInput : notnull
    {
        ArgumentNullException.ThrowIfNull(keywords);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        RefuseVectorProperty(options.VectorProperty);
        if (options.AdditionalProperty is { Body: not MemberExpression { Member.Name: nameof(PaperPassage.Text) } } other)
        {
            throw new NotSupportedException($"Keywords are not sought in '{other.Body}' by itself. Leave {nameof(options.AdditionalProperty)} out to seek them in title and text.");
        }

        var page = new Page(options.Filter, options.Skip, top, options.ScoreThreshold);
        return HybridSearchAsync(Checked(searchValue), [.. keywords.SelectMany(Terms.Of).Distinct(StringComparer.Ordinal)], page, cancellationToken);
    }

    /// <exception cref="NotSupportedException">Always.</exception>
    public override Task UpsertAsync(PaperPassage record, CancellationToken cancellationToken = default) => throw ReadOnly();

    /// <exception cref="NotSupportedException">Always.</exception>
    public override Task UpsertAsync(IEnumerable<PaperPassage> records, CancellationToken cancellationToken = default) => throw ReadOnly();

    /// <exception cref="NotSupportedException">Always.</exception>
    public override Task DeleteAsync(string key, CancellationToken cancellationToken = default) => throw ReadOnly();

    /// <exception cref="NotSupportedException">Always.</exception>
    public override Task DeleteAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default) => throw ReadOnly();

    /// <exception cref="NotSupportedException">Always.</exception>
    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) => throw ReadOnly();

    /// <summary>Gives itself, its <see cref="VectorStoreCollectionMetadata"/>, the index or the embedder.</summary>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(VectorStoreCollectionMetadata) ? new VectorStoreCollectionMetadata { VectorStoreSystemName = SystemName, CollectionName = name }
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(index) ? index
            : serviceType.IsInstanceOfType(embedder) ? embedder
            : null;
    }

    private async IAsyncEnumerable<PaperPassage> ReadAsync(IReadOnlyList<string> keys, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var papers = await ListPapersAsync([.. keys.Select(PaperOf).OfType<PaperId>()], cancellationToken);
        var passages = new Dictionary<PaperId, Dictionary<string, Passage>>();
        foreach (var key in keys)
        {
            if (PaperOf(key) is not { } id || !papers.TryGetValue(id, out var paper))
            {
                continue;
            }

            if (!passages.TryGetValue(id, out var ofPaper))
            {
                ofPaper = (await AskAsync(() => index.GetPassagesAsync(id, cancellationToken))).ToDictionary(p => p.Id.Value, StringComparer.Ordinal);
                passages.Add(id, ofPaper);
            }

            if (ofPaper.TryGetValue(key, out var passage))
            {
                yield return PaperPassage.Of(paper, passage);
            }
        }
    }

    private static PaperId? PaperOf(string key) => key.LastIndexOf('#') is > 0 and var end ? new PaperId(key[..end]) : null;

    private async IAsyncEnumerable<PaperPassage> ReadAsync(Expression<Func<PaperPassage, bool>> condition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isMet = condition.Compile();
        foreach (var paper in await AskAsync(() => index.ListPapersAsync(ConditionExpression.ToFilter(condition), cancellationToken)))
        {
            foreach (var passage in await AskAsync(() => index.GetPassagesAsync(paper.Id, cancellationToken)))
            {
                if (PaperPassage.Of(paper, passage) is var record && isMet(record))
                {
                    yield return record;
                }
            }
        }
    }

    private static IAsyncEnumerable<PaperPassage> Ordered(
        IAsyncEnumerable<PaperPassage> passages, IReadOnlyList<FilteredRecordRetrievalOptions<PaperPassage>.OrderByDefinition.SortInfo> orders)
    {
        var comparer = Comparer<object?>.Create((x, y) => x is string one && y is string other ? string.CompareOrdinal(one, other) : Comparer<object>.Default.Compare(x, y));
        IOrderedAsyncEnumerable<PaperPassage>? ordered = null;
        foreach (var order in orders)
        {
            var property = order.PropertySelector.Compile();
            ordered = (ordered, order.Ascending) switch
            {
                (null, true) => passages.OrderBy(property, comparer),
                (null, false) => passages.OrderByDescending(property, comparer),
                (_, true) => ordered.ThenBy(property, comparer),
                (_, false) => ordered.ThenByDescending(property, comparer),
            };
        }

        return ordered ?? passages;
    }

    private async IAsyncEnumerable<VectorSearchResult<PaperPassage>> SearchAsync(object searchValue, Page page, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await RankAsync(new PassageQuery { Vector = await VectorAsync(searchValue, cancellationToken) }, page, (_, similarity) => similarity, cancellationToken);

        // Nothing found for want of vectors must not pass for nothing there.
        if (found.Count == 0 && index is IReembeddable vectors && await AskAsync(() => vectors.GetEmbeddingStatusAsync(cancellationToken)) is { Missing: > 0 } status)
        {
            throw Failure($"{status.Missing} of {status.Passages} passages have no vector of '{status.Embedder}'. Run 'research reembed', or search with keywords.", null);
        }

        foreach (var result in found)
        {
            yield return result;
        }
    }

    private async IAsyncEnumerable<VectorSearchResult<PaperPassage>> HybridSearchAsync(
        object searchValue, IReadOnlyList<string> terms, Page page, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        uint[] ids = [.. terms.Select(Bm25Encoder.TermId)];
        var passages = (await AskAsync(() => index.CountAsync(PassageFilter.None, cancellationToken))).Passages;
        var counts = await AskAsync(() => index.CountPassagesWithTermsAsync(ids, cancellationToken));
        var highest = counts.Sum(df => Bm25Encoder.Idf(passages, df)) * Bm25Encoder.MaxTermWeight;
        var query = new PassageQuery { Terms = [.. ids.Select(id => (id, 1f))], Vector = await VectorAsync(searchValue, cancellationToken) };
        foreach (var result in await RankAsync(query, page, Score, cancellationToken))
        {
            yield return result;
        }

        double Score(float termScore, float similarity) =>
            (highest > 0 ? termScore / highest : 0) + (RetrievalOptions.Keywords.PassageWeight * similarity);
    }

    // Exact by the threshold algorithm (Fagin, Lotem and Naor 2003): no passage outside the candidates has more of either
    // score than the last of each arm, so once the page's last score lies above what those two make together, nothing is missing.
    private async Task<IReadOnlyList<VectorSearchResult<PaperPassage>>> RankAsync(
        PassageQuery query, Page page, Func<float, float, double> score, CancellationToken cancellationToken)
    {
        query = query with { Filter = ConditionExpression.ToFilter(page.Condition) };
        var isMet = page.Condition?.Compile();
        var passages = (await AskAsync(() => index.CountAsync(query.Filter, cancellationToken))).Passages;
        var papers = new Dictionary<PaperId, Paper>();
        for (var candidates = Math.Max(FirstCandidates, page.End + 1); passages > 0; candidates *= CandidateGrowth)
        {
            candidates = Math.Min(candidates, passages);
            var hits = await AskAsync(() => index.SearchAsync(query with { Candidates = (int)candidates }, cancellationToken));
            HashSet<PaperId> unknown = [.. hits.Select(h => h.Passage.Id.Paper).Where(id => !papers.ContainsKey(id))];
            foreach (var (id, paper) in await ListPapersAsync(unknown, cancellationToken))
            {
                papers.Add(id, paper);
            }

            // Another process may delete a paper between the search and this reading.
            VectorSearchResult<PaperPassage>[] ranked =
            [
                .. hits.Where(h => papers.ContainsKey(h.Passage.Id.Paper))
                    .Select(h => new VectorSearchResult<PaperPassage>(PaperPassage.Of(papers[h.Passage.Id.Paper], h.Passage), score(h.TermScore, h.Similarity)))
                    .Where(r => r.Score >= (page.Threshold ?? double.NegativeInfinity) && isMet?.Invoke(r.Record) != false)
                    .OrderByDescending(r => r.Score).ThenBy(r => r.Record.Id, StringComparer.Ordinal),
            ];
            var mostOutside = score(Last(hits.Select(h => h.TermScore)), Last(hits.Select(h => h.Similarity)));
            if (candidates == passages || hits.Count < candidates || mostOutside < page.Threshold || (ranked.Length >= page.End && ranked[page.End - 1].Score > mostOutside))
            {
                return [.. ranked.Skip(page.Skip).Take(page.Top)];
            }

            float Last(IEnumerable<float> scores) => scores.OrderDescending().ElementAtOrDefault((int)candidates - 1);
        }

        return [];
    }

    private async Task<Dictionary<PaperId, Paper>> ListPapersAsync(HashSet<PaperId> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? [] : (await AskAsync(() => index.ListPapersAsync(new PassageFilter { Papers = ids }, cancellationToken))).ToDictionary(p => p.Id);

    private async Task<ReadOnlyMemory<float>> VectorAsync(object searchValue, CancellationToken cancellationToken)
    {
        var vector = searchValue is string text ? (await embedder.GenerateAsync([text], EmbeddingPurpose.Query, cancellationToken))[0].Vector : (ReadOnlyMemory<float>)searchValue;
        var length = TensorPrimitives.Norm(vector.Span);
        if (length == 0)
        {
            return vector;
        }

        var normalised = new float[vector.Length];
        TensorPrimitives.Divide(vector.Span, length, normalised);
        return normalised;
    }

    // A string, or a vector as memory.
    private static object Checked<TInput>(TInput searchValue)
    {
        object checkedValue = searchValue switch
        {
            null => throw new ArgumentNullException(nameof(searchValue)),
            string text => text,
            ReadOnlyMemory<float> vector => vector,
            float[] vector => (ReadOnlyMemory<float>)vector,
            Embedding<float> embedding => embedding.Vector,
            _ => throw new NotSupportedException($"Cannot search for a '{typeof(TInput).Name}'. Give a string, ReadOnlyMemory<float>, float[] or Embedding<float>."),
        };
        return checkedValue is not ReadOnlyMemory<float> numbers || float.IsFinite(TensorPrimitives.Norm(numbers.Span))
            ? checkedValue
            : throw new ArgumentException("The vector holds a value that is not a number, is infinite, or is too large to compare.", nameof(searchValue));
    }

    private static void RefuseVectorProperty(LambdaExpression? property)
    {
        if (property is not null)
        {
            throw new NotSupportedException($"A passage has one vector, which is no property of {nameof(PaperPassage)}: '{property.Body}' cannot be chosen. Leave it out.");
        }
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (LibraryException e)
        {
            throw Failure(e.Message, e);
        }
    }

    private VectorStoreException Failure(string message, Exception? cause) =>
        new(message, cause) { VectorStoreSystemName = SystemName, CollectionName = name };

    private NotSupportedException ReadOnly() =>
        new($"The collection '{name}' is read-only: a paper's passages, terms and vectors are written together. Add papers with the importer ('research add').");

    /// <param name="Threshold">Inclusive.</param>
    private sealed record Page(Expression<Func<PaperPassage, bool>>? Condition, int Skip, int Top, double? Threshold)
    {
        public long End => (long)Skip + Top;
    }
}
