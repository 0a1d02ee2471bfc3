namespace ResearchAgent.Evaluation;

/// <summary>
/// Quality of one query's ranking, from 0 to 1, as <c>trec_eval</c> and BEIR (Thakur et al. 2021) compute it. Average
/// over all judged queries, counting 0 for a query without results, to get a system's nDCG, MAP, recall and MRR.
/// </summary>
/// <remarks>
/// A ranking lists ids, best first, each once. Judgments map an id to its grade: 1 and more is relevant, 0 or an absent
/// id is not. Every metric is 0 where no document is relevant. Ids compare ordinally. A ranking that names an id twice
/// among the ranks looked at throws <see cref="ArgumentException"/>, for it would be counted twice: merge passages of a
/// paper before scoring papers. Thread-safe.
/// </remarks>
public static class RankingMetrics
{
    /// <summary>
    /// Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002) with linear gain: the sum of
    /// grade / log2(rank + 1) over the first <paramref name="k"/> ranks, divided by that of the best possible ranking.
    /// The variant with gain 2^grade - 1 differs only for grades above 1.
    /// </summary>
    public static double NdcgAt(int k, IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> judgments)
    {
        var ideal = judgments.Values.Where(g => g > 0).OrderDescending().Take(k).Select(Discounted).Sum();
        var gain = Grades(k, ranking, judgments).Select(Discounted).Sum();
        return ideal == 0 ? 0 : gain / ideal;

        static double Discounted(int grade, int index) => grade / Math.Log2(index + 2);
    }

    /// <summary>
    /// Average precision (its mean over queries is MAP): the precision at the rank of each relevant document found, summed
    /// and divided by the number of relevant documents, found or not. The whole ranking counts; trec_eval's runs usually
    /// hold 1,000 ids.
    /// </summary>
    public static double AveragePrecision(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> judgments)
    {
        var found = 0;
        var sum = 0.0;
        foreach (var (index, grade) in Grades(Math.Max(1, ranking.Count), ranking, judgments).Index())
        {
            if (grade > 0)
            {
                sum += ++found / (index + 1.0);
            }
        }

        return Share(sum, Relevant(judgments));
    }

    /// <summary>The share of all relevant documents that the first <paramref name="k"/> ranks hold; below 1 at best where more than k are relevant.</summary>
    public static double RecallAt(int k, IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> judgments) =>
        Share(Grades(k, ranking, judgments).Count(g => g > 0), Relevant(judgments));

    /// <summary>1 / rank of the first relevant document, 0 when the first <paramref name="k"/> ranks hold none (Voorhees 1999); its mean over queries is MRR@k.</summary>
    public static double ReciprocalRankAt(int k, IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> judgments)
    {
        var index = Grades(k, ranking, judgments).FindIndex(g => g > 0);
        return index < 0 ? 0 : 1.0 / (index + 1);
    }

    private static List<int> Grades(int k, IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> judgments)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var grades = new List<int>();
        foreach (var id in ranking.Take(k))
        {
            if (!seen.Add(id))
            {
                throw new ArgumentException($"The ranking names '{id}' twice, at rank {grades.Count + 1} again. Keep its best rank only.", nameof(ranking));
            }

            // A negative grade marks spam in some TREC collections; it is worth no more and no less than 0.
            grades.Add(Math.Max(0, judgments.GetValueOrDefault(id)));
        }

        return grades;
    }

    private static int Relevant(IReadOnlyDictionary<string, int> judgments) => judgments.Values.Count(g => g > 0);

    private static double Share(double part, int whole) => whole == 0 ? 0 : part / whole;
}
