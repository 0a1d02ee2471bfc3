using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;

namespace ResearchAgent.Benchmarks;

/// <summary>Papers ready to be stored: titles and abstracts from arXiv's metadata or, where there are none, made by rule.</summary>
/// <param name="Origin">For the reader: where they come from.</param>
internal sealed record BenchmarkPapers(string Origin, IReadOnlyList<IndexedPaper> Papers)
{
    private const string FileName = "arxiv-100k.jsonl.gz";

    private static readonly string[] Vocabulary =
    [
        .. from noun in "tide harbour sensor pressure pilot depth silt channel forecast sonar ship anchor quay drift current moon gauge wave storm pump salt delta reef buoy crane".Split(' ')
           from ending in new[] { "", "like", "ward", "less", "master", "line", "field", "scale" }
           select noun + ending,
    ];

    public int Passages => Papers.Sum(p => p.Passages.Count);

    /// <param name="folder">Holds <c>arxiv-100k.jsonl.gz</c>; null for <c>shared/data/arxiv</c> beside the repository, if that is there.</param>
    /// <exception cref="IOException">A folder was named, and the file is not in it.</exception>
    public static async Task<BenchmarkPapers> ReadAsync(string? folder, int count, IEmbeddingGenerator<string, Embedding<float>> embedder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder ?? BesideRepository("arxiv"), FileName);
        var isThere = folder is not null || File.Exists(path);
        var indexed = new List<IndexedPaper>();
        foreach (var paper in isThere ? Arxiv(path).Take(count) : MadeUp(count))
        {
            indexed.Add(await PaperImporter.PrepareAsync(paper, embedder, cancellationToken));
        }

        return new BenchmarkPapers(isThere ? "arXiv metadata" : "made-up texts", indexed);
    }

    /// <summary>A folder of <c>shared/data</c> beside the repository; it need not be there.</summary>
    public static string BesideRepository(string data)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ResearchAgent.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.Parent?.FullName ?? "", "shared", "data", data);
    }

    private static IEnumerable<Paper> Arxiv(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (reader.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var title = Text("title");
            var authors = Texts("authors");
            int? year = json.RootElement.TryGetProperty("date", out var date) ? int.Parse(date.GetString()!.AsSpan(0, 4), CultureInfo.InvariantCulture) : null;
            var key = CitationKey.Suggest(title, authors, year).Disambiguate(k => keys.Contains(k.Value));
            keys.Add(key.Value);
            yield return new Paper
            {
                Id = PaperId.For(title, authors.FirstOrDefault(), year, null, Text("id")),
                Key = key,
                Title = title,
                Authors = authors,
                Year = year,
                ArxivId = Text("id"),
                Tags = Texts("categories"),
                Sections = [new Section("Abstract", Text("abstract"))],
            };

            string Text(string name) => json.RootElement.GetProperty(name).GetString()!;
            List<string> Texts(string name) => json.RootElement.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(e => e.GetString()!)] : [];
        }
    }

    private static IEnumerable<Paper> MadeUp(int count)
    {
        var random = new Random(4711);
        for (var n = 0; n < count; n++)
        {
            var number = n.ToString(CultureInfo.InvariantCulture);
            var id = $"{2000 + (n / 100000)}.{n % 100000:D5}";
            yield return new Paper
            {
                Id = PaperId.For(number, null, null, null, id),
                Key = new CitationKey("Paper" + number),
                Title = Sentence(random, 8),
                Year = 2000 + (n % 20),
                ArxivId = id,
                Tags = [n % 2 == 0 ? "Coast" : "Open sea"],
                Sections = [new Section("Abstract", string.Join(' ', Enumerable.Range(0, 8).Select(_ => Sentence(random, 18))))],
            };
        }
    }

    // Some words in nearly every text and others in few, as in papers.
    private static string Sentence(Random random, int words)
    {
        var text = string.Join(' ', Enumerable.Range(0, words).Select(_ => Vocabulary[(int)(Vocabulary.Length * Math.Pow(random.NextDouble(), 3))]));
        return char.ToUpperInvariant(text[0]) + text[1..] + ".";
    }
}
