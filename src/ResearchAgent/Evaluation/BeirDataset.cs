using System.Globalization;
using System.Runtime.CompilerServices;

namespace ResearchAgent.Evaluation;

/// <summary>
/// A retrieval test collection in the folder layout of BEIR (Thakur et al. 2021): <c>corpus.jsonl</c>,
/// <c>queries.jsonl</c> and <c>qrels/test.tsv</c>. Immutable, thread-safe.
/// </summary>
public sealed class BeirDataset
{
    private const string MissingFile = "A BEIR folder holds corpus.jsonl, queries.jsonl and qrels/test.tsv: point to an unpacked one, or convert SciFact first.";

    private readonly string _corpusPath;

    private BeirDataset(string corpusPath, IReadOnlyList<BeirQuery> queries) => (_corpusPath, Queries) = (corpusPath, queries);

    /// <summary>The queries that have judgments, in file order. Others cannot be scored and are left out, as BEIR does.</summary>
    public IReadOnlyList<BeirQuery> Queries { get; }

    /// <summary>Reads queries and judgments; the corpus stays on disk and is only checked to be there.</summary>
    /// <exception cref="InvalidDataException">A file is missing, or a line is malformed; the message names file, line and next step.</exception>
    public static async Task<BeirDataset> LoadAsync(string folder, CancellationToken cancellationToken)
    {
        var corpusPath = Path.Combine(folder, "corpus.jsonl");
        if (!File.Exists(corpusPath))
        {
            throw new InvalidDataException($"File '{corpusPath}' not found. {MissingFile}");
        }

        var judgments = await ReadJudgmentsAsync(Path.Combine(folder, "qrels", "test.tsv"), cancellationToken);
        var queries = await ReadQueriesAsync(Path.Combine(folder, "queries.jsonl"), judgments, cancellationToken);
        return new BeirDataset(corpusPath, queries);
    }

    /// <summary>Streams the corpus in file order, from the start for each enumeration. Repeated ids are not detected.</summary>
    /// <exception cref="InvalidDataException">A line is malformed; documents before it have been given.</exception>
    public async IAsyncEnumerable<BeirDocument> ReadCorpusAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in JsonLine.ReadAsync(_corpusPath, MissingFile, cancellationToken))
        {
            var document = new BeirDocument(line.Id("_id"), line.OptionalText("title"), line.OptionalText("text"));
            yield return string.IsNullOrWhiteSpace(document.Title + document.Text)
                ? throw line.Invalid($"document '{document.Id}' has neither 'title' nor 'text'. Fill one of them or remove the line.")
                : document;
        }
    }

    private static async Task<Dictionary<string, QueryJudgments>> ReadJudgmentsAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"File '{path}' not found. {MissingFile}");
        }

        var judgments = new Dictionary<string, QueryJudgments>(StringComparer.Ordinal);
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            number++;
            var columns = line.Split('\t');
            if (number == 1)
            {
                // BEIR's own reader drops the first line unseen; a file without a header would lose a judgment.
                if (columns is not ["query-id", "corpus-id", "score"])
                {
                    throw JsonLine.Invalid(path, number, "the first line is not the header. Write query-id, corpus-id and score there, between tabs.");
                }
            }
            else if (!string.IsNullOrWhiteSpace(line))
            {
                Add(judgments, path, number, columns);
            }
        }

        return judgments.Count > 0
            ? judgments
            : throw new InvalidDataException($"File '{path}' holds no judgments. Without them no query can be scored: download or convert it again.");
    }

    private static void Add(Dictionary<string, QueryJudgments> judgments, string path, int number, string[] columns)
    {
        if (columns is not [{ Length: > 0 } queryId, { Length: > 0 } documentId, var score])
        {
            throw JsonLine.Invalid(path, number, $"{columns.Length} columns instead of query-id, corpus-id and score, none blank, between tabs. A TREC file has 4: remove the second.");
        }

        if (!int.TryParse(score, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var grade))
        {
            throw JsonLine.Invalid(path, number, $"the score '{score}' is not a whole number. Write 0 for not relevant, 1 and more for relevant.");
        }

        if (!judgments.TryGetValue(queryId, out var query))
        {
            judgments.Add(queryId, query = new QueryJudgments(number, new Dictionary<string, int>(StringComparer.Ordinal)));
        }

        if (!query.Grades.TryAdd(documentId, grade))
        {
            throw JsonLine.Invalid(path, number, $"query '{queryId}' and document '{documentId}' are judged a second time. Keep one of the lines.");
        }
    }

    private static async Task<IReadOnlyList<BeirQuery>> ReadQueriesAsync(string path, Dictionary<string, QueryJudgments> judgments, CancellationToken cancellationToken)
    {
        var queries = new List<BeirQuery>(judgments.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var line in JsonLine.ReadAsync(path, MissingFile, cancellationToken))
        {
            var id = line.Id("_id");
            if (!seen.Add(id))
            {
                throw line.Invalid($"query '{id}' occurs a second time. Keep one of the lines.");
            }

            var text = line.Text("text");
            if (judgments.TryGetValue(id, out var judged))
            {
                queries.Add(new BeirQuery(id, text, judged.Grades));
            }
        }

        foreach (var (id, judged) in judgments)
        {
            if (!seen.Contains(id))
            {
                throw new InvalidDataException($"Query '{id}', judged in line {judged.FirstLine} of qrels/test.tsv, is not in '{path}'. Use the two files of the same data set.");
            }
        }

        return queries;
    }

    private sealed record QueryJudgments(int FirstLine, Dictionary<string, int> Grades);
}
