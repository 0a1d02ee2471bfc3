using System.Runtime.InteropServices;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;

namespace ResearchAgent.SqliteIndex;

/// <summary>
/// What searching needs, in memory: the papers' records, an inverted index, the quantised vectors. A passage has a
/// slot, its number here; slots of removed passages stay empty until the next load.
/// </summary>
internal sealed class SearchMemory
{
    private readonly InvertedIndex _terms = new();
    private readonly QuantizedVectors _vectors = new();
    private readonly List<Slot> _slots = [];
    private readonly SortedDictionary<long, Paper> _papers = [];
    private readonly Dictionary<PaperId, long> _paperNumbers = [];

    // Slots without a vector, by passage number. Empty but for the time from a new embedder to the end of re-embedding.
    private readonly SortedDictionary<long, int> _missing = [];
    private int _alive;

    public IEnumerable<Paper> Papers => _papers.Values;

    public int Passages => _alive;

    /// <summary>Length of the vectors; 0 before the first.</summary>
    public int Dimensions => _vectors.Dimensions;

    /// <summary>Numbers of the passages without a vector, ascending.</summary>
    public IReadOnlyCollection<long> MissingVectors => _missing.Keys;

    public void AddPaper(Paper paper, long number)
    {
        _papers[number] = paper;
        _paperNumbers[paper.Id] = number;
    }

    /// <summary>Its vector, if it has one, comes by <see cref="AddVector"/>.</summary>
    public void AddPassage(long passageNumber, long paperNumber, SparseVector terms)
    {
        var slot = _slots.Count;
        _slots.Add(new Slot(passageNumber, paperNumber, terms.TermIds));
        _terms.Add(slot, terms);
        _missing.Add(passageNumber, slot);
        _alive++;
    }

    /// <param name="passageNumber">One of <see cref="MissingVectors"/>.</param>
    public void AddVector(long passageNumber, ReadOnlySpan<float> vector)
    {
        _missing.Remove(passageNumber, out var slot);
        _vectors.Add(slot, vector);
    }

    public bool LacksVector(long passageNumber) => _missing.ContainsKey(passageNumber);

    public void RemovePaper(PaperId paper)
    {
        if (!_paperNumbers.Remove(paper, out var number))
        {
            return;
        }

        _papers.Remove(number);
        foreach (ref var slot in CollectionsMarshal.AsSpan(_slots))
        {
            if (slot.Paper == number && slot.IsAlive)
            {
                _terms.Remove(slot.TermIds);
                _missing.Remove(slot.Passage);
                slot = default;
                _alive--;
            }
        }
    }

    public (Paper Paper, long Number)? FindPaper(PaperId paper) =>
        _paperNumbers.TryGetValue(paper, out var number) ? (_papers[number], number) : null;

    public long PassageNumber(int slot) => _slots[slot].Passage;

    public int CountPassages(uint termId) => _terms.CountPassages(termId);

    public IndexCounts Count(PassageFilter filter)
    {
        var papers = Admitted(filter);
        return new IndexCounts(papers.Count, _slots.Count(s => s.IsAlive && papers.Contains(s.Paper)));
    }

    public float[] ScoreTerms(PassageQuery query)
    {
        var scores = new float[_slots.Count];
        _terms.Score(query.Terms, _alive, scores);
        return scores;
    }

    public float[] ScoreVectors(PassageQuery query)
    {
        var similarities = new float[_slots.Count];
        _vectors.Score(query.Vector.Span, similarities);
        return similarities;
    }

    /// <summary>The slots with the largest scores, at most <see cref="PassageQuery.MaxPerPaper"/> of one paper, best first; ties in order of insertion.</summary>
    public List<int> Best(float[] scores, PassageQuery query, int count, float minimum)
    {
        var admitted = query.Filter == PassageFilter.None ? null : Admitted(query.Filter);
        var heap = new PriorityQueue<int, (float Score, int Order)>();
        var unlimited = query.MaxPerPaper == int.MaxValue;
        for (var slot = 0; slot < scores.Length; slot++)
        {
            if (scores[slot] < minimum || !_slots[slot].IsAlive || admitted?.Contains(_slots[slot].Paper) == false)
            {
                continue;
            }

            // With a limit per paper nothing can be dropped before the groups are known.
            if (!unlimited || heap.Count < count)
            {
                heap.Enqueue(slot, (scores[slot], -slot));
            }
            else
            {
                heap.EnqueueDequeue(slot, (scores[slot], -slot));
            }
        }

        var ordered = new int[heap.Count];
        for (var i = ordered.Length - 1; i >= 0; i--)
        {
            ordered[i] = heap.Dequeue();
        }

        var perPaper = new Dictionary<long, int>();
        var best = new List<int>(Math.Min(count, ordered.Length));
        foreach (var slot in ordered)
        {
            if (best.Count < count && ++CollectionsMarshal.GetValueRefOrAddDefault(perPaper, _slots[slot].Paper, out _) <= query.MaxPerPaper)
            {
                best.Add(slot);
            }
        }

        return best;
    }

    private HashSet<long> Admitted(PassageFilter filter) =>
        [.. _papers.Where(p => filter.Admits(p.Value)).Select(p => p.Key)];

    private readonly record struct Slot(long Passage, long Paper, uint[] TermIds)
    {
        public bool IsAlive => TermIds is not null;
    }
}
