using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;

namespace ResearchAgent.SqliteIndex;

/// <summary>
/// The embedded index: SQLite (write-ahead log, one transaction per paper) stores, memory searches. Comfortable to
/// about 500,000 passages. Several processes may share a library: a change by another one is noticed and loaded.
/// </summary>
public sealed class SqlitePassageIndex : IPassageIndex, IReembeddable, IDisposable
{
    /// <summary>
    /// Candidates that the 8-bit scan gives beyond those asked for, or a quarter of them where that is more; all are scored
    /// again in float32. Recall@20 is 1.000 with 60 in all.
    /// </summary>
    private const int SpareCandidates = 40;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SqliteConnection _connection;
    private readonly VectorTable _vectors;
    private SearchMemory _memory;
    private long _dataVersion;

    private SqlitePassageIndex(SqliteConnection connection, string embedder)
    {
        _connection = connection;
        _vectors = new VectorTable(connection, embedder);
        using var snapshot = connection.BeginTransaction(deferred: true);
        _dataVersion = DataVersion();
        _memory = Load();
    }

    /// <summary>Opens or creates <c>library.db</c> in a folder.</summary>
    /// <param name="embedder">Fingerprint (<see cref="EmbedderFingerprint"/>) of the embedder that makes the vectors to store and to search with.</param>
    /// <exception cref="LibraryException">The folder cannot be written, the file is not ours, or newer.</exception>
    public static SqlitePassageIndex Open(string folder, string embedder)
    {
        var path = Path.Combine(folder, "library.db");
        SqliteConnection? connection = null;
        try
        {
            Directory.CreateDirectory(folder);
            connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString());
            connection.Open();

            // First of all: a file that is not ours must stay as it is, and even the journal mode is written into it.
            Schema.Migrate(connection, path, Schema.Steps);
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536");
            return new SqlitePassageIndex(connection, embedder);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            connection?.Dispose();
            throw new LibraryException(path, Explain(path, e), e);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>Is there a library in the folder? A folder without one is what a first run looks like.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, "library.db"));

    public Task UpsertAsync(IndexedPaper paper, CancellationToken cancellationToken) =>
        WriteAsync(
            transaction =>
            {
                PaperId[] replaced = paper.Replaces is { } old && old != paper.Paper.Id ? [paper.Paper.Id, old] : [paper.Paper.Id];
                Array.ForEach(replaced, id => DeleteRows(id));
                var number = InsertRows(paper, out var passageNumbers);
                _vectors.Insert(passageNumbers.Zip(paper.Passages, (passage, indexed) => (passage, indexed.Vector)), _memory.Dimensions);
                cancellationToken.ThrowIfCancellationRequested();
                transaction.Commit();
                Array.ForEach(replaced, _memory.RemovePaper);
                _memory.AddPaper(paper.Paper.WithoutText(), number);
                for (var i = 0; i < passageNumbers.Count; i++)
                {
                    _memory.AddPassage(passageNumbers[i], number, paper.Passages[i].Terms);
                    _memory.AddVector(passageNumbers[i], paper.Passages[i].Vector.Span);
                }

                return true;
            },
            cancellationToken);

    public Task<bool> DeleteAsync(PaperId paper, CancellationToken cancellationToken) =>
        WriteAsync(
            transaction =>
            {
                var deleted = DeleteRows(paper);
                transaction.Commit();
                _memory.RemovePaper(paper);
                return deleted;
            },
            cancellationToken);

    public Task<IReadOnlyList<PassageHit>> SearchAsync(PassageQuery query, CancellationToken cancellationToken) =>
        ReadAsync(
            IReadOnlyList<PassageHit> () =>
            {
                var termScores = _memory.ScoreTerms(query);
                var byTerms = _memory.Best(termScores, query, query.Candidates, minimum: float.Epsilon);
                var comparesVectors = _memory.MissingVectors.Count == 0 && query.Vector.Span.ContainsAnyExcept(0f);
                List<int> byVector = [];
                if (comparesVectors)
                {
                    _vectors.CheckLength(query.Vector.Length, _memory.Dimensions);
                    var approximate = _memory.ScoreVectors(query);
                    byVector = _memory.Best(approximate, query, Spared(query.Candidates), minimum: float.MinValue);
                }

                cancellationToken.ThrowIfCancellationRequested();
                var similarities = comparesVectors ? Similarities([.. byTerms.Union(byVector)], query.Vector.Span) : [];
                var best = byVector.OrderByDescending(slot => similarities[slot]).Take(query.Candidates);
                return [.. byTerms.Union(best).Select(slot => new PassageHit(ReadPassage(_memory.PassageNumber(slot)), termScores[slot], similarities.GetValueOrDefault(slot)))];
            },
            cancellationToken);

    public Task<IReadOnlyList<int>> CountPassagesWithTermsAsync(IReadOnlyList<uint> termIds, CancellationToken cancellationToken) =>
        ReadAsync(IReadOnlyList<int> () => [.. termIds.Select(_memory.CountPassages)], cancellationToken);

    public Task<IReadOnlyList<Paper>> ListPapersAsync(PassageFilter filter, CancellationToken cancellationToken) =>
        ReadAsync(IReadOnlyList<Paper> () => [.. _memory.Papers.Where(filter.Admits)], cancellationToken);

    public Task<Paper?> GetPaperAsync(PaperId paper, CancellationToken cancellationToken) =>
        ReadAsync(
            () =>
            {
                if (_memory.FindPaper(paper) is not var (found, number))
                {
                    return null;
                }

                var sections = new List<Section>();
                using var command = _connection.Command("SELECT heading, text, kind, pages FROM section WHERE paper = $0 ORDER BY position", number);
                using var reader = command.ExecuteReader();
                while (reader.Read())
                {
                    sections.Add(new Section(reader.GetString(0), reader.GetString(1)) { Kind = Enum.Parse<SectionKind>(reader.GetString(2)), Pages = PageMap.FromString(reader.GetString(3)) });
                }

                var works = (string?)_connection.Scalar("SELECT works FROM reference_list WHERE paper = $0", number);
                return found with { Sections = sections, References = works is null ? [] : JsonSerializer.Deserialize<List<CitedWork>>(works, Json)! };
            },
            cancellationToken);

    public Task<IReadOnlyList<Passage>> GetPassagesAsync(PaperId paper, CancellationToken cancellationToken) =>
        ReadAsync(
            IReadOnlyList<Passage> () =>
            {
                var passages = new List<Passage>();
                if (_memory.FindPaper(paper) is var (_, number))
                {
                    using var command = _connection.Command("SELECT id, heading, start, text, pages FROM passage WHERE paper = $0 ORDER BY position", number);
                    using var reader = command.ExecuteReader();
                    while (reader.Read())
                    {
                        passages.Add(ToPassage(reader));
                    }
                }

                return passages;
            },
            cancellationToken);

    public Task<IndexCounts> CountAsync(PassageFilter filter, CancellationToken cancellationToken) =>
        ReadAsync(() => _memory.Count(filter), cancellationToken);

    public Task<EmbeddingStatus> GetEmbeddingStatusAsync(CancellationToken cancellationToken) =>
        ReadAsync(() => new EmbeddingStatus(_vectors.Embedder, _vectors.OtherEmbedders(), _memory.Passages, _memory.MissingVectors.Count), cancellationToken);

    public Task<IReadOnlyList<EmbeddingSource>> ListMissingAsync(int limit, CancellationToken cancellationToken) =>
        ReadAsync(
            IReadOnlyList<EmbeddingSource> () =>
                [.. _memory.MissingVectors.Take(limit).Select(ReadPassage).Select(p => new EmbeddingSource(_memory.FindPaper(p.Id.Paper)!.Value.Paper.Title, p))],
            cancellationToken);

    public Task StoreVectorsAsync(IReadOnlyList<(EmbeddingSource Source, ReadOnlyMemory<float> Vector)> vectors, CancellationToken cancellationToken) =>
        WriteAsync(
            transaction =>
            {
                var missing = new Dictionary<long, ReadOnlyMemory<float>>();
                foreach (var (source, vector) in vectors)
                {
                    if (FindUnchanged(source) is { } number && _memory.LacksVector(number))
                    {
                        missing[number] = vector;
                    }
                }

                _vectors.Insert(missing.Select(m => (m.Key, m.Value)), _memory.Dimensions);
                cancellationToken.ThrowIfCancellationRequested();
                transaction.Commit();
                foreach (var (number, vector) in missing)
                {
                    _memory.AddVector(number, vector.Span);
                }

                return true;
            },
            cancellationToken);

    public Task<bool> RemoveOtherVectorsAsync(CancellationToken cancellationToken) =>
        WriteAsync(
            transaction =>
            {
                var complete = _memory.MissingVectors.Count == 0;
                if (complete)
                {
                    _vectors.RemoveOtherEmbedders();
                    transaction.Commit();
                }

                return complete;
            },
            cancellationToken);

    public void Dispose()
    {
        _connection.Dispose();
        _gate.Dispose();
    }

    private Task<T> ReadAsync<T>(Func<T> read, CancellationToken cancellationToken) =>
        ExclusiveAsync(deferred: true, _ => read(), cancellationToken);

    /// <param name="write">Commits, then brings the memory up to date.</param>
    private Task<T> WriteAsync<T>(Func<SqliteTransaction, T> write, CancellationToken cancellationToken) =>
        ExclusiveAsync(deferred: false, write, cancellationToken);

    private async Task<T> ExclusiveAsync<T>(bool deferred, Func<SqliteTransaction, T> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // One snapshot for memory and file: another process may write between two statements.
            using var transaction = _connection.BeginTransaction(deferred);
            var version = DataVersion();
            if (version != _dataVersion)
            {
                _memory = Load();
                _dataVersion = version;
            }

            return work(transaction);
        }
        catch (SqliteException e)
        {
            throw new LibraryException(_connection.DataSource, Explain(_connection.DataSource, e), e);
        }
        finally
        {
            _gate.Release();
        }
    }

    private long InsertRows(IndexedPaper paper, out List<long> passageNumbers)
    {
        var record = JsonSerializer.Serialize(paper.Paper.WithoutText(), Json);
        var number = (long)_connection.Scalar(
            "INSERT INTO paper (id, key, record) VALUES ($0, $1, $2) RETURNING number",
            paper.Paper.Id.Value, paper.Paper.Key.Value, record)!;
        for (var i = 0; i < paper.Paper.Sections.Count; i++)
        {
            var section = paper.Paper.Sections[i];
            _connection.Execute("INSERT INTO section (paper, position, heading, text, kind, pages) VALUES ($0, $1, $2, $3, $4, $5)", number, i, section.Heading, section.Text, section.Kind.ToString(), section.Pages.Value);
        }

        if (paper.Paper.References.Count > 0)
        {
            _connection.Execute("INSERT INTO reference_list (paper, works) VALUES ($0, $1)", number, JsonSerializer.Serialize(paper.Paper.References, Json));
        }

        passageNumbers = new List<long>(paper.Passages.Count);
        foreach (var (passage, terms, _) in paper.Passages)
        {
            var passageNumber = (long)_connection.Scalar(
                "INSERT INTO passage (paper, id, position, heading, start, text, pages) VALUES ($0, $1, $2, $3, $4, $5, $6) RETURNING number",
                number, passage.Id.Value, passage.Id.Position, passage.Heading, passage.Start, passage.Text, passage.Pages.Value)!;
            _connection.Execute(
                "INSERT INTO search_data (passage, term_ids, term_weights) VALUES ($0, $1, $2)",
                passageNumber, MemoryMarshal.AsBytes<uint>(terms.TermIds).ToArray(), terms.Weights);
            passageNumbers.Add(passageNumber);
        }

        return number;
    }

    private bool DeleteRows(PaperId paper) => _connection.Execute("DELETE FROM paper WHERE id = $0", paper.Value) > 0;

    private static int Spared(int candidates) => (int)Math.Min(int.MaxValue, candidates + Math.Max(SpareCandidates, candidates / 4L));

    private Dictionary<int, float> Similarities(IReadOnlyList<int> slots, ReadOnlySpan<float> query)
    {
        var similarities = new Dictionary<int, float>(slots.Count);
        foreach (var (slot, vector) in slots.Zip(_vectors.Read(slots.Select(_memory.PassageNumber))))
        {
            similarities[slot] = vector.Length > 0 ? TensorPrimitives.Dot(query, vector) : 0;
        }

        return similarities;
    }

    // The same passage number may meanwhile stand for other text: a paper was replaced, or its title corrected.
    private long? FindUnchanged(EmbeddingSource source) =>
        _memory.FindPaper(source.Passage.Id.Paper) is var (paper, _) && paper.Title == source.Title
            ? (long?)_connection.Scalar("SELECT number FROM passage WHERE id = $0 AND text = $1", source.Passage.Id.Value, source.Passage.Text)
            : null;

    private Passage ReadPassage(long number)
    {
        using var command = _connection.Command("SELECT id, heading, start, text, pages FROM passage WHERE number = $0", number);
        using var reader = command.ExecuteReader();
        reader.Read();
        return ToPassage(reader);
    }

    private static Passage ToPassage(SqliteDataReader reader) =>
        new(PassageId.FromString(reader.GetString(0)), reader.GetString(1), reader.GetInt32(2), reader.GetString(3)) { Pages = PageMap.FromString(reader.GetString(4)) };

    private SearchMemory Load()
    {
        var memory = new SearchMemory();
        using (var papers = _connection.Command("SELECT number, record FROM paper ORDER BY number"))
        using (var reader = papers.ExecuteReader())
        {
            while (reader.Read())
            {
                memory.AddPaper(JsonSerializer.Deserialize<Paper>(reader.GetString(1), Json)!, reader.GetInt64(0));
            }
        }

        using var passages = _connection.Command(
            $"""
            SELECT number, paper, term_ids, term_weights, data FROM passage JOIN search_data ON search_data.passage = number
            LEFT JOIN vector ON vector.passage = number AND embedder = {VectorTable.EmbedderNumber} ORDER BY number
            """,
            _vectors.Embedder);
        using var rows = passages.ExecuteReader();
        while (rows.Read())
        {
            var terms = new SparseVector(MemoryMarshal.Cast<byte, uint>((byte[])rows[2]).ToArray(), (byte[])rows[3]);
            memory.AddPassage(rows.GetInt64(0), rows.GetInt64(1), terms);
            if (!rows.IsDBNull(4))
            {
                memory.AddVector(rows.GetInt64(0), MemoryMarshal.Cast<byte, float>((byte[])rows[4]));
            }
        }

        return memory;
    }

    // Changes whenever another connection has written, never by our own writes.
    private long DataVersion() => (long)_connection.Scalar("PRAGMA data_version")!;

    private static string Explain(string path, Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: 26 } => $"'{path}' is not a library (not a SQLite file). Choose another folder with --library.",
        SqliteException { SqliteErrorCode: 11 } => $"The library '{path}' is damaged. Restore it from a backup, or add the papers again to a new library with --library.",
        SqliteException { SqliteErrorCode: 5 or 6 } => $"The library '{path}' is locked by another program. Try again when that program is done.",
        SqliteException { SqliteErrorCode: 19 } => $"The library '{path}' holds another paper with the same citation key or passage ids. Read the library's papers again, then choose another key.",
        SqliteException { SqliteErrorCode: 13 } => $"No space is left on the disk for the library '{path}'. What was stored before is safe.",
        _ => $"The library '{path}' cannot be opened for writing ({FirstLine(e.Message)}). Choose a folder you may write to with --library.",
    };

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd('.', '\r', ' ');
}
