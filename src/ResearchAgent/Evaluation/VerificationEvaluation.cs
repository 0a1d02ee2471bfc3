using System.Text.Json;
using ResearchAgent.Text;
using ResearchAgent.Verification;

namespace ResearchAgent.Evaluation;

/// <summary>One threshold of word coverage with what the verifier then gets right.</summary>
public readonly record struct VerificationPoint(double MinCoverage, BinaryOutcomes Outcomes);

/// <summary>
/// Fits the verifier's coverage threshold on SciFact (Wadden et al. 2020): a claim with the sentences that experts
/// marked as its support counts as supported; a claim with contradicting sentences, or with other sentences of the
/// abstract it cites, does not.
/// </summary>
public static class VerificationEvaluation
{
    /// <param name="rawFolder">The raw SciFact folder (corpus_part*.jsonl, claims_*.jsonl).</param>
    /// <exception cref="InvalidDataException">A file is missing or a line is malformed.</exception>
    public static async Task<IReadOnlyList<VerificationPoint>> RunAsync(string rawFolder, CancellationToken cancellationToken)
    {
        var pairs = await ReadPairsAsync(rawFolder, cancellationToken);
        return
        [
            .. Enumerable.Range(6, 14).Select(step => step / 20.0).Select(threshold => new VerificationPoint(
                threshold,
                pairs.Aggregate(default(BinaryOutcomes), (outcomes, pair) => outcomes.With(
                    pair.IsSupported,
                    CitationVerifier.JudgeText(pair.Claim, pair.Quotes, pair.Support, threshold) == Verdict.Supported)))),
        ];
    }

    private static async Task<List<Pair>> ReadPairsAsync(string rawFolder, CancellationToken cancellationToken)
    {
        const string Missing = "Give the raw SciFact folder with corpus_part*.jsonl and claims_*.jsonl.";
        var abstracts = new Dictionary<string, (string Title, IReadOnlyList<string> Sentences)>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(rawFolder, "corpus_part*.jsonl").Order(StringComparer.Ordinal))
        {
            await foreach (var line in JsonLine.ReadAsync(file, Missing, cancellationToken))
            {
                abstracts[line.Id("doc_id")] = (line.Text("title"), line.Texts("abstract"));
            }
        }

        var pairs = new List<Pair>();
        foreach (var file in Directory.GetFiles(rawFolder, "claims_*.jsonl").Order(StringComparer.Ordinal))
        {
            await foreach (var line in JsonLine.ReadAsync(file, Missing, cancellationToken))
            {
                pairs.AddRange(PairsOf(line.Text("claim"), line.Fields, abstracts));
            }
        }

        return pairs.Count > 0 ? pairs : throw new InvalidDataException($"No labelled claims in '{rawFolder}'. {Missing}");
    }

    private static IEnumerable<Pair> PairsOf(string claim, JsonElement fields, Dictionary<string, (string Title, IReadOnlyList<string> Sentences)> abstracts)
    {
        if (!fields.TryGetProperty("evidence", out var evidence) || evidence.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var document in evidence.EnumerateObject().Where(d => abstracts.ContainsKey(d.Name)))
        {
            var (title, sentences) = abstracts[document.Name];
            var rationales = new HashSet<int>();
            foreach (var rationale in document.Value.EnumerateArray())
            {
                var places = rationale.GetProperty("sentences").EnumerateArray().Select(s => s.GetInt32()).ToList();
                rationales.UnionWith(places);
                yield return Pair.Of(claim, title, places.Select(i => sentences[i]), rationale.GetProperty("label").GetString() == "SUPPORT");
            }

            // The sentence most like the claim that no expert marked: what a careless writer would cite.
            var words = Terms.SetOf(claim);
            var decoy = Enumerable.Range(0, sentences.Count).Except(rationales).OrderByDescending(i => Terms.SetOf(sentences[i]).Count(words.Contains)).Take(1).ToList();
            if (decoy.Count > 0)
            {
                yield return Pair.Of(claim, title, decoy.Select(i => sentences[i]), false);
            }
        }
    }

    private sealed record Pair(string Claim, string Quotes, string Support, bool IsSupported)
    {
        public static Pair Of(string claim, string title, IEnumerable<string> sentences, bool isSupported)
        {
            var quotes = string.Join('\n', sentences);
            return new Pair(claim, quotes, quotes + "\n" + title, isSupported);
        }
    }
}
