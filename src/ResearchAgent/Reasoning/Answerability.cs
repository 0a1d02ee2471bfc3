using System.Globalization;
using System.Text;
using ResearchAgent.Indexing;
using ResearchAgent.Questions;
using ResearchAgent.Retrieval;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.Text;

namespace ResearchAgent.Reasoning;

/// <summary>What tells whether the library can answer a question, each from 0 to about 1.</summary>
/// <param name="Coverage">Share of the question's terms, by idf, that the best passage and its title hold. Terms the library lacks count in full.</param>
/// <param name="TermShare">BM25 share of the best passage, with the words used like the question's words.</param>
/// <param name="Similarity">Cosine of the best passage with the question.</param>
/// <param name="SentenceSimilarity">Cosine of its best sentence.</param>
/// <param name="FoundNames">Share of the question's names that the best passage or its title holds; 0 without names.</param>
/// <param name="UnknownNames">Share of the question's names that occur nowhere in the library.</param>
/// <param name="AspectSupport">
/// What is asked of the paper that the question names: mean over the question's terms that are not in the title of how well
/// the best passage holds them, 1 for the term itself, the likeness for a word used like it; 1 where there is no such term.
/// </param>
public sealed record AnswerabilitySigns(double Coverage, double TermShare, double Similarity, double SentenceSimilarity, double FoundNames, double UnknownNames, double AspectSupport)
{
    // Two decimals: a trace is read by people.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(
            CultureInfo.InvariantCulture,
            $"Coverage = {Coverage:F2}, TermShare = {TermShare:F2}, Similarity = {Similarity:F2}, SentenceSimilarity = {SentenceSimilarity:F2}, FoundNames = {FoundNames:F2}, UnknownNames = {UnknownNames:F2}, AspectSupport = {AspectSupport:F2}");
        return true;
    }
}

/// <summary>
/// The probability that the library answers, by logistic regression fitted on the reading list's development questions
/// (unanswerable ones and paraphrases among them). Below <see cref="Threshold"/> the assistant abstains.
/// </summary>
public static class Answerability
{
    public const double Threshold = 0.5;

    /// <summary>
    /// A paper that is named and says nothing of what is asked looks like an answer to every other sign. Of 24 such
    /// questions this finds half; of those that the same papers answer it costs one in a hundred.
    /// </summary>
    public const double MinAspectSupport = 0.3;

    private const double MissingAspect = 6;

    // Words that ask, and that an answer need not repeat: "how big is ...", "what role does ... play".
    private static readonly HashSet<string> GenericTerms = Terms.SetOf("size big bigger large larger small smaller inside within kind type number amount role play mean meant problem fix reach achieve get bring gain gains improve improvement increase add lift raise boost rival match work");

    /// <summary>Cosine from which a word counts as used like another.</summary>
    private const float MinLikeness = 0.35f;

    public static double Estimate(AnswerabilitySigns signs)
    {
        var logit = -2.1 + (2 * signs.Coverage) + (2.4 * signs.TermShare) + (3.1 * signs.Similarity) + (2.6 * signs.SentenceSimilarity)
            + (1 * signs.FoundNames) - (4.8 * signs.UnknownNames)
            - (signs.FoundNames > 0 && signs.AspectSupport <= MinAspectSupport ? MissingAspect : 0);
        return 1 / (1 + Math.Exp(-logit));
    }

    public static async Task<AnswerabilitySigns> ReadSignsAsync(
        IPassageIndex index, Question question, IReadOnlyList<RetrievedPassage> passages, CancellationToken cancellationToken)
    {
        if (passages.Count == 0)
        {
            return new AnswerabilitySigns(0, 0, 0, 0, 0, 1, 0);
        }

        var best = passages[0];
        var names = question.Names.Select(n => Terms.Of(n).ToList()).Where(n => n.Count > 0).ToList();
        var nameCounts = await index.CountPassagesWithTermsAsync([.. names.SelectMany(n => n).Select(Bm25Encoder.TermId)], cancellationToken);
        var known = names.SelectMany(n => n).Zip(nameCounts).Where(n => n.Second > 0).Select(n => n.First).ToHashSet(StringComparer.Ordinal);
        var bestTerms = Terms.SetOf(best.Paper.Title + " " + best.Passage.Text);
        return new AnswerabilitySigns(
            best.Coverage,
            best.TermShare,
            best.Similarity,
            best.SentenceSimilarity,
            Share(names, n => n.All(bestTerms.Contains)),
            Share(names, n => !n.All(known.Contains)),
            AspectSupport(question, best.Paper.Title, names, bestTerms));
    }

    private static double AspectSupport(Question question, string title, List<List<string>> names, HashSet<string> passage)
    {
        var subject = Terms.SetOf(title);
        subject.UnionWith(names.SelectMany(n => n));
        var aspect = question.Terms.Where(t => !subject.Contains(t) && !GenericTerms.Contains(t)).ToList();
        return aspect.Count == 0 || question.Compared.Count > 1 ? 1 : aspect.Average(Support);

        double Support(string term) => passage.Contains(term) ? 1
            : StaticWordVectors.Shared.Neighbours(term, MinLikeness).Where(n => passage.Contains(n.Stem)).Select(n => (double)n.Similarity).DefaultIfEmpty(0).Max();
    }

    private static double Share(List<List<string>> names, Func<List<string>, bool> condition) =>
        names.Count == 0 ? 0 : (double)names.Count(condition) / names.Count;
}
