using System.Globalization;
using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Questions;
using ResearchAgent.Reasoning;
using ResearchAgent.Retrieval;
using ResearchAgent.Verification;
using ResearchAgent.Writing;

namespace ResearchAgent;

/// <summary>
/// The front door: retrieve, reason, write, verify. Every sentence that comes out is a claim with located quotes and
/// a verdict. Safe for concurrent use.
/// </summary>
public sealed class ResearchAssistant(IPassageIndex index, IEmbeddingGenerator<string, Embedding<float>> embedder)
{
    /// <summary>A passage joins a review from this share of the best passage's score; a draft has more words, and twice that is asked.</summary>
    private const double MinShareOfBest = 0.3;

    private const int MaxPapersInReview = 14;

    private readonly PassageRetriever _retriever = new(index, embedder);
    private readonly EvidenceSelector _selector = new(index, embedder);
    private readonly PaperResolver _resolver = new(index, new PassageRetriever(index, embedder));

    /// <summary>Passages for keywords or a question, best first, with why.</summary>
    public Task<IReadOnlyList<RetrievedPassage>> SearchAsync(string text, RetrievalOptions options, PassageFilter filter, CancellationToken cancellationToken) =>
        _retriever.RetrieveAsync(text, options, filter, cancellationToken);

    /// <summary>The paper that a key, id, title (slips forgiven), method name or acronym means; null when none does.</summary>
    public Task<Paper?> ResolveAsync(string name, CancellationToken cancellationToken) => _resolver.ResolveAsync(name, cancellationToken);

    /// <summary>Answers in one to six cited sentences, or abstains and names the nearest papers.</summary>
    public async Task<Answer> AskAsync(string text, PassageFilter filter, CancellationToken cancellationToken)
    {
        var trace = new TraceRecorder(embedder);
        var question = Question.Read(text);
        var compared = await ResolveComparedAsync(question, cancellationToken);
        question = compared.Count > 1 || question.Kind != QuestionKind.Comparison ? question : question with { Kind = QuestionKind.Explanation };
        var passages = await _retriever.RetrieveAsync(question, RetrievalOptions.Questions, filter, cancellationToken);
        passages = await WithPapersFirstAsync(passages, compared, question, cancellationToken);
        trace.Add("retrieve", $"{question.Kind}: {string.Join(' ', question.Terms)}; {passages.Count} passages of {passages.Select(p => p.Paper.Id).Distinct().Count()} papers");

        var signs = await Answerability.ReadSignsAsync(index, question, passages, cancellationToken);
        var confidence = Answerability.Estimate(signs);
        trace.Add("judge", string.Create(CultureInfo.InvariantCulture, $"confidence {confidence:F2}: {signs}"));
        List<Reference> nearest = [.. passages.Select(p => p.Paper).DistinctBy(p => p.Id).Take(5).Select(Reference.To)];
        if (confidence < Answerability.Threshold)
        {
            return Abstain(text, confidence, nearest, "The library holds no passage that answers this.", trace);
        }

        var evidence = await _selector.SelectAsync(question, passages, cancellationToken);
        trace.Add("select", $"{evidence.Count} sentences");
        var claims = AnswerWriter.Write(question, evidence, compared.Count);
        var verified = await VerifyAsync(claims, cancellationToken);
        trace.Add("verify", $"{verified.Count(c => c.Verdict == Verdict.Supported)} of {verified.Count} claims supported");
        List<Claim> kept = [.. verified.Where(c => c.Verdict == Verdict.Supported)];
        return kept.Count == 0
            ? Abstain(text, confidence, nearest, question.AsksForLimits ? "The stored text of the nearest paper states no limits." : "No sentence about this survived verification.", trace)
            : new Answer
            {
                Question = text,
                Claims = kept,
                Confidence = confidence,
                Nearest = nearest,
                References = await ReferencesAsync(kept, cancellationToken),
                Trace = trace.Finish(),
            };
    }

