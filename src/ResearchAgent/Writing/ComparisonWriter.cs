using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using ResearchAgent.Papers;
using ResearchAgent.Questions;
using ResearchAgent.Reasoning;
using ResearchAgent.Text;
using ResearchAgent.Verification;

namespace ResearchAgent.Writing;

/// <summary>
/// Fills an evidence matrix: for each paper and aspect the sentence that plays that part, cut to a short quote, or
/// nothing. Then says in two to four sentences how the papers' ideas and results stand side by side.
/// </summary>
public sealed class ComparisonWriter(IEmbeddingGenerator<string, Embedding<float>> embedder)
{
    private static readonly (string Label, RhetoricalRole Role)[] Aspects =
    [
        ("Problem", RhetoricalRole.Problem),
        ("Idea", RhetoricalRole.Idea),
        ("Data and evaluation", RhetoricalRole.Data),
        ("Result", RhetoricalRole.Result),
        ("Limits", RhetoricalRole.Limit),
    ];

    /// <summary>Cosine from which a sentence is about an aspect that it does not name.</summary>
    private const float MinAspectSimilarity = 0.6f;

    /// <summary>Two sentences joined by "whereas" stay readable up to this many words.</summary>
    private const int MaxJoinedWords = 55;

    /// <param name="papers">For each paper its sentences in reading order; two or more papers.</param>
    /// <returns>Rows with unverified cells, and unverified sentences of contrast.</returns>
    public async Task<(IReadOnlyList<ComparisonRow> Rows, IReadOnlyList<Claim> Contrast)> WriteAsync(
        IReadOnlyList<IReadOnlyList<PaperSentence>> papers, IReadOnlyList<string> extraAspects, CancellationToken cancellationToken)
    {
        var parts = papers.Select(AssignRoles).ToList();
        var rows = Aspects
            .Select(a => new ComparisonRow(a.Label, [.. parts.Select(p => p.TryGetValue(a.Role, out var s) ? Cell(s, span => RhetoricalRoles.Score(a.Role, span, s.RelativePosition)) : null)]))
            .ToList();
        foreach (var aspect in extraAspects)
        {
            rows.Add(new ComparisonRow(Capitalize(aspect), await CellsForAsync(aspect, papers, cancellationToken)));
        }

        return (rows, [.. Contrast(parts), .. CommonNames(papers)]);
    }

    // Each sentence fills one cell at most; the strongest fit takes it.
    private static Dictionary<RhetoricalRole, PaperSentence> AssignRoles(IReadOnlyList<PaperSentence> sentences)
    {
        var parts = new Dictionary<RhetoricalRole, PaperSentence>();
        var useful = sentences.Where(s => !ThirdPerson.IsAnaphoric(s.Text) || sentences.Count < 4).ToList();
        if (useful.Count == 0)
        {
            return parts;
        }

        parts[RhetoricalRole.Idea] = Contribution.Of(sentences);
        var candidates =
            from sentence in useful
            where sentence != parts[RhetoricalRole.Idea]
            from aspect in Aspects
            where aspect.Role != RhetoricalRole.Idea
            let score = RhetoricalRoles.Score(aspect.Role, sentence.Text, sentence.RelativePosition)
            where score >= RhetoricalRoles.Threshold
            orderby score descending
            select (aspect.Role, sentence);
        foreach (var (role, sentence) in candidates)
        {
            if (!parts.ContainsKey(role) && !parts.ContainsValue(sentence))
            {
                parts[role] = sentence;
            }
        }

        return parts;
    }

