using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ResearchAgent.Evaluation;

/// <summary>
/// Turns SciFact (Wadden et al. 2020) as released into the folder that <see cref="BeirDataset"/> reads: claims are the
/// queries, abstracts the documents, sentences joined by a space.
/// </summary>
public static class SciFactConverter
{
    private const string MissingFile = "The raw SciFact folder holds corpus_part*.jsonl, claims_*.jsonl and qrels_dev_as_beir_test.tsv.";

    // "é" stays "é": the files are read by people and by JSON readers, never put into HTML.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Reads <c>corpus_part*.jsonl</c> (doc_id, title, abstract), <c>claims_*.jsonl</c> (id, claim) and
    /// <c>qrels_dev_as_beir_test.tsv</c> (query, 0, document, grade) and writes the three BEIR files, replacing earlier
    /// ones. Only judged claims are written. An earlier <c>qrels/test.tsv</c> is removed before
    /// the first file is written and the new one comes last: a conversion that stopped half-way does not load.
    /// </summary>
    /// <exception cref="InvalidDataException">A file is missing, a line is malformed, or a judgment names an unknown claim or document.</exception>
    public static async Task<SciFactCounts> ConvertAsync(string rawFolder, string beirFolder, CancellationToken cancellationToken)
    {
        var judgmentPath = Path.Combine(rawFolder, "qrels_dev_as_beir_test.tsv");
        var judgments = await ReadJudgmentsAsync(judgmentPath, cancellationToken);

        var qrels = Path.Combine(beirFolder, "qrels", "test.tsv");
        Directory.CreateDirectory(Path.GetDirectoryName(qrels)!);
        File.Delete(qrels);

        var documents = new HashSet<string>(StringComparer.Ordinal);
        await WriteCorpusAsync(Parts(rawFolder, "corpus_part*.jsonl"), Path.Combine(beirFolder, "corpus.jsonl"), documents, cancellationToken);

        var judgedClaims = judgments.Select(j => j.Query).ToHashSet(StringComparer.Ordinal);
        var queries = new HashSet<string>(StringComparer.Ordinal);
        await WriteQueriesAsync(Parts(rawFolder, "claims_*.jsonl"), Path.Combine(beirFolder, "queries.jsonl"), judgedClaims, queries, cancellationToken);

        foreach (var judgment in judgments)
        {
            if (!queries.Contains(judgment.Query) || !documents.Contains(judgment.Document))
            {
                throw JsonLine.Invalid(judgmentPath, judgment.Line, $"claim '{judgment.Query}' or document '{judgment.Document}' is not in the data. {MissingFile} Are all of them there?");
            }
        }

        await File.WriteAllLinesAsync(qrels, judgments.Select(j => $"{j.Query}\t{j.Document}\t{j.Grade}").Prepend("query-id\tcorpus-id\tscore"), cancellationToken);
        return new SciFactCounts(documents.Count, queries.Count, judgments.Count);
    }

    private static async Task<List<Judgment>> ReadJudgmentsAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"File '{path}' not found. {MissingFile}");
        }

        var judgments = new List<Judgment>();
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [var query, _, var document, var score]
                || !int.TryParse(score, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var grade))
            {
                throw JsonLine.Invalid(path, number, "the line is not query, 0, document and a whole grade between tabs (TREC qrels). Download the file again.");
            }

            judgments.Add(new Judgment(number, query, document, grade));
        }

        return judgments;
    }

    private static string[] Parts(string folder, string pattern)
    {
        var parts = Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];
        Array.Sort(parts, StringComparer.Ordinal);
        return parts.Length > 0 ? parts : throw new InvalidDataException($"No file '{Path.Combine(folder, pattern)}' found. {MissingFile}");
    }

    private static async Task WriteCorpusAsync(string[] parts, string path, HashSet<string> ids, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(path) { NewLine = "\n" };
        foreach (var part in parts)
        {
            await foreach (var line in JsonLine.ReadAsync(part, MissingFile, cancellationToken))
            {
                var id = line.Id("doc_id");
                if (!ids.Add(id))
                {
                    throw line.Invalid($"document '{id}' occurs a second time. Are parts of two releases mixed?");
                }

                var text = string.Join(' ', line.Texts("abstract").Select(s => s.Trim()));
                await WriteLineAsync(writer, new { _id = id, title = line.OptionalText("title").Trim(), text }, cancellationToken);
            }
        }
    }

    private static async Task WriteQueriesAsync(string[] parts, string path, HashSet<string> judged, HashSet<string> ids, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(path) { NewLine = "\n" };
        foreach (var part in parts)
        {
            await foreach (var line in JsonLine.ReadAsync(part, MissingFile, cancellationToken))
            {
                var id = line.Id("id");
                if (!judged.Contains(id))
                {
                    continue;
                }

                if (!ids.Add(id))
                {
                    throw line.Invalid($"claim '{id}' occurs a second time. Are parts of two releases mixed?");
                }

                await WriteLineAsync(writer, new { _id = id, text = line.Text("claim").Trim() }, cancellationToken);
            }
        }
    }

    private static Task WriteLineAsync<T>(StreamWriter writer, T record, CancellationToken cancellationToken) =>
        writer.WriteLineAsync(JsonSerializer.Serialize(record, Json).AsMemory(), cancellationToken);

    private readonly record struct Judgment(int Line, string Query, string Document, int Grade);
}
