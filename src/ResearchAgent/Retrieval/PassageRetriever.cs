using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Questions;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.Text;

namespace ResearchAgent.Retrieval;

/// <summary>Finds and ranks the passages for a question: the same over every index, since scores are fused here.</summary>
/// <param name="embedder">The one that the index was opened for.</param>
/// <param name="reranker">Puts the passages that <see cref="RetrievalOptions.Rerank"/> asks for in its own order.</param>
public sealed class PassageRetriever(IPassageIndex index, IEmbeddingGenerator<string, Embedding<float>> embedder, IReranker? reranker = null)
{
    private const float MinExpansionSimilarity = 0.3f;
    private const int MaxExpansionsPerTerm = 10;
    private const float OtherWordsWeight = 0.5f;

    /// <summary>A common word has many relatives: together they must not outweigh the rare word beside it.</summary>
    private const float MaxExpansionMass = 2;

    /// <summary>RM3: this many terms of the first passages join the query, with 0.3 of its weight in total.</summary>
    private const int FeedbackTerms = 20;
    private const float FeedbackShare = 0.3f;

    /// <summary>
    /// What a deviation of another embedder's cosine is worth, in the scale of the static vectors' scores. As much as theirs
    /// vary: no other embedder has been measured yet.
    /// </summary>
    private const float NeuralWeight = 0.03f;

    // Words, sentences and thresholds go by the static vectors whatever the index holds: they cost nothing, and the
    // thresholds were fitted to them.
    private readonly StaticWordVectors _words = embedder.GetService(typeof(StaticWordVectors)) as StaticWordVectors ?? StaticWordVectors.Shared;
    private readonly bool _isNeural = embedder.GetService(typeof(StaticWordVectors)) is null;

    public Task<IReadOnlyList<RetrievedPassage>> RetrieveAsync(
        string text, RetrievalOptions options, PassageFilter filter, CancellationToken cancellationToken) =>
        RetrieveAsync(Question.Read(text), options, filter, cancellationToken);

    /// <returns>At most <see cref="RetrievalOptions.Limit"/> passages, best first.</returns>
    public async Task<IReadOnlyList<RetrievedPassage>> RetrieveAsync(
        Question question, RetrievalOptions options, PassageFilter filter, CancellationToken cancellationToken)
    {
        var weights = question.Terms.ToDictionary(t => t, _ => 1f, StringComparer.Ordinal);
        var idfs = await IdfsAsync(question.Terms, cancellationToken);
        if (options.ExpansionWeight > 0)
        {
            await AddExpansionsAsync(weights, question.Terms, options.ExpansionWeight, cancellationToken);
        }

        foreach (var term in Terms.SetOf(options.OtherWords))
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(weights, term, out _);
            known = MathF.Max(known, OtherWordsWeight);
        }

        var subject = $"{question.Subject} {options.OtherWords}".TrimEnd();
        var vector = (await embedder.GenerateAsync([subject], EmbeddingPurpose.Query, cancellationToken))[0].Vector;
        var query = new PassageQuery { Vector = vector, Filter = filter, Candidates = options.Candidates, MaxPerPaper = options.MaxPerPaper };
        var hits = await SearchAsync(query, weights, cancellationToken);
        if (options.FeedbackPassages > 0)
        {
            AddFeedback(weights, hits, options.FeedbackPassages);
            hits = await SearchAsync(query, weights, cancellationToken);
        }