    /// <summary>An evidence matrix of two or more papers, then sentences of contrast.</summary>
    /// <param name="names">Papers by key, id, title, method name or acronym; or one question that names them.</param>
    /// <param name="extraAspects">Rows beside problem, idea, data, result and limits, such as "training cost".</param>
    /// <exception cref="PaperNotFoundException">A name leads to no paper, or all lead to the same one.</exception>
    public async Task<Comparison> CompareAsync(IReadOnlyList<string> names, IReadOnlyList<string> extraAspects, CancellationToken cancellationToken)
    {
        var trace = new TraceRecorder(embedder);
        if (names is [var question] && Question.Read(question).Compared is { Count: > 1 } compared)
        {
            names = compared;
        }

        var papers = await ResolveAllAsync(names, cancellationToken);
        trace.Add("resolve", string.Join("; ", names.Zip(papers, (name, paper) => $"{name}: {paper.Key}")));
        var sentences = new List<IReadOnlyList<PaperSentence>>();
        foreach (var paper in papers)
        {
            var passages = await index.GetPassagesAsync(paper.Id, cancellationToken);
            sentences.Add([.. passages.SelectMany(p => PaperSentence.Of(paper, p))]);
        }

        trace.Add("read", $"{sentences.Sum(s => s.Count)} sentences");
        var (rows, contrast) = await new ComparisonWriter(embedder).WriteAsync(sentences, extraAspects, cancellationToken);
        var cells = await VerifyAsync([.. rows.SelectMany(r => r.Cells).OfType<Claim>()], cancellationToken);
        var supported = cells.Where(c => c.Verdict == Verdict.Supported).ToDictionary(c => (c.Text, c.Citations[0].Quote));
        var told = (await VerifyAsync(contrast, cancellationToken)).Where(c => c.Verdict == Verdict.Supported).ToList();
        trace.Add("verify", $"{supported.Count} of {cells.Count} cells and {told.Count} of {contrast.Count} sentences supported");
        return new Comparison
        {
            Request = string.Join(" / ", names),
            Papers = [.. papers.Select(Reference.To)],
            Rows = [.. rows.Select(r => r with { Cells = [.. r.Cells.Select(c => c is null ? null : supported.GetValueOrDefault((c.Text, c.Citations[0].Quote)))] })],
            Contrast = told,
            References = [.. papers.Select(Reference.To)],
            Trace = trace.Finish(),
        };
    }

    private async Task<List<Paper>> ResolveAllAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var papers = new List<Paper>();
        foreach (var name in names)
        {
            var paper = await _resolver.ResolveAsync(name, cancellationToken)
                ?? throw new PaperNotFoundException(name, $"No paper of the library is called '{name}'. Use a key, an id or words of the title; 'research papers' lists them.");
            if (!papers.Exists(p => p.Id == paper.Id))
            {
                papers.Add(paper);
            }
        }

