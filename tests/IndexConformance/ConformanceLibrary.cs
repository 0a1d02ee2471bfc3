using System.Globalization;
using System.Numerics.Tensors;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Text;

namespace ResearchAgent.IndexConformance;

/// <summary>Papers made by rule, the same on every machine, and what an exact search over them must find.</summary>
internal static class ConformanceLibrary
{
    public const int Dimensions = 32;

    private static readonly string[] Vocabulary =
        [.. "tide harbour sensor pressure pilot depth silt channel forecast sonar ship anchor quay drift current moon gauge wave storm pump salt delta reef buoy crane"
            .Split(' ')];

    /// <summary>Paper number <paramref name="n"/> with one passage for each text.</summary>
    public static IndexedPaper Paper(int n, params string[] texts)
    {
        var id = new PaperId(string.Create(CultureInfo.InvariantCulture, $"title:{n:x16}"));
        var title = string.Create(CultureInfo.InvariantCulture, $"Paper number {n}");
        var paper = new Paper
        {
            Id = id,
            Key = new CitationKey(string.Create(CultureInfo.InvariantCulture, $"Key{n}")),
            Title = title,
            Sections = [.. texts.Select((text, i) => new Section(string.Create(CultureInfo.InvariantCulture, $"Part {i}"), text))],
        };
        return new IndexedPaper(paper, [.. texts.Select((text, i) => Passage(id, i, title, text, (n * 1000) + i))]);
    }

    public static IndexedPassage Passage(PaperId paper, int position, string title, string text, int seed) => new(
        new Passage(new PassageId(paper, position, 1), string.Create(CultureInfo.InvariantCulture, $"Part {position}"), position * 7, text),
        Bm25Encoder.Encode(title, text),
        Vector(seed));

    /// <summary>A unit vector, different for each seed.</summary>
    public static float[] Vector(int seed)
    {
        var random = new Random(seed);
        var vector = new float[Dimensions];
        for (var i = 0; i < Dimensions; i++)
        {
            vector[i] = random.NextSingle() - 0.5f;
        }

        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    /// <summary>Papers of one to four passages; two of three have a year, half of them a tag.</summary>
    public static IReadOnlyList<IndexedPaper> Shelf(int papers)
    {
        var random = new Random(4711);
        return [.. Enumerable.Range(0, papers).Select(n =>
        {
            var made = Paper(n, [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Text(random))]);
            return made with { Paper = made.Paper with { Year = n % 3 == 0 ? null : 2000 + (n % 20), Tags = n % 2 == 0 ? [] : [n % 4 == 1 ? "Coast" : "Open sea"] } };
        })];
    }

    public static PassageQuery Query(int seed)
    {
        var random = new Random(seed);
        var words = Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Vocabulary[random.Next(Vocabulary.Length)]).Distinct();
        return new PassageQuery
        {
            Terms = [.. words.Select((w, i) => (TermId(w), i == 0 ? 1f : 0.3f))],
            Vector = Vector(-1 - seed),
            Candidates = 1 + random.Next(20),
        };
    }

    public static uint TermId(string word) => Bm25Encoder.TermId(Stemmer.Stem(word));

    /// <summary>The definition of a search, by looking at every passage.</summary>
    public static ExpectedHits Expected(IReadOnlyList<IndexedPaper> library, PassageQuery query)
    {
        var all = library.SelectMany(p => p.Passages).ToList();
        var df = query.Terms.ToDictionary(t => t.TermId, t => all.Count(p => p.Terms.TermIds.Contains(t.TermId)));
        var hasVector = query.Vector.Span.ContainsAnyExcept(0f);
        var scored = library
            .Where(p => query.Filter.Admits(p.Paper))
            .SelectMany(p => p.Passages)
            .ToDictionary(p => p.Passage.Id, p => (TermScore: TermScore(p), Similarity: hasVector ? TensorPrimitives.Dot(p.Vector.Span, query.Vector.Span) : 0));
        var byTerms = Best(scored.Where(s => s.Value.TermScore > 0).ToDictionary(s => s.Key, s => s.Value.TermScore));
        var byVector = Best(hasVector ? scored.ToDictionary(s => s.Key, s => s.Value.Similarity) : []);
        return new ExpectedHits(
            [.. byTerms.Sure.Union(byVector.Sure)], [.. byTerms.Possible.Union(byVector.Possible)], Math.Max(byTerms.Count, byVector.Count), byTerms.Count + byVector.Count, scored);

        // Which of several with the same score come in before the cut, or before the limit of a paper, is nobody's business.
        (HashSet<PassageId> Sure, HashSet<PassageId> Possible, int Count) Best(Dictionary<PassageId, float> scores)
        {
            var perPaper = scores.GroupBy(s => s.Key.Paper).Select(g => g.OrderByDescending(s => s.Value).ToList()).ToList();
            var taken = perPaper.SelectMany(g => g.Take(query.MaxPerPaper)).OrderByDescending(s => s.Value).Take(query.Candidates).ToList();
            var cut = taken.Count == query.Candidates ? taken[^1].Value : float.NegativeInfinity;
            HashSet<PassageId> sure = [], possible = [];
            foreach (var paper in perPaper)
            {
                var limit = paper.Count > query.MaxPerPaper ? paper[query.MaxPerPaper - 1].Value : float.NegativeInfinity;
                sure.UnionWith(paper.Where(s => s.Value > Math.Max(cut, limit) + ExpectedHits.Rounding).Select(s => s.Key));
                possible.UnionWith(paper.Where(s => s.Value >= Math.Max(cut, limit) - ExpectedHits.Rounding).Select(s => s.Key));
            }

            return (sure, possible, taken.Count);
        }

        float TermScore(IndexedPassage passage)
        {
            var score = 0f;
            foreach (var (termId, weight) in query.Terms)
            {
                var at = Array.IndexOf(passage.Terms.TermIds, termId);
                score += at < 0 ? 0 : weight * Bm25Encoder.Idf(all.Count, df[termId]) * Bm25Encoder.MaxTermWeight * passage.Terms.Weights[at] / 255;
            }

            return score;
        }
    }

    private static string Text(Random random) =>
        string.Join(' ', Enumerable.Range(0, 5 + random.Next(40)).Select(_ => Vocabulary[(int)(Vocabulary.Length * Math.Pow(random.NextDouble(), 2))])) + ".";
}
