using ResearchAgent.Papers;
using ResearchAgent.Questions;
using ResearchAgent.Reasoning;

namespace ResearchAgent.Agent;

/// <summary>A part of the question, as a question of its own, with what was found on it.</summary>
internal sealed class QuestionPart(string text)
{
    private const double MinShareOfBest = 0.4;

    private readonly List<Findings> _found = [];

    public string Text { get; } = text;

    /// <summary>Has no subject of its own ("and what data was used?"): it is about the papers of the part before it.</summary>
    public bool LeansOnPrevious { get; init; }

    /// <summary>Narrower wordings: "about X" and "about Y" for "about X or Y".</summary>
    public IReadOnlyList<string> Alternatives { get; init; } = [];

    /// <summary>Asks for all papers of some kind: every search may add some, and none takes another's place.</summary>
    public bool IsSurvey { get; } = Question.Read(text).Kind == QuestionKind.WhichPapers;

    /// <summary>Searches so far.</summary>
    public int Tries => _found.Count;

    /// <summary>What is likeliest to answer; null before the first search.</summary>
    public Findings? Best => _found.MaxBy(f => f.Confidence);

    /// <summary>What the answer is written from: of a survey all that was found, else the best.</summary>
    public IEnumerable<Findings> Told => IsSurvey ? _found.Select((f, i) => f with { IsAddition = i > 0 }) : Best is { } best ? [best] : [];

    /// <summary>
    /// What other words found must make up for the doubts that the question's own words left; papers that they add to a
    /// survey must come near the question itself.
    /// </summary>
    public void Keep(Findings found) => _found.Add(
        _found.Count == 0 ? found
        : IsSurvey ? found with { Evidence = [.. found.Evidence.Where(e => IsNear(e.Paper.Id))] }
        : found with { Confidence = (found.Confidence + _found[0].Confidence) / 2 });

    private bool IsNear(PaperId paper) => _found[0].Passages.Any(p => p.Paper.Id == paper && p.Score >= MinShareOfBest * _found[0].Passages[0].Score);
}