    private async Task<IReadOnlyList<Claim?>> CellsForAsync(
        string aspect, IReadOnlyList<IReadOnlyList<PaperSentence>> papers, CancellationToken cancellationToken)
    {
        var wanted = Terms.SetOf(aspect);
        var target = (await embedder.GenerateAsync([aspect], cancellationToken: cancellationToken))[0].Vector;
        var cells = new List<Claim?>();
        foreach (var sentences in papers)
        {
            var vectors = await embedder.GenerateAsync(sentences.Select(s => s.Text), cancellationToken: cancellationToken);
            var best = sentences
                .Zip(vectors, (s, v) => (Sentence: s, Held: wanted.Count(Terms.SetOf(s.Text).Contains), Similarity: TensorPrimitives.Dot(v.Vector.Span, target.Span)))
                .OrderByDescending(s => s.Held).ThenByDescending(s => s.Similarity)
                .FirstOrDefault();
            var isAbout = best.Sentence is not null && wanted.Count > 0 && (best.Held == wanted.Count || best.Similarity >= MinAspectSimilarity);
            cells.Add(isAbout ? Cell(best.Sentence!, span => wanted.Count(Terms.SetOf(span).Contains)) : null);
        }

        return cells;
    }

    private static Claim Cell(PaperSentence sentence, Func<string, double> worth)
    {
        var (start, length) = QuoteSpan.Shorten(sentence.Text, worth);
        return new Claim(CitationVerifier.WithoutSourceMarks(QuoteSpan.WithEllipses(sentence.Text, start, length)), [sentence.Cite(start, length)]);
    }

    private static IEnumerable<Claim> Contrast(List<Dictionary<RhetoricalRole, PaperSentence>> parts)
    {
        foreach (var role in (RhetoricalRole[])[RhetoricalRole.Idea, RhetoricalRole.Result])
        {
            var told = parts.Where(p => p.ContainsKey(role)).Select(p => p[role]).Take(3).ToList();
            if (told.Count < 2)
            {
                continue;
            }

            var sentences = told.Select(s => Report(s)).ToList();
            if (told.Count == 2 && sentences.Sum(WordCount) <= MaxJoinedWords)
            {
                yield return new Claim($"{sentences[0].TrimEnd('.')}, whereas {ThirdPerson.ContinueWith(sentences[1])}", [told[0].Cite(), told[1].Cite()]);
                continue;
            }

            yield return new Claim(sentences[0], [told[0].Cite()]);
            for (var i = 1; i < told.Count && told.Count + i <= 4; i++)
            {
                yield return new Claim("By contrast, " + ThirdPerson.ContinueWith(sentences[i]), [told[i].Cite()]);
            }
        }
    }

    private static string Report(PaperSentence sentence) => ThirdPerson.Report(sentence.Text, sentence.Paper);

    // Names of methods and data that all compared papers mention, with a sentence of each as proof.
    private static IEnumerable<Claim> CommonNames(IReadOnlyList<IReadOnlyList<PaperSentence>> papers)
    {
        var common = papers
            .Select(p => p.SelectMany(s => Question.NamesIn(s.Text)).Where(IsTelling).ToHashSet(StringComparer.OrdinalIgnoreCase))
            .Aggregate((a, b) => { a.IntersectWith(b); return a; })
            .Order(StringComparer.OrdinalIgnoreCase).Take(4).ToList();
        if (common.Count == 0)
        {
            yield break;
        }

        var quotes = papers
            .SelectMany(p => common.Select(n => p.First(s => s.Text.Contains(n, StringComparison.OrdinalIgnoreCase))).Distinct())
            .Select(s => s.Cite());
        var list = common.Count == 1 ? common[0] : string.Join(", ", common[..^1]) + " and " + common[^1];
        yield return new Claim($"{(papers.Count == 2 ? "Both" : "All")} mention {list}.", [.. quotes]);
    }

    // Inner capitals or digits: "XGBoost", "GSM8K". Every paper of the field says LLM; that is nothing in common.
    private static bool IsTelling(string name) =>
        name.Length > 2 && name.TrimEnd('s') is not ("LLM" or "NLP" or "GPT" or "DNN") && (name.Skip(1).Any(char.IsUpper) || name.Any(char.IsDigit)) && name.Any(char.IsLetter);

    private static int WordCount(string text) => Tokenizer.Spans(text).Count();

    private static string Capitalize(string text) => text.Length == 0 ? text : char.ToUpper(text[0], CultureInfo.InvariantCulture) + text[1..];
}
