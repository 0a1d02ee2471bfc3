using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Questions;
using ResearchAgent.Reasoning;
using ResearchAgent.Reasoning.Contradictions;
using ResearchAgent.Retrieval;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.Telemetry;
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
    private const int MaxNearest = 5;

    /// <summary>Sentences from this share of the best one's score are looked through for what speaks against the answer.</summary>
    private const double MinShareOfBestEvidence = 0.4;

    private const int MaxDisagreements = 2;

    /// <summary>
    /// A paper is similar to another from this share of the score that the other gives itself. Of 71 papers on machine
    /// learning the nearest one has 0.19 to 0.40, and the nearest to a paper on snow has 0.12.
    /// </summary>
    private const double MinShareOfOwn = 0.17;

    private readonly PassageRetriever _retriever = new(index, embedder, reranker);
    private readonly PaperResolver _resolver = new(index, new PassageRetriever(index, embedder));
    private readonly EvidenceGatherer _gatherer = new(index, new PassageRetriever(index, embedder, reranker), new PaperResolver(index, new PassageRetriever(index, embedder)), new EvidenceSelector(index, StaticWordVectors.Shared));

    /// <summary>Passages for keywords or a question, best first, with why.</summary>
    public Task<IReadOnlyList<RetrievedPassage>> SearchAsync(string text, RetrievalOptions options, PassageFilter filter, CancellationToken cancellationToken) =>
        _retriever.RetrieveAsync(text, options, filter, cancellationToken);

    /// <summary>The papers whose content is nearest to that of a paper of the library, itself left out: its title and abstract, searched for as a draft's are.</summary>
    /// <returns>The best passage of each, nearest first; at most <paramref name="limit"/>, and none when the library has nothing like it.</returns>
    public async Task<IReadOnlyList<RetrievedPassage>> FindSimilarAsync(Paper paper, int limit, CancellationToken cancellationToken)
    {
        // An abstract comes first.
        var passages = await index.GetPassagesAsync(paper.Id, cancellationToken);
        var found = await _retriever.RetrieveAsync(
            $"{paper.Title}. {(passages.Count > 0 ? passages[0].Text : "")}", RetrievalOptions.Drafts with { MaxPerPaper = 1, Limit = limit + 1 }, PassageFilter.None, cancellationToken);
        var own = found.FirstOrDefault(p => p.Paper.Id == paper.Id)?.Score ?? 0;
        return [.. found.Where(p => p.Paper.Id != paper.Id && p.Score >= MinShareOfOwn * own).Take(limit)];
    }

    /// <summary>The paper that a key, id, title (slips forgiven), method name or acronym means; null when none does.</summary>
    public Task<Paper?> ResolveAsync(string name, CancellationToken cancellationToken) => _resolver.ResolveAsync(name, cancellationToken);

    /// <summary>Answers in one to six cited sentences, or abstains and names the nearest papers.</summary>
    public Task<Answer> AskAsync(string text, PassageFilter filter, CancellationToken cancellationToken) => RunTelemetry.AskAsync("direct", async () =>
    {
        var trace = StartTrace();
        var findings = await GatherAsync(text, RetrievalOptions.Questions, filter, trace, cancellationToken);
        return await AnswerAsync(text, [findings], trace, maxRepairs: 0, cancellationToken);
    });

    /// <summary>The first half of an answer, for who gathers in several steps: what the library holds on a question.</summary>
    public Task<Findings> GatherAsync(string text, RetrievalOptions options, PassageFilter filter, TraceRecorder trace, CancellationToken cancellationToken) =>
        _gatherer.GatherAsync(text, options, filter, trace, cancellationToken);

    /// <summary>The second half: answers a question out of what was gathered on its parts, in their order.</summary>
    /// <param name="parts">At least one. A part whose findings are not enough, or of which no sentence survives, becomes a gap.</param>
    /// <param name="maxRepairs">How many sentences that fail verification the model may write again.</param>
    public async Task<Answer> AnswerAsync(string text, IReadOnlyList<Findings> parts, TraceRecorder trace, int maxRepairs, CancellationToken cancellationToken)
    {
        var writing = new WritingRun(writer, VerifyAsync, trace) { MayAbstain = true, MaxRepairs = maxRepairs };
        var claims = new List<Claim>();
        var gaps = new List<Gap>();
        foreach (var part in parts)
        {
            var (told, reason) = await TellAsync(part, writing, cancellationToken);
            foreach (var claim in told.Where(c => !claims.Exists(k => k.Text == c.Text || (part.IsAddition && k.Keys.Any(c.Keys.Contains)))))
            {
                claims.Add(claim);
                trace.Tell(claim);
            }

            if (told.Count == 0 && !part.IsAddition)
            {
                gaps.Add(new Gap(part.Question.Text, reason));
            }
        }

        if (writing.HasWritten)
        {
            trace.Add("verify", writing.Tally);
            claims.AddRange(await DisagreementsAsync(claims, parts, trace, cancellationToken));
        }

        var answered = parts.Where(p => !p.IsAddition && !gaps.Exists(g => g.Question == p.Question.Text)).ToList();
        return new Answer
        {
            Question = text,
            Claims = claims,
            Confidence = answered.Count > 0 ? answered.Min(p => p.Confidence) : parts.Max(p => p.Confidence),
            Abstention = claims.Count > 0 ? null : gaps is [var only] ? only.Reason : $"The library answers none of the {gaps.Count} parts of this question.",
            Gaps = parts.Count(p => !p.IsAddition) > 1 ? gaps : [],
            Nearest = Nearest(parts),
            References = await ReferencesAsync(claims, cancellationToken),
            Trace = trace.Finish(writing.HasWritten ? writing.Describe() : Writer.Extractive),
        };
    }

    /// <param name="progress">Told of the run at once; null for who watches this assistant.</param>
    public TraceRecorder StartTrace(RunProgress? progress = null) => new(embedder, progress ?? Progress);

    /// <summary>The same assistant, with somebody who watches its runs.</summary>
    public ResearchAssistant WatchedBy(RunProgress progress) => new(index, embedder, writer, reranker) { Progress = progress };

    private RunProgress? Progress { get; init; }

    // The supported claims on a part; when there are none, why.
    private static async Task<(IReadOnlyList<Claim> Claims, string Reason)> TellAsync(Findings part, WritingRun writing, CancellationToken cancellationToken)
    {
        if (!part.AreEnough)
        {
            return ([], "The library holds no passage that answers this.");
        }

        var quoted = AnswerWriter.Write(part.Question, part.Evidence, part.ComparedPapers, part.IsAddition);
        if (quoted.Count == 0 && part.Question.AsksForLimits)
        {
            return ([], "The stored text of the nearest paper states no limits.");
        }

        var claims = await writing.WriteAsync(() => FluentTask.Answer(part.Question.Text, quoted, part.Evidence), quoted, cancellationToken);
        return (claims, writing.Abstained ? "The model read the nearest papers' sentences and found no answer in them." : "No sentence about this survived verification.");
    }

    // Where another paper's evidence speaks against what the answer quotes, the answer says so and cites both.
    private async Task<IEnumerable<Claim>> DisagreementsAsync(IReadOnlyList<Claim> claims, IReadOnlyList<Findings> parts, TraceRecorder trace, CancellationToken cancellationToken)
    {
        var quotes = claims.SelectMany(c => c.Citations).Select(c => c.Quote).ToList();
        var sentences = parts.Where(p => p.AreEnough)
            .SelectMany(p => p.Evidence.Where(e => e.Score >= MinShareOfBestEvidence * p.Evidence[0].Score || quotes.Exists(e.Sentence.Holds)))
            .Select(e => e.Sentence)
            .DistinctBy(s => (s.Passage.Id, s.Index))
            .ToList();
        var found = new ContradictionFinder(StaticWordVectors.Shared).Among(sentences, cancellationToken)
            .Where(c => !c.IsWithinOnePaper && quotes.Exists(q => c.First.Holds(q) || c.Second.Holds(q)))
            .Take(MaxDisagreements)
            .ToList();
        if (found.Count == 0)
        {
            return [];
        }

        var told = (await VerifyAsync([.. found.Select(ContradictionWriter.Summarize)], cancellationToken)).Where(c => c.Verdict == Verdict.Supported).ToList();
        trace.Add("compare", $"{told.Count} of {found.Count} disagreements of {sentences.Count} sentences told");
        return told;
    }

    // The best paper of each part, then the second of each.
    private static List<Reference> Nearest(IReadOnlyList<Findings> parts) =>
    [
        .. parts
            .SelectMany(part => part.Passages.Select(p => p.Paper).DistinctBy(p => p.Id).Select((paper, rank) => (paper, rank)))
            .OrderBy(p => p.rank)
            .Select(p => p.paper)
            .DistinctBy(p => p.Id)
            .Take(MaxNearest)
            .Select(Reference.To),
    ];

    /// <summary>An evidence matrix of two or more papers, then sentences of contrast.</summary>
    /// <param name="names">Papers by key, id, title, method name or acronym; or one question that names them.</param>
    /// <param name="extraAspects">Rows beside problem, idea, data, result and limits, such as "training cost".</param>
    /// <exception cref="PaperNotFoundException">A name leads to no paper, or all lead to the same one.</exception>
    public Task<Comparison> CompareAsync(IReadOnlyList<string> names, IReadOnlyList<string> extraAspects, CancellationToken cancellationToken) =>
        RunTelemetry.CompareAsync(() => WriteComparisonAsync(names, extraAspects, cancellationToken));

    private async Task<Comparison> WriteComparisonAsync(IReadOnlyList<string> names, IReadOnlyList<string> extraAspects, CancellationToken cancellationToken)
    {
        var trace = StartTrace();
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
        RunTelemetry.ReviewAsync(() => ReviewAsync(topic, topic, null, filter, cancellationToken));

    /// <summary>A related-work section around the user's own abstract, saying how each theme relates to it.</summary>
    public Task<Review> RelatedWorkAsync(Draft draft, PassageFilter filter, CancellationToken cancellationToken) =>
        RunTelemetry.ReviewAsync(() => ReviewAsync(draft.Title, draft.Title + ". " + draft.Text, draft, filter, cancellationToken));

    /// <summary>The themes that <see cref="ReviewAsync(string, PassageFilter, CancellationToken)"/> would write about, without the prose.</summary>
    /// <returns>None when the library holds nothing on the topic.</returns>
    public async Task<IReadOnlyList<ThemeOutline>> OutlineAsync(string topic, PassageFilter filter, CancellationToken cancellationToken)
    {
        var clusters = await FindThemesAsync(topic, topic, null, filter, StartTrace(), cancellationToken);
        return [.. clusters.Zip(ReviewWriter.Write(clusters, topic, null), (c, theme) => new ThemeOutline(theme.Label, [.. c.Papers.Select(p => Reference.To(p.Paper))]))];
    }

    private async Task<IReadOnlyList<ThemeCluster>> FindThemesAsync(
        string title, string query, Draft? draft, PassageFilter filter, TraceRecorder trace, CancellationToken cancellationToken)
    {
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
        return clusters;
    }

    private async Task<Review> ReviewAsync(string title, string query, Draft? draft, PassageFilter filter, CancellationToken cancellationToken)
    {
        var trace = StartTrace();
        var clusters = await FindThemesAsync(title, query, draft, filter, trace, cancellationToken);
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
        var trace = StartTrace();
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

    /// <summary>Judges claims against the library as it is now.</summary>
    public async Task<IReadOnlyList<Claim>> VerifyAsync(IReadOnlyList<Claim> claims, CancellationToken cancellationToken)
    {
        var sources = await CitedSources.LoadAsync(index, claims, cancellationToken);
        return [.. claims.Select(c => CitationVerifier.Verify(c, sources))];
    }

    private async Task<IReadOnlyList<Reference>> ReferencesAsync(IEnumerable<Claim> claims, CancellationToken cancellationToken)
    {
        var cited = claims.SelectMany(c => c.Citations).Select(c => c.Paper).Distinct().ToList();
        var papers = await index.ListPapersAsync(new PassageFilter { Papers = cited }, cancellationToken);

        // A paper may have been deleted meanwhile.
        return [.. cited.Select(id => papers.FirstOrDefault(p => p.Id == id)).OfType<Paper>().Select(Reference.To)];
    }
}
