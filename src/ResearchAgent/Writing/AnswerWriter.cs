using System.Text.RegularExpressions;
using ResearchAgent.Papers;
using ResearchAgent.Questions;
using ResearchAgent.Reasoning;
using ResearchAgent.Retrieval;
using ResearchAgent.Text;
using ResearchAgent.Verification;

namespace ResearchAgent.Writing;

/// <summary>
/// Writes an answer out of the library's own sentences: chooses those that answer, leaves out repetitions, orders them
/// by paper and place, and reports them in the third person.
/// </summary>
public static partial class AnswerWriter
{
    private const int MaxSentences = 6;

    /// <summary>Share of words in common above which a sentence repeats another.</summary>
    private const double Redundant = 0.6;

    /// <param name="evidence">Sentences, best first.</param>
    /// <param name="comparedPapers">How many papers, the first by rank, a comparison speaks of.</param>
    /// <param name="isWide">Of a question for papers: admits also those that are merely alike in meaning.</param>
    /// <returns>Unverified claims, in reading order.</returns>
    public static IReadOnlyList<Claim> Write(Question question, IReadOnlyList<Evidence> evidence, int comparedPapers, bool isWide = false) =>
        Compose(Choose(question, evidence, comparedPapers, isWide));

    /// <summary>Third person, one claim a sentence; the authors are named once for each paper.</summary>
    public static IReadOnlyList<Claim> Compose(IEnumerable<Evidence> sentences)
    {
        var introduced = new HashSet<PaperId>();
        return [.. sentences.Select(e => new Claim(ThirdPerson.Rewrite(e.Text, Subject(e.Paper, introduced.Add(e.Paper.Id))), [e.Sentence.Cite()]))];
    }

    /// <summary>Who "we" is: the authors by name, then "they". A single author is "the authors": verbs stay plural.</summary>
    public static string Subject(Paper paper, bool isFirst) =>
        !isFirst ? "They" : paper.Authors.Count > 1 ? paper.AuthorsShort : "The authors";

    private static List<Evidence> Choose(Question question, IReadOnlyList<Evidence> evidence, int comparedPapers, bool isWide)
    {
        if (evidence.Count == 0)
        {
            return [];
        }

        var papers = PapersByRank(evidence);
        var main = evidence.Where(e => e.Paper.Id == papers[0].Id);
        if (question.AsksForLimits && question.Kind != QuestionKind.Comparison)
        {
            return [.. main.Where(e => RhetoricalRoles.Score(RhetoricalRole.Limit, e.Text, e.Sentence.RelativePosition) >= RhetoricalRoles.Threshold).Take(2).OrderBy(e => e.Sentence.Index)];
        }

        return question.Kind switch
        {
            QuestionKind.Quantity => WithContext(Best(WithFigures(main, MeasureWords().IsMatch(question.Text)), question.Text.Contains(" and ", StringComparison.Ordinal) ? 3 : 2, 0.6), evidence),
            QuestionKind.Duration => WithContext(Best(WithFigures(main, asksForMeasure: false), 2, 0.8), evidence),
            QuestionKind.WhichPapers => OnePerPaper(question, evidence, isWide),
            QuestionKind.Comparison => [.. papers.Take(Math.Clamp(comparedPapers, 2, 3)).SelectMany(p => WithContext(Best(evidence.Where(e => e.Paper.Id == p.Id), 2, 0.5), evidence))],
            QuestionKind.Explanation => WithContext(Best(main, 4, 0.45), evidence),
            _ when question.AsksForPaper => WithContext(WithContribution(Best(main, 2, 0.55), main), evidence),
            _ => WithContext(Best(main, 3, 0.55), evidence),
        };
    }

    private static List<Evidence> WithContribution(List<Evidence> chosen, IEnumerable<Evidence> main)
    {
        var sentences = main.OrderBy(e => e.Sentence.Passage.Id.Position).ThenBy(e => e.Sentence.Index).ToList();
        var contribution = Contribution.Of([.. sentences.Select(e => e.Sentence)]);
        return chosen.Exists(e => e.Sentence == contribution) ? chosen : [sentences.First(e => e.Sentence == contribution), .. chosen];
    }

