using System.ComponentModel;
using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;
using ResearchAgent.Reasoning;
using ResearchAgent.Retrieval;
using ResearchAgent.Verification;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Fluent;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Plugins;

/// <summary>Reads evidence and checks sentences against it.</summary>
public sealed class ReadingPlugin(ResearchAssistant assistant, IPassageIndex index)
{
    private const int MaxPassages = 8;

    // Whole passages are up to 480 tokens each: eight of them fill the context of a small model.
    private const int SentencesPerPassage = 2;
    private const int MaxNeighbours = 3;
    private const int MaxPapers = 20;
    private const int MaxCited = 6;

    [KernelFunction("gather_evidence")]
    [Description("Finds the sentences that help to answer a question. Returns one line per sentence: [key to cite] passage id: sentence. Use read_passage with the passage id to read more.")]
    public async Task<string> GatherEvidenceAsync(
        [Description("The question, in words.")] string question,
        [Description("Only these papers, by key, title or method name, with a semicolon between them. Leave it out to search all papers.")] string papers = "",
        CancellationToken cancellationToken = default)
    {
        if (Input.CheckText(nameof(question), question) is { } error)
        {
            return error;
        }

        var (unknown, only) = await Input.PapersAsync(assistant, nameof(papers), papers, 0, MaxPapers, cancellationToken);
        if (unknown is not null)
        {
            return unknown;
        }

        var passages = await assistant.SearchAsync(question, RetrievalOptions.Questions with { Limit = MaxPassages }, new PassageFilter { Papers = [.. only.Select(p => p.Id)] }, cancellationToken);
        return passages.Count > 0 ? PaperText.Lines(passages.SelectMany(p => PaperText.BestSentences(p, SentencesPerPassage).Select(s => $"[{p.Paper.Key}] {p.Passage.Id}: {s}")))
            : only.Count == 0 ? $"The library holds nothing on {Input.Echo(question)}. Try other words."
            : $"{string.Join("; ", only.Select(p => p.Key))} say nothing on {Input.Echo(question)}. Try other words, or leave papers out.";
    }

    [KernelFunction("read_passage")]
    [Description("Gives the full text of one passage. Returns one line per passage: [key to cite] passage id: text.")]
    public async Task<string> ReadPassageAsync(
        [Description("The passage id, such as arxiv:2305.04091#0v1. gather_evidence gives such ids.")] string id,
        [Description("How many passages before and after it to read too, 0 to 3.")] int neighbours = 0,
        CancellationToken cancellationToken = default)
    {
        if ((Input.CheckPassageId(id, out var wanted) ?? Input.CheckRange(nameof(neighbours), neighbours, 0, MaxNeighbours)) is { } error)
        {
            return error;
        }

        var papers = await index.ListPapersAsync(new PassageFilter { Papers = [wanted.Paper] }, cancellationToken);
        var passages = await index.GetPassagesAsync(wanted.Paper, cancellationToken);
        return papers is [var paper] && passages.Any(p => p.Id == wanted)
            ? PaperText.Lines(passages.Where(p => Math.Abs(p.Id.Position - wanted.Position) <= neighbours).Select(p => $"[{paper.Key}] {p.Id}: {p.Text}"))
            : Input.NoPassage(id);
    }

    [KernelFunction("quote_check")]
    [Description("Checks whether papers back a sentence that you want to write. Says Supported, or what is wrong and what to do, and shows the quotes, one per line: [key to cite] passage id: quote.")]
    public async Task<string> QuoteCheckAsync(
        [Description("The sentence that you want to write.")] string sentence,
        [Description("The keys that you want to cite for it, with a semicolon between them, 1 to 6, such as: Wang2023PlanAndSolve; Dua2022SuccessivePromptingDecomposing")] string keys,
        CancellationToken cancellationToken = default)
    {
        if (Input.CheckText(nameof(sentence), sentence) is { } error)
        {
            return error;
        }

        var (unknown, papers) = await Input.PapersAsync(assistant, nameof(keys), keys, 1, MaxCited, cancellationToken);
        if (unknown is not null)
        {
            return unknown;
        }

        var cited = papers.Select(p => p.Key).ToList();
        var written = CitedProse.Parse(sentence, cited, isCutOff: false).Sentences;
        if (written.Count == 0)
        {
            return $"Error: sentence is {Input.Echo(sentence)}, which is no sentence. Call again with one plain sentence.";
        }

        var sentences = new List<PaperSentence>();
        foreach (var paper in papers)
        {
            sentences.AddRange((await index.GetPassagesAsync(paper.Id, cancellationToken)).SelectMany(p => PaperSentence.Of(paper, p)));
        }

        var text = string.Join(' ', written.Select(s => s.Text));
        var claim = new Claim(text, QuoteBinder.Bind(new CitedSentence(text, cited), [.. sentences.Select(s => new KeyedQuote(s))]));
        claim = (await assistant.VerifyAsync([claim], cancellationToken))[0];
        var idle = cited.Except(claim.Keys).ToList();
        var verdict = $"{claim.Verdict}: {Advice(claim)}{(claim.Citations.Count > 0 && idle.Count > 0 ? $" Do not cite {string.Join("; ", idle)} for it: no quote of theirs backs it." : "")}";
        var shown = claim.Citations.Count > 0 ? claim.Citations : Nearest(text, sentences);
        return shown.Count == 0 ? verdict : $"{verdict}\n{PaperText.Lines(shown.Select(c => $"[{c.Key}{QuoteSource.Page(c.Quote)}] {c.Quote.Passage}: {c.Quote.Text}"))}";
    }

    private static string Advice(Claim claim) => claim.Verdict switch
    {
        Verdict.Supported => $"these quotes back the sentence. Cite [{string.Join("; ", claim.Keys)}].",
        Verdict.NumberMismatch => "a number of the sentence is not in the quotes. Use the numbers of the quotes.",
        Verdict.NameMismatch => "a name of the sentence is not in the quotes. Use the names of the quotes.",
        Verdict.PolarityMismatch => "the sentence says the opposite of the quotes. Say what the quotes say.",
        Verdict.Uncited => "nothing in these papers backs the sentence, or it gives one paper what another says. Say what the nearest sentences say, each under its own key, or cite other papers.",
        Verdict.Unlocated => "the papers have changed meanwhile. Call again.",
        _ => "too few words of the sentence are in the quotes. Keep closer to the words of the quotes.",
    };

    // For a sentence that nothing backs: what each paper says that is nearest to it.
    private static IReadOnlyList<Citation> Nearest(string text, List<PaperSentence> sentences) =>
        [.. sentences.GroupBy(s => s.Paper.Id).Select(g => g.MaxBy(s => CitationVerifier.Coverage(text, s.Text))!.Cite())];
}