        var ranked = await RankAsync(hits, question, subject, idfs, options, cancellationToken);
        return reranker is not null && options.Rerank ? await RerankAsync(reranker, question, ranked, cancellationToken) : ranked;
    }

    private static async Task<IReadOnlyList<RetrievedPassage>> RerankAsync(IReranker reranker, Question question, IReadOnlyList<RetrievedPassage> ranked, CancellationToken cancellationToken)
    {
        var scores = await reranker.ScoreAsync(question.Text, [.. ranked.Select(p => new EmbeddingSource(p.Paper.Title, p.Passage).Text)], cancellationToken);
        return [.. ranked.Zip(scores, (passage, score) => passage with { RerankScore = score }).OrderByDescending(p => p.RerankScore)];
    }

    private Task<IReadOnlyList<PassageHit>> SearchAsync(PassageQuery query, Dictionary<string, float> weights, CancellationToken cancellationToken) =>
        index.SearchAsync(query with { Terms = [.. weights.Select(w => (Bm25Encoder.TermId(w.Key), w.Value))] }, cancellationToken);

    private async Task<IReadOnlyList<float>> IdfsAsync(IReadOnlyList<string> terms, CancellationToken cancellationToken)
    {
        var passages = (await index.CountAsync(PassageFilter.None, cancellationToken)).Passages;
        var counts = await index.CountPassagesWithTermsAsync([.. terms.Select(Bm25Encoder.TermId)], cancellationToken);
        return [.. counts.Select(df => Bm25Encoder.Idf(passages, df))];
    }

    // Word vectors know nothing of "CoTErrorSet": what they say counts by the share of the question that they know.
    private float KnownShare(IReadOnlyList<string> terms, IReadOnlyList<float> idfs)
    {
        var total = idfs.Sum();
        return total <= 0 ? 1 : terms.Zip(idfs).Where(t => _words.Knows(t.First)).Sum(t => t.Second) / total;
    }

    private async Task AddExpansionsAsync(Dictionary<string, float> weights, IReadOnlyList<string> terms, float weight, CancellationToken cancellationToken)
    {
        foreach (var term in terms)
        {
            var neighbours = _words.Neighbours(term, MinExpansionSimilarity);
            var counts = await index.CountPassagesWithTermsAsync([.. neighbours.Select(n => Bm25Encoder.TermId(n.Stem))], cancellationToken);
            var kept = neighbours.Zip(counts).Where(n => n.Second > 0).Select(n => n.First).Take(MaxExpansionsPerTerm).ToList();
            var scale = weight * MathF.Min(1, MaxExpansionMass / kept.Sum(n => n.Similarity));
            foreach (var (stem, similarity) in kept)
            {
                ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(weights, stem, out _);
                known = MathF.Max(known, scale * similarity);
            }
        }
    }

    private static void AddFeedback(Dictionary<string, float> weights, IReadOnlyList<PassageHit> hits, int passages)
    {
        var model = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var hit in hits.OrderByDescending(h => h.TermScore).ThenBy(h => h.Passage.Id.Value, StringComparer.Ordinal).Take(passages))
        {
            var terms = Terms.Of(hit.Passage.Text).ToList();
            foreach (var term in terms)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(model, term, out _) += hit.TermScore / terms.Count;
            }
        }

        var best = model.OrderByDescending(t => t.Value).ThenBy(t => t.Key, StringComparer.Ordinal).Take(FeedbackTerms).ToList();
        var total = best.Sum(t => t.Value);
        if (total <= 0)
        {
            return;
        }

        var scale = weights.Values.Sum() * FeedbackShare / (1 - FeedbackShare);
        foreach (var (term, value) in best)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(weights, term, out _) += scale * value / total;
        }
    }

    private async Task<IReadOnlyList<RetrievedPassage>> RankAsync(
        IReadOnlyList<PassageHit> hits, Question question, string subject, IReadOnlyList<float> idfs, RetrievalOptions options, CancellationToken cancellationToken)
    {
        var ids = hits.Select(h => h.Passage.Id.Paper).ToHashSet();
        var papers = (await index.ListPapersAsync(new PassageFilter { Papers = ids }, cancellationToken)).ToDictionary(p => p.Id);

        // Another process may delete a paper between the search and this reading.
        hits = [.. hits.Where(h => papers.ContainsKey(h.Passage.Id.Paper))];
        var vector = (await _words.GenerateAsync([subject], cancellationToken: cancellationToken))[0].Vector;
        var similarities = _isNeural ? await SimilaritiesAsync(hits, papers, vector, cancellationToken) : [.. hits.Select(h => h.Similarity)];
        var deviations = _isNeural ? Deviations(hits) : new float[hits.Count];
        var sentenceSimilarities = options.SentenceWeight > 0
            ? await BestSentencesAsync(hits, papers, vector, cancellationToken)
            : new float[hits.Count];

        // A term that the library lacks counts with the highest idf there is: a question about it is not answered here.
        var highest = idfs.Sum() * Bm25Encoder.MaxTermWeight;
        var known = KnownShare(question.Terms, idfs);
        var termRanks = Ranks(hits, h => h.TermScore);
        var similarityRanks = Ranks(hits, h => h.Similarity);
        var ranked = hits.Select((hit, i) =>
        {
            var share = highest > 0 ? hit.TermScore / highest : 0;
            var score = share + (known * ((options.PassageWeight * similarities[i]) + (options.SentenceWeight * sentenceSimilarities[i]))) + (NeuralWeight * deviations[i]);
            var paper = papers[hit.Passage.Id.Paper];
            var terms = Terms.SetOf(paper.Title + " " + hit.Passage.Text);
            var matched = question.Terms.Where(terms.Contains).ToList();
            var coverage = question.Terms.Zip(idfs).Where(t => terms.Contains(t.First)).Sum(t => t.Second) / Math.Max(1e-6, idfs.Sum());
            return new RetrievedPassage(
                paper, hit.Passage, score, share, similarities[i], sentenceSimilarities[i], termRanks[i], similarityRanks[i], coverage, matched);
        });

        // Grouped again: both arms may have given different passages of one paper. Ties break by id, the same everywhere.
        return
        [
            .. ranked.OrderByDescending(r => r.Score).ThenBy(r => r.Passage.Id.Value, StringComparer.Ordinal)
                .GroupBy(r => r.Paper.Id).SelectMany(g => g.Take(options.MaxPerPaper))
                .OrderByDescending(r => r.Score).ThenBy(r => r.Passage.Id.Value, StringComparer.Ordinal)
                .Take(options.Limit),
        ];
    }

    private async Task<float[]> SimilaritiesAsync(
        IReadOnlyList<PassageHit> hits, Dictionary<PaperId, Paper> papers, ReadOnlyMemory<float> vector, CancellationToken cancellationToken)
    {
        var embedded = await _words.GenerateAsync(hits.Select(h => new EmbeddingSource(papers[h.Passage.Id.Paper].Title, h.Passage).Text), cancellationToken: cancellationToken);
        return [.. embedded.Select(e => TensorPrimitives.Dot(e.Vector.Span, vector.Span))];
    }

    // Cosines of one model lie between 0.6 and 0.9, of another between 0 and 0.5: only how they differ among the hits says something.
    private static float[] Deviations(IReadOnlyList<PassageHit> hits)
    {
        var similarities = hits.Select(h => h.Similarity).ToArray();
        var mean = similarities.DefaultIfEmpty(0).Average();
        var deviation = MathF.Sqrt(similarities.Select(s => (s - mean) * (s - mean)).DefaultIfEmpty(0).Average());
        return [.. similarities.Select(s => deviation > 0 ? (s - mean) / deviation : 0)];
    }

    // The title counts as one of the sentences: often it is the one that says what a paper is about.
    private async Task<float[]> BestSentencesAsync(
        IReadOnlyList<PassageHit> hits, Dictionary<PaperId, Paper> papers, ReadOnlyMemory<float> vector, CancellationToken cancellationToken)
    {
        var sentences = hits
            .Select(h => SentenceSplitter.Split(h.Passage.Text).Select(s => s.In(h.Passage.Text)).Append(papers[h.Passage.Id.Paper].Title).ToList())
            .ToList();
        var embedded = await _words.GenerateAsync(sentences.SelectMany(s => s), cancellationToken: cancellationToken);
        var best = new float[hits.Count];
        var next = 0;
        for (var i = 0; i < hits.Count; i++)
        {
            for (var j = 0; j < sentences[i].Count; j++)
            {
                best[i] = MathF.Max(best[i], TensorPrimitives.Dot(embedded[next++].Vector.Span, vector.Span));
            }
        }

        return best;
    }

    private static int[] Ranks(IReadOnlyList<PassageHit> hits, Func<PassageHit, float> score)
    {
        var ranks = new int[hits.Count];
        foreach (var (i, rank) in Enumerable.Range(0, hits.Count).OrderByDescending(i => score(hits[i])).ThenBy(i => hits[i].Passage.Id.Value, StringComparer.Ordinal).Select((i, rank) => (i, rank)))
        {
            ranks[i] = rank + 1;
        }

        return ranks;
    }
}
