using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ResearchAgent.Indexing;
using ResearchAgent.QdrantIndex;
using ResearchAgent.Questions;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.SqliteIndex;
using ResearchAgent.Testing;

namespace ResearchAgent.Benchmarks;

/// <summary>
/// The two indexes on the same papers, with the shipped word vectors: storing, searching, bytes sent, and a library copied
/// there and back. What is compared takes turns. The server is the double, so that nothing needs to be installed.
/// </summary>
internal sealed class IndexBenchmark(int papers, string? dataFolder, TextWriter output)
{
    private const int MaxQuestions = 200;

    /// <summary>The double looks at every point for every question: of a large library fewer are asked.</summary>
    private const int PointsLookedAt = 400_000;

    /// <summary>Papers that one index stores before the other has its turn.</summary>
    private const int Turn = 50;

    private static readonly StaticWordVectors Words = StaticWordVectors.Shared;
    private static readonly string Fingerprint = EmbedderFingerprint.Of(Words).Value;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var library = await BenchmarkPapers.ReadAsync(dataFolder, papers, Words, cancellationToken);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{library.Papers.Count} papers, {library.Passages} passages: {library.Origin}"));
        output.WriteLine("The server is the test double, not Qdrant: it answers from memory by looking at every point, without index or disk.");
        output.WriteLine("So the ratios tell what the adapter, the protocol and that scan cost, and nothing of a real server's speed. Bytes and calls are those of any server.");
        using var folder = new ScratchFolder();
        await using var server = await QdrantDouble.StartAsync();
        await WarmUpAsync(library, folder, server, cancellationToken);

