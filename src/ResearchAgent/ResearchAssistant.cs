using System.Globalization;
using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Questions;
using ResearchAgent.Reasoning;
using ResearchAgent.Reasoning.Contradictions;
using ResearchAgent.Retrieval;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.Verification;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Fluent;

namespace ResearchAgent;

/// <summary>
/// The front door: retrieve, reason, write, verify. Every sentence that comes out is a claim with located quotes and
/// a verdict. Safe for concurrent use.
/// </summary>
/// <param name="writer">
/// Has a language model write the sentences. Those that fail verification are dropped; where none is left, and where
/// there is no writer, the text is made of the library's own sentences, and the trace says so.
/// </param>
/// <param name="reranker">Puts the passages for a question in order.</param>
public sealed class ResearchAssistant(IPassageIndex index, IEmbeddingGenerator<string, Embedding<float>> embedder, FluentWriter? writer = null, IReranker? reranker = null)
{
    /// <summary>A passage joins a review from this share of the best passage's score; a draft has more words, and twice that is asked.</summary>
    private const double MinShareOfBest = 0.3;

    private const int MaxPapersInReview = 14;

    private readonly PassageRetriever _retriever = new(index, embedder, reranker);
    private readonly EvidenceSelector _selector = new(index, StaticWordVectors.Shared);
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
            return Abstain(text, confidence, nearest, "The library holds no passage that answers this.", trace.Finish(Writer.Extractive));
        }

        var evidence = await _selector.SelectAsync(question, passages, cancellationToken);
        trace.Add("select", $"{evidence.Count} sentences");
        var quoted = AnswerWriter.Write(question, evidence, compared.Count);
        if (quoted.Count == 0 && question.AsksForLimits)
        {
            return Abstain(text, confidence, nearest, "The stored text of the nearest paper states no limits.", trace.Finish(Writer.Extractive));
        }

        var writing = new WritingRun(writer, VerifyAsync, trace) { MayAbstain = true };
        var claims = await writing.WriteAsync(() => FluentTask.Answer(text, quoted, evidence), quoted, cancellationToken);
        trace.Add("verify", writing.Tally);
        return writing.Abstained ? Abstain(text, confidence, nearest, "The model read the nearest papers' sentences and found no answer in them.", trace.Finish(writing.Describe()))
            : claims.Count == 0 ? Abstain(text, confidence, nearest, "No sentence about this survived verification.", trace.Finish(writing.Describe()))
            : new Answer
            {
                Question = text,
                Claims = claims,
                Confidence = confidence,
                Nearest = nearest,
                References = await ReferencesAsync(claims, cancellationToken),
                Trace = trace.Finish(writing.Describe()),
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
        var (rows, contrast) = await new ComparisonWriter(StaticWordVectors.Shared).WriteAsync(sentences, extraAspects, cancellationToken);
        var cells = await VerifyAsync([.. rows.SelectMany(r => r.Cells).OfType<Claim>()], cancellationToken);
        var supported = cells.Where(c => c.Verdict == Verdict.Supported).ToDictionary(c => (c.Text, c.Citations[0].Quote));
        rows = [.. rows.Select(r => r with { Cells = [.. r.Cells.Select(c => c is null ? null : supported.GetValueOrDefault((c.Text, c.Citations[0].Quote)))] })];
        var writing = new WritingRun(writer, VerifyAsync, trace);
        var told = await writing.WriteAsync(() => FluentTask.Comparison(papers, rows, [.. sentences.SelectMany(s => s)]), contrast, cancellationToken);
        trace.Add("verify", $"{supported.Count} of {cells.Count} cells supported; {writing.Tally}");
        return new Comparison
        {
            Request = string.Join(" / ", names),
            Papers = [.. papers.Select(Reference.To)],
            Rows = rows,
            Contrast = told,
            References = [.. papers.Select(Reference.To)],
            Trace = trace.Finish(writing.Describe()),
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
            var vector = await StaticWordVectors.Shared.GenerateAsync([$"{paper.Title}. {string.Join(' ', passages.Select(p => p.Text))}"], cancellationToken: cancellationToken);
            candidates.Add(new ThemeCandidate(paper, [.. passages.SelectMany(p => PaperSentence.Of(paper, p))], vector[0].Vector.ToArray()));
        }

        var clusters = ThemeClusters.Group(candidates);
        trace.Add("group", string.Join("; ", clusters.Select(c => $"{string.Join(" and ", c.Phrases)}: {c.Papers.Count}")));
        var themes = new List<Theme>();
        var writing = new WritingRun(writer, VerifyAsync, trace);
        foreach (var (cluster, theme) in clusters.Zip(ReviewWriter.Write(clusters, title, draft)))
        {
            List<PaperSentence> sentences = [.. cluster.Papers.SelectMany(p => p.Sentences)];
            var paragraph = await writing.WriteAsync(() => FluentTask.Theme(theme.Label, theme.Paragraph, sentences, draft), theme.Paragraph, cancellationToken);
            var relation = (await VerifyAsync(theme.Relation, cancellationToken)).Where(c => c.Verdict == Verdict.Supported);
            themes.Add(new Theme(theme.Label, [.. paragraph, .. relation]));
        }

        trace.Add("verify", writing.Tally);
        return new Review
        {
            Topic = title,
            IsRelatedWork = draft is not null,
            Themes = [.. themes.Where(t => t.Claims.Count > 0)],
            References = await ReferencesAsync(themes.SelectMany(t => t.Claims), cancellationToken),
            Trace = trace.Finish(writing.Describe()),
        };
    }

    /// <summary>Pairs of sentences that speak of the same subject and seem to disagree, surest first: candidates for a person to judge.</summary>
    /// <param name="topic">Compares what the library says on this; null compares everything with everything.</param>
    public async Task<Contradictions> FindContradictionsAsync(string? topic, PassageFilter filter, CancellationToken cancellationToken)
    {
        var trace = new TraceRecorder(embedder);
        var sentences = await new SentenceReader(index, _retriever).ReadAsync(topic, filter, cancellationToken);
        trace.Add("read", $"{sentences.Count} sentences");
        var found = new ContradictionFinder(StaticWordVectors.Shared).Among(sentences, cancellationToken);
        trace.Add("compare", $"{found.Count} pairs seem to disagree");

        List<Disagreement> told = [.. found.Select(ContradictionWriter.Tell)];
        var claims = await VerifyAsync([.. told.SelectMany(p => (Claim[])[p.First, p.Second])], cancellationToken);
        List<Disagreement> pairs =
        [
            .. told.Select((p, i) => p with { First = claims[2 * i], Second = claims[(2 * i) + 1] })
                .Where(p => p.First.Verdict == Verdict.Supported && p.Second.Verdict == Verdict.Supported),
        ];
        trace.Add("verify", $"{pairs.Count} of {told.Count} pairs supported");
        return new Contradictions
        {
            Topic = topic,
            Sentences = sentences.Count,
            Papers = sentences.Select(s => s.Paper.Id).Distinct().Count(),
            Pairs = pairs,
            References = await ReferencesAsync(pairs.SelectMany(p => (Claim[])[p.First, p.Second]), cancellationToken),
            Trace = trace.Finish(Writer.Extractive),
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

    private static Answer Abstain(string question, double confidence, IReadOnlyList<Reference> nearest, string reason, Trace trace) => new()
    {
        Question = question,
        Claims = [],
        Confidence = confidence,
        Abstention = reason,
        Nearest = nearest,
        References = [],
        Trace = trace,
    };

    private async Task<IReadOnlyList<Reference>> ReferencesAsync(IEnumerable<Claim> claims, CancellationToken cancellationToken)
    {
        var cited = claims.SelectMany(c => c.Citations).Select(c => c.Paper).Distinct().ToList();
        var papers = await index.ListPapersAsync(new PassageFilter { Papers = cited }, cancellationToken);

        // A paper may have been deleted meanwhile.
        return [.. cited.Select(id => papers.FirstOrDefault(p => p.Id == id)).OfType<Paper>().Select(Reference.To)];
    }
}
