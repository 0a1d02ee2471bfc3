using System.Runtime.InteropServices;

namespace ResearchAgent.Evaluation;

/// <summary>
/// Overlap of a summary with a human one (Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries"):
/// F1 = 2m / (candidate length + reference length). For ROUGE-N, m counts shared n-grams, each at most as often as it
/// occurs in both texts; for ROUGE-L, m is the length of the longest common subsequence of words over the whole text.
/// </summary>
/// <remarks>
/// Words are those of Google's <c>rouge_score</c> package without stemming: lower case, runs of <c>[a-z0-9]</c>, so
/// "naïve" is two words. Tables made with stemming are not comparable. A text without words, or shorter than
/// n, scores 0. Thread-safe.
/// </remarks>
public static class Rouge
{
    public static RougeScores Score(string candidate, string reference) => Score(Words(candidate), Words(reference));

    /// <summary>
    /// The best score over several references, taken for each metric on its own: ROUGE-1 and ROUGE-L may come from
    /// different references. SciTLDR's own script instead keeps all metrics of the reference with the best ROUGE-1, which
    /// is never higher.
    /// </summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static RougeScores MaxOverReferences(string candidate, IReadOnlyList<string> references)
    {
        if (references.Count == 0)
        {
            throw new ArgumentException("A summary needs at least one reference to be scored against.", nameof(references));
        }

        var words = Words(candidate);
        var best = default(RougeScores);
        foreach (var reference in references)
        {
            var score = Score(words, Words(reference));
            best = new RougeScores(
                Math.Max(best.Rouge1, score.Rouge1),
                Math.Max(best.Rouge2, score.Rouge2),
                Math.Max(best.RougeL, score.RougeL));
        }

        return best;
    }

    private static RougeScores Score(List<string> candidate, List<string> reference) => new(
        F1(Shared(candidate, reference), candidate.Count, reference.Count),
        F1(Shared(Pairs(candidate), Pairs(reference)), candidate.Count - 1, reference.Count - 1),
        F1(LongestCommonSubsequence(candidate, reference), candidate.Count, reference.Count));

    private static double F1(int shared, int candidateLength, int referenceLength) =>
        shared == 0 ? 0 : 2.0 * shared / (candidateLength + referenceLength);

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var lower = text.ToLowerInvariant();
        var start = 0;
        for (var i = 0; i <= lower.Length; i++)
        {
            if (i < lower.Length && (char.IsAsciiLetterLower(lower[i]) || char.IsAsciiDigit(lower[i])))
            {
                continue;
            }

            if (i > start)
            {
                words.Add(lower[start..i]);
            }

            start = i + 1;
        }

        return words;
    }

    private static IEnumerable<(string, string)> Pairs(List<string> words) => words.Zip(words.Skip(1));

    private static int Shared<T>(IEnumerable<T> candidate, IEnumerable<T> reference)
        where T : notnull
    {
        var unmatched = new Dictionary<T, int>();
        foreach (var gram in reference)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(unmatched, gram, out _)++;
        }

        var shared = 0;
        foreach (var gram in candidate)
        {
            if (unmatched.TryGetValue(gram, out var left) && left > 0)
            {
                unmatched[gram] = left - 1;
                shared++;
            }
        }

        return shared;
    }

    // Two rows of the n x m table: a whole paper against a long reference would not fit otherwise.
    private static int LongestCommonSubsequence(List<string> candidate, List<string> reference)
    {
        var previous = new int[reference.Count + 1];
        var current = new int[reference.Count + 1];
        foreach (var word in candidate)
        {
            for (var j = 0; j < reference.Count; j++)
            {
                current[j + 1] = word == reference[j] ? previous[j] + 1 : Math.Max(previous[j + 1], current[j]);
            }

            (previous, current) = (current, previous);
        }

        return previous[^1];
    }
}
