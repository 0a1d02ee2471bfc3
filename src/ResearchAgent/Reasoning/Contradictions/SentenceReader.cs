using ResearchAgent.Indexing;
using ResearchAgent.Questions;
using ResearchAgent.Retrieval;
using ResearchAgent.Text;

namespace ResearchAgent.Reasoning.Contradictions;

/// <summary>The sentences to set against each other: those of a whole library, or of its passages on a topic.</summary>
internal sealed class SentenceReader(IPassageIndex index, PassageRetriever retriever)
{
    // A contradiction may stand far down the ranking: both sides of it need only be on the topic.
    private static readonly RetrievalOptions OnTopic = RetrievalOptions.Topics with { Limit = 200, Candidates = 200, MaxPerPaper = 10 };

    public async Task<IReadOnlyList<PaperSentence>> ReadAsync(string? topic, PassageFilter filter, CancellationToken cancellationToken)
    {
        if (topic is not null)
        {
            var question = Question.Read(topic);
            var passages = await retriever.RetrieveAsync(question, OnTopic, filter, cancellationToken);
            return
            [
                .. passages.Where(p => TopicMatch.IsOnTopic(question.Terms, p))
                    .SelectMany(p => PaperSentence.Of(p.Paper, p.Passage))
                    .Where(s => Terms.SetOf(s.Text).Overlaps(question.Terms)),
            ];
        }

        var sentences = new List<PaperSentence>();
        foreach (var paper in await index.ListPapersAsync(filter, cancellationToken))
        {
            sentences.AddRange((await index.GetPassagesAsync(paper.Id, cancellationToken)).SelectMany(p => PaperSentence.Of(paper, p)));
        }

        return sentences;
    }
}
