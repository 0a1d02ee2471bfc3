using System.Numerics.Tensors;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Questions;
using ResearchAgent.Retrieval;
using ResearchAgent.Text;

namespace ResearchAgent.Reasoning;

/// <summary>
/// Scores every sentence of the retrieved passages: share of the question's informative terms, likeness in meaning,
/// fit to the kind of question (a number for "how much"), and the rank of its passage.
/// </summary>
public sealed partial class EvidenceSelector(IPassageIndex index, IEmbeddingGenerator<string, Embedding<float>> embedder)
{
    // Weights chosen on the development questions; each term is between 0 and 1.
    private const double CoverageWeight = 1;
    private const double SimilarityWeight = 0.6;
    private const double PassageWeight = 0.5;

    /// <summary>A term that the paper's title holds need not be said again in every sentence.</summary>
    private const double TitleCredit = 0.5;

    /// <returns>All sentences, best first.</returns>
    public async Task<IReadOnlyList<Evidence>> SelectAsync(
        Question question, IReadOnlyList<RetrievedPassage> passages, CancellationToken cancellationToken)
    {
        if (passages.Count == 0)
        {
            return [];
        }

        var weights = await TermWeightsAsync(question.Terms, cancellationToken);
        var sentences = passages
            .SelectMany((p, rank) => PaperSentence.Of(p.Paper, p.Passage).Select(s => new Evidence(s, rank, p, 0)))
            .ToList();
        var vectors = await embedder.GenerateAsync([question.Subject, .. sentences.Select(s => s.Text)], cancellationToken: cancellationToken);
        var target = vectors[0].Vector;
        var best = passages.Max(p => p.Score);
        return
        [
            .. sentences
                .Select((s, i) =>
                {
                    var coverage = Coverage(s.Sentence, weights);
                    var similarity = Math.Max(0, TensorPrimitives.Dot(vectors[i + 1].Vector.Span, target.Span));
                    var passage = best > 0 ? s.Source.Score / best : 0;
                    var score = (CoverageWeight * coverage) + (SimilarityWeight * similarity) + (PassageWeight * passage) + Fit(question, s.Sentence);
                    return s with { Score = score };
                })
                .OrderByDescending(e => e.Score)
                .ThenBy(e => e.Sentence.Passage.Id.Value, StringComparer.Ordinal)
                .ThenBy(e => e.Sentence.Index),
        ];
    }

    private async Task<Dictionary<string, double>> TermWeightsAsync(IReadOnlyList<string> terms, CancellationToken cancellationToken)
    {
        var passages = (await index.CountAsync(PassageFilter.None, cancellationToken)).Passages;
        var counts = await index.CountPassagesWithTermsAsync([.. terms.Select(Bm25Encoder.TermId)], cancellationToken);
        var idfs = counts.Select(df => (double)Bm25Encoder.Idf(passages, df)).ToList();
        var total = idfs.Sum();
        return terms.Zip(idfs).ToDictionary(t => t.First, t => t.Second / total, StringComparer.Ordinal);
    }

    private static double Coverage(PaperSentence sentence, Dictionary<string, double> weights)
    {
        var terms = Terms.SetOf(sentence.Text);
        var title = Terms.SetOf(sentence.Paper.Title);
        return weights.Sum(w => terms.Contains(w.Key) ? w.Value : title.Contains(w.Key) ? w.Value * TitleCredit : 0);
    }

    private static double Fit(Question question, PaperSentence sentence)
    {
        var text = sentence.Text;
        return question.Kind switch
        {
            QuestionKind.Quantity => QuantityFit(question.Text, text),
            QuestionKind.Duration => Durations().IsMatch(text) ? 0.6 : -0.2,
            QuestionKind.Names =>
                (0.2 * Math.Min(2, RhetoricalRoles.Score(RhetoricalRole.Data, text, sentence.RelativePosition)))
                + (0.1 * Math.Min(4, Question.NamesIn(text).Except(question.Names).Count())),
            QuestionKind.Explanation or QuestionKind.Comparison =>
                (0.25 * Math.Min(2, RhetoricalRoles.Score(RhetoricalRole.Idea, text, sentence.RelativePosition)))
                + (0.2 * Math.Min(2, Mechanism().Count(text)))
                + (0.15 * Math.Min(2, question.Names.Count(n => text.Contains(n, StringComparison.OrdinalIgnoreCase))))
                - (0.2 * Math.Clamp(RhetoricalRoles.Score(RhetoricalRole.Problem, text, sentence.RelativePosition), 0, 2))
                - (UrlOrCode().IsMatch(text) ? 0.5 : 0),
            QuestionKind.Open or QuestionKind.WhichPapers =>
                (0.1 * Math.Min(2, RhetoricalRoles.Score(RhetoricalRole.Idea, text, sentence.RelativePosition)))
                + (0.1 * Math.Min(2, RhetoricalRoles.Score(RhetoricalRole.Result, text, sentence.RelativePosition))) - (UrlOrCode().IsMatch(text) ? 0.5 : 0),
            _ => 0,
        };
    }

    private static double QuantityFit(string question, string sentence)
    {
        var numbers = Numbers().Matches(sentence);
        if (numbers.Count == 0)
        {
            return -0.25;
        }

        var fit = 0.35;
        if (RateWords().IsMatch(question))
        {
            fit += Rates().IsMatch(sentence) ? 0.25 : 0;
        }
        else if (CountWords().IsMatch(question))
        {
            fit += WholeNumbers().IsMatch(sentence) ? 0.2 : 0;
        }

        return fit;
    }

    [GeneratedRegex(@"(?<![\p{L}\d-])\d[\d.,]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirty|hundreds?|thousands?|millions?|billions?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\d[\d.,]*\s*(?:%|x\b|×|percent|points?|times|-fold|fold)|\b0?\.\d+\b|\b\d+\.\d+\b", RegexOptions.IgnoreCase)]
    private static partial Regex Rates();

    [GeneratedRegex(@"(?<![\p{L}\d.,-])\d[\d,]*(?: \d{3})*\+?(?![\d.%]|\s*%)|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirty)\b", RegexOptions.IgnoreCase)]
    private static partial Regex WholeNumbers();

    [GeneratedRegex(@"\b(?:how much|by how|improve\w*|gain\w*|accuracy|score|percent\w*|share|fraction|reduc\w*|rate|speed-?up|cut|drop|better|f1|auroc|increase\w*|proportion)\b", RegexOptions.IgnoreCase)]
    private static partial Regex RateWords();

    [GeneratedRegex(@"\b(?:how many|size|number of|count|how large|how big)\b", RegexOptions.IgnoreCase)]
    private static partial Regex CountWords();

    [GeneratedRegex(@"\b(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|an?|single)\s*(?:\w+\s+)?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|epochs?|GPU)\b|\b\d[\d.]*\s*(?:x|×|times|%)", RegexOptions.IgnoreCase)]
    private static partial Regex Durations();

    [GeneratedRegex(@"\b(?:consists? of|by \w+ing|first|then|second|iterativel\w+|so that|in order to|works? by|wher(?:e|eby)|that (?:prevents?|promotes?|enables?|allows?)|(?:stages?|steps?|components?|contributions?)\b[^.]*:)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Mechanism();

    [GeneratedRegex(@"https?://|\bcode (?:is|and|for|will)\b|\b(?:publicly|open-source[sd]?) (?:available|our)?\b", RegexOptions.IgnoreCase)]
    private static partial Regex UrlOrCode();
}
