using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using ResearchAgent.IndexConformance;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.SqliteIndex.Tests;

/// <summary>Vectors of several embedders in one file: libraries from before there could be, and crashes while one follows another.</summary>
public sealed class VectorFileTests : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly TemporaryLibrary _library = new();
    private readonly HashingEmbedder _new = new("new", 48);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _library.Dispose();

    [Fact]
    public async Task A_library_of_schema_1_answers_as_before_and_needs_no_reembedding()
    {
        var shelf = ConformanceLibrary.Shelf(30);
        WriteSchema1(shelf);
        using var expected = new TemporaryLibrary();
        using var made = await StoreAsync(expected, shelf);

        using var migrated = _library.Open();

        Assert.Equivalent(new EmbeddingStatus(TemporaryLibrary.Embedder, [], shelf.Sum(p => p.Passages.Count), 0), await migrated.GetEmbeddingStatusAsync(Token), strict: true);
        Assert.Equivalent(await made.ListPapersAsync(PassageFilter.None, Token), await migrated.ListPapersAsync(PassageFilter.None, Token), strict: true);
        for (var seed = 1; seed <= 20; seed++)
        {
            // The same hits in the same order with the same bits.
            Assert.Equal(await made.SearchAsync(ConformanceLibrary.Query(seed), Token), await migrated.SearchAsync(ConformanceLibrary.Query(seed), Token));
        }

        await migrated.UpsertAsync(ConformanceLibrary.Paper(77, "The tide turns."), Token);
        Assert.True(await migrated.DeleteAsync(shelf[0].Paper.Id, Token));
    }

    [Fact]
    public async Task A_library_of_schema_1_opened_first_for_another_embedder_keeps_its_vectors()
    {
        var shelf = ConformanceLibrary.Shelf(5);
        WriteSchema1(shelf);

        using (var other = SqlitePassageIndex.Open(_library.Folder, _new.Fingerprint.Value))
        {
            var status = await other.GetEmbeddingStatusAsync(Token);
            Assert.Equal([TemporaryLibrary.Embedder], status.OtherEmbedders);
            Assert.Equal(shelf.Sum(p => p.Passages.Count), status.Missing);
        }

        using var index = _library.Open();
        Assert.Equal(0, (await index.GetEmbeddingStatusAsync(Token)).Missing);
    }

    [Fact]
    public async Task An_empty_library_of_schema_1_lacks_nothing_for_any_embedder()
    {
        WriteSchema1([]);
        using var index = SqlitePassageIndex.Open(_library.Folder, _new.Fingerprint.Value);

        Assert.Equal(0, (await index.GetEmbeddingStatusAsync(Token)).Missing);
        Assert.Empty(await index.SearchAsync(ConformanceLibrary.Query(1), Token));
    }

    [Fact]
    public async Task A_crash_while_reembedding_loses_at_most_a_batch_and_never_both_sets_of_vectors()
    {
        var shelf = ConformanceLibrary.Shelf(120);
        var passages = shelf.Sum(p => p.Passages.Count);
        (await StoreAsync(_library, shelf)).Dispose();
        byte[] database, log;
        using (var index = SqlitePassageIndex.Open(_library.Folder, _new.Fingerprint.Value))
        {
            await new Reembedder(index, _new).ReembedAsync(null, Token);
            database = _library.Read("library.db");
            log = _library.Read("library.db-wal");
        }

        var seen = new SortedSet<int>();
        for (var length = 0; length <= log.Length; length += 4999)
        {
            using var crashed = new TemporaryLibrary();
            File.WriteAllBytes(crashed.File, database);
            File.WriteAllBytes(crashed.File + "-wal", log[..length]);
            using var index = SqlitePassageIndex.Open(crashed.Folder, _new.Fingerprint.Value);
            var missing = (await index.GetEmbeddingStatusAsync(Token)).Missing;
            seen.Add(missing);
            using (var old = crashed.Open())
            {
                Assert.True(missing == 0 || (await old.GetEmbeddingStatusAsync(Token)).Missing == 0, "Neither embedder has all its vectors.");
            }

            Assert.Equal(missing, await new Reembedder(index, new HashingEmbedder("new", 48)).ReembedAsync(null, Token));
            Assert.Equivalent(new EmbeddingStatus(_new.Fingerprint.Value, [], passages, 0), await index.GetEmbeddingStatusAsync(Token), strict: true);
            Assert.Equal(1L, crashed.Scalar("SELECT count(DISTINCT length(data)) FROM vector"));
            Assert.Equal((long)passages, crashed.Scalar("SELECT count(*) FROM vector"));
        }

        Assert.True(seen.Count > 3, $"Crashes at different times should leave different numbers of vectors, not {string.Join(", ", seen)}.");
        Assert.Equal((0, passages), (seen.Min, seen.Max));
    }

    private static async Task<SqlitePassageIndex> StoreAsync(TemporaryLibrary library, IEnumerable<IndexedPaper> papers)
    {
        var index = library.Open();
        foreach (var paper in papers)
        {
            await index.UpsertAsync(paper, Token);
        }

        return index;
    }

    // The rows as the program wrote them that knew schema 1 only.
    private void WriteSchema1(IReadOnlyList<IndexedPaper> papers)
    {
        using var connection = new SqliteConnection($"Data Source={_library.File};Pooling=False");
        connection.Open();
        Schema.Migrate(connection, _library.File, [Schema.Steps[0]]);
        connection.Execute("INSERT INTO setting (name, value) VALUES ('embedder', $0)", TemporaryLibrary.Embedder);
        foreach (var (paper, passages) in papers)
        {
            var number = connection.Scalar(
                "INSERT INTO paper (id, key, record) VALUES ($0, $1, $2) RETURNING number",
                paper.Id.Value, paper.Key.Value, JsonSerializer.Serialize(paper with { Sections = [] }, Json));
            for (var i = 0; i < paper.Sections.Count; i++)
            {
                connection.Execute("INSERT INTO section (paper, position, heading, text) VALUES ($0, $1, $2, $3)", number, i, paper.Sections[i].Heading, paper.Sections[i].Text);
            }

            foreach (var (passage, terms, vector) in passages)
            {
                var passageNumber = connection.Scalar(
                    "INSERT INTO passage (paper, id, position, heading, start, text) VALUES ($0, $1, $2, $3, $4, $5) RETURNING number",
                    number, passage.Id.Value, passage.Id.Position, passage.Heading, passage.Start, passage.Text);
                connection.Execute(
                    "INSERT INTO search_data (passage, term_ids, term_weights, vector) VALUES ($0, $1, $2, $3)",
                    passageNumber, MemoryMarshal.AsBytes<uint>(terms.TermIds).ToArray(), terms.Weights, MemoryMarshal.AsBytes(vector.Span).ToArray());
            }
        }
    }
}