    // A score is told in digits: "the two tasks" holds a number and no score.
    private static List<Evidence> WithFigures(IEnumerable<Evidence> sentences, bool asksForMeasure)
    {
        var all = sentences.ToList();
        var figures = all.Where(e => Figures.In(e.Text).Any()).ToList();
        var measures = asksForMeasure ? figures.Where(e => Measures().IsMatch(e.Text)).ToList() : [];
        return measures.Count > 0 ? measures : figures.Count > 0 ? figures : all;
    }

    // Papers in the order of their best passage.
    private static List<Paper> PapersByRank(IReadOnlyList<Evidence> evidence) =>
        [.. evidence.GroupBy(e => e.Paper.Id).OrderBy(g => g.Min(e => e.Rank)).Select(g => g.First().Paper)];

    private static List<Evidence> Best(IEnumerable<Evidence> ranked, int count, double shareOfBest)
    {
        var chosen = new List<Evidence>();
        foreach (var sentence in ranked)
        {
            if (chosen.Count == count || (chosen.Count > 0 && sentence.Score < shareOfBest * chosen[0].Score))
            {
                break;
            }

            if (!chosen.Any(c => IsRepetition(c, sentence)))
            {
                chosen.Add(sentence);
            }
        }

        return chosen;
    }

    // Papers that come near the best, and those farther off that hold the topic as one expression.
    private static List<Evidence> OnePerPaper(Question question, IReadOnlyList<Evidence> evidence, bool isWide)
    {
        var best = evidence.MaxBy(e => e.Source.Score)!.Source;
        var coverage = evidence.Max(e => e.Source.Coverage);
        var similarity = evidence.Max(e => e.Source.Similarity);
        var isHeld = TopicMatch.IsOnTopic(question.Terms, best);
        return
        [
            .. evidence
                .Where(e => Holds(e.Source) || IsNear(e.Source) || (isWide && IsAlike(e.Source)))
                .GroupBy(e => e.Paper.Id)
                .Select(g => g.FirstOrDefault(e => !ThirdPerson.IsAnaphoric(e.Text)) ?? g.First())
                .OrderByDescending(e => e.Source.Score)
                .Take(MaxSentences),
        ];

        bool Holds(RetrievedPassage p) => isHeld && p.Score >= 0.3 * best.Score && p.Coverage >= 0.6 * coverage && TopicMatch.IsOnTopic(question.Terms, p);

        bool IsNear(RetrievedPassage p) => p.Score >= 0.5 * best.Score && (p.Coverage >= 0.6 * coverage || p.Score >= 0.8 * best.Score);

        bool IsAlike(RetrievedPassage p) => p.Score >= 0.4 * best.Score && p.Similarity >= 0.65 * similarity && p.MatchedTerms.Count > 0;
    }

    // A sentence that opens with "It" or "These" brings the one before it along. Then reading order within each paper.
    private static List<Evidence> WithContext(List<Evidence> chosen, IReadOnlyList<Evidence> all)
    {
        var complete = new List<Evidence>(chosen);
        foreach (var sentence in chosen.Where(s => ThirdPerson.IsAnaphoric(s.Text)))
        {
            var before = all.FirstOrDefault(e => e.Sentence.Passage.Id == sentence.Sentence.Passage.Id && e.Sentence.Index == sentence.Sentence.Index - 1);
            if (before is not null && !complete.Contains(before))
            {
                complete.Add(before);
            }
        }

        return [.. complete.Take(MaxSentences).OrderBy(e => e.Sentence.Passage.Id.Position).ThenBy(e => e.Sentence.Index)];
    }

    private static bool IsRepetition(Evidence a, Evidence b)
    {
        var first = Terms.SetOf(a.Text);
        var second = Terms.SetOf(b.Text);
        var shared = first.Count(second.Contains);
        return shared > Redundant * Math.Min(first.Count, second.Count);
    }

    [GeneratedRegex(@"\b(?:scores?|accurac\w+|f1|auroc|bleu|percent\w*|share)\b", RegexOptions.IgnoreCase)]
    private static partial Regex MeasureWords();

    [GeneratedRegex(@"\d[\d.,]*\s*(?:%|percent|points?\b|x\b|×)|\b\d+\.\d+|(?<![\d.])\.\d+", RegexOptions.IgnoreCase)]
    private static partial Regex Measures();
}
