using System.Globalization;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Questions;
using ResearchAgent.Retrieval;
using ResearchAgent.Writing;

namespace ResearchAgent.Reasoning;

/// <summary>Retrieves passages for a question, judges whether they answer it, and scores their sentences.</summary>
public sealed class EvidenceGatherer(IPassageIndex index, PassageRetriever retriever, PaperResolver resolver, EvidenceSelector selector)
{
    /// <param name="trace">Gets the steps "retrieve", "judge" and, when it is enough, "select".</param>
    public async Task<Findings> GatherAsync(string text, RetrievalOptions options, PassageFilter filter, TraceRecorder trace, CancellationToken cancellationToken)
    {
        var question = Question.Read(text);
        var compared = await ResolveComparedAsync(question, cancellationToken);
        question = compared.Count > 1 || question.Kind != QuestionKind.Comparison ? question : question with { Kind = QuestionKind.Explanation };
        var passages = await retriever.RetrieveAsync(question, options, filter, cancellationToken);
        passages = await WithPapersFirstAsync(passages, compared, question, options, cancellationToken);
        trace.Add("retrieve", $"{question.Kind}: {string.Join(' ', question.Terms)}; {passages.Count} passages of {passages.Select(p => p.Paper.Id).Distinct().Count()} papers");

        var signs = await Answerability.ReadSignsAsync(index, question, passages, cancellationToken);
        var confidence = Answerability.Estimate(signs);
        trace.Add("judge", string.Create(CultureInfo.InvariantCulture, $"confidence {confidence:F2}: {signs}"));
        if (confidence < Answerability.Threshold)
        {
            return new Findings(question, passages, confidence, [], compared.Count);
        }

        var evidence = await selector.SelectAsync(question, passages, cancellationToken);
        trace.Add("select", $"{evidence.Count} sentences");
        return new Findings(question, passages, confidence, evidence, compared.Count);
    }

    // The papers that a comparison names, as far as each name leads to another paper.
    private async Task<IReadOnlyList<Paper>> ResolveComparedAsync(Question question, CancellationToken cancellationToken)
    {
        var papers = new List<Paper>();
        foreach (var name in question.Compared)
        {
            if (await resolver.ResolveAsync(name, cancellationToken) is { } paper && !papers.Exists(p => p.Id == paper.Id))
            {
                papers.Add(paper);
            }
        }

        return papers;
    }

    // What the question names comes first, whatever else the words of the question resemble.
    private async Task<IReadOnlyList<RetrievedPassage>> WithPapersFirstAsync(
        IReadOnlyList<RetrievedPassage> passages, IReadOnlyList<Paper> named, Question question, RetrievalOptions options, CancellationToken cancellationToken)
    {
        if (named.Count < 2)
        {
            return passages;
        }

        var ofNamed = await retriever.RetrieveAsync(question, options, new PassageFilter { Papers = [.. named.Select(p => p.Id)] }, cancellationToken);
        var order = named.Select(p => p.Id).ToList();
        return [.. ofNamed.OrderBy(p => order.IndexOf(p.Paper.Id)), .. passages.Where(p => named.All(n => n.Id != p.Paper.Id))];
    }
}
