using System.Text.Json;
using ResearchAgent.Evaluation;
using ResearchAgent.Papers;
using ResearchAgent.Reasoning;
using ResearchAgent.Reasoning.Contradictions;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.Tests.Evaluation;

namespace ResearchAgent.Tests.Reasoning;

/// <summary>Pairs of sentences of which people said whether they contradict each other: ours, and SciFact's claims with their evidence.</summary>
internal static class LabelledPairs
{
    /// <summary>How the finder does on one half ("dev" or "test") of tests/data/contradictions.jsonl; what it gets wrong is named.</summary>
    public static (BinaryOutcomes Outcomes, string Mistakes) Judge(string split)
    {
        var outcomes = default(BinaryOutcomes);
        var mistakes = new List<string>();
        foreach (var line in File.ReadLines(SharedData.InRepository("tests/data/contradictions.jsonl")))
        {
            var pair = JsonElement.Parse(line);
            if (pair.GetProperty("split").GetString() == split)
            {
                var isContradiction = pair.GetProperty("label").GetString() == "contradiction";
                var found = Among(SentencesOf("first", pair.GetProperty("first")), SentencesOf("second", pair.GetProperty("second"))).Count > 0;
                outcomes = outcomes.With(isContradiction, found);
                mistakes.AddRange(isContradiction == found ? [] : [$"{pair.GetProperty("id")} ({pair.GetProperty("kind")})"]);
            }
        }

        return (outcomes, string.Join(", ", mistakes));
    }

    /// <summary>SciFact's claims with their rationales: how many of the contradicting and of the supporting ones are flagged.</summary>
    public static (int Contradicting, int Flagged, int Supporting, int FalselyFlagged) JudgeSciFact(string folder)
    {
        var abstracts = Directory.GetFiles(folder, "corpus_part*.jsonl").SelectMany(File.ReadLines).Select(l => JsonElement.Parse(l))
            .ToDictionary(d => d.GetProperty("doc_id").ToString(), d => d.GetProperty("abstract").EnumerateArray().Select(s => s.GetString()!).ToList(), StringComparer.Ordinal);
        int contradicting = 0, flagged = 0, supporting = 0, falselyFlagged = 0;
        foreach (var claim in Directory.GetFiles(folder, "claims_*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Select(l => JsonElement.Parse(l)))
        {
            if (!claim.TryGetProperty("evidence", out var evidence) || evidence.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            foreach (var document in evidence.EnumerateObject().Where(d => abstracts.ContainsKey(d.Name)))
            {
                foreach (var rationale in document.Value.EnumerateArray())
                {
                    var text = string.Join('\n', rationale.GetProperty("sentences").EnumerateArray().Select(i => abstracts[document.Name][i.GetInt32()]));
                    var found = Among(Sentences("claim", "A claim", claim.GetProperty("claim").GetString()!), Sentences(document.Name, "An abstract", text)).Count > 0 ? 1 : 0;
                    var contradicts = rationale.GetProperty("label").GetString() == "CONTRADICT";
                    (contradicting, flagged) = contradicts ? (contradicting + 1, flagged + found) : (contradicting, flagged);
                    (supporting, falselyFlagged) = contradicts ? (supporting, falselyFlagged) : (supporting + 1, falselyFlagged + found);
                }
            }
        }

        return (contradicting, flagged, supporting, falselyFlagged);
    }

    public static IReadOnlyList<PaperSentence> Sentences(string id, string title, string text, params string[] authors)
    {
        var paper = new Paper { Id = new PaperId("title:" + id), Key = new CitationKey(char.ToUpperInvariant(id[0]) + "Key"), Title = title, Authors = authors };
        return [.. PaperSentence.Of(paper, new Passage(new PassageId(paper.Id, 0, 1), "Abstract", 0, text))];
    }

    public static IReadOnlyList<Contradiction> Among(params IEnumerable<PaperSentence>[] sentences) =>
        new ContradictionFinder(StaticWordVectors.Shared).Among([.. sentences.SelectMany(s => s)]);

    private static IReadOnlyList<PaperSentence> SentencesOf(string id, JsonElement side) => Sentences(id, side.GetProperty("paper").GetString()!, side.GetProperty("text").GetString()!);
}
