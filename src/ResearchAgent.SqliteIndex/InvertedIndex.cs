using System.Runtime.InteropServices;
using ResearchAgent.Indexing;

namespace ResearchAgent.SqliteIndex;

/// <summary>
/// Term to passages, in memory: one byte of weight per posting (about 20 MiB per 100,000 passages). A removed
/// passage keeps its postings until the next load; its slot is skipped, and the document frequencies are corrected.
/// Not thread-safe for writers.
/// </summary>
internal sealed class InvertedIndex
{
    private readonly Dictionary<uint, Postings> _postings = [];

    public void Add(int slot, SparseVector terms)
    {
        for (var i = 0; i < terms.TermIds.Length; i++)
        {
            ref var postings = ref CollectionsMarshal.GetValueRefOrAddDefault(_postings, terms.TermIds[i], out var known);
            if (!known)
            {
                postings = new Postings();
            }

            postings!.Slots.Add(slot);
            postings.Weights.Add(terms.Weights[i]);
            postings.Alive++;
        }
    }

    public void Remove(ReadOnlySpan<uint> termIds)
    {
        foreach (var termId in termIds)
        {
            _postings[termId].Alive--;
        }
    }

    public int CountPassages(uint termId) => _postings.TryGetValue(termId, out var postings) ? postings.Alive : 0;

    /// <summary>Adds each term's BM25 contribution to <paramref name="scores"/>, which is indexed by slot.</summary>
    public void Score(IReadOnlyList<(uint TermId, float Weight)> terms, int alivePassages, Span<float> scores)
    {
        foreach (var (termId, weight) in terms)
        {
            if (!_postings.TryGetValue(termId, out var postings) || postings.Alive == 0)
            {
                continue;
            }

            var factor = weight * Bm25Encoder.Idf(alivePassages, postings.Alive) * Bm25Encoder.MaxTermWeight / 255;
            var slots = CollectionsMarshal.AsSpan(postings.Slots);
            var weights = CollectionsMarshal.AsSpan(postings.Weights);
            for (var i = 0; i < slots.Length; i++)
            {
                scores[slots[i]] += factor * weights[i];
            }
        }
    }

    private sealed class Postings
    {
        public List<int> Slots { get; } = [];

        public List<byte> Weights { get; } = [];

        public int Alive { get; set; }
    }
}