        using var sqlite = OpenSqlite(folder, "library");
        using var qdrant = await OpenQdrantAsync(server, "library", cancellationToken);
        await UpsertAsync(library, sqlite, qdrant, server, cancellationToken);
        await SearchAsync(library, sqlite, qdrant, server, cancellationToken);
        await MigrateAsync(sqlite, folder, server, cancellationToken);
    }

    private static SqlitePassageIndex OpenSqlite(ScratchFolder folder, string name) => SqlitePassageIndex.Open(Path.Combine(folder.Path, name), Fingerprint);

    private static Task<QdrantPassageIndex> OpenQdrantAsync(QdrantDouble server, string name, CancellationToken cancellationToken) =>
        QdrantPassageIndex.OpenAsync(new QdrantOptions { Address = server.Address, Library = name }, Fingerprint, StaticWordVectors.Dimensions, cancellationToken);

    private static async Task WarmUpAsync(BenchmarkPapers library, ScratchFolder folder, QdrantDouble server, CancellationToken cancellationToken)
    {
        using var sqlite = OpenSqlite(folder, "warm-up");
        using var qdrant = await OpenQdrantAsync(server, "warm-up", cancellationToken);
        foreach (var index in (IPassageIndex[])[sqlite, qdrant])
        {
            await TimeUpsertAsync(index, library.Papers.Take(Turn), cancellationToken);
            foreach (var paper in library.Papers.Take(Turn))
            {
                await index.SearchAsync(QueryOf(paper), cancellationToken);
            }
        }
    }

    private async Task UpsertAsync(BenchmarkPapers library, SqlitePassageIndex sqlite, QdrantPassageIndex qdrant, QdrantDouble server, CancellationToken cancellationToken)
    {
        server.ClearCalls();
        var (embedded, served) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var turn in library.Papers.Chunk(Turn))
        {
            embedded += await TimeUpsertAsync(sqlite, turn, cancellationToken);
            served += await TimeUpsertAsync(qdrant, turn, cancellationToken);
        }

        Show("upsert, papers/s: Qdrant's double / SQLite", library.Papers.Count / served.TotalSeconds, library.Papers.Count / embedded.TotalSeconds);
        ShowTraffic("upsert", server, library.Passages, "passage");
    }

    private static async Task<TimeSpan> TimeUpsertAsync(IPassageIndex index, IEnumerable<IndexedPaper> turn, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var paper in turn)
        {
            await index.UpsertAsync(paper, cancellationToken);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private async Task SearchAsync(BenchmarkPapers library, SqlitePassageIndex sqlite, QdrantPassageIndex qdrant, QdrantDouble server, CancellationToken cancellationToken)
    {
        server.ClearCalls();
        var questions = Math.Min(MaxQuestions, PointsLookedAt / library.Papers.Count);
        var every = Math.Max(1, library.Papers.Count / questions);
        var queries = library.Papers.Where((_, i) => i % every == 0).Take(questions).Select(QueryOf).ToList();
        List<double> embedded = [], served = [];
        var (found, same) = (0, 0);
        foreach (var query in queries)
        {
            var one = await TimeSearchAsync(sqlite, query, embedded, cancellationToken);
            var other = await TimeSearchAsync(qdrant, query, served, cancellationToken);
            found += one.Count;
            same += one.Select(h => h.Passage.Id).Intersect(other.Select(h => h.Passage.Id)).Count();
        }

        Show("query, ms, median: Qdrant's double / SQLite", Median(served), Median(embedded));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{queries.Count} questions of {queries.Average(q => q.Terms.Count):F1} terms; of {found} hits in SQLite {same} are hits in Qdrant's double (ties at the cut, and what SQLite's 8-bit scan passes over, may differ)"));
        ShowTraffic("query", server, queries.Count, "query");
    }

    private static async Task<IReadOnlyList<PassageHit>> TimeSearchAsync(IPassageIndex index, PassageQuery query, List<double> milliseconds, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var hits = await index.SearchAsync(query, cancellationToken);
        milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return hits;
    }

    private async Task MigrateAsync(SqlitePassageIndex source, ScratchFolder folder, QdrantDouble server, CancellationToken cancellationToken)
    {
        server.ClearCalls();
        using var copy = await OpenQdrantAsync(server, "copy", cancellationToken);
        await CopyAsync("SQLite to Qdrant's double", source, copy, cancellationToken);
        using var back = OpenSqlite(folder, "back");
        await CopyAsync("Qdrant's double to SQLite", copy, back, cancellationToken);

        var exports = new List<IReadOnlyList<string>>();
        foreach (var index in (IPassageIndex[])[source, copy, back])
        {
            exports.Add(await ExportAsync(index, cancellationToken));
        }

        var equal = exports[0].SequenceEqual(exports[1]) && exports[0].SequenceEqual(exports[2]);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"exports (every paper and its passages as JSON): {exports[0].Count} papers, {exports[0].Sum(e => (long)e.Length)} characters; there and back {(equal ? "equal" : "DIFFERENT")}"));
    }

    private async Task CopyAsync(string what, IPassageIndex source, IPassageIndex target, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var report = await new LibraryCopy(source, target, Words).RunAsync(null, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"copy, " + what + ", s",-60} {seconds,9:F1}, {report.Copied} of {report.Papers} papers, {report.Passages} passages"));
    }

    private static async Task<IReadOnlyList<string>> ExportAsync(IPassageIndex index, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var listed in await index.ListPapersAsync(PassageFilter.None, cancellationToken))
        {
            var paper = await index.GetPaperAsync(listed.Id, cancellationToken);
            lines.Add(JsonSerializer.Serialize(new { Paper = paper, Passages = await index.GetPassagesAsync(listed.Id, cancellationToken) }));
        }

        return lines;
    }

    private static PassageQuery QueryOf(IndexedPaper paper)
    {
        var question = Question.Read(paper.Paper.Title);
        return new PassageQuery
        {
            Terms = [.. question.Terms.Select(t => (Bm25Encoder.TermId(t), 1f))],
            Vector = Words.Embed(question.Subject),
            Candidates = 50,
            MaxPerPaper = 3,
        };
    }

    private static double Median(List<double> values)
    {
        var ordered = values.Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }

    private void ShowTraffic(string what, QdrantDouble server, int units, string unit)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what + ", bytes per " + unit,-60} {server.BytesReceived / (double)units,9:F0} to the server, {server.BytesSent / (double)units:F0} back, in {server.Calls.Count / (double)units:F2} calls"));
        foreach (var method in server.Calls.GroupBy(c => c.Method).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{"  " + method.Key,-60} {method.Sum(c => (long)c.RequestBytes) / (double)units,9:F0} to the server, {method.Sum(c => (long)c.ResponseBytes) / (double)units:F0} back, in {method.Count() / (double)units:F2} calls"));
        }
    }

    private void Show(string what, double value, double baseline) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-60} {value,9:F2} / {baseline:F2} = {value / baseline:F3}"));
}