        return papers.Count > 1
            ? papers
            : throw new PaperNotFoundException(string.Join(", ", names), papers.Count == 0
                ? "A comparison needs two or more papers. Name them by key, id or title."
                : $"All of these lead to the same paper, {papers[0].Key} ('{papers[0].Title}'). Name a second one by key, id or title.");
    }

    /// <summary>A literature summary of a topic, one paragraph a theme.</summary>
    /// <returns>A review without themes when the library holds nothing on the topic.</returns>
    public Task<Review> ReviewAsync(string topic, PassageFilter filter, CancellationToken cancellationToken) =>
        ReviewAsync(topic, topic, null, filter, cancellationToken);

    /// <summary>A related-work section around the user's own abstract, saying how each theme relates to it.</summary>
    public Task<Review> RelatedWorkAsync(Draft draft, PassageFilter filter, CancellationToken cancellationToken) =>
        ReviewAsync(draft.Title, draft.Title + ". " + draft.Text, draft, filter, cancellationToken);

    private async Task<Review> ReviewAsync(string title, string query, Draft? draft, PassageFilter filter, CancellationToken cancellationToken)
    {
        var trace = new TraceRecorder(embedder);
        var question = Question.Read(query);
        var found = await _retriever.RetrieveAsync(question, draft is null ? RetrievalOptions.Topics : RetrievalOptions.Drafts, filter, cancellationToken);
        var relevant = found.Where(p => p.Score >= MinShareOfBest * found[0].Score && (draft is null ? TopicMatch.IsOnTopic(question.Terms, p) : p.Score >= 2 * MinShareOfBest * found[0].Score)).ToList();
        trace.Add("retrieve", $"{relevant.Count} of {found.Count} passages are near enough");

        var candidates = new List<ThemeCandidate>();
        foreach (var paper in relevant.Select(p => p.Paper).DistinctBy(p => p.Id).Where(p => draft is null || PaperId.NormalizeTitle(p.Title) != PaperId.NormalizeTitle(draft.Title)).Take(MaxPapersInReview))
        {
            var passages = await index.GetPassagesAsync(paper.Id, cancellationToken);
            var vector = await embedder.GenerateAsync([$"{paper.Title}. {string.Join(' ', passages.Select(p => p.Text))}"], cancellationToken: cancellationToken);
            candidates.Add(new ThemeCandidate(paper, [.. passages.SelectMany(p => PaperSentence.Of(paper, p))], vector[0].Vector.ToArray()));
        }

        var clusters = ThemeClusters.Group(candidates);
        trace.Add("group", string.Join("; ", clusters.Select(c => $"{string.Join(" and ", c.Phrases)}: {c.Papers.Count}")));
        var themes = new List<Theme>();
        var written = 0;
        foreach (var theme in ReviewWriter.Write(clusters, title, draft))
        {
            var claims = await VerifyAsync(theme.Claims, cancellationToken);
            written += claims.Count;
            themes.Add(theme with { Claims = [.. claims.Where(c => c.Verdict == Verdict.Supported)] });
        }

        trace.Add("verify", $"{themes.Sum(t => t.Claims.Count)} of {written} claims supported");
        return new Review
        {
            Topic = title,
            IsRelatedWork = draft is not null,
            Themes = [.. themes.Where(t => t.Claims.Count > 0)],
            References = await ReferencesAsync(themes.SelectMany(t => t.Claims), cancellationToken),
            Trace = trace.Finish(),
        };
    }

    // The papers that a comparison names, as far as each name leads to another paper.
    private async Task<IReadOnlyList<Paper>> ResolveComparedAsync(Question question, CancellationToken cancellationToken)
    {
        var papers = new List<Paper>();
        foreach (var name in question.Compared)
        {
            if (await _resolver.ResolveAsync(name, cancellationToken) is { } paper && !papers.Exists(p => p.Id == paper.Id))
            {
                papers.Add(paper);
            }
        }

        return papers;
    }

    // What the question names comes first, whatever else the words of the question resemble.
    private async Task<IReadOnlyList<RetrievedPassage>> WithPapersFirstAsync(
        IReadOnlyList<RetrievedPassage> passages, IReadOnlyList<Paper> named, Question question, CancellationToken cancellationToken)
    {
        if (named.Count < 2)
        {
            return passages;
        }

        var ofNamed = await _retriever.RetrieveAsync(
            question, RetrievalOptions.Questions, new PassageFilter { Papers = [.. named.Select(p => p.Id)] }, cancellationToken);
        var order = named.Select(p => p.Id).ToList();
        return [.. ofNamed.OrderBy(p => order.IndexOf(p.Paper.Id)), .. passages.Where(p => named.All(n => n.Id != p.Paper.Id))];
    }

    /// <summary>Judges claims against the library as it is now.</summary>
    public async Task<IReadOnlyList<Claim>> VerifyAsync(IReadOnlyList<Claim> claims, CancellationToken cancellationToken)
    {
        var sources = await CitedSources.LoadAsync(index, claims, cancellationToken);
        return [.. claims.Select(c => CitationVerifier.Verify(c, sources))];
    }

    private static Answer Abstain(string question, double confidence, IReadOnlyList<Reference> nearest, string reason, TraceRecorder trace) => new()
    {
        Question = question,
        Claims = [],
        Confidence = confidence,
        Abstention = reason,
        Nearest = nearest,
        References = [],
        Trace = trace.Finish(),
    };

    private async Task<IReadOnlyList<Reference>> ReferencesAsync(IEnumerable<Claim> claims, CancellationToken cancellationToken)
    {
        var cited = claims.SelectMany(c => c.Citations).Select(c => c.Paper).Distinct().ToList();
        var papers = await index.ListPapersAsync(new PassageFilter { Papers = cited }, cancellationToken);

        // A paper may have been deleted meanwhile.
        return [.. cited.Select(id => papers.FirstOrDefault(p => p.Id == id)).OfType<Paper>().Select(Reference.To)];
    }
}
