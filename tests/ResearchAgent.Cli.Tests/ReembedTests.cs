using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using ResearchAgent.IndexConformance;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.SqliteIndex;
using Xunit;

namespace ResearchAgent.Cli.Tests;

/// <summary>A library that was made with another embedder than the program now uses.</summary>
public sealed class ReembedTests : CliRun
{
    private const string Snow = """{"title": "A paper on snow", "abstract": "Snow reflects light. We measure an albedo of 0.9 on fresh snow."}""";

    private static readonly HashingEmbedder Other = new("other", 64);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Search_and_ask_go_on_by_words_and_say_so_in_one_line()
    {
        await MakeWithOtherEmbedderAsync(Papers(3));

        var (exitCode, output, error) = await InLibraryAsync("search", "glacier", "albedo");

        Assert.Equal(0, exitCode);
        Assert.Contains("Glacier 0", output, StringComparison.Ordinal);
        Assert.Contains("meaning 0.000", output, StringComparison.Ordinal);
        IsOneClearLine(error);
        Assert.Contains($"3 of 3 passages have no vector of 'arxiv-static-30k-128' (the library was made with '{Other.Fingerprint.Value}'): searching by words alone.", error, StringComparison.Ordinal);
        Assert.Contains($"research reembed --library '{Library}'", error, StringComparison.Ordinal);
        Assert.Equal("", (await InLibraryAsync("search", "glacier", "--quiet")).Error);
        Assert.Equal(0, (await InLibraryAsync("ask", "What albedo does glacier 1 have?")).ExitCode);
    }

    [Fact]
    public async Task Reembedding_makes_the_library_answer_as_one_made_with_this_embedder()
    {
        await MakeWithOtherEmbedderAsync(Papers(3));

        var (exitCode, output, error) = await InLibraryAsync("reembed");

        Assert.Equal(0, exitCode);
        Assert.Equal("3 of 3 passages embedded with 'arxiv-static-30k-128', 0 had their vectors", output.TrimEnd());
        IsOneClearLine(error);
        var reembedded = await InLibraryAsync("search", "glacier", "albedo", "--json");
        Directory.Delete(Library, recursive: true);
        await StoreAsync(StaticWordVectors.Name, StaticWordVectors.Shared, Papers(3));
        Assert.Equal(await InLibraryAsync("search", "glacier", "albedo", "--json"), reembedded);
        Assert.Equal("", reembedded.Error);
    }

    [Fact]
    public async Task Reembedding_again_has_nothing_to_do()
    {
        await MakeWithOtherEmbedderAsync(Papers(3));

        var (_, quiet, note) = await InLibraryAsync("reembed", "--quiet");
        var (exitCode, json, error) = await InLibraryAsync("reembed", "--json");

        Assert.Equal(("", ""), (quiet, note));
        Assert.Equal((0, ""), (exitCode, error));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"embedder": "arxiv-static-30k-128", "passages": 3, "embedded": 0}"""), JsonNode.Parse(json)));
    }

    [Fact]
    public async Task Adding_a_paper_reembeds_the_others()
    {
        await MakeWithOtherEmbedderAsync(Papers(3));

        var (exitCode, output, error) = await InLibraryAsync("add", Write("snow.jsonl", Snow));

        Assert.Equal(0, exitCode);
        Assert.Contains("1 added", output, StringComparison.Ordinal);
        IsOneClearLine(error);
        Assert.Contains("3 of 4 passages have no vector", error, StringComparison.Ordinal);
        Assert.Equal("", (await InLibraryAsync("search", "snow")).Error);
    }

    [Fact]
    public async Task There_must_be_a_library_to_reembed()
    {
        var (exitCode, _, error) = await InLibraryAsync("reembed");

        Assert.Equal(3, exitCode);
        IsOneClearLine(error);
        Assert.False(Directory.Exists(Library));
    }

    [Fact]
    public async Task Killed_while_reembedding_it_goes_on_from_there_and_ends_as_if_nothing_had_happened()
    {
        // Some 150 batches: far more than run between seeing one and killing.
        const int Passages = 10_000;
        await MakeWithOtherEmbedderAsync(Papers(50, Passages / 50));
        var embedded = 0L;
        for (var round = 0; round < 3; round++)
        {
            using (var process = StartReembedding())
            {
                while (CountEmbedded() == embedded && !process.HasExited)
                {
                    // The next batch will come.
                }

                process.Kill();
                await process.WaitForExitAsync(Token);
            }

            using var other = SqlitePassageIndex.Open(Library, Other.Fingerprint.Value);
            Assert.InRange(CountEmbedded(), embedded + 1, Passages - 1);
            embedded = CountEmbedded();
            Assert.Equal(0, (await other.GetEmbeddingStatusAsync(Token)).Missing);
            Assert.Equal("ok", Scalar("PRAGMA integrity_check"));
        }

        var (exitCode, output, _) = await InLibraryAsync("reembed");

        Assert.Equal(0, exitCode);
        Assert.StartsWith($"{Passages - embedded} of {Passages} passages embedded", output, StringComparison.Ordinal);
        Assert.Equal((long)Passages, CountEmbedded());
        Assert.Equal((long)Passages, Scalar("SELECT count(*) FROM vector"));
        Assert.Equal("ok", Scalar("PRAGMA integrity_check"));
        using var index = SqlitePassageIndex.Open(Library, StaticWordVectors.Name);
        var source = new EmbeddingSource("Glacier 7", (await index.GetPassagesAsync(Papers(50)[7].Id, Token))[3]);
        var hit = Assert.Single(await index.SearchAsync(new PassageQuery { Vector = StaticWordVectors.Shared.Embed(source.Text), Candidates = 1 }, Token));
        Assert.Equal(1, hit.Similarity, 1e-5f);
    }

    private static List<Paper> Papers(int count, int sections = 1) =>
    [
        .. Enumerable.Range(0, count).Select(n => new Paper
        {
            Id = new PaperId($"title:{n:x16}"),
            Key = new CitationKey($"Glacier{n}"),
            Title = $"Glacier {n}",
            Sections = [.. Enumerable.Range(0, sections).Select(s => new Section($"Site {s}", $"At site {s} of glacier {n} the measured albedo is 0.{n + s}1, which depends on temperature, water and dust."))],
        }),
    ];

    private Task MakeWithOtherEmbedderAsync(IEnumerable<Paper> papers) => StoreAsync(Other.Fingerprint.Value, Other, papers);

    private async Task StoreAsync(string fingerprint, Microsoft.Extensions.AI.IEmbeddingGenerator<string, Microsoft.Extensions.AI.Embedding<float>> embedder, IEnumerable<Paper> papers)
    {
        using var index = SqlitePassageIndex.Open(Library, fingerprint);
        foreach (var paper in papers)
        {
            await index.UpsertAsync(await PaperImporter.PrepareAsync(paper, embedder, Token), Token);
        }
    }

    // A process of its own, so that it can be killed: SIGKILL on Unix, which no handler sees.
    private Process StartReembedding() => Process.Start(new ProcessStartInfo(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "research.dll"), "reembed", "--quiet", "--library", Library]))!;

    private long CountEmbedded() => (long)Scalar($"SELECT count(*) FROM vector JOIN embedder ON embedder.number = vector.embedder WHERE fingerprint = '{StaticWordVectors.Name}'")!;

    private object? Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Library, "library.db")};Pooling=False;Default Timeout=30");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is written in the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
